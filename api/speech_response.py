"""Sending a speech as it is spoken, without holding the threads that answer requests."""

from collections.abc import AsyncIterator, Generator
from http import HTTPStatus

from anyio import CancelScope, CapacityLimiter, WouldBlock, to_thread
from fastapi import HTTPException, Response
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send


class SpeechStream:
    """What a thread makes, for a coroutine: who waits for sound holds no thread that others' requests need."""

    def __init__(self, chunks: Generator[bytes, None, None]) -> None:
        self._chunks = chunks
        self._thread = CapacityLimiter(1)  # one at a time, and beside those that answer requests

    async def next(self) -> bytes | None:
        """None at the end. Raises as what makes the chunks."""
        return await to_thread.run_sync(next, self._chunks, None, limiter=self._thread)

    async def close(self) -> None:
        """What is not spoken yet never will be."""
        with CancelScope(shield=True):
            await to_thread.run_sync(self._chunks.close, limiter=self._thread)


class SpeechResponse(StreamingResponse):
    """Sends a speech whose first chunk is there; when it ends, or nobody listens, its place is free again."""

    def __init__(self, first: bytes, rest: SpeechStream, place: "Place", media_type: str) -> None:
        self._rest, self._place = rest, place
        # nginx would gather it.
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(self._all(first), media_type=media_type, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._rest.close()
            self._place.leave()

    async def _all(self, first: bytes) -> AsyncIterator[bytes]:
        chunk: bytes | None = first
        while chunk is not None:
            yield chunk
            chunk = await self._rest.next()
        self._place.leave()  # before the end is sent: whoever hears it may ask for the next text


async def speak_to(places: CapacityLimiter, chunks: Generator[bytes, None, None], media_type: str) -> Response:
    """The answer that is spoken to who asks. Raises HTTPException (429), and what `chunks` does before its first."""
    try:
        place = Place(places)
    except WouldBlock:
        detail = "As many texts as may be are being spoken just now (READCAST_NARRATIONS_AT_ONCE)."
        raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, detail, headers={"Retry-After": "1"}) from None
    stream = SpeechStream(chunks)
    first = None
    try:
        first = await stream.next()  # here, so that what is wrong is told as an error
    finally:
        if first is None:
            place.leave()
    assert first is not None
    return SpeechResponse(first, stream, place, media_type)


class Place:
    """One of so many speeches at once."""

    def __init__(self, places: CapacityLimiter) -> None:
        """Raises anyio.WouldBlock if all are taken."""
        self._places = places
        places.acquire_on_behalf_of_nowait(self)
        self._taken = True

    def leave(self) -> None:
        """Make it free, once."""
        if self._taken:
            self._taken = False
            self._places.release_on_behalf_of(self)
