"""Articles and what is made of them: Article, Narration, NarrationPart and Rendition."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import utc_now
from storage.ids import new_id
from storage.models.base import Base, Leased
from storage.models.kinds import NarrationKind, Priority


class Article(Base):
    """What is read, as it was last saved. `blocks` is a list of {"kind", "text", ...} in reading order."""

    __tablename__ = "articles"
    __table_args__ = (
        UniqueConstraint("site_id", "external_id"),
        Index(
            "uq_articles_site_id_source_url",
            "site_id",
            "source_url",
            unique=True,
            sqlite_where=text("external_id IS NULL"),
            postgresql_where=text("external_id IS NULL"),
        ),
        Index(None, "site_id", "created_at", "id"),
        Index(None, "site_id", "page_hash"),
        Index(None, "site_id", "released_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("art"))
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"))
    external_id: Mapped[str | None]
    source_url: Mapped[str | None] = mapped_column(Text)
    page_hash: Mapped[str | None] = mapped_column(String(64))  # of source_url: equal for all addresses of the page
    title: Mapped[str | None] = mapped_column(Text)
    byline: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str | None]  # BCP 47
    published_at: Mapped[str | None]  # ISO 8601, as the publisher wrote it
    released_at: Mapped[datetime] = mapped_column(default=utc_now)  # that, or when it came here
    image_url: Mapped[str | None] = mapped_column(Text)
    voice: Mapped[str | None]  # the voice that the article asked for
    draft: Mapped[bool] = mapped_column(default=False)
    content_hash: Mapped[str] = mapped_column(String(64))
    lexicon: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # its site's entries that occur in its text
    lexicon_hash: Mapped[str] = mapped_column(String(64), default="")  # of them; "" where there are none
    blocks: Mapped[list[dict[str, Any]]]
    takeaways: Mapped[dict[str, Any] | None]  # an editor's, and those narrated; see api/takeaways.py
    # What narrations of them are made from, but the content.
    takeaways_hash: Mapped[str | None] = mapped_column(String(64))
    origin: Mapped[dict[str, Any] | None]  # what a batch made it from, to tell whether that has changed
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)

    def hash_for(self, kind: NarrationKind) -> str:
        """What the narrations of a kind are made from: the content, and for takeaways an editor's too."""
        if kind is NarrationKind.ARTICLE or self.takeaways_hash is None:
            return self.content_hash
        return hashlib.sha256(f"{self.content_hash} {self.takeaways_hash}".encode()).hexdigest()


class Narration(Leased, Base):
    """One article (or its takeaways) read by one voice; the row is the job."""

    __tablename__ = "narrations"
    __table_args__ = (
        UniqueConstraint("article_id", "kind", "voice", "content_hash", "lexicon_hash"),
        Index("ix_narrations_claim", "status", "priority", "created_at"),
        Index("ix_narrations_sent", "status", "sent_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("nar"))
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    kind: Mapped[NarrationKind]
    voice: Mapped[str]
    content_hash: Mapped[str] = mapped_column(String(64))  # the article's, when the narration was asked for
    lexicon_hash: Mapped[str] = mapped_column(String(64), default="")  # likewise
    progress: Mapped[float] = mapped_column(default=0.0)  # 0 to 1
    priority: Mapped[int] = mapped_column(default=Priority.BATCH)
    render_key: Mapped[str | None] = mapped_column(String(64), index=True)  # hash of all that decides the sound
    duration: Mapped[float | None]  # seconds
    samples: Mapped[int | None] = mapped_column(BigInteger)
    sample_rate: Mapped[int | None]  # Hz
    master_key: Mapped[str | None] = mapped_column(Text, index=True)
    manifest_key: Mapped[str | None] = mapped_column(Text, index=True)
    stream_prefix: Mapped[str | None] = mapped_column(Text)  # of the keys of its segments
    stream_segments: Mapped[int] = mapped_column(default=0, server_default="0")  # in the store by now
    sent_at: Mapped[datetime | None]  # when a broker was last given a message about it, since it was queued
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    completed_at: Mapped[datetime | None]


class NarrationPart(Leased, Base):
    """A range of a long narration's sentences, kept until all of them are spoken."""

    __tablename__ = "narration_parts"
    __table_args__ = (UniqueConstraint("narration_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("part"))
    narration_id: Mapped[str] = mapped_column(ForeignKey("narrations.id", ondelete="CASCADE"))
    number: Mapped[int]  # from 0
    master_key: Mapped[str | None] = mapped_column(Text)
    manifest_key: Mapped[str | None] = mapped_column(Text)


class Rendition(Leased, Base):
    """A narration's master delivered in one format at one speed."""

    __tablename__ = "renditions"
    __table_args__ = (UniqueConstraint("narration_id", "format", "speed_percent"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("ren"))
    narration_id: Mapped[str] = mapped_column(ForeignKey("narrations.id", ondelete="CASCADE"))
    format: Mapped[str]
    speed_percent: Mapped[int]  # 100 is the speed at which the voice speaks
    key: Mapped[str | None] = mapped_column(Text, index=True)
    size: Mapped[int | None] = mapped_column(BigInteger)  # bytes
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    @property
    def speed(self) -> float:
        """1.0 is the speed at which the voice speaks."""
        return self.speed_percent / 100
