"""Rows and threads for the tests of storage."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any, TypeVar

from storage.articles import ArticleContent, save_article
from storage.database import Database
from storage.leases import Rendered, claim_next, complete
from storage.models import Article, Narration
from storage.narrations import ensure_narration
from storage.sites import default_site

CONTENT = ArticleContent(
    external_id=None,
    source_url=None,
    title="A comet is coming",
    byline="By Ada Byron",
    language="en",
    published_at="2026-01-02T03:04:05Z",
    image_url=None,
    voice=None,
    draft=False,
    content_hash="a" * 64,
    blocks=[{"kind": "paragraph", "text": "It will be seen — even by day."}],
)
VOICE = "en_US-joe-medium"
Result = TypeVar("Result")


def content(**changes: Any) -> ArticleContent:
    return replace(CONTENT, **changes)


def new_article(database: Database, **changes: Any) -> Article:
    with database.write() as session:
        return save_article(session, default_site(session).id, content(**changes)).article


def queued(database: Database, voice: str = VOICE, priority: int = 0, **changes: Any) -> Narration:
    """The narration of a new article, waiting to be claimed."""
    article = new_article(database, **changes)
    with database.write() as session:
        return ensure_narration(session, article, "article", voice, priority)[0]


def claim(database: Database, owner: str, lease_seconds: float = 60, max_attempts: int = 3) -> Narration | None:
    with database.write() as session:
        return claim_next(session, owner, lease_seconds, max_attempts)


def finish(database: Database, narration: Narration, owner: str, key: str = "k", master: str = "m") -> None:
    with database.write() as session:
        said = Rendered(
            render_key=key,
            duration=1.5,
            samples=33075,
            sample_rate=22050,
            master_key=f"masters/{master}.flac",
            manifest_key=f"manifests/{master}.json",
        )
        complete(session, narration.id, owner, said)


def rendered(database: Database, article: Article, voice: str = VOICE, master: str = "m") -> Narration:
    """A completed narration of the article's current content; nothing else may be in the queue."""
    with database.write() as session:
        narration, _ = ensure_narration(session, article, "article", voice)
    claimed = claim(database, "a worker")
    assert claimed is not None and claimed.id == narration.id
    finish(database, claimed, "a worker", key=f"key of {master}", master=master)
    with database.read() as session:
        return session.get_one(Narration, narration.id)


def together(count: int, work: Callable[[int], Result]) -> list[Result]:
    """Runs work(0) to work(count - 1) in threads that start at the same moment."""
    barrier = Barrier(count)

    def start(number: int) -> Result:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(start, range(count)))
