"""Pre-render jobs: Batch, BatchItem and BatchPart."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import utc_now
from storage.ids import new_id
from storage.models.base import Base


class Batch(Base):
    """A pre-render job over many articles.

    How far it is follows from its items, see storage/batch_progress.py; `counts` are kept once it is finished.
    """

    __tablename__ = "batches"
    __table_args__ = (Index(None, "site_id", "created_at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("bat"))
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))  # items, url, or command: one that `readcast batch` runs
    source: Mapped[str] = mapped_column(Text)  # in words, or its address
    options: Mapped[dict[str, Any]] = mapped_column(JSON)  # voices, speeds, formats, since, limit
    skipped: Mapped[int] = mapped_column(default=0)  # articles that were there already and have no item
    error: Mapped[str | None] = mapped_column(Text)  # why its source could not be read
    attempts: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    started_at: Mapped[datetime | None]
    listed_at: Mapped[datetime | None]  # all items are there
    canceled_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any] | None]  # items by status, once finished


class BatchItem(Base):
    """An article of a batch. It waits until `taken_at`; then its parts tell how far it is."""

    __tablename__ = "batch_items"
    __table_args__ = (UniqueConstraint("batch_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("itm"))
    batch_id: Mapped[str] = mapped_column(ForeignKey("batches.id", ondelete="CASCADE"))
    number: Mapped[int]  # in the order of the source, from 1
    place: Mapped[str] = mapped_column(Text)  # where it stands in the source: a line, an address, a file
    request: Mapped[dict[str, Any] | None]  # what to take in; null where the source is asked again
    article_id: Mapped[str | None] = mapped_column(ForeignKey("articles.id", ondelete="SET NULL"), index=True)
    skipped: Mapped[bool] = mapped_column(default=False)  # all of it was there already
    error: Mapped[str | None] = mapped_column(Text)  # why it could not be taken in
    taken_at: Mapped[datetime | None]


class BatchPart(Base):
    """What an item waits for: a narration, or a rendition of it."""

    __tablename__ = "batch_parts"

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("prt"))
    item_id: Mapped[str] = mapped_column(ForeignKey("batch_items.id", ondelete="CASCADE"), index=True)
    narration_id: Mapped[str] = mapped_column(ForeignKey("narrations.id", ondelete="CASCADE"), index=True)
    rendition_id: Mapped[str | None] = mapped_column(ForeignKey("renditions.id", ondelete="CASCADE"), index=True)
