"""Batches: making, finding, canceling and repeating them, and what becomes of their items."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session, aliased

from storage.batch_progress import batch_status, count_items, failed_items
from storage.columns import utc_now
from storage.deliveries import fire
from storage.errors import BatchClosed, BatchNotFound, LeaseLost
from storage.ids import new_id
from storage.models import Batch, BatchItem, BatchPart, Narration, Priority, Rendition, Status
from storage.narrations import UNFINISHED
from storage.pages import Page, newest_first
from storage.rows import affected, insert_new

COMMAND = "command"  # the kind of a batch that `readcast batch` runs: no worker takes it up
_AT_ONCE = 500  # ids in a statement: databases limit the values of one


@dataclass(frozen=True)
class NewItem:
    """An article as its source lists it: what to take in, or why that cannot be."""

    place: str
    request: dict[str, Any] | None = None
    error: str | None = None


def create_batch(session: Session, site_id: str, kind: str, source: str, options: dict[str, Any]) -> Batch:
    batch = Batch(site_id=site_id, kind=kind, source=source, options=options)
    session.add(batch)
    session.flush()
    return batch


def get_batch(session: Session, batch_id: str, site_id: str) -> Batch:
    """The batch, if it is the site's. Raises BatchNotFound."""
    batch = None if "\0" in batch_id else session.get(Batch, batch_id, populate_existing=True)
    if batch is None or batch.site_id != site_id:
        raise BatchNotFound(f"There is no batch {batch_id!r}.")
    return batch


def list_batches(session: Session, site_id: str, limit: int, cursor: str | None) -> Page[Batch]:
    """At most `limit` of the site's batches, newest first. Raises InvalidCursor."""
    listed = select(Batch).where(Batch.site_id == site_id)
    return newest_first(session, Batch, listed, limit, cursor)


def add_items(session: Session, batch_id: str, items: Sequence[NewItem], first: int) -> list[str]:
    """Appends items, numbered from `first` on; their ids. One with an error has failed already."""
    now = utc_now()
    rows = [
        {
            "id": new_id("itm"),
            "batch_id": batch_id,
            "number": first + index,
            "place": item.place,
            "request": item.request,
            "error": item.error,
            "taken_at": now if item.error else None,
        }
        for index, item in enumerate(items)
    ]
    if rows:
        session.execute(insert(BatchItem), rows)
    return [str(row["id"]) for row in rows]


def clear_items(session: Session, batch_id: str) -> None:
    """Takes all items away: the source is listed anew."""
    session.execute(delete(BatchItem).where(BatchItem.batch_id == batch_id))


def waiting_items(session: Session, batch_id: str, after: int, limit: int) -> list[BatchItem]:
    """The next items to be taken in, those with a number above `after`."""
    waiting = select(BatchItem).where(
        BatchItem.batch_id == batch_id, BatchItem.number > after, BatchItem.taken_at.is_(None)
    )
    return list(session.scalars(waiting.order_by(BatchItem.number).limit(limit)))


def take_item(session: Session, batch_id: str, item_id: str, article_id: str, parts: Iterable[BatchPart]) -> None:
    """Says what the item waits for: no parts is nothing at all. Raises LeaseLost if the batch was canceled."""
    _hold(session, batch_id)
    parts = list(parts)
    taken = {"article_id": article_id, "taken_at": utc_now(), "skipped": not parts, "error": None}
    session.execute(update(BatchItem).where(BatchItem.id == item_id).values(**taken))
    session.add_all(parts)
    session.flush()


def fail_item(session: Session, item_id: str, error: str) -> None:
    """Says why the item cannot be taken in."""
    session.execute(update(BatchItem).where(BatchItem.id == item_id).values(error=error, taken_at=utc_now()))


def skip_items(session: Session, batch_id: str, article_of: dict[str, str]) -> None:
    """Says of items, by id, that all of their article is there."""
    _hold(session, batch_id)
    for item_id, article_id in article_of.items():
        skipped = {"article_id": article_id, "skipped": True, "taken_at": utc_now()}
        session.execute(update(BatchItem).where(BatchItem.id == item_id).values(**skipped))


def count_skipped(session: Session, batch_id: str, number: int) -> None:
    """So many more articles were there already; they have no items."""
    session.execute(update(Batch).where(Batch.id == batch_id).values(skipped=Batch.skipped + number))


