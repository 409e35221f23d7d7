"""Narrations that can be heard while they are rendered: who renders writes segments, who listens reads them.

Segments go into the audio store and their number into the narration's row, so any process can serve them. Those of
this process's own renders are also told here at once: its listeners need not wait for the disk.
"""

import asyncio
import secrets
import threading
import time
from bisect import bisect_left
from collections import OrderedDict, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from storage.audio_store import AudioStore
from storage.database import Database
from storage.models import Narration, Status
from storage.narrations import get_narration
from storage.streams import segment_key
from tts.manifest import Manifest, ManifestSentence

_KEPT_SEGMENTS = 32  # in memory, of each narration rendered here; the others are read from the store
_FRESH_SECONDS = 0.1  # so long what the database said of a narration is good enough
_REMEMBERED = 1000  # narrations


@dataclass
class Stream:
    """What is known of a narration's stream; numbers only grow."""

    prefix: str
    sample_rate: int  # Hz
    segments: int = 0  # that can be read
    stored: int = 0  # those of them that are in the audio store
    kept: dict[int, bytes] = field(default_factory=dict)
    said: list[ManifestSentence] = field(default_factory=list)  # of a render here, so far


@dataclass(frozen=True)
class Seen:
    """A narration's row as it was lately."""

    narration: Narration
    at: float  # by the monotonic clock


class News:
    """Wakes one coroutine, from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    def tell(self) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits
            self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float) -> None:
        """Return at the next news after the last `wait`, or after so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), seconds)
        self._event.clear()


class Streams:
    """Safe to use from several threads."""

    def __init__(self, database: Database, store: AudioStore) -> None:
        self.database = database
        self.store = store
        self._here: dict[str, Stream] = {}
        self._seen: OrderedDict[str, Seen] = OrderedDict()
        self._lock = threading.Lock()
        self._waiting: defaultdict[str, set[News]] = defaultdict(set)

    def open(self, narration_id: str, sample_rate: int) -> Stream:
        """A stream for a narration that this process begins to render."""
        short = narration_id.removeprefix("nar_")
        stream = Stream(f"hls/{short[-2:]}/{short}-{secrets.token_hex(4)}", sample_rate)
        self._here[narration_id] = stream
        self._tell(narration_id)
        return stream

    def add(self, narration_id: str, stream: Stream, number: int, data: bytes) -> None:
        """The next segment of a stream of this process."""
        stream.kept[number] = data
        stream.kept.pop(number - _KEPT_SEGMENTS, None)
        stream.segments = number + 1
        self._tell(narration_id)

    def stored(self, narration_id: str, stream: Stream, count: int) -> None:
        """So many segments are in the audio store."""
        stream.stored = count
        self._tell(narration_id)

    def close(self, narration_id: str, stream: Stream) -> None:
        """The narration is no longer rendered here, unless it was begun anew: from now on its row tells."""
        with self._lock:
            if self._here.get(narration_id) is stream:
                del self._here[narration_id]
            self._seen.pop(narration_id, None)
        self._tell(narration_id)

    @contextmanager
    def news(self, narration_id: str) -> Iterator["News"]:
        """What happens in this process to the narration's stream is told to who asks for it here."""
        news = News()
        with self._lock:
            self._waiting[narration_id].add(news)
        try:
            yield news
        finally:
            with self._lock:
                self._waiting[narration_id].discard(news)
                if not self._waiting[narration_id]:
                    del self._waiting[narration_id]

    def _tell(self, narration_id: str) -> None:
        with self._lock:
            waiting = tuple(self._waiting.get(narration_id, ()))
        for news in waiting:
            news.tell()

    def here(self, narration_id: str) -> Stream | None:
        """The stream, if this process is at it. Never waits."""
        return self._here.get(narration_id)

    def manifest(self, narration_id: str, since: float = 0.0) -> Manifest | None:
        """What has been said so far, from a second on, of a narration that is rendered here. Never waits."""
        stream = self.here(narration_id)
        if stream is None:
            return None
        first = bisect_left(stream.said, since * stream.sample_rate, key=lambda sentence: sentence.start)
        said = tuple(stream.said[first:])
        return Manifest(stream.sample_rate, said[-1].start + said[-1].length if said else 0, said)

    def narration(self, narration_id: str) -> Narration:
        """The narration's row as of a moment ago. Raises NarrationNotFound."""
        with self._lock:
            seen = self._seen.get(narration_id)
        if seen is None or time.monotonic() - seen.at > _FRESH_SECONDS:
            with self.database.read() as session:
                seen = Seen(get_narration(session, narration_id), time.monotonic())
            with self._lock:
                self._seen[narration_id] = seen
                while len(self._seen) > _REMEMBERED:
                    self._seen.popitem(last=False)
        return seen.narration

    def kept(self, narration_id: str, prefix: str, number: int) -> bytes | None:
        """A segment, if this process has it in memory. Never waits."""
        stream = self._here.get(narration_id)
        return stream.kept.get(number) if stream is not None and stream.prefix == prefix else None

    def read(self, prefix: str, number: int) -> bytes:
        """A segment from the store. Raises StorageError."""
        return self.store.read(segment_key(prefix, number))

    @staticmethod
    def elsewhere(row: Narration) -> Stream | None:
        """The stream of a narration that another process renders; None while there is none."""
        if row.status is not Status.PROCESSING or row.stream_prefix is None or row.sample_rate is None:
            return None
        return Stream(row.stream_prefix, row.sample_rate, row.stream_segments, row.stream_segments)
