"""Batches: pre-render many articles, when nobody waits for anything else."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.assembly import Assembly
from api.batch_schemas import (
    BatchIn,
    BatchItemsOut,
    BatchOut,
    BatchPageOut,
    Formats,
    ItemStatus,
    RetriedOut,
    Speeds,
    Voices,
)
from api.batches.shown import batch_out, item_out
from api.batches.submitted import CSV_TYPE, JSONL_TYPES, checked, create_from, create_from_file
from api.dependencies import AssemblyDep, SiteDep
from api.errors import Rejected
from api.links import base_url
from api.routes.responses import CONFLICT, NOT_FOUND, PROBLEMS
from storage.batch_progress import errors_of, items_page
from storage.batches import cancel_batch, get_batch, list_batches, retry_failed
from storage.errors import InvalidCursor
from storage.models import Batch

_EVENT_SECONDS = 1.0
_ENDED = ("completed", "completed_with_errors", "canceled")

router = APIRouter(prefix="/v1/batches", tags=["batches"])

_BODIES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": BatchIn.model_json_schema(ref_template="#/components/schemas/{model}")},
            "application/jsonl": {
                "schema": {
                    "type": "string",
                    "description": "On each line an article, as for POST /v1/articles, or an address.",
                }
            },
            "text/csv": {"schema": {"type": "string", "description": "With a header of an article's field names."}},
        },
    }
}


async def _sent(request: Request) -> bytes:
    return await request.body()


@router.post("", status_code=202, responses=PROBLEMS, openapi_extra=_BODIES)
def post_batch(
    data: Annotated[bytes, Depends(_sent)],
    request: Request,
    response: Response,
    assembly: AssemblyDep,
    site: SiteDep,
    voices: Annotated[Voices, Query(description="For JSONL and CSV; may be repeated.")] = [],  # noqa: B006
    speeds: Annotated[Speeds, Query(description="For JSONL and CSV; may be repeated.")] = [],  # noqa: B006
    formats: Annotated[Formats, Query(description="For JSONL and CSV; may be repeated.")] = [],  # noqa: B006
    since: Annotated[datetime | None, Query(description="For JSONL and CSV.")] = None,
    limit: Annotated[int | None, Query(ge=1, description="For JSONL and CSV.")] = None,
) -> BatchOut:
    """Pre-render articles: `items` or a `source_url` as JSON, or a JSONL or CSV file as it is.

    Several voices, speeds and formats make their product. An article that has all of it is skipped. Lines of a file
    that are no article fail alone. The batch is a job of the server's: it goes on after a restart.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type in (*JSONL_TYPES, CSV_TYPE):
        given = {"voices": voices, "speeds": speeds, "formats": formats, "since": _aware(since), "limit": limit}
        options = checked(assembly, "query", given)
        with assembly.database.write() as session:
            batch = create_from_file(session, site, data, media_type, options)
    else:
        body = _parsed(data)
        given = body.model_dump(include={"voices", "speeds", "formats", "limit"}) | {"since": _aware(body.since)}
        options = checked(assembly, "body", given)
        with assembly.database.write() as session:
            batch = create_from(session, site, body, options)
    answer = batch_out(request, assembly, batch)
    response.headers["Location"] = answer.urls.self
    response.headers["Cache-Control"] = "no-store"
    response.headers["Retry-After"] = "2"
    return answer


@router.get("", responses=PROBLEMS)
def get_batches(
    request: Request,
    assembly: AssemblyDep,
    site: SiteDep,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: str | None = None,
) -> BatchPageOut:
    """The site's batches, newest first; those of `readcast batch` too."""
    with assembly.database.read() as session:
        try:
            page = list_batches(session, site.id, limit, cursor)
        except InvalidCursor as error:
            raise Rejected("query.cursor", error) from error
    items = [batch_out(request, assembly, batch) for batch in page.items]
    return BatchPageOut(items=items, next_cursor=page.next_cursor)


