"""Asking for, finding and canceling narrations."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select, update
from sqlalchemy.orm import Session

from storage.columns import utc_now
from storage.errors import ArticleNotFound, NarrationNotFound
from storage.models import Article, Narration, NarrationKind, Priority, Status
from storage.rows import affected, insert_new

UNFINISHED = (Status.QUEUED, Status.PROCESSING)
GIVEN_UP = (Status.FAILED, Status.CANCELED)
_AFRESH = {
    "status": Status.QUEUED,
    "attempts": 0,
    "error": None,
    "progress": 0.0,
    "sent_at": None,
    "lease_until": None,
}


def ensure_narration(
    session: Session, article: Article, kind: NarrationKind | str, voice: str, priority: int = Priority.BATCH
) -> tuple[Narration, bool]:
    """The narration of the article's current content, and whether it was put into the queue just now.

    Creates it if there is none, and queues a failed or canceled one again. One that waits already keeps the
    higher of its priority and `priority`. Raises ArticleNotFound if the article was deleted meanwhile.
    """
    # Held, so that it cannot be deleted before the narration that refers to it is committed.
    held = select(Article.id).where(Article.id == article.id).with_for_update(read=True, key_share=True)
    if session.scalar(held) is None:
        raise ArticleNotFound(f"There is no article {article.id!r}.")
    asked = {"article_id": article.id, "kind": NarrationKind(kind), "voice": voice}
    asked |= {"content_hash": article.hash_for(NarrationKind(kind)), "lexicon_hash": article.lexicon_hash}
    queued = insert_new(session, Narration, status=Status.QUEUED, priority=priority, **asked)
    same = select(Narration).filter_by(**asked)
    narration = session.scalars(same.execution_options(populate_existing=True)).one()
    if not queued:
        queued = _queue_again(session, narration, priority)
        _raise_priority(session, narration, priority)
        session.refresh(narration)
    return narration, queued


def hurry(session: Session, narration_id: str) -> None:
    """Somebody listens: what still waits in the queue goes before what nobody waits for."""
    waiting = update(Narration).where(Narration.id == narration_id, Narration.status == Status.QUEUED)
    affected(session, waiting.values(priority=Priority.INTERACTIVE, sent_at=None))


def try_again(session: Session, narration_id: str) -> bool:
    """Somebody listens: queues a failed narration that has rested since it failed. Returns whether it did."""
    rested = or_(Narration.lease_until.is_(None), Narration.lease_until < utc_now())
    failed = update(Narration).where(Narration.id == narration_id, Narration.status == Status.FAILED, rested)
    return affected(session, failed.values(priority=Priority.INTERACTIVE, **_AFRESH)) == 1


def get_narration(session: Session, narration_id: str) -> Narration:
    """The narration. Raises NarrationNotFound."""
    # PostgreSQL refuses the character.
    narration = None if "\0" in narration_id else session.get(Narration, narration_id)
    if narration is None:
        raise NarrationNotFound(f"There is no narration {narration_id!r}.")
    return narration


def public_narration(session: Session, narration_id: str) -> Narration:
    """The narration, unless its article is a draft. Raises NarrationNotFound. Does not load the article."""
    narration = get_narration(session, narration_id)
    if session.scalar(select(Article.draft).where(Article.id == narration.article_id)):
        raise NarrationNotFound(f"There is no narration {narration_id!r}.")
    return narration


def narrations_of(session: Session, article: Article, current_only: bool = True) -> list[Narration]:
    """The article's narrations, oldest first; `current_only` leaves out those of earlier content or lexicon."""
    found = select(Narration).where(Narration.article_id == article.id)
    if current_only:
        found = found.where(*_current(article))
    return list(session.scalars(found.order_by(Narration.created_at, Narration.id)))


def narrations_of_all(session: Session, article_ids: Sequence[str]) -> dict[str, list[Narration]]:
    """The narrations of some hundreds of articles, those of earlier content too."""
    found: dict[str, list[Narration]] = {}
    for narration in session.scalars(select(Narration).where(Narration.article_id.in_(article_ids))):
        found.setdefault(narration.article_id, []).append(narration)
    return found


def cancel_superseded(session: Session, article: Article) -> int:
    """Cancels the unfinished narrations of earlier content or lexicon, or any of them if the article is a draft.

    A worker that is at one of them loses its lease. Returns how many were canceled.
    """
    cancel = update(Narration).where(Narration.article_id == article.id, Narration.status.in_(UNFINISHED))
    if not article.draft:
        cancel = cancel.where(not_(and_(*_current(article))))
    return affected(session, cancel.values(status=Status.CANCELED, lease_owner=None, lease_until=None))


def find_rendered(session: Session, render_key: str) -> Narration | None:
    """A completed narration that sounds exactly as `render_key` says, so that its objects can be used again.

    Use them in the same `Database.write`: until it ends, deleting that narration waits.
    """
    found = select(Narration).where(Narration.render_key == render_key, Narration.status == Status.COMPLETED)
    return session.scalar(
        found.order_by(Narration.completed_at.desc()).limit(1).with_for_update(read=True, key_share=True)
    )


def spoken_before(session: Session, narration: Narration) -> list[Narration]:
    """Completed narrations of the same article and voice that may hold sentences of this one, the likeliest first.

    They are the last of its own kind and, for takeaways, the last of the article itself.
    """
    same_kind = session.scalar(_completed_like(narration).limit(1))
    article = None
    if narration.kind == NarrationKind.TAKEAWAYS:
        article = session.scalar(_completed_like(narration, NarrationKind.ARTICLE).limit(1))
    return [known for known in (article, same_kind) if known is not None]


def stand_in(session: Session, narration: Narration) -> Narration | None:
    """A completed narration of the same words, pronounced by an earlier lexicon."""
    same = _completed_like(narration).where(Narration.content_hash == narration.content_hash)
    return session.scalar(same.limit(1))


def count_by_status(session: Session) -> dict[Status, int]:
    """How many narrations there are in every status, zeros included."""
    counts = session.execute(select(Narration.status, func.count()).group_by(Narration.status))
    return dict.fromkeys(Status, 0) | dict(counts.all())


def _current(article: Article) -> tuple[ColumnElement[bool], ...]:
    made_from = [
        and_(Narration.kind == kind, Narration.content_hash == article.hash_for(kind)) for kind in NarrationKind
    ]
    return or_(*made_from), Narration.lexicon_hash == article.lexicon_hash


def _completed_like(narration: Narration, kind: NarrationKind | None = None) -> Select[Narration]:
    """Others of the same article, voice and kind (or of another kind) that are completed, the newest first."""
    return (
        select(Narration)
        .where(
            Narration.article_id == narration.article_id,
            Narration.kind == (kind or narration.kind),
            Narration.voice == narration.voice,
            Narration.id != narration.id,
            Narration.status == Status.COMPLETED,
        )
        .order_by(Narration.completed_at.desc())
    )


def _queue_again(session: Session, narration: Narration, priority: int) -> bool:
    again = update(Narration).where(Narration.id == narration.id, Narration.status.in_(GIVEN_UP))
    return affected(session, again.values(priority=priority, **_AFRESH)) == 1


def _raise_priority(session: Session, narration: Narration, priority: int) -> None:
    lower = update(Narration).where(Narration.id == narration.id, Narration.priority < priority)
    affected(session, lower.where(Narration.status == Status.QUEUED).values(priority=priority, sent_at=None))
