"""Who works on which narration. A worker holds a lease and extends it; one that dies lets it run out.

An `owner` names one worker thread and no other, for as long as the rows live. Times are this machine's:
machines that share a database keep theirs in step, to well within a lease.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from storage.columns import utc_now
from storage.deliveries import narration_ended
from storage.errors import LeaseLost
from storage.models import Narration, NarrationKind, Priority, Status
from storage.narrations import UNFINISHED
from storage.rows import affected

REST_SECONDS = 600.0  # what makes the engine fail must not burn the cores for each listener


@dataclass(frozen=True)
class Rendered:
    """What a narration's row says of its audio."""

    render_key: str
    duration: float  # in seconds
    samples: int  # of the master
    sample_rate: int  # in Hz
    master_key: str
    manifest_key: str
    stream_prefix: str | None = None  # of the segments that were heard while it was rendered
    stream_segments: int = 0


def _article_to_come() -> ColumnElement[bool]:
    """Whether the same voice has yet to read the article that a narration belongs to."""
    other = aliased(Narration)
    same = other.article_id == Narration.article_id, other.voice == Narration.voice
    # One that is read again because of the lexicon comes after everything: nobody waits for that.
    soon = other.priority >= Priority.BATCH
    unfinished = and_(other.kind == NarrationKind.ARTICLE, other.status.in_(UNFINISHED), soon)
    return exists().where(unfinished, *same)


# Made once, so that statements with it are compiled once; and here, because two threads must not be the first at it.
_ARTICLE_TO_COME = _article_to_come()


def claim_next(
    session: Session,
    owner: str,
    lease_seconds: float,
    max_attempts: int,
    *,
    least: int | None = None,
    suspects: bool = True,
) -> Narration | None:
    """The next narration to render, now `owner`'s for `lease_seconds`; None if there is nothing to do.

    The highest priority comes first, then the oldest; none below the priority `least`. Takeaways that nobody asked
    for wait until their article is spoken: it holds most of their sentences. One whose worker stopped is taken over,
    until that has happened `max_attempts` times: then it fails. Without `suspects`, none is taken over.
    """
    now = utc_now()
    give_up(session, now, max_attempts)
    due = claimable(now)
    if least is not None:
        due = and_(due, Narration.priority >= least)
    if not suspects:
        due = and_(due, Narration.attempts == 0)
    while True:
        order = (Narration.priority.desc(), Narration.created_at, Narration.id)
        first = select(Narration.id).where(due).order_by(*order).limit(1)
        narration_id = session.scalar(first.with_for_update(skip_locked=True))
        if narration_id is None:
            return None
        if _take(session, narration_id, owner, now, lease_seconds):
            return session.get_one(Narration, narration_id, populate_existing=True)


def claim(session: Session, narration_id: str, owner: str, lease_seconds: float, max_attempts: int) -> Narration | None:
    """This narration, claimed as by `claim_next`; None if it is done, it is not its turn, or somebody is at it."""
    now = utc_now()
    give_up(session, now, max_attempts)
    asked = select(Narration.id).where(Narration.id == narration_id, claimable(now))
    if session.scalar(asked.with_for_update(skip_locked=True)) is None:
        return None
    if not _take(session, narration_id, owner, now, lease_seconds):
        return None
    return session.get_one(Narration, narration_id, populate_existing=True)


def extend(session: Session, narration_id: str, owner: str, lease_seconds: float, progress: float) -> None:
    """Keeps the lease for `lease_seconds` from now. `progress` is 0 to 1. Raises LeaseLost."""
    until = utc_now() + timedelta(seconds=lease_seconds)
    write_if_ours(session, narration_id, owner, lease_until=until, progress=progress)


def complete(session: Session, narration_id: str, owner: str, rendered: Rendered) -> None:
    """Says that the audio is in the store: put the objects there first. Raises LeaseLost. Webhooks are told."""
    done = {"status": Status.COMPLETED, "error": None, "progress": 1.0, "completed_at": utc_now()}
    _settle(session, narration_id, owner, **done, **asdict(rendered))
    narration_ended(session, narration_id)


def fail(session: Session, narration_id: str, owner: str, error: str) -> None:
    """Says that the narration cannot be rendered; it is not tried again by itself. Raises LeaseLost.

    Webhooks are told.
    """
    _settle(session, narration_id, owner, status=Status.FAILED, error=error, lease_until=_rested())
    narration_ended(session, narration_id)


def release(session: Session, narration_id: str, owner: str, error: str | None = None) -> None:
    """Puts the narration back into the queue, as if it had not been claimed. Raises LeaseLost.

    `error` says what it waits for, where that is not its turn.
    """
    attempts = Narration.attempts - 1
    back = {"status": Status.QUEUED, "attempts": attempts, "progress": 0.0, "sent_at": None, "error": error}
    _settle(session, narration_id, owner, **back)


def _rested() -> datetime:
    """Until when no listener has a failed narration tried again; a publisher may."""
    return utc_now() + timedelta(seconds=REST_SECONDS)


def claimable(now: datetime) -> ColumnElement[bool]:
    """What may be rendered: queued and due, or left by a worker that died."""
    asked_for = Narration.priority >= Priority.INTERACTIVE
    due = or_(Narration.kind != NarrationKind.TAKEAWAYS, asked_for, ~_ARTICLE_TO_COME)
    return and_(_free(now), due)


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(Narration.status == Status.QUEUED, _expired(now))


def _expired(now: datetime) -> ColumnElement[bool]:
    return and_(Narration.status == Status.PROCESSING, Narration.lease_until < now)


def _settle(session: Session, narration_id: str, owner: str, **values: Any) -> None:
    """Writes the outcome and lets go of the lease."""
    write_if_ours(session, narration_id, owner, **{"lease_owner": None, "lease_until": None, **values})


def write_if_ours(session: Session, narration_id: str, owner: str, **values: Any) -> None:
    """Writes columns of a narration that `owner` works on. Raises LeaseLost."""
    ours = and_(
        Narration.id == narration_id,
        Narration.lease_owner == owner,
        Narration.status == Status.PROCESSING,
    )
    if affected(session, update(Narration).where(ours).values(**values)) != 1:
        raise LeaseLost(f"The narration {narration_id} is no longer {owner}'s.")


def _take(session: Session, narration_id: str, owner: str, now: datetime, lease_seconds: float) -> bool:
    free = update(Narration).where(Narration.id == narration_id, _free(now))
    claimed = free.values(
        status=Status.PROCESSING,
        lease_owner=owner,
        lease_until=now + timedelta(seconds=lease_seconds),
        attempts=Narration.attempts + 1,
        progress=0.0,
        error=None,
    )
    return affected(session, claimed) == 1


def give_up(session: Session, now: datetime, max_attempts: int) -> None:
    """Fails what its workers died of too often."""
    stopped = select(Narration).where(_expired(now), Narration.attempts >= max_attempts)
    given_up = session.scalars(stopped.with_for_update(skip_locked=True)).all()
    for narration in given_up:
        narration.status = Status.FAILED
        narration.error = f"given up after {narration.attempts} attempts: the worker stopped each time"
        narration.lease_owner = None
        narration.lease_until = _rested()
    session.flush()
    for narration in given_up:
        narration_ended(session, narration.id)
