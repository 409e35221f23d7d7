"""What was listened to, as answers and as a spreadsheet."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from api.listening_schemas import AnalyticsRow, HeardArticle, ListeningFigures
from storage.analytics import Figures, Group, Question, figures_by
from storage.articles import articles_by_id
from storage.listening import TENTHS

_FORMULA = tuple("=+-@\t\r'")  # a cell that begins so is a formula to spreadsheets; an apostrophe makes it text


def figures_out(found: Figures) -> ListeningFigures:
    return ListeningFigures(**_figures(found))


def rows_by(
    session: Session, question: Question, group: Group, limit: int | None, cursor: str | None
) -> tuple[list[AnalyticsRow], str | None]:
    """The rows, and the cursor of the next ones. Raises InvalidCursor."""
    page = figures_by(session, question, group, limit, cursor)
    keys = _keys(session, group, [key for key, _ in page.items])
    # An article may have been deleted between the two queries.
    rows = [AnalyticsRow(**keys[key], **_figures(each)) for key, each in page.items if key in keys]
    return rows, page.next_cursor


def _keys(session: Session, group: Group, keys: list[str]) -> dict[str, dict[str, Any]]:
    """What a row with the key is of, as its field."""
    if group is Group.DAY:
        return {key: {"day": date.fromisoformat(key)} for key in keys}
    if group is Group.VOICE:
        return {key: {"voice": key} for key in keys}
    return {
        key: {
            "article": HeardArticle(
                id=key, title=article.title, external_id=article.external_id, source_url=article.source_url
            )
        }
        for key, article in articles_by_id(session, keys).items()
    }


def analytics_csv(rows: Iterable[AnalyticsRow], group: Group) -> str:
    """A header line, then a line a row: what it is grouped by, the figures, and reached_10 to reached_100."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    named = list(HeardArticle.model_fields) if group is Group.ARTICLE else [group.value]
    plain = [name for name in ListeningFigures.model_fields if name != "reached"]
    lines.writerow([*named, *plain, *(f"reached_{percent}" for percent in TENTHS)])
    for row in rows:
        source = row.article or row
        keys = [_text(getattr(source, name)) for name in named]
        lines.writerow([*keys, *(getattr(row, name) for name in plain), *row.reached])
    return out.getvalue()


def _figures(found: Figures) -> dict[str, Any]:
    counts = {name: round(number) for name, number in found.counts.items() if name != "listened_seconds"}
    reached = [counts.pop(f"reached_{percent}") for percent in TENTHS]
    # Who heard it to the end came to 100 %, whichever of the two the player reported.
    reached[-1] = max(reached[-1], counts["completes"])
    plays = counts["plays"]
    return {
        **counts,
        "completion_rate": round(min(1.0, counts["completes"] / plays), 4) if plays else None,
        "listened_seconds": round(found.counts["listened_seconds"], 1),
        "listened_share": None if found.listened_share is None else round(found.listened_share, 4),
        "reached": reached,
    }


def _text(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
