"""What players report of how they are listened to."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from api.dependencies import AssemblyDep
from api.listening_schemas import ReportIn, inlined
from api.response_cache import nothing_changed
from api.routes.responses import PROBLEMS

MOST_BYTES = 8_192
# What a browser's sendBeacon gets to send without asking first, which would cost another request.
_TYPES = ("application/json", "text/plain")
_BODY = {"required": True, "content": {name: {"schema": inlined(ReportIn)} for name in _TYPES}}

router = APIRouter(prefix="/v1/events", tags=["listening"])


async def _report(request: Request, assembly: AssemblyDep) -> ReportIn:
    """The body, by whichever content type it says. 429 for who asks too often, 413 over MOST_BYTES, else 422."""
    nothing_changed(request)
    assembly.audience.limit.admit(request, "More reports came from this address than READCAST_EVENTS_PER_MINUTE.")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A report has at most {MOST_BYTES:,} bytes.")
    except ClientDisconnect:  # a page that is left
        raise HTTPException(HTTPStatus.BAD_REQUEST, "The report ended too soon.") from None
    try:
        return ReportIn.model_validate_json(bytes(body))
    except ValidationError as error:
        places = [{**item, "loc": ("body", *item["loc"])} for item in error.errors(include_context=False)]
        raise RequestValidationError(places) from error


@router.post("", status_code=204, responses=PROBLEMS, openapi_extra={"requestBody": _BODY})
def post_events(report: Annotated[ReportIn, Depends(_report)], assembly: AssemblyDep) -> Response:
    """Count what a player reports, as JSON, sent as `text/plain` or `application/json`: made for `sendBeacon`.

    Counts are kept by article, voice and day, and nothing about who listens: no cookie, address or browser. What
    tells of an article or a voice of it that is not there is passed over: the answer is 204 then too.
    """
    if assembly.audience.counting:
        assembly.audience.take(report)
    return Response(status_code=204, headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"})
