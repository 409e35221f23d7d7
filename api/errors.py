"""Every error a client can see, as RFC 9457 problem+json: one table from error class to answer."""

import logging
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.fetch import FetchError
from api.signatures import InvalidSecret, SignatureRefused
from api.sources.entry import SourceUnreadable
from api.validation import in_words
from storage.errors import (
    ArticleNotFound,
    AudioStoreUnavailable,
    BatchClosed,
    BatchNotFound,
    DatabaseUnavailable,
    DeliveryNotFound,
    InvalidCursor,
    LexiconEntryNotFound,
    NarrationNotFound,
    SiteNotFound,
    StorageError,
    TooManyWebhooks,
    WebhookDisabled,
    WebhookNotFound,
)
from tts.errors import (
    ArticleError,
    ArticleTooLong,
    InvalidEntry,
    InvalidSelector,
    InvalidSpeed,
    TTSError,
    VoiceFilesInvalid,
    VoiceNotFound,
    VoiceNotInstalled,
)

_AWAY = "The database or the audio store does not answer just now."
_UNFORESEEN = "Something went wrong here; the server's log has the reason."

logger = logging.getLogger(__name__)


class Rejected(Exception):
    """A domain error together with the place in the request that caused it."""

    def __init__(self, location: str, error: Exception) -> None:
        super().__init__(str(error))
        self.location = location
        self.error = error


class NarrationFailed(Exception):
    """The asked audio does not exist because its narration failed."""


class PageUnknown(Exception):
    """There is no article of a reader's page, and none is made of it."""


class PageOfAnotherOrigin(Exception):
    """A page of one site asks for the article of another's."""


class PagesBusy(Exception):
    """As many pages as may be are being read just now."""


# First match wins: subclasses before their bases.
STATUS: Sequence[tuple[type[Exception], HTTPStatus]] = (
    (ArticleTooLong, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (ArticleError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (FetchError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (VoiceNotFound, HTTPStatus.UNPROCESSABLE_ENTITY),
    (VoiceNotInstalled, HTTPStatus.UNPROCESSABLE_ENTITY),
    (InvalidSpeed, HTTPStatus.UNPROCESSABLE_ENTITY),
    (InvalidEntry, HTTPStatus.UNPROCESSABLE_ENTITY),
    (InvalidSelector, HTTPStatus.UNPROCESSABLE_ENTITY),
    (InvalidCursor, HTTPStatus.UNPROCESSABLE_ENTITY),
    (SourceUnreadable, HTTPStatus.UNPROCESSABLE_ENTITY),
    (ArticleNotFound, HTTPStatus.NOT_FOUND),
    (BatchNotFound, HTTPStatus.NOT_FOUND),
    (BatchClosed, HTTPStatus.CONFLICT),
    (NarrationNotFound, HTTPStatus.NOT_FOUND),
    (LexiconEntryNotFound, HTTPStatus.NOT_FOUND),
    (PageUnknown, HTTPStatus.NOT_FOUND),
    (PageOfAnotherOrigin, HTTPStatus.FORBIDDEN),
    (PagesBusy, HTTPStatus.TOO_MANY_REQUESTS),
    (SiteNotFound, HTTPStatus.NOT_FOUND),
    (WebhookNotFound, HTTPStatus.NOT_FOUND),
    (DeliveryNotFound, HTTPStatus.NOT_FOUND),
    (WebhookDisabled, HTTPStatus.CONFLICT),
    (TooManyWebhooks, HTTPStatus.CONFLICT),
    (InvalidSecret, HTTPStatus.UNPROCESSABLE_ENTITY),
    (SignatureRefused, HTTPStatus.UNAUTHORIZED),
    (NarrationFailed, HTTPStatus.CONFLICT),
    (AudioStoreUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (DatabaseUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (VoiceFilesInvalid, HTTPStatus.INTERNAL_SERVER_ERROR),
    (TTSError, HTTPStatus.INTERNAL_SERVER_ERROR),
    (StorageError, HTTPStatus.INTERNAL_SERVER_ERROR),
)


def problem(
    status: int,
    detail: str,
    *,
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """An RFC 9457 answer. Never cached: what failed now may work later."""
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    body["detail"] = detail
    if errors:
        body["errors"] = errors
    headers = {"Cache-Control": "no-store", **(headers or {})}
    if status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
        headers.setdefault("Retry-After", "5")
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def add_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(Exception, _unforeseen)
    for error_class, handler in _HANDLERS:
        app.add_exception_handler(error_class, handler)


def problem_for(request: Request, error: Exception) -> JSONResponse:
    """The answer to an error of a kind in `TOLD`."""
    return next(handler for kind, handler in _HANDLERS if isinstance(error, kind))(request, error)


def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    # The server logs the traceback; a stranger gets none of it.
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, _UNFORESEEN)


def _status(error: Exception) -> HTTPStatus:
    return next(status for kind, status in STATUS if isinstance(error, kind))


def _domain(request: Request, error: Exception) -> JSONResponse:
    status = _status(error)
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        # A 401 must say what would let one in.
        challenge = {"WWW-Authenticate": "StandardWebhooks"} if status == HTTPStatus.UNAUTHORIZED else None
        return problem(status, str(error), headers=challenge)
    # What a server's part says may name hosts and paths: that is for the log.
    logger.error("%s %s: %s", request.method, request.url.path, error)
    return problem(status, _AWAY if status == HTTPStatus.SERVICE_UNAVAILABLE else _UNFORESEEN)


def _rejected(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Rejected)
    entry = {"location": error.location, "message": str(error)}
    return problem(_status(error.error), str(error), errors=[entry])


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, error.detail, headers=dict(error.headers or {}))


def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = [
        {"location": ".".join(str(part) for part in item["loc"]), "message": in_words(item)} for item in error.errors()
    ]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The request is not valid.", errors=errors)


_OWN = (NarrationFailed, PageUnknown, PageOfAnotherOrigin, PagesBusy, SignatureRefused)
_HANDLERS: Sequence[tuple[type[Exception], Callable[[Request, Exception], JSONResponse]]] = (
    (RequestValidationError, _invalid),
    (HTTPException, _http),
    (Rejected, _rejected),
    *((error_class, _domain) for error_class in (TTSError, StorageError, FetchError, *_OWN)),
)
TOLD = tuple(kind for kind, _ in _HANDLERS)
