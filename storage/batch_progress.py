"""How far a batch is: what follows from its items, and these from the narrations and renditions they wait for.

An item that was taken in is as far as the part of it that is not done. Nothing of it is kept, so it is never wrong.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from storage.columns import utc_now
from storage.models import Batch, BatchItem, BatchPart, Narration, NarrationKind, Rendition, Status

ItemState = Literal["queued", "processing", "completed", "skipped", "failed", "canceled"]
BatchState = Literal["queued", "processing", "completed", "completed_with_errors", "canceled"]
STATUSES = ("queued", "processing", "completed", "skipped", "failed", "canceled")
_UNFINISHED = (Status.QUEUED, Status.PROCESSING)
# The higher decides: what is not done yet, then what went wrong.
_RANKED = (Status.COMPLETED, Status.CANCELED, Status.FAILED, Status.QUEUED, Status.PROCESSING)


@dataclass(frozen=True)
class Spoken:
    """How far the article narrations of an item are."""

    item_id: str
    narration_id: str
    progress: float  # 0 to 1
    seconds: float  # of audio, once completed


@dataclass(frozen=True)
class Due:
    """A rendition that can be made: its narration is there."""

    item_id: str
    narration_id: str
    format_name: str
    speed: float


def batch_status(batch: Batch, counts: Mapping[str, int]) -> BatchState:
    """Where the batch stands; `counts` are those of `count_items`."""
    if batch.canceled_at is not None:
        return "canceled"
    if batch.finished_at is not None:
        return "completed_with_errors" if batch.error or counts["failed"] else "completed"
    return "queued" if batch.started_at is None else "processing"


def count_items(session: Session, batch: Batch) -> Mapping[str, int]:
    """The batch's articles by status, zeros included."""
    if batch.counts is not None:
        return batch.counts
    states = _states(BatchItem.batch_id == batch.id, batch.canceled_at is not None).subquery()
    counted = session.execute(select(states.c.state, func.count()).group_by(states.c.state))
    counts = dict.fromkeys(STATUSES, 0) | dict(counted.all())
    counts["skipped"] += batch.skipped
    return counts


def states_of(session: Session, item_ids: Iterable[str]) -> dict[str, ItemState]:
    """The status of each of the items; not more than some hundreds."""
    states = session.execute(_states(BatchItem.id.in_(list(item_ids)), canceled=False))
    return {row.id: row.state for row in states}


def failed_items(session: Session, batch_id: str) -> list[str]:
    """The ids of the batch's items that failed."""
    states = _states(BatchItem.batch_id == batch_id, canceled=False).subquery()
    return list(session.scalars(select(states.c.id).where(states.c.state == "failed")))


def taken_unfinished(session: Session, batch_id: str) -> list[str]:
    """The ids of items that were taken in and have not ended."""
    mine = and_(BatchItem.batch_id == batch_id, BatchItem.taken_at.is_not(None))
    states = _states(mine, canceled=False).subquery()
    return list(session.scalars(select(states.c.id).where(states.c.state.in_(_UNFINISHED))))


def items_page(
    session: Session, batch: Batch, status: str | None, after: int, limit: int
) -> list[tuple[BatchItem, ItemState]]:
    """At most `limit` items with a number above `after`, of one status or of all."""
    mine = and_(BatchItem.batch_id == batch.id, BatchItem.number > after)
    states = _states(mine, batch.canceled_at is not None).subquery()
    listed = select(BatchItem, states.c.state).join(states, states.c.id == BatchItem.id)
    if status is not None:
        listed = listed.where(states.c.state == status)
    return [(item, state) for item, state in session.execute(listed.order_by(BatchItem.number).limit(limit))]


def narrations_by_item(session: Session, item_ids: Iterable[str]) -> dict[str, list[Narration]]:
    """The narrations that items wait for, or waited for."""
    wanted = select(BatchPart.item_id, Narration).join(Narration, Narration.id == BatchPart.narration_id)
    found: dict[str, list[Narration]] = {}
    for item_id, narration in session.execute(
        wanted.where(BatchPart.item_id.in_(list(item_ids))).order_by(Narration.id)
    ):
        narrations = found.setdefault(item_id, [])
        if narration not in narrations:
            narrations.append(narration)
    return found


