"""Following a narration's stream from whichever process renders it. Waits without holding a thread."""

import time
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool

from api.streams import Stream, Streams
from storage.models import Narration, Status
from storage.narrations import UNFINISHED
from tts.audio.hls import mp3_of

_STEP_SECONDS = 0.1  # between two looks at what another process renders; this one tells


class StreamBroken(Exception):
    """The narration that is listened to failed, was canceled, or is begun again."""


async def wait_for_sound(streams: Streams, narration_id: str, patience: float, stored: bool) -> Stream | Narration:
    """The stream once it has a segment (`stored`: in the audio store), or the row once it is settled.

    After `patience` seconds it is the row as it then is. Raises NarrationNotFound.
    """
    begun = time.monotonic()
    with streams.news(narration_id) as news:
        while True:
            stream = streams.here(narration_id)
            if stream is None:
                row = await run_in_threadpool(streams.narration, narration_id)
                if row.status not in UNFINISHED:
                    return row
                stream = streams.elsewhere(row)
            if stream is not None and (stream.stored if stored else stream.segments):
                return stream
            if time.monotonic() - begun > patience:
                return await run_in_threadpool(streams.narration, narration_id)
            await news.wait(_STEP_SECONDS)


async def mp3_while_rendered(streams: Streams, narration_id: str, prefix: str) -> AsyncIterator[bytes]:
    """The MP3 of a stream from its beginning to its end, as it comes. Raises StreamBroken."""
    number = 0
    with streams.news(narration_id) as news:
        while True:
            count, ended = await _segments(streams, narration_id, prefix)
            while number < count:
                data = streams.kept(narration_id, prefix, number)
                if data is None:
                    data = await run_in_threadpool(streams.read, prefix, number)
                yield mp3_of(data)
                number += 1
            if ended:
                return
            await news.wait(_STEP_SECONDS)


async def _segments(streams: Streams, narration_id: str, prefix: str) -> tuple[int, bool]:
    """How many there are by now, and whether these are all."""
    here = streams.here(narration_id)
    if here is not None and here.prefix == prefix:
        return here.segments, False
    row = await run_in_threadpool(streams.narration, narration_id)
    if row.stream_prefix not in (prefix, None) or row.status in (Status.FAILED, Status.CANCELED):
        raise StreamBroken(f"The narration {narration_id} is {row.status.value}.")
    return row.stream_segments, row.status is Status.COMPLETED
