"""Who drives which batch: takes its items in, and ends it when all of them have ended. As with narrations, a driver
that dies lets its lease run out, and another goes on."""

from datetime import timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from storage.batches import COMMAND
from storage.columns import utc_now
from storage.errors import LeaseLost
from storage.models import Batch
from storage.rows import affected

_OPEN = and_(Batch.finished_at.is_(None), Batch.canceled_at.is_(None))


def claim_batch(session: Session, owner: str, lease_seconds: float) -> Batch | None:
    """The oldest batch that nobody drives, now `owner`'s; None if there is none. Those of the command are its own."""
    now = utc_now()
    free = or_(Batch.lease_until.is_(None), Batch.lease_until < now)
    first = select(Batch).where(_OPEN, free, Batch.kind != COMMAND).order_by(Batch.created_at).limit(1)
    batch = session.scalar(first.with_for_update(skip_locked=True))
    if batch is not None:
        start_batch(session, batch, owner, lease_seconds)
    return batch


def start_batch(session: Session, batch: Batch, owner: str, lease_seconds: float) -> None:
    """Makes the batch `owner`'s."""
    batch.lease_owner, batch.lease_until = owner, utc_now() + timedelta(seconds=lease_seconds)
    batch.started_at = batch.started_at or utc_now()
    batch.attempts += 1
    session.flush()


def extend_batch(session: Session, batch_id: str, owner: str, lease_seconds: float) -> None:
    """Keeps the lease for `lease_seconds` from now. Raises LeaseLost."""
    _write_if_ours(session, batch_id, owner, lease_until=utc_now() + timedelta(seconds=lease_seconds))


def mark_listed(session: Session, batch_id: str, owner: str) -> None:
    """Says that all items are there. Raises LeaseLost."""
    _write_if_ours(session, batch_id, owner, listed_at=utc_now(), attempts=1)


def release_batch(session: Session, batch_id: str, owner: str) -> None:
    """Lets another drive it at once. Raises LeaseLost."""
    values = {"lease_owner": None, "lease_until": None, "attempts": Batch.attempts - 1}
    _write_if_ours(session, batch_id, owner, **values)


def stop_batch(session: Session, batch_id: str, owner: str) -> None:
    """Ends a batch of the command that was stopped; what it queued stays queued. Raises LeaseLost."""
    _write_if_ours(session, batch_id, owner, canceled_at=utc_now(), lease_owner=None, lease_until=None)


def stop_abandoned(session: Session) -> int:
    """Ends batches of commands that died; how many."""
    dead = update(Batch).where(_OPEN, Batch.kind == COMMAND, Batch.lease_until < utc_now())
    return affected(session, dead.values(canceled_at=utc_now(), lease_owner=None, lease_until=None))


def _write_if_ours(session: Session, batch_id: str, owner: str, **values: object) -> None:
    ours = update(Batch).where(Batch.id == batch_id, Batch.lease_owner == owner, _OPEN)
    if affected(session, ours.values(**values)) != 1:
        raise LeaseLost(f"The batch {batch_id} was canceled, or is no longer {owner}'s.")
