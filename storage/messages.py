"""Which narrations a message broker is to be told of.

The rows are the truth. A message only wakes a worker: one too many does nothing, and one that is lost is sent again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from storage.columns import utc_now
from storage.leases import claimable, give_up
from storage.models import Narration, Priority, Status

WINDOW = 1000  # batch messages that may be out at once: what is queued later, but is more urgent, comes soon
_AT_ONCE = 500


@dataclass(frozen=True)
class Message:
    """A narration that a worker is to be told of."""

    narration_id: str
    priority: int
    attempts: int  # of workers that died at it


def take_unsent(session: Session, max_attempts: int) -> list[Message]:
    """What a worker should look at and was not told of, now noted as told: the most urgent first.

    That is what was queued, and what was left by a worker that died. Send the messages once this is committed.
    """
    now = utc_now()
    give_up(session, now, max_attempts)
    found = _take(session, and_(_unsent(now), Narration.priority > Priority.BATCH), _AT_ONCE, now)
    room = min(_AT_ONCE, WINDOW - _out(session))
    if room > 0 and len(found) < _AT_ONCE:
        found += _take(session, and_(_unsent(now), Narration.priority <= Priority.BATCH), room, now)
    return found


def take_lost(session: Session, depth: int, silent_seconds: float) -> list[Message]:
    """What the broker has forgotten, now noted as told anew.

    `depth` messages wait in the broker. If more narrations wait than that, as many as are missing are taken, of
    those that were sent at least `silent_seconds` ago the most urgent first.
    """
    now = utc_now()
    waiting = and_(claimable(now), ~_unsent(now))
    missing = (session.scalar(select(func.count()).select_from(Narration).where(waiting)) or 0) - depth
    if missing <= 0:
        return []
    silent = and_(waiting, Narration.sent_at < now - timedelta(seconds=silent_seconds))
    return _take(session, silent, min(missing, _AT_ONCE), now)


def unsend(session: Session, messages: list[Message]) -> None:
    """The broker did not take these."""
    ids = [message.narration_id for message in messages]
    session.execute(update(Narration).where(Narration.id.in_(ids)).values(sent_at=None))


def _unsent(now: datetime) -> ColumnElement[bool]:
    since = and_(Narration.status == Status.PROCESSING, Narration.sent_at < Narration.lease_until)
    return and_(claimable(now), or_(Narration.sent_at.is_(None), since))


def _out(session: Session) -> int:
    out = and_(Narration.status == Status.QUEUED, Narration.sent_at.is_not(None), Narration.priority <= Priority.BATCH)
    return session.scalar(select(func.count()).select_from(Narration).where(out)) or 0


def _take(session: Session, which: ColumnElement[bool], most: int, now: datetime) -> list[Message]:
    order = (Narration.priority.desc(), Narration.created_at, Narration.id)
    columns = (Narration.id, Narration.priority, Narration.attempts)
    found = select(*columns).where(which).order_by(*order).limit(most).with_for_update(skip_locked=True)
    messages = [Message(*row) for row in session.execute(found)]
    ids = [message.narration_id for message in messages]
    if ids:
        session.execute(update(Narration).where(Narration.id.in_(ids)).values(sent_at=now))
    return messages
