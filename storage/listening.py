"""Counting what is heard, by article, voice and day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import Article, ListeningDay, Narration, NarrationKind

TENTHS: Final = tuple(range(10, 101, 10))
COUNTERS: Final = (
    *("loads", "plays", "completes", "listened_seconds"),
    *("seeks", "voice_changes", "speed_changes", "takeaway_clicks", "downloads"),
    *(f"reached_{percent}" for percent in TENTHS),
)
Counts = Mapping[str, float]  # of COUNTERS; what is left out is 0


class Heard(NamedTuple):
    """What counts are kept for."""

    article_id: str
    voice: str
    kind: NarrationKind
    day: date  # in UTC


@dataclass(frozen=True)
class Audible:
    """A narration that readers may hear. `duration` is None while it is first rendered."""

    duration: float | None


def audible(session: Session, article_id: str, kind: NarrationKind, voice: str) -> Audible | None:
    """The article as that voice reads it now, or last read it; None unless it was asked to, and for drafts."""
    found = (
        select(Narration.duration)
        .join(Article, Article.id == Narration.article_id)
        .where(Article.id == article_id, Article.draft.is_(False), Narration.kind == kind, Narration.voice == voice)
        .order_by(Narration.duration.is_(None), Narration.created_at.desc())
    )
    row = session.execute(found.limit(1)).first()
    return None if row is None else Audible(row.duration)


def add_counts(session: Session, counts: Mapping[Heard, Counts]) -> None:
    """Adds to what was counted before; a few hundred at once. Safe while others add to the same.

    What was counted of articles that were deleted meanwhile is left out.
    """
    # Held, so that none of them is deleted before this is committed.
    held = select(Article.id).where(Article.id.in_({heard.article_id for heard in counts})).order_by(Article.id)
    there = set(session.scalars(held.with_for_update(read=True, key_share=True)))
    nothing = dict.fromkeys(COUNTERS, 0)
    # Sorted: of two that wait for each other's rows, neither would ever come to an end.
    rows = [
        {**nothing, **heard._asdict(), **more} for heard, more in sorted(counts.items()) if heard.article_id in there
    ]
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(ListeningDay)
    added = {name: getattr(ListeningDay, name) + insert.excluded[name] for name in COUNTERS}
    session.execute(insert.on_conflict_do_update(index_elements=list(Heard._fields), set_=added), rows)
