"""Who is told what has happened: Webhook and Delivery."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import utc_now
from storage.ids import new_id
from storage.models.base import Base, Leased


class Webhook(Base):
    """An address of a publisher's that is told what has happened."""

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("whk"))
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    url: Mapped[str] = mapped_column(Text)
    events: Mapped[list[str]]
    secret: Mapped[str] = mapped_column(Text)  # signing needs it as it is
    previous_secret: Mapped[str | None] = mapped_column(Text)  # signs beside it until `previous_until`
    previous_until: Mapped[datetime | None]
    enabled: Mapped[bool] = mapped_column(default=True)
    disabled_reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)


class Delivery(Leased, Base):
    """One event for one webhook; the row is the job. Its id is the message's, in the header webhook-id."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index(None, "status", "next_attempt_at"),
        Index(None, "webhook_id", "created_at", "id"),
        Index(None, "created_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("msg"))
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    type: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(nullable=False)
    next_attempt_at: Mapped[datetime] = mapped_column(default=utc_now)
    retry_until: Mapped[datetime]
    response_status: Mapped[int | None]  # of the last attempt; null where nothing answered
    response_excerpt: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    completed_at: Mapped[datetime | None]
