"""One article of a batch into the database, with all that is asked of it queued; or nothing, if it is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from api.articles import article_of
from api.assembly import Assembly
from api.batches.options import BatchOptions
from api.batches.origin import (
    address_of,
    conditions_of,
    is_same_page,
    is_unchanged,
    origin_of,
    reading_context,
)
from api.errors import Rejected
from api.fetch import Fetched, page_of
from api.ingest import choose_voice, content_of, narrated_kinds, read_article
from api.polite import PoliteFetcher
from api.schemas import ArticleIn
from storage.articles import hold_article, known_articles, save_article
from storage.batches import ask_rendition, take_item
from storage.models import Article as ArticleRow
from storage.models import BatchPart, Narration, NarrationKind, Priority, Site, Status
from storage.narrations import cancel_superseded, ensure_narration, narrations_of_all
from storage.renditions import completed_files
from tts.article import Article
from tts.text.sentences import split_sentences


@dataclass(frozen=True)
class Taken:
    """`sentences` are those of the article; None if there is nothing to do."""

    article_id: str
    sentences: int | None


class Taker:
    """Takes in the articles of one batch. Safe to use from several threads."""

    def __init__(
        self, assembly: Assembly, site: Site, batch_id: str, options: BatchOptions, fetcher: PoliteFetcher
    ) -> None:
        self._assembly = assembly
        self._site = site
        self._batch_id = batch_id
        self._options = options
        self._fetcher = fetcher
        self._context = reading_context(assembly.settings, site)
        with assembly.database.read() as session:
            assembly.lexicons.get(session, site.id)  # made ready before anybody has to wait for the database
        self._default_voice = cache(self._choose_voice)

    def there(self, bodies: Sequence[ArticleIn]) -> list[str | None]:
        """For each the id of its article if all of it was made before and nothing changed; pages are not looked at."""
        with self._assembly.database.read() as session:
            rows = self._known(session, bodies)
            unchanged = [
                row if row is not None and not body.url and is_unchanged(row.origin, body, self._context) else None
                for row, body in zip(rows, bodies, strict=True)
            ]
            ids = [row.id for row in unchanged if row is not None]
            narrations = narrations_of_all(session, ids)
            files = completed_files(session, [n.id for those in narrations.values() for n in those])
        return [
            row.id if row is not None and self._is_made(row, body, narrations.get(row.id, []), files) else None
            for row, body in zip(unchanged, bodies, strict=True)
        ]

    def take(self, item_id: str, body: ArticleIn, *, anew: bool = False) -> Taken:
        """Take the article in, for that item. Raises Rejected, FetchError, StorageError."""
        row, fetched = (None, None) if anew else self._unchanged(body)
        if row is None:
            return self._take_anew(item_id, body, fetched)
        with self._assembly.database.write() as session:
            held = hold_article(session, row.id)
            if held is not None and held.origin == row.origin:
                return self._queued(session, item_id, held, article_of(held), body)
        return self.take(item_id, body, anew=True)  # deleted or changed by others meanwhile

    def _unchanged(self, body: ArticleIn) -> tuple[ArticleRow | None, Fetched | None]:
        """The article as it was made before, if nothing changed; else its page, if it was fetched to see that."""
        with self._assembly.database.read() as session:
            row = self._known(session, [body])[0]
        if row is not None and not is_unchanged(row.origin, body, self._context):
            row = None
        if body.url is None:
            return row, None
        origin = (row.origin if row else None) or {}
        fetched = self._fetcher.page(str(body.url), conditions_of(origin))
        return (row if row and is_same_page(origin, fetched) else None), fetched

    def _take_anew(self, item_id: str, body: ArticleIn, fetched: Fetched | None) -> Taken:
        if body.url is not None and fetched is None:
            fetched = self._fetcher.page(str(body.url))
        article = read_article(self._assembly, self._site, body, page_of(fetched) if fetched else None)
        self._voices(article.language, body)  # said to be missing before anything is stored
        takeaways = NarrationKind.TAKEAWAYS in narrated_kinds(self._assembly, article)
        origin = origin_of(body, self._context, fetched, takeaways)
        with self._assembly.database.write() as session:
            lexicon = self._assembly.lexicons.get(session, self._site.id).occurring_in(article)
            row = save_article(session, self._site.id, content_of(article, body, lexicon, origin)).article
            cancel_superseded(session, row)
            return self._queued(session, item_id, row, article, body)

    def _queued(self, session: Session, item_id: str, row: ArticleRow, article: Article, body: ArticleIn) -> Taken:
        """Ask for all that the batch makes of the article, and note what is not there yet."""
        parts = [] if row.draft else self._ask(session, item_id, row, body)
        take_item(session, self._batch_id, item_id, row.id, parts)
        if not parts:
            return Taken(row.id, None)
        self._assembly.queue.submit()
        return Taken(row.id, sum(1 for _ in split_sentences(article)))

    def _ask(self, session: Session, item_id: str, row: ArticleRow, body: ArticleIn) -> list[BatchPart]:
        parts = []
        for kind, voice in self._wanted(row, body):
            narration, _ = ensure_narration(session, row, kind, voice, Priority.BATCH)
            if narration.status is not Status.COMPLETED:
                parts.append(BatchPart(item_id=item_id, narration_id=narration.id))
            for format_name, speed in self._options.files:
                rendition = ask_rendition(session, narration.id, format_name, speed)
                if rendition.status is not Status.COMPLETED:
                    parts.append(BatchPart(item_id=item_id, narration_id=narration.id, rendition_id=rendition.id))
        return parts

    def _is_made(
        self, row: ArticleRow, body: ArticleIn, narrations: list[Narration], files: set[tuple[str, str, float]]
    ) -> bool:
        if row.draft:
            return True
        made = {
            (n.kind, n.voice): n
            for n in narrations
            if n.status is Status.COMPLETED
            and (n.content_hash, n.lexicon_hash) == (row.hash_for(n.kind), row.lexicon_hash)
        }
        try:
            wanted = self._wanted(row, body)
        except Rejected:  # its voice was taken away: `take` says so
            return False
        return all(
            one in made and all((made[one].id, *file) in files for file in self._options.files) for one in wanted
        )

    def _wanted(self, row: ArticleRow, body: ArticleIn) -> list[tuple[NarrationKind, str]]:
        assert row.origin is not None
        kinds = list(NarrationKind) if row.origin["takeaways"] else [NarrationKind.ARTICLE]
        return [(kind, voice) for voice in self._voices(row.language, body) for kind in kinds]

    def _voices(self, language: str | None, body: ArticleIn) -> tuple[str, ...]:
        return self._options.voices or (self._default_voice(language, body.voice),)

    def _choose_voice(self, language: str | None, wanted: str | None) -> str:
        return choose_voice(self._assembly, self._site, Article((), language=language), wanted, "body")

    def _known(self, session: Session, bodies: Sequence[ArticleIn]) -> list[ArticleRow | None]:
        """The rows of articles that were saved before."""
        identities: list[tuple[str | None, Any]] = [(body.external_id, address_of(body)) for body in bodies]
        found = known_articles(session, self._site.id, identities)
        return [found.get((external, None if external else address)) for external, address in identities]
