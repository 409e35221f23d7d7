"""What scripts on other sites' pages may do: read what anybody may read, and send what needs no API key.

Never with credentials: there are no cookies, and a preflight that asks for Authorization is refused. Writes are
refused by it too, so that no page on the web can use its reader's browser for them.
"""

from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_READ = ("/v1/", "/player/", "/audio/", "/hls/", "/feeds/", "/oembed")
_SENT_WITHOUT_KEY = frozenset({"/v1/articles/lookup", "/v1/events"})
_REQUEST_HEADERS = ("Range", "If-None-Match", "If-Modified-Since", "Cache-Control")
_SHOWN_HEADERS = "Accept-Ranges, Content-Range, ETag, Location, Retry-After"
_PREFLIGHT_SECONDS = 86_400


class CrossOrigin:
    """ASGI middleware.

    Answers say the same to all, whether a browser asks or not: Starlette's own middleware lets them vary by Origin,
    of which a CDN would keep a copy for each site.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._reading = CORSMiddleware(
            app,
            allow_origins=("*",),
            allow_methods=("GET", "HEAD"),
            allow_headers=_REQUEST_HEADERS,
            max_age=_PREFLIGHT_SECONDS,
        )
        self._sending = CORSMiddleware(app, allow_origins=("*",), allow_methods=("POST",), max_age=_PREFLIGHT_SECONDS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_READ):
            await self._app(scope, receive, send)
            return
        keyless = scope["path"] in _SENT_WITHOUT_KEY
        if scope["method"] == "OPTIONS":
            await (self._sending if keyless else self._reading)(scope, receive, send)
        elif scope["method"] in ("GET", "HEAD") or keyless:
            await self._app(scope, receive, _Opened(send))
        else:
            await self._app(scope, receive, send)


class _Opened:
    """Tells browsers that any page may read the answer."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message.get("headers", ())))
            headers["Access-Control-Allow-Origin"] = "*"
            headers["Access-Control-Expose-Headers"] = _SHOWN_HEADERS
            message = {**message, "headers": headers.raw}
        await self._send(message)