def ask_rendition(session: Session, narration_id: str, format_name: str, speed: float) -> Rendition:
    """The rendition, to be made as soon as its narration is completed; one that failed is made again."""
    wanted = {"narration_id": narration_id, "format": format_name, "speed_percent": round(speed * 100)}
    insert_new(session, Rendition, **wanted)
    rendition = session.scalars(select(Rendition).filter_by(**wanted).with_for_update()).one()
    if rendition.status in (Status.FAILED, Status.CANCELED):
        rendition.status, rendition.error = Status.QUEUED, None
    session.flush()
    return rendition


def cancel_batch(session: Session, batch: Batch) -> None:
    """Ends the batch, and what it queued as far as nobody else waits for it. Raises BatchClosed."""
    open_ = update(Batch).where(Batch.id == batch.id, Batch.canceled_at.is_(None), Batch.finished_at.is_(None))
    if affected(session, open_.values(canceled_at=utc_now(), lease_owner=None, lease_until=None)) != 1:
        raise BatchClosed(f"The batch {batch.id} has ended already.")
    session.refresh(batch)
    mine = select(BatchPart.narration_id).join(BatchItem).where(BatchItem.batch_id == batch.id)
    part, item, other = aliased(BatchPart), aliased(BatchItem), aliased(Batch)
    elsewhere = (
        exists()
        .where(part.narration_id == Narration.id, item.id == part.item_id, other.id == item.batch_id)
        .where(other.id != batch.id, other.canceled_at.is_(None), other.finished_at.is_(None))
    )
    unwanted = update(Narration).where(
        Narration.id.in_(mine), Narration.status.in_(UNFINISHED), Narration.priority <= Priority.BATCH, ~elsewhere
    )
    ended = {"status": Status.CANCELED, "lease_owner": None, "lease_until": None}
    session.execute(unwanted.values(**ended).execution_options(synchronize_session=False))


def retry_failed(session: Session, batch: Batch) -> int:
    """Lets failed items be taken in again, or the source be read again; how many. Raises BatchClosed."""
    if batch.kind == COMMAND:
        raise BatchClosed("readcast batch made it: run the same command again, and what failed is tried again.")
    session.refresh(batch, with_for_update=True)
    if batch.canceled_at is not None:
        raise BatchClosed(f"The batch {batch.id} was canceled: make a new one.")
    failed = failed_items(session, batch.id)
    again = 0
    for start in range(0, len(failed), _AT_ONCE):
        ids = failed[start : start + _AT_ONCE]
        session.execute(delete(BatchPart).where(BatchPart.item_id.in_(ids)))
        # Those without a request were never articles.
        takeable = update(BatchItem).where(BatchItem.id.in_(ids), BatchItem.request.is_not(None))
        again += affected(session, takeable.values(error=None, taken_at=None))
    if again or batch.error:
        batch.error = batch.finished_at = batch.counts = None
        batch.attempts = 0
        session.flush()
    return again


def finish_batch(session: Session, batch_id: str, owner: str, error: str | None = None) -> None:
    """Ends the batch if all of its items have, with what they are counted by; webhooks are told. Raises LeaseLost.

    `error` says why its source could not be read, as far as it could not.
    """
    batch = session.get_one(Batch, batch_id, populate_existing=True, with_for_update=True)
    if batch.lease_owner != owner or batch.canceled_at is not None:
        raise LeaseLost(f"The batch {batch_id} was canceled, or is no longer {owner}'s.")
    batch.error = error or batch.error
    batch.counts = dict(count_items(session, batch))
    batch.finished_at, batch.lease_owner, batch.lease_until = utc_now(), None, None
    session.flush()
    told = {
        "batch_id": batch.id,
        "source": batch.source,
        "status": batch_status(batch, batch.counts),
        "counts": {"total": sum(batch.counts.values()), **batch.counts},
        "error": batch.error,
    }
    fire(session, batch.site_id, "batch.completed", told)


def _hold(session: Session, batch_id: str) -> None:
    """Until the transaction ends, the batch is not canceled. Raises LeaseLost if it was."""
    held = select(Batch.canceled_at).where(Batch.id == batch_id).with_for_update(read=True)
    row = session.execute(held).first()
    if row is None or row[0] is not None:
        raise LeaseLost(f"The batch {batch_id} was canceled.")
