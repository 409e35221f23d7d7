"""Publishers: Site, ApiKey and LexiconEntry."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import utc_now
from storage.ids import new_id, new_podcast_guid
from storage.models.base import Base


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
