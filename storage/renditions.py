"""Who makes which rendition, and where it is kept."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.orm import Session

from storage.columns import utc_now
from storage.errors import LeaseLost, NarrationNotFound
from storage.models import Narration, Rendition, Status
from storage.rows import affected, insert_new


def find_rendition(session: Session, narration_id: str, format: str, speed: float) -> Rendition | None:
    """The rendition in whatever status, or None if nobody has asked for it yet."""
    return session.scalar(_rendition(narration_id, format, speed))


def renditions_of(session: Session, narration_id: str) -> list[Rendition]:
    """The narration's renditions in every status, by format and speed."""
    found = select(Rendition).where(Rendition.narration_id == narration_id)
    return list(session.scalars(found.order_by(Rendition.format, Rendition.speed_percent)))


def completed_files(session: Session, narration_ids: Sequence[str]) -> set[tuple[str, str, float]]:
    """What is made of some hundreds of narrations: id, format and speed."""
    made = select(Rendition.narration_id, Rendition.format, Rendition.speed_percent)
    made = made.where(Rendition.narration_id.in_(narration_ids), Rendition.status == Status.COMPLETED)
    return {(narration_id, name, percent / 100) for narration_id, name, percent in session.execute(made)}


def asked_renditions(session: Session, narration_id: str) -> list[Rendition]:
    """Those that somebody asked for and nobody makes yet."""
    asked = select(Rendition).filter_by(narration_id=narration_id, status=Status.QUEUED)
    return list(session.scalars(asked.order_by(Rendition.id)))


def claim_rendition(  # noqa: PLR0917 - all six are needed, in the order of the others
    session: Session, narration_id: str, format: str, speed: float, owner: str, lease_seconds: float
) -> Rendition | None:
    """The rendition, now `owner`'s to make for `lease_seconds`; None if it is made or somebody is at it.

    Creates it, or takes over one that failed or whose owner stopped. Raises NarrationNotFound.
    """
    # Held, so that it cannot be deleted before the rendition that refers to it is committed.
    held = select(Narration.id).where(Narration.id == narration_id)
    if session.scalar(held.with_for_update(read=True, key_share=True)) is None:
        raise NarrationNotFound(f"There is no narration {narration_id!r}.")
    lease = {
        "status": Status.PROCESSING,
        "lease_owner": owner,
        "lease_until": utc_now() + timedelta(seconds=lease_seconds),
    }
    which = {"narration_id": narration_id, "format": format, "speed_percent": _percent(speed)}
    ours = insert_new(session, Rendition, attempts=1, **which, **lease)
    if not ours:
        expired = and_(Rendition.status == Status.PROCESSING, Rendition.lease_until < utc_now())
        free = or_(Rendition.status.in_((Status.QUEUED, Status.FAILED)), expired)
        take = update(Rendition).filter_by(**which).where(free)
        ours = affected(session, take.values(attempts=Rendition.attempts + 1, error=None, **lease)) == 1
    if not ours:
        return None
    found = _rendition(narration_id, format, speed).execution_options(populate_existing=True)
    return session.scalars(found).one()


def complete_rendition(session: Session, rendition_id: str, owner: str, key: str, size: int) -> None:
    """Says that the object is in the store: put it there first. `size` is in bytes. Raises LeaseLost."""
    _settle(session, rendition_id, owner, status=Status.COMPLETED, key=key, size=size)


def fail_rendition(session: Session, rendition_id: str, owner: str, error: str) -> None:
    """Says that making it failed; the next who asks may try again. Raises LeaseLost."""
    _settle(session, rendition_id, owner, status=Status.FAILED, error=error)


def release_rendition(session: Session, rendition_id: str, owner: str) -> None:
    """Lets another make it: what went wrong was not its fault. Raises LeaseLost."""
    _settle(session, rendition_id, owner, status=Status.QUEUED)


def _percent(speed: float) -> int:
    return round(speed * 100)


def _rendition(narration_id: str, format: str, speed: float) -> Select[Rendition]:
    return select(Rendition).filter_by(narration_id=narration_id, format=format, speed_percent=_percent(speed))


def _settle(session: Session, rendition_id: str, owner: str, **values: object) -> None:
    ours = update(Rendition).where(
        Rendition.id == rendition_id, Rendition.lease_owner == owner, Rendition.status == Status.PROCESSING
    )
    if affected(session, ours.values(lease_owner=None, lease_until=None, **values)) != 1:
        raise LeaseLost(f"The rendition {rendition_id} is no longer {owner}'s.")