def errors_of(session: Session, item_ids: Iterable[str]) -> dict[str, str]:
    """Why items failed."""
    ids = list(item_ids)
    taken = select(BatchItem.id, BatchItem.error).where(BatchItem.id.in_(ids), BatchItem.error.is_not(None))
    errors = {item_id: str(error) for item_id, error in session.execute(taken)}
    parts = select(BatchPart.item_id, func.coalesce(Narration.error, Rendition.error)).where(BatchPart.item_id.in_(ids))
    parts = parts.join(Narration, Narration.id == BatchPart.narration_id)
    parts = parts.outerjoin(Rendition, Rendition.id == BatchPart.rendition_id)
    for item_id, error in session.execute(parts):
        if error:
            errors.setdefault(item_id, error)
    return errors


def spoken_of(session: Session, item_ids: Iterable[str]) -> list[Spoken]:
    """How far the items' article narrations are, without those that were there before."""
    asked = (
        select(BatchPart.item_id, Narration.id, Narration.status, Narration.progress, Narration.duration)
        .join(Narration, Narration.id == BatchPart.narration_id)
        .where(BatchPart.item_id.in_(list(item_ids)), BatchPart.rendition_id.is_(None))
        .where(Narration.kind == NarrationKind.ARTICLE)
        .distinct()
    )
    return [
        Spoken(item_id, narration_id, 1.0 if status == Status.COMPLETED else progress, duration or 0.0)
        for item_id, narration_id, status, progress, duration in session.execute(asked)
    ]


def audio_seconds(session: Session, batch_id: str) -> float:
    """How much audio the batch had made: its completed article narrations. What takeaways take from them is not new."""
    mine = select(BatchPart.narration_id).join(BatchItem).where(BatchItem.batch_id == batch_id)
    mine = mine.where(BatchPart.rendition_id.is_(None))
    total = select(func.sum(Narration.duration)).where(
        Narration.id.in_(mine), Narration.kind == NarrationKind.ARTICLE, Narration.status == Status.COMPLETED
    )
    return session.scalar(total) or 0.0


def renditions_due(session: Session, item_ids: Iterable[str]) -> list[Due]:
    """What is left to be made of the items' completed narrations."""
    lapsed = and_(Rendition.status == Status.PROCESSING, Rendition.lease_until < utc_now())
    due = (
        select(BatchPart.item_id, Rendition.narration_id, Rendition.format, Rendition.speed_percent)
        .join(BatchPart, BatchPart.rendition_id == Rendition.id)
        .join(Narration, Narration.id == Rendition.narration_id)
        .where(BatchPart.item_id.in_(list(item_ids)), Narration.status == Status.COMPLETED)
        .where(or_(Rendition.status == Status.QUEUED, lapsed))
    )
    return [Due(item, narration, name, percent / 100) for item, narration, name, percent in session.execute(due)]


def _states(which: ColumnElement[bool], canceled: bool) -> "Select[str, ItemState]":
    """Each item's id and status. Whether the batch was canceled decides what becomes of those that wait."""
    rank = func.max(case({status: index for index, status in enumerate(_RANKED)}, value=_part_status()))
    by_rank = case(*[(rank == index, status.value) for index, status in enumerate(_RANKED)])
    state: ColumnElement[ItemState] = case(
        (BatchItem.error.is_not(None), "failed"),
        (BatchItem.skipped, "skipped"),
        (BatchItem.taken_at.is_(None), "canceled" if canceled else "queued"),
        (rank.is_(None), "canceled"),  # its article was deleted
        else_=by_rank,
    )
    return (
        select(BatchItem.id, state.label("state"))
        .outerjoin(BatchPart, BatchPart.item_id == BatchItem.id)
        .outerjoin(Narration, Narration.id == BatchPart.narration_id)
        .outerjoin(Rendition, Rendition.id == BatchPart.rendition_id)
        .where(which)
        .group_by(BatchItem.id)
    )


def _part_status() -> ColumnElement[Status]:
    """That of the narration until it is completed, then that of its rendition, where one is waited for."""
    waits = or_(Narration.status != literal(Status.COMPLETED, Narration.status.type), Rendition.id.is_(None))
    return case((waits, Narration.status), else_=Rendition.status)
