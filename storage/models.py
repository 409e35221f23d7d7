"""The tables. All times are aware and in UTC."""

import hashlib
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, MetaData, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.columns import UTCDateTime, string_enum, utc_now
from storage.ids import new_id, new_podcast_guid


class Status(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"


class Priority(IntEnum):
    """Who waits for a narration; the higher is rendered sooner."""

    BATCH = 0  # nobody yet
    SOON = 5  # whoever hears another narration of the article now, perhaps
    INTERACTIVE = 10  # a listener


class NarrationKind(StrEnum):
    ARTICLE = "article"
    TAKEAWAYS = "takeaways"


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime,
        Status: string_enum(Status),
        NarrationKind: string_enum(NarrationKind),
        list[dict[str, Any]]: JSON,
        list[str]: JSON,
        dict[str, Any]: JSON(none_as_null=True),
    }


class Leased:
    """The columns of a job. `lease_owner` works on it until `lease_until`; then anybody may take it over."""

    status: Mapped[Status] = mapped_column(default=Status.QUEUED)
    error: Mapped[str | None] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]


class Site(Base):
    """A publisher; owns articles, API keys and a lexicon."""

    __tablename__ = "sites"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    default_voice: Mapped[str | None]
    include_selectors: Mapped[list[str]] = mapped_column(default=list)  # CSS: only this is read
    exclude_selectors: Mapped[list[str]] = mapped_column(default=list)  # CSS: this is not read
    table_note: Mapped[str | None] = mapped_column(Text)  # said in place of a table
    code_note: Mapped[str | None] = mapped_column(Text)  # said in place of a block of code
    takeaways_intro: Mapped[str | None] = mapped_column(Text)  # said before the takeaways
    embed_origins: Mapped[list[str]] = mapped_column(default=list)  # whose pages are narrated when readers open them
    lexicon_version: Mapped[int] = mapped_column(default=0)  # raised by each change of the entries
    feed_guid: Mapped[str] = mapped_column(String(36), default=new_podcast_guid)  # of its podcast, for good
    feed_link: Mapped[str | None] = mapped_column(Text)  # the publication's page
    feed_description: Mapped[str | None] = mapped_column(Text)
    feed_author: Mapped[str | None] = mapped_column(Text)
    feed_email: Mapped[str | None] = mapped_column(Text)
    feed_image_url: Mapped[str | None] = mapped_column(Text)
    feed_category: Mapped[str | None] = mapped_column(Text)  # one of Apple's; "News > Daily News" names a subcategory
    feed_explicit: Mapped[bool] = mapped_column(default=False, server_default=false())
    feed_private: Mapped[bool] = mapped_column(default=False, server_default=false())  # only shown for the token
    feed_token_hash: Mapped[str | None] = mapped_column(String(64))  # SHA-256, hex
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)  # a setting, or an article that is listed no more
    hook_secret: Mapped[str | None] = mapped_column(Text)  # what its CMS signs with; null takes nothing signed
    watched_feeds: Mapped[list[str]] = mapped_column(default=list)  # addresses that `readcast watch` polls
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class ApiKey(Base):
    """What a publisher's program shows to be let in. The token itself is never stored."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("key"))
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    prefix: Mapped[str] = mapped_column(String(8))  # the token's first characters, to tell keys apart
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256, hex
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    revoked_at: Mapped[datetime | None]


class LexiconEntry(Base):
    """How a site wants something written to be spoken: `spoken` or `ipa`, the other is null."""

    __tablename__ = "lexicon_entries"
    __table_args__ = (
        # The name that they would get is too long for PostgreSQL.
        UniqueConstraint(
            "site_id", "written", "match", "case_sensitive", "language", name="uq_lexicon_entries_site_id_written"
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("lex"))
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"))
    written: Mapped[str] = mapped_column(Text)
    spoken: Mapped[str | None] = mapped_column(Text)
    ipa: Mapped[str | None] = mapped_column(Text)
    match: Mapped[str] = mapped_column(String(16))  # word, exact or prefix
    case_sensitive: Mapped[bool]
    language: Mapped[str]  # BCP 47; "" is all, since no two nulls are equal to a unique constraint
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)


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


class ListeningDay(Base):
    """How often an article was heard in one voice on one day (UTC): counts only, nothing about who listened."""

    __tablename__ = "listening_days"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    voice: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[NarrationKind] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    loads: Mapped[int] = mapped_column(BigInteger)
    plays: Mapped[int] = mapped_column(BigInteger)
    completes: Mapped[int] = mapped_column(BigInteger)
    listened_seconds: Mapped[float]
    seeks: Mapped[int] = mapped_column(BigInteger)
    voice_changes: Mapped[int] = mapped_column(BigInteger)
    speed_changes: Mapped[int] = mapped_column(BigInteger)
    takeaway_clicks: Mapped[int] = mapped_column(BigInteger)
    downloads: Mapped[int] = mapped_column(BigInteger)
    # Plays that came so far, in percent of the narration.
    reached_10: Mapped[int] = mapped_column(BigInteger)
    reached_20: Mapped[int] = mapped_column(BigInteger)
    reached_30: Mapped[int] = mapped_column(BigInteger)
    reached_40: Mapped[int] = mapped_column(BigInteger)
    reached_50: Mapped[int] = mapped_column(BigInteger)
    reached_60: Mapped[int] = mapped_column(BigInteger)
    reached_70: Mapped[int] = mapped_column(BigInteger)
    reached_80: Mapped[int] = mapped_column(BigInteger)
    reached_90: Mapped[int] = mapped_column(BigInteger)
    reached_100: Mapped[int] = mapped_column(BigInteger)


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
