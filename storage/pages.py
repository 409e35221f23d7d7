"""Lists page by page, newest first."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Select, tuple_
from sqlalchemy.orm import Session

from storage.cursors import decode_cursor, encode_cursor
from storage.models import Article, Batch, Delivery

Row = TypeVar("Row", Article, Batch, Delivery)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """`next_cursor` is None on the last page."""

    items: list[Row]
    next_cursor: str | None


def newest_first(session: Session, row: type[Row], which: Select[Row], limit: int, cursor: str | None) -> Page[Row]:
    """At most `limit` of these rows, after the place of the cursor. Raises InvalidCursor."""
    if cursor:
        which = which.where(tuple_(row.created_at, row.id) < tuple_(*decode_cursor(cursor)))
    items = list(session.scalars(which.order_by(row.created_at.desc(), row.id.desc()).limit(limit + 1)))
    if len(items) <= limit:
        return Page(items, None)
    last = items[limit - 1]
    return Page(items[:limit], encode_cursor(last.created_at, last.id))