@router.get("/{batch_id}", responses=NOT_FOUND)
def get_one_batch(
    batch_id: str, request: Request, response: Response, assembly: AssemblyDep, site: SiteDep
) -> BatchOut:
    """How far a batch is. `completed_with_errors` has articles that failed: `items?status=failed` says why."""
    response.headers["Cache-Control"] = "no-store"
    return batch_out(request, assembly, _batch(assembly, batch_id, site.id))


@router.get("/{batch_id}/items", responses={**NOT_FOUND, **PROBLEMS})
def get_items(
    batch_id: str,
    request: Request,
    assembly: AssemblyDep,
    site: SiteDep,
    status: ItemStatus | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: str | None = None,
) -> BatchItemsOut:
    """The batch's articles in the order of its source. Those that `readcast batch` skipped are only counted."""
    if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
        raise Rejected("query.cursor", InvalidCursor("This cursor was not handed out here; start again without one."))
    with assembly.database.read() as session:
        batch = get_batch(session, batch_id, site.id)
        page = items_page(session, batch, status, int(cursor or 0), limit + 1)
        more, page = len(page) > limit, page[:limit]
        errors = errors_of(session, [item.id for item, state in page if state == "failed"])
    base = base_url(request, assembly)
    items = [item_out(base, item, state, errors.get(item.id)) for item, state in page]
    return BatchItemsOut(items=items, next_cursor=str(page[-1][0].number) if more else None)


@router.post("/{batch_id}/cancel", responses={**NOT_FOUND, **CONFLICT})
def post_cancel(batch_id: str, request: Request, assembly: AssemblyDep, site: SiteDep) -> BatchOut:
    """End the batch. What it queued and nobody else waits for is not rendered; what is rendered stays."""
    with assembly.database.write() as session:
        batch = get_batch(session, batch_id, site.id)
        cancel_batch(session, batch)
    return batch_out(request, assembly, batch)


@router.post("/{batch_id}/retry-failed", status_code=202, responses={**NOT_FOUND, **CONFLICT})
def post_retry_failed(batch_id: str, request: Request, assembly: AssemblyDep, site: SiteDep) -> RetriedOut:
    """Try again what failed: articles, or reading the source."""
    with assembly.database.write() as session:
        batch = get_batch(session, batch_id, site.id)
        retried = retry_failed(session, batch)
    return RetriedOut(retried=retried, batch=batch_out(request, assembly, batch))


def _known_batch(batch_id: str, assembly: AssemblyDep, site: SiteDep) -> Batch:
    return _batch(assembly, batch_id, site.id)


@router.get("/{batch_id}/events", response_class=EventSourceResponse, responses=NOT_FOUND)
async def get_events(
    batch: Annotated[Batch, Depends(_known_batch)], request: Request, assembly: AssemblyDep
) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events: `progress` with the batch whenever it changed, and `end` when it has ended."""
    told = None
    while True:
        now = await run_in_threadpool(_reread, request, assembly, batch)
        if now != told:
            yield ServerSentEvent(event="end" if now.status in _ENDED else "progress", data=now)
            told = now
        if now.status in _ENDED:
            return
        await anyio.sleep(_EVENT_SECONDS)


def _reread(request: Request, assembly: Assembly, batch: Batch) -> BatchOut:
    return batch_out(request, assembly, _batch(assembly, batch.id, batch.site_id))


def _batch(assembly: Assembly, batch_id: str, site_id: str) -> Batch:
    with assembly.database.read() as session:
        return get_batch(session, batch_id, site_id)


def _parsed(data: bytes) -> BatchIn:
    try:
        return BatchIn.model_validate_json(data)
    except ValidationError as error:
        errors = [{**item, "loc": ("body", *item["loc"])} for item in error.errors(include_url=False)]
        raise RequestValidationError(errors) from error


def _aware(time: datetime | None) -> datetime | None:
    return time.replace(tzinfo=UTC) if time is not None and time.tzinfo is None else time
