"""An article from a request into the database, with its narrations queued."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from api.assembly import Assembly
from api.errors import Rejected
from api.fetch import FetchError, Page, fetch_page
from api.schemas import ArticleIn
from storage.articles import ArticleContent, save_article
from storage.models import Article as ArticleRow
from storage.models import Narration, NarrationKind, Priority, Site
from storage.narrations import GIVEN_UP, cancel_superseded, ensure_narration, narrations_of
from tts.article import Article
from tts.errors import ArticleTooLong, EmptyArticle, TTSError, VoiceError
from tts.text.extract import article_from_html, article_from_text
from tts.text.language import article_language
from tts.text.lexicon import Lexicon
from tts.text.markdown import article_from_markdown
from tts.text.normalize import normalize
from tts.text.reading_options import ReadingOptions
from tts.text.sentences import split_sentences
from tts.text.takeaways import has_takeaways


@dataclass(frozen=True)
class Ingested:
    article: ArticleRow
    narrations: list[Narration]
    created: bool
    queued: bool  # there is new work


def ingest(assembly: Assembly, site: Site, body: ArticleIn) -> Ingested:
    """Save the article and queue its narrations. Raises Rejected; then nothing is stored."""
    article = read_article(assembly, site, body)
    voice = choose_voice(assembly, site, article, body.voice, "body")
    kinds = narrated_kinds(assembly, article)
    with assembly.database.read() as session:
        assembly.lexicons.get(session, site.id)  # made ready before anybody has to wait for the database
    with assembly.database.write() as session:
        lexicon = assembly.lexicons.get(session, site.id).occurring_in(article)
        saved = save_article(session, site.id, content_of(article, body, lexicon))
        cancel_superseded(session, saved.article)
        queued = False
        if not saved.article.draft:
            for kind, name in _due(session, saved.article, voice, kinds):
                queued |= ensure_narration(session, saved.article, kind, name, _priority(kind, body))[1]
        narrations = list(narrations_of(session, saved.article))
    if queued:
        assembly.queue.submit()
    return Ingested(saved.article, narrations, saved.created, queued)


def narrated_kinds(assembly: Assembly, article: Article) -> list[NarrationKind]:
    """What is narrated of the article by itself."""
    # A model writes takeaways when they are narrated.
    wanted = assembly.settings.takeaways_audio or bool(assembly.settings.summary_url)
    return list(NarrationKind) if wanted and has_takeaways(article) else [NarrationKind.ARTICLE]


def _priority(kind: NarrationKind, body: ArticleIn) -> Priority:
    if body.priority == "batch":
        return Priority.BATCH
    return Priority.INTERACTIVE if kind is NarrationKind.ARTICLE else Priority.SOON


def _due(
    session: Session, article: ArticleRow, voice: str, kinds: list[NarrationKind]
) -> list[tuple[NarrationKind, str]]:
    """What this voice reads, and what listeners of other voices asked for and did not get."""
    again = [(n.kind, n.voice) for n in narrations_of(session, article) if n.status in GIVEN_UP]
    return list(dict.fromkeys([*((kind, voice) for kind in kinds), *again]))


def default_voice(assembly: Assembly, site: Site) -> str:
    """The voice where an article names none."""
    return site.default_voice or assembly.settings.default_voice


def choose_voice(assembly: Assembly, site: Site, article: Article, wanted: str | None, place: str) -> str:
    """The name of the installed voice that reads the article. Raises Rejected, naming the voices there are."""
    try:
        if wanted:
            return assembly.voices.find(wanted).name
        return assembly.voices.default(article.language, default_voice(assembly, site)).name
    except VoiceError as error:
        raise Rejected(f"{place}.language" if article.language and not wanted else f"{place}.voice", error) from error


def _check_voices(assembly: Assembly, article: Article, body: ArticleIn) -> None:
    """Raises Rejected if a block asks for a voice that is not installed."""
    for name in sorted(article.voices):
        try:
            assembly.voices.find(name)
        except VoiceError as error:
            raise Rejected(f"body.{_field(body)}", error) from error


def read_article(assembly: Assembly, site: Site, body: ArticleIn, page: Page | None = None) -> Article:
    """The article as it will be read; `page` is that of its address, where it was fetched. Raises Rejected."""
    field, article = f"body.{_field(body)}", _extract(assembly, site, body, page)
    given: dict[str, Any] = body.model_dump(include={"title", "byline", "language"}, exclude_none=True)
    # Never the page's own canonical link: one that is wrong would make two articles one.
    given["source_url"] = str(body.source_url or body.url or "") or None
    if body.published_at:
        given["published_at"] = body.published_at.isoformat()
    article = replace(article, **given)
    article = replace(article, language=article_language(article))
    limit = assembly.settings.max_article_characters
    if article.characters > limit:
        said = f"The article has {article.characters:,} characters; the limit is {limit:,}."
        raise Rejected(field, ArticleTooLong(f"{said} (READCAST_MAX_ARTICLE_CHARACTERS)"))
    if not any(normalize(sentence.text, article.language).words for sentence in split_sentences(article)):
        raise Rejected(field, EmptyArticle("There is no word in it that can be spoken."))
    _check_voices(assembly, article, body)
    return article


def _field(body: ArticleIn) -> str:
    """The field that holds the article."""
    return next(name for name in ("text", "html", "markdown", "url") if getattr(body, name) is not None)


def _extract(assembly: Assembly, site: Site, body: ArticleIn, page: Page | None) -> Article:
    source = str(body.source_url) if body.source_url else None
    options = ReadingOptions(
        tuple(site.include_selectors), tuple(site.exclude_selectors), site.table_note, site.code_note
    )
    try:
        if body.text is not None:
            return article_from_text(body.text)
        if body.markdown is not None:
            return article_from_markdown(body.markdown, options=options)
        if body.html is not None:
            return article_from_html(body.html, url=source, options=options)
        page = page or fetch_page(str(body.url), assembly.settings.fetch_limits)
        return article_from_html(page.html, url=page.url, options=options)
    except (TTSError, FetchError) as error:
        raise Rejected(f"body.{_field(body)}", error) from error


def content_of(
    article: Article, body: ArticleIn, lexicon: Lexicon, origin: dict[str, Any] | None = None
) -> ArticleContent:
    """What is saved of it."""
    return ArticleContent(
        external_id=body.external_id,
        source_url=article.source_url,
        title=article.title,
        byline=article.byline,
        language=article.language,
        published_at=article.published_at,
        image_url=article.image_url,
        voice=body.voice,
        draft=body.draft,
        content_hash=article.content_hash,
        lexicon=lexicon.as_json(),
        lexicon_hash=lexicon.key,
        blocks=article.blocks_as_json(),
        origin=origin,
    )
