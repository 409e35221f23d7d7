"""What OpenAPI says of answers that many routes share."""

from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.schemas import NarrationOut


class ProblemError(BaseModel):
    location: str
    message: str


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemError] | None = None


Responses = dict[int | str, dict[str, Any]]


def _problem(description: str) -> dict[str, Any]:
    example = {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": "The request is not valid.",
        "errors": [{"location": "body.voice", "message": "There is no voice nova. Installed: en_US-joe-medium."}],
    }
    return {
        "description": description,
        "model": Problem,
        "content": {"application/problem+json": {"example": example}},
    }


NOT_FOUND: Responses = {404: _problem("No such thing.")}
CONFLICT: Responses = {409: _problem("Not in the state in which it is now.")}
PROBLEMS: Responses = {
    401: _problem("An API key is needed, or is not known."),
    413: _problem("Too long."),
    422: _problem("Something in the request is not right; `errors` says where."),
}


def not_ready(narration: NarrationOut) -> JSONResponse:
    """202: the narration, or the file of it that was asked for, is still being made. Never cached."""
    if narration.status == "completed":
        narration = narration.model_copy(update={"status": "processing", "progress": 0.99})
    headers = {"Cache-Control": "no-store", "Retry-After": "2"}
    return JSONResponse(narration.model_dump(mode="json"), 202, headers)


NOT_READY: Responses = {
    202: {"model": NarrationOut, "description": "Being rendered: its progress. Ask again after Retry-After."}
}
