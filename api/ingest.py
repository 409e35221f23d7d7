"""An article from a request into the database, with its narrations queued."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from api.assembly import Assembly
from api.errors import Rejected
from api.fetch import FetchError, fetch_page
from api.schemas import ArticleIn
from storage.articles import ArticleContent, save_article
from storage.models import Article as ArticleRow
from storage.models import Narration, NarrationKind, Site, Status
from storage.narrations import cancel_superseded, ensure_narration, narrations_of
from tts.article import Article
from tts.errors import ArticleTooLong, EmptyArticle, TTSError, VoiceError
from tts.text.extract import article_from_html, article_from_text
from tts.text.markdown import article_from_markdown
from tts.text.normalize import normalize
from tts.text.sentences import split_sentences
from tts.text.takeaways import find_takeaways


@dataclass(frozen=True)
class Ingested:
    article: ArticleRow
    narrations: list[Narration]
    created: bool
    queued: bool  # there is new work


def ingest(assembly: Assembly, site: Site, body: ArticleIn) -> Ingested:
    """Save the article and queue its narrations. Raises Rejected; then nothing is stored."""
    article = _read_article(assembly, body)
    voice = choose_voice(assembly, site, article, body.voice, "body")
    kinds = [NarrationKind.ARTICLE]
    if assembly.settings.takeaways_audio and find_takeaways(article):
        kinds.append(NarrationKind.TAKEAWAYS)
    with assembly.database.write() as session:
        saved = save_article(session, site.id, _content(article, body))
        cancel_superseded(session, saved.article)
        queued = False
        if not saved.article.draft:
            for kind, name in _due(session, saved.article, voice, kinds):
                queued |= ensure_narration(session, saved.article, kind, name)[1]
        narrations = list(narrations_of(session, saved.article))
    if queued:
        assembly.queue.submit()
    return Ingested(saved.article, narrations, saved.created, queued)


def _due(
    session: Session, article: ArticleRow, voice: str, kinds: list[NarrationKind]
) -> list[tuple[NarrationKind, str]]:
    """What this voice reads, and what listeners of other voices asked for and did not get."""
    ended = (Status.FAILED, Status.CANCELED)
    again = [(n.kind, n.voice) for n in narrations_of(session, article) if n.status in ended]
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


def _read_article(assembly: Assembly, body: ArticleIn) -> Article:
    field, article = _extract(assembly, body)
    given: dict[str, Any] = body.model_dump(include={"title", "byline", "language"}, exclude_none=True)
    # Never the page's own canonical link: one that is wrong would make two articles one.
    given["source_url"] = str(body.source_url or body.url or "") or None
    if body.published_at:
        given["published_at"] = body.published_at.isoformat()
    article = replace(article, **given)
    limit = assembly.settings.max_article_characters
    if article.characters > limit:
        said = f"The article has {article.characters:,} characters; the limit is {limit:,}."
        raise Rejected(field, ArticleTooLong(f"{said} (READCAST_MAX_ARTICLE_CHARACTERS)"))
    if not any(normalize(sentence.text, article.language).words for sentence in split_sentences(article)):
        raise Rejected(field, EmptyArticle("There is no word in it that can be spoken."))
    return article


def _extract(assembly: Assembly, body: ArticleIn) -> tuple[str, Article]:
    """The field that held the article, and the article in it."""
    source = str(body.source_url) if body.source_url else None
    try:
        if body.text is not None:
            return "body.text", article_from_text(body.text)
        if body.markdown is not None:
            return "body.markdown", article_from_markdown(body.markdown)
        if body.html is not None:
            return "body.html", article_from_html(body.html, url=source)
        page = fetch_page(str(body.url), assembly.settings.fetch_limits)
        return "body.url", article_from_html(page.html, url=page.url)
    except (TTSError, FetchError) as error:
        field = next(name for name in ("text", "markdown", "html", "url") if getattr(body, name) is not None)
        raise Rejected(f"body.{field}", error) from error


def _content(article: Article, body: ArticleIn) -> ArticleContent:
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
        blocks=article.blocks_as_json(),
    )
