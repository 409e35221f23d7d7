"""Reading what was counted: in all, and by day, article or voice."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.cursors import decode_place, encode_place
from storage.errors import InvalidCursor
from storage.listening import COUNTERS
from storage.models import Article, ListeningDay, Narration, NarrationKind


class Group(StrEnum):
    DAY = "day"
    ARTICLE = "article"
    VOICE = "voice"


@dataclass(frozen=True)
class Question:
    """Whose listening, from day to day, both counted in (UTC)."""

    site_id: str
    first: date
    last: date
    kind: NarrationKind | None = None  # None is both
    article_id: str | None = None  # None is all


@dataclass(frozen=True)
class Figures:
    """The sums of COUNTERS, and how much of what was played was listened to: 0.5 is half of it, None is not known."""

    counts: dict[str, float]
    listened_share: float | None


@dataclass(frozen=True)
class FiguresPage:
    """`key` is the ISO date, the article's id or the voice. `next_cursor` is None on the last page."""

    items: list[tuple[str, Figures]]
    next_cursor: str | None


_KEYS: Final[dict[Group, InstrumentedAttribute[Any]]] = {
    Group.DAY: ListeningDay.day,
    Group.ARTICLE: ListeningDay.article_id,
    Group.VOICE: ListeningDay.voice,
}
_PLAYS: Final[ColumnElement[int]] = func.sum(ListeningDay.plays)


def figures(session: Session, question: Question) -> Figures:
    """All of it."""
    return _figures(session.execute(_sums(question)).one())


def figures_by(
    session: Session, question: Question, group: Group, limit: int | None = None, cursor: str | None = None
) -> FiguresPage:
    """By day, oldest first, or by article or voice, most played first. At most `limit`. Raises InvalidCursor."""
    key = _KEYS[group]
    order = (key,) if group is Group.DAY else (_PLAYS.desc(), key)
    found = _sums(question).add_columns(key.label("key")).group_by(key).order_by(*order)
    if cursor is not None:
        found = found.having(_after(group, cursor))
    rows = session.execute(found if limit is None else found.limit(limit + 1)).all()
    items = [(str(row.key), _figures(row)) for row in rows[:limit]]
    if limit is None or len(rows) <= limit:
        return FiguresPage(items, None)
    last, sums = items[-1]
    return FiguresPage(items, encode_place(group, int(sums.counts["plays"]), last))


def _sums(question: Question) -> Select[Any]:
    # A voice reads an edited article anew, and seldom much longer or shorter: their mean is near enough.
    lasts = (
        select(Narration.article_id, Narration.kind, Narration.voice, func.avg(Narration.duration).label("seconds"))
        .where(Narration.duration.is_not(None))
        .group_by(Narration.article_id, Narration.kind, Narration.voice)
    )
    if question.article_id is not None:
        lasts = lasts.where(Narration.article_id == question.article_id)
    each = lasts.subquery()
    same = and_(*(each.c[name] == getattr(ListeningDay, name) for name in ("article_id", "kind", "voice")))
    sums = [func.coalesce(func.sum(getattr(ListeningDay, name)), 0).label(name) for name in COUNTERS]
    known = func.sum(ListeningDay.listened_seconds).filter(each.c.seconds.is_not(None)).label("known")
    played = func.sum(ListeningDay.plays * each.c.seconds).label("played")
    found = (
        select(*sums, known, played)
        .select_from(ListeningDay)
        .join(Article, Article.id == ListeningDay.article_id)
        .outerjoin(each, same)
        .where(Article.site_id == question.site_id, ListeningDay.day.between(question.first, question.last))
    )
    if question.kind is not None:
        found = found.where(ListeningDay.kind == question.kind)
    if question.article_id is not None:
        found = found.where(ListeningDay.article_id == question.article_id)
    return found


def _figures(row: Row[Any]) -> Figures:
    counts = {name: float(getattr(row, name)) for name in COUNTERS}
    share = float(row.known) / float(row.played) if row.played and row.known is not None else None
    return Figures(counts, share)


def _after(group: Group, cursor: str) -> ColumnElement[bool]:
    """What comes after the cursor's place."""
    key = _KEYS[group]
    match decode_place(cursor):
        case [str(said), int(plays), str(last)] if said == group and 0 <= plays < 1 << 62 and last.isprintable():
            if group is not Group.DAY:
                same = literal(plays)
                return or_(same > _PLAYS, and_(same == _PLAYS, key > last))
            try:
                return key > date.fromisoformat(last)
            except ValueError:
                pass
    raise InvalidCursor("This cursor was not handed out here, or for another group; start again without one.")
