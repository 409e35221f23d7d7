"""Parts of a long narration that several workers speak: who is at which, and where it is kept until all are there."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from storage.columns import utc_now
from storage.errors import LeaseLost
from storage.models import NarrationPart, Status
from storage.rows import affected, insert_new


def plan_parts(session: Session, narration_id: str, count: int) -> None:
    """Say that there are so many parts, unless that was said before."""
    for number in range(count):
        insert_new(session, NarrationPart, narration_id=narration_id, number=number, status=Status.QUEUED)


def claim_part(session: Session, narration_id: str, owner: str, lease_seconds: float) -> NarrationPart | None:
    """The first part that nobody has spoken or is at, now `owner`'s; None if there is none."""
    now = utc_now()
    expired = and_(NarrationPart.status == Status.PROCESSING, NarrationPart.lease_until < now)
    free = and_(NarrationPart.narration_id == narration_id, or_(NarrationPart.status == Status.QUEUED, expired))
    first = select(NarrationPart).where(free).order_by(NarrationPart.number).limit(1)
    part = session.scalar(first.with_for_update(skip_locked=True))
    if part is not None:
        part.status, part.lease_owner, part.attempts = Status.PROCESSING, owner, part.attempts + 1
        part.lease_until = now + timedelta(seconds=lease_seconds)
        session.flush()
    return part


def extend_part(session: Session, part: NarrationPart, owner: str, lease_seconds: float) -> None:
    """Raises LeaseLost."""
    _write(session, part, owner, lease_until=utc_now() + timedelta(seconds=lease_seconds))


def complete_part(
    session: Session, part: NarrationPart, owner: str, master_key: str | None, manifest_key: str | None
) -> None:
    """Says that the audio, if there is any, is in the store: put it there first. Raises LeaseLost."""
    keys = {"master_key": master_key, "manifest_key": manifest_key}
    _write(session, part, owner, status=Status.COMPLETED, lease_owner=None, lease_until=None, **keys)


def release_part(session: Session, part: NarrationPart, owner: str) -> None:
    """Raises LeaseLost."""
    _write(session, part, owner, status=Status.QUEUED, lease_owner=None, lease_until=None)


def parts_of(session: Session, narration_id: str) -> list[NarrationPart]:
    """In order."""
    found = select(NarrationPart).where(NarrationPart.narration_id == narration_id)
    return list(session.scalars(found.order_by(NarrationPart.number)))


def drop_parts(session: Session, narration_id: str) -> list[str]:
    """Forget the parts; the keys of their objects, to be deleted once this is committed."""
    parts = parts_of(session, narration_id)
    session.execute(delete(NarrationPart).where(NarrationPart.narration_id == narration_id))
    return [key for part in parts for key in (part.master_key, part.manifest_key) if key is not None]


def forget_parts(session: Session, keys: Collection[str]) -> None:
    """These objects are about to be deleted: parts that have them are spoken again."""
    gone = or_(NarrationPart.master_key.in_(keys), NarrationPart.manifest_key.in_(keys))
    session.execute(delete(NarrationPart).where(gone))


def _write(session: Session, part: NarrationPart, owner: str, **values: object) -> None:
    ours = and_(NarrationPart.id == part.id, NarrationPart.lease_owner == owner)
    ours = and_(ours, NarrationPart.status == Status.PROCESSING)
    if affected(session, update(NarrationPart).where(ours).values(**values)) != 1:
        raise LeaseLost(f"Part {part.number} of {part.narration_id} is no longer {owner}'s.")
