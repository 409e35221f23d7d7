"""What was listened to."""

import codecs
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from api.analytics import analytics_csv, figures_out, rows_by
from api.dependencies import AssemblyDep, SiteDep
from api.errors import Rejected
from api.listening_schemas import AnalyticsOut
from api.routes.responses import NOT_FOUND, PROBLEMS, Responses
from storage.analytics import Group, Question, figures
from storage.articles import get_article
from storage.errors import InvalidCursor
from storage.models import NarrationKind

_USUAL_DAYS = 30
_JSON_ROWS = 100
_CSV: Responses = {200: {"content": {"text/csv": {"example": "day,loads,plays,completes\n2026-07-01,4000,1200,540\n"}}}}

_HEADERS = {"Cache-Control": "no-store", "Vary": "Accept"}

router = APIRouter(prefix="/v1/analytics", tags=["listening"])


@dataclass(frozen=True)
class _Asked:
    question: Question
    kind: Literal["article", "takeaways", "all"]
    group: Group
    limit: int | None
    cursor: str | None


def _asked(
    assembly: AssemblyDep,
    site: SiteDep,
    first: Annotated[
        date | None, Query(alias="from", description="First day, in UTC; else 29 before the last.")
    ] = None,
    last: Annotated[date | None, Query(alias="to", description="Last day, counted in; today.")] = None,
    article: Annotated[str | None, Query(description="Only this one: our id, or `external:YOUR_ID`.")] = None,
    kind: Annotated[Literal["article", "takeaways", "all"], Query(description="Which narrations.")] = "article",
    group: Annotated[Group, Query(description="What a row is.")] = Group.DAY,
    limit: Annotated[int | None, Query(ge=1, le=_JSON_ROWS, description="100; of a CSV all rows.")] = None,
    cursor: str | None = None,
) -> _Asked:
    last = last or datetime.now(UTC).date()
    # The year 1 has no 29 days before it.
    first = first or date.fromordinal(max(1, last.toordinal() - timedelta(_USUAL_DAYS - 1).days))
    if first > last:
        place = {"type": "value_error", "loc": ("query", "from"), "msg": f"{first} is after {last}", "input": first}
        raise RequestValidationError([place])
    article_id = None
    if article is not None:
        with assembly.database.read() as session:
            article_id = get_article(session, article, site.id).id
    only = None if kind == "all" else NarrationKind(kind)
    return _Asked(Question(site.id, first, last, only, article_id), kind, group, limit, cursor)


AskedDep = Annotated[_Asked, Depends(_asked)]


@router.get("", response_model=AnalyticsOut, responses={**_CSV, **PROBLEMS, **NOT_FOUND})
def get_analytics(
    request: Request, response: Response, asked: AskedDep, assembly: AssemblyDep
) -> AnalyticsOut | Response:
    """Plays, completion, seconds listened and how far plays came, from day to day: in all, and by `group`.

    Days come oldest first, articles and voices most played first. With `Accept: text/csv` it is a CSV. What other
    processes have counted is there after a second.
    """
    if "text/csv" in request.headers.get("accept", ""):
        return get_analytics_csv(asked, assembly)
    assembly.audience.counts.flush()
    with assembly.database.read() as session:
        totals = figures_out(figures(session, asked.question))
        try:
            items, cursor = rows_by(session, asked.question, asked.group, asked.limit or _JSON_ROWS, asked.cursor)
        except InvalidCursor as error:
            raise Rejected("query.cursor", error) from error
    response.headers.update(_HEADERS)
    return AnalyticsOut(
        first=asked.question.first,
        last=asked.question.last,
        kind=asked.kind,
        group=asked.group.value,
        totals=totals,
        items=items,
        next_cursor=cursor,
    )


csv_router = APIRouter(tags=["listening"])


@csv_router.get("/v1/analytics.csv", response_class=Response, responses={**_CSV, **PROBLEMS, **NOT_FOUND})
def get_analytics_csv(asked: AskedDep, assembly: AssemblyDep) -> Response:
    """The same for a spreadsheet, all rows of it."""
    assembly.audience.counts.flush()
    with assembly.database.read() as session:
        try:
            rows, _ = rows_by(session, asked.question, asked.group, asked.limit, asked.cursor)
        except InvalidCursor as error:
            raise Rejected("query.cursor", error) from error
    name = f"listening-by-{asked.group}-{asked.question.first}-{asked.question.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', **_HEADERS}
    # Without the mark spreadsheets take it for another encoding.
    content = codecs.BOM_UTF8 + analytics_csv(rows, asked.group).encode()
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)
