"""Feeds that articles are taken from: WatchedFeed and WatchedEntry."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import utc_now
from storage.ids import new_id
from storage.models.base import Base


class WatchedFeed(Base):
    """What is known of a feed that is watched for a site. Who polls it holds it until `lease_until`."""

    __tablename__ = "watched_feeds"
    __table_args__ = (UniqueConstraint("site_id", "url"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("feed"))
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"))
    url: Mapped[str] = mapped_column(Text)
    etag: Mapped[str | None] = mapped_column(Text)  # of the last answer whose entries were all taken
    last_modified: Mapped[str | None] = mapped_column(Text)  # likewise
    polled_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]  # it asked to be left alone until then, or fails
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    error: Mapped[str | None] = mapped_column(Text)
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class WatchedEntry(Base):
    """An entry of a feed that was taken, or tried in vain."""

    __tablename__ = "watched_entries"

    feed_id: Mapped[str] = mapped_column(ForeignKey("watched_feeds.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of the entry's id, hex
    fingerprint: Mapped[str] = mapped_column(String(64))  # of what the feed said of it
    failures: Mapped[int] = mapped_column(default=0)  # of this fingerprint; 0: it was taken
    seen_at: Mapped[datetime] = mapped_column(default=utc_now)
