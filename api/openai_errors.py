"""Errors in the shape that OpenAI's clients read: {"error": {message, type, param, code}}."""

import json
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from api.errors import TOLD, problem_for

# OpenAI answers so whatever is wrong with what was sent.
_BAD = (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
_CODES = {HTTPStatus.UNAUTHORIZED: "invalid_api_key", HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_exceeded"}


class OpenAIRoute(APIRoute):
    """A route that tells its errors so."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_or_tell(request: Request) -> Response:
            try:
                return await handle(request)
            except TOLD as error:
                return _reshaped(problem_for(request, error))

        return handle_or_tell


def error_body(message: str, status: int, param: str | None = None) -> dict[str, Any]:
    """What went wrong, as OpenAI says it."""
    kind = "invalid_request_error" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"
    return {"error": {"message": message, "type": kind, "param": param, "code": _CODES.get(HTTPStatus(status))}}


def _reshaped(answer: JSONResponse) -> JSONResponse:
    """A problem+json answer in the other shape, with its headers."""
    told = json.loads(bytes(answer.body))
    wrong = (told.get("errors") or [{}])[0]
    place = wrong.get("location", "").split(".")
    param = place[1] if len(place) > 1 else None  # behind "body"
    message = wrong.get("message") or told["detail"]
    if param:
        message = f"{param}: {message}"
    status = HTTPStatus.BAD_REQUEST if answer.status_code in _BAD else answer.status_code
    kept = ("cache-control", "retry-after", "www-authenticate")
    headers = {name: answer.headers[name] for name in kept if name in answer.headers}
    return JSONResponse(error_body(message, status, param), status, headers)
