"""Who listens: ListeningDay."""

from datetime import date

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.kinds import NarrationKind


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
