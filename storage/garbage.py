"""Which audio objects and batches nobody needs any more.

Objects are stored first and named by a row second, so an object that no row names may be about to be named: who
deletes asks for those of some age only, and within the transaction in which it asked.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from storage.models import Batch, BatchItem, Narration, Rendition, Status
from storage.narrations import UNFINISHED
from storage.rows import affected

# Only what has our own form is ever taken for garbage: a bucket may hold other things, and previews of voices.
_OBJECT: Final = re.compile(r"(?:audio|manifests)/[0-9a-f]{2}/[0-9a-f]{64}-([0-9a-z]{26})\.[a-z0-9]+")
_SEGMENT: Final = re.compile(r"(hls/[0-9a-z]{2}/(?:[0-9a-f]{64}-)?([0-9a-z]{26})-[0-9a-f]{8})/\d{5,}\.ts")
_ITEMS_AT_ONCE: Final = 500  # deleted in one transaction


def unnamed_objects(session: Session, keys: Iterable[str], since: datetime) -> set[str]:
    """Those of the keys (of files and manifests) that no row names and nobody is about to.

    Nobody is: the narration that an object was made for is not in work, and none of its renditions was since `since`.
    Its row is held until the transaction ends, so that it cannot be taken up again meanwhile.
    """
    made_for = {key: f"nar_{found[1]}" for key in keys if (found := _OBJECT.fullmatch(key))}
    free = _idle(session, set(made_for.values()), since)
    candidates = {key for key, narration_id in made_for.items() if narration_id in free}
    columns = (Narration.master_key, Narration.manifest_key, Rendition.key)
    named = {key for column in columns for key in session.scalars(select(column).where(column.in_(candidates)))}
    return candidates - named


def stream_of(key: str) -> tuple[str, str] | None:
    """The prefix of the stream that a key is a segment of, and its narration's id; None for other keys."""
    found = _SEGMENT.fullmatch(key)
    return (found[1], f"nar_{found[2]}") if found else None


def named_streams(session: Session, narration_ids: Iterable[str]) -> dict[str, Status]:
    """The prefixes of these narrations' streams, with their statuses. A prefix is never used a second time."""
    named = select(Narration.stream_prefix, Narration.status).where(Narration.id.in_(list(narration_ids)))
    return {prefix: status for prefix, status in session.execute(named) if prefix is not None}


def forget_streams(session: Session, streams: Iterable[tuple[str, str]]) -> None:
    """Completed narrations have these streams (prefix, narration's id) no longer: who wants one has it cut anew."""
    for prefix, narration_id in streams:
        done = update(Narration).where(
            Narration.id == narration_id, Narration.stream_prefix == prefix, Narration.status == Status.COMPLETED
        )
        affected(session, done.values(stream_prefix=None, stream_segments=0))


def count_ended_batches(session: Session, before: datetime) -> int:
    """How many batches ended before then."""
    return session.scalar(select(func.count()).select_from(Batch).where(_ended(before))) or 0


def delete_from_ended_batches(session: Session, before: datetime) -> bool:
    """Deletes some items of batches that ended before then, or the batches once none has any; whether to go on."""
    some = select(BatchItem.id).join(Batch, Batch.id == BatchItem.batch_id).where(_ended(before)).limit(_ITEMS_AT_ONCE)
    gone = delete(BatchItem).where(BatchItem.id.in_(some)).returning(BatchItem.id)
    if session.execute(gone.execution_options(synchronize_session=False)).all():
        return True
    session.execute(delete(Batch).where(_ended(before)))
    return False


def _ended(before: datetime) -> ColumnElement[bool]:
    return or_(Batch.finished_at < before, Batch.canceled_at < before)


def _idle(session: Session, ids: set[str], since: datetime) -> set[str]:
    """Those of the narrations that are gone, or that nobody works on; these are held."""
    there = set(session.scalars(select(Narration.id).where(Narration.id.in_(ids))))
    at_rest = select(Narration.id).where(Narration.id.in_(ids), Narration.status.not_in(UNFINISHED))
    held = set(session.scalars(at_rest.with_for_update(skip_locked=True)))
    made = select(Rendition.narration_id).where(
        Rendition.narration_id.in_(held), Rendition.status == Status.PROCESSING, Rendition.lease_until >= since
    )
    return ids - there | held - set(session.scalars(made))
