"""Keeps answers that many ask for at the same moment for a second, as a reverse proxy's micro-cache does.

Only what a route marks with `keep_briefly` is kept: answers that are the same for all who ask alike, about things that
are finished. Any request to this process that may change something ends all of it before its own answer is sent; what
other processes change is seen after a second at most. After half of it the next who asks goes through and renews it.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MARK = "readcast.keep_briefly"
_NOTHING_CHANGED = "readcast.nothing_changed"
_KEPT_STATUS = (200, 302)
_QUEUED_STATUS = 202  # a GET may have work begun, which other answers tell of
_READING = ("GET", "HEAD", "OPTIONS")  # methods that change nothing
# Beside the address, these decide what a marked answer says: the base of its addresses and who may see it.
_DECIDING = frozenset({b"host", b"authorization", b"origin", b"accept-encoding"})
# Of these it counts only whether they are there: the client's own address in them would make each reader another one.
_COUNTING = frozenset({b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"})
# Who sends one of these wants something other than the plain answer.
_SPECIAL = frozenset(
    {b"range", b"if-range", b"if-match", b"if-none-match", b"if-modified-since", b"if-unmodified-since"}
    | {b"cache-control", b"pragma", b"content-length", b"transfer-encoding"}
)
_ENTRY_BYTES = 1_000  # about what an entry takes beside its body

Key = tuple[object, ...]


def keep_briefly(request: Request) -> None:
    """Lets the answer to this GET be given for a second to all who ask alike.

    For answers that depend on nothing but address, Host, Authorization and whether a proxy asks, about things that
    are finished. Without the middleware it does nothing.
    """
    request.scope[_MARK] = True


def nothing_changed(request: Request) -> None:
    """Says that this request changed nothing that an answer tells of, though its method may: all kept ones stay."""
    request.scope[_NOTHING_CHANGED] = True


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    generation: int
    renew_at: float  # from then on the next who asks goes through, while others still get this one
    until: float

    @property
    def size(self) -> int:
        return len(self.body) + _ENTRY_BYTES

    async def give(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers)})
        await send({"type": "http.response.body", "body": self.body})


@dataclass
class _Flight:
    """A request that is being answered, for others that ask the same to wait for."""

    generation: int
    started: float
    landed: asyncio.Event = field(default_factory=asyncio.Event)
    answer: _Answer | None = None  # None: it was not to be kept

    def land(self, answer: _Answer | None = None) -> None:
        if not self.landed.is_set():
            self.answer = answer
            self.landed.set()


class ResponseCache:
    """ASGI middleware. Bounded in answers and in bytes; the oldest go first."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        seconds: float = 1.0,
        max_answers: int = 1_000,
        max_bytes: int = 16_000_000,
        max_body_bytes: int = 1_000_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._seconds, self._max_answers, self._max_bytes = seconds, max_answers, max_bytes
        self._max_body_bytes = max_body_bytes
        self._clock = clock
        self._generation = 0  # of what is stored; an answer of an earlier one is out of date
        self._bytes = 0
        # Answers out of date stay until they are replaced: they tell which addresses are worth waiting for.
        self._answers: dict[Key, _Answer] = {}
        self._flights: dict[Key, _Flight] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["method"] == "GET" and (key := _key(scope)) is not None:
            await self._get(key, scope, receive, send)
        else:
            await self._pass(scope, receive, send, changes=scope["method"] not in _READING)

    def forget(self) -> None:
        """From now on nobody gets an answer from before, nor one that is being made now."""
        self._generation += 1

    async def _pass(self, scope: Scope, receive: Receive, send: Send, changes: bool) -> None:
        def changed() -> bool:
            return changes and not scope.get(_NOTHING_CHANGED)

        async def first_forget(message: Message) -> None:
            if message["type"] == "http.response.start" and (changed() or message["status"] == _QUEUED_STATUS):
                self.forget()
            await send(message)

        try:
            await self._app(scope, receive, first_forget)
        finally:
            if changed():
                self.forget()

    async def _get(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        known, flight, now = self._answers.get(key), self._flights.get(key), self._clock()
        if flight and flight.generation != self._generation:
            flight = None  # what it brings may be out of date
        answer = known if known and known.generation == self._generation and now < known.until else None
        if flight and not answer:
            await flight.landed.wait()
            answer = flight.answer
        if answer and (flight or now < answer.renew_at):
            await answer.give(send)
            return
        flight = _Flight(self._generation, now)
        if known:
            self._flights[key] = flight
        try:
            await self._app(scope, receive, _Recorder(self, key, flight, scope, send))
        finally:
            flight.land()
            if self._flights.get(key) is flight:
                del self._flights[key]

    def answered(self, key: Key, flight: _Flight, start: Message | None, body: bytes = b"") -> None:
        """Keep the answer that came by a flight, if nothing changed meanwhile; `start` None: it is not to be kept."""
        self._drop(key)
        if start is None:
            flight.land()
            return
        renew_at, until = flight.started + self._seconds / 2, flight.started + self._seconds
        answer = _Answer(start["status"], list(start["headers"]), body, flight.generation, renew_at, until)
        if flight.generation == self._generation:
            self._keep(key, answer)
        flight.land(answer)

    def fits(self, size: int) -> bool:
        """Whether a body of so many bytes may be kept."""
        return size <= self._max_body_bytes

    def _keep(self, key: Key, answer: _Answer) -> None:
        self._answers[key] = answer
        self._bytes += answer.size
        while len(self._answers) > self._max_answers or self._bytes > self._max_bytes:
            self._drop(next(iter(self._answers)))

    def _drop(self, key: Key) -> None:
        answer = self._answers.pop(key, None)
        if answer is not None:
            self._bytes -= answer.size


class _Recorder:
    """Hands every message on at once, and keeps a copy of a marked answer."""

    def __init__(self, cache: ResponseCache, key: Key, flight: _Flight, scope: Scope, send: Send) -> None:
        self._cache, self._key, self._flight = cache, key, flight
        self._scope, self._send = scope, send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if message["status"] == _QUEUED_STATUS:
                self._cache.forget()
            if self._scope.get(_MARK) and message["status"] in _KEPT_STATUS:
                self._start = message
            else:
                self._give_up()
        elif self._start is not None:
            self._record(message)
        await self._send(message)

    def _record(self, message: Message) -> None:
        body = message.get("body", b"")
        if message["type"] != "http.response.body" or not self._cache.fits(len(self._body) + len(body)):
            self._give_up()
            return
        self._body += body
        if not message.get("more_body", False):
            self._cache.answered(self._key, self._flight, self._start, self._body)

    def _give_up(self) -> None:
        self._start = None
        self._cache.answered(self._key, self._flight, None)


def _key(scope: Scope) -> Key | None:
    """What decides a marked answer; None where the request wants something special."""
    deciding: list[object] = []
    for name, value in scope["headers"]:
        if name in _DECIDING:
            deciding.append((name, value))
        elif name in _COUNTING:
            deciding.append(name)
        elif name in _SPECIAL:
            return None
    address = (
        scope["scheme"],
        *(scope.get("server") or ()),
        scope.get("root_path"),
        scope["path"],
        scope["query_string"],
    )
    return (*address, *deciding)
