"""A narration that is heard while it is rendered: its segments on their way from the encoder into the audio store."""

import queue
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from api.streams import Stream, Streams
from storage.errors import LeaseLost
from storage.models import Narration
from storage.streams import note_stream, segment_key, segment_keys
from tts.audio import hls
from tts.narrate import SpokenPart, SpokenSentence

_NOTE_SECONDS = 0.25  # between two writes of how far the stream is; the first segments are told at once
_TOLD_AT_ONCE = 3


class LiveStream:
    """A context manager. The segments are stored on a thread, so that nothing waits for the store."""

    def __init__(self, streams: Streams, narration: Narration, sample_rate: int) -> None:
        """`narration` is as its worker claimed it; the segments of an earlier attempt are taken away."""
        self._streams = streams
        self._narration = narration
        self._stream: Stream = streams.open(narration.id, sample_rate)
        self._segmenter = hls.Segmenter(sample_rate, self._add)
        self._new: queue.SimpleQueue[hls.Segment | None] = queue.SimpleQueue()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._keep_all, name="live", daemon=True)

    @property
    def prefix(self) -> str:
        return self._stream.prefix

    def hear(self, mp3: bytes) -> None:
        """More of the MP3, or b"" at its end. Never raises: what goes wrong is raised by `finish`."""
        if self._failure is None:
            try:
                if mp3:
                    self._segmenter.add(mp3)
                else:  # heard before the files are stored
                    self._segmenter.finish()
            except ValueError as failure:
                self._failure = failure

    def told(self, spoken: Iterable[SpokenPart | SpokenSentence]) -> Iterator[SpokenPart | SpokenSentence]:
        """The same; who listens is told when each sentence is said."""
        for said in spoken:
            if isinstance(said, SpokenSentence):
                self._stream.said.append(said.entry)
            yield said

    def finish(self) -> int:
        """Store what is left; how many segments there are. Raises StorageError, LeaseLost and ValueError."""
        count = self._segmenter.finish()
        self._end()
        if self._failure is not None:
            raise self._failure
        return count

    def __enter__(self) -> "LiveStream":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._end()
        self._streams.close(self._narration.id, self._stream)

    def _add(self, segment: hls.Segment) -> None:
        self._streams.add(self._narration.id, self._stream, segment.number, segment.data)
        self._new.put(segment)

    def _end(self) -> None:
        self._new.put(None)
        self._thread.join()

    def _keep_all(self) -> None:
        noted, when = 0, 0.0
        with tempfile.TemporaryDirectory(prefix="readcast-") as folder:
            for segment in self._as_they_come():
                if self._failure is not None:
                    continue
                try:
                    if segment is not None:
                        self._keep(segment, Path(folder) / "segment.ts")
                        self._streams.stored(self._narration.id, self._stream, segment.number + 1)
                    count = self._stream.stored
                    if noted < count and (count <= _TOLD_AT_ONCE or time.monotonic() - when > _NOTE_SECONDS):
                        when = time.monotonic()
                        self._note(count)
                        noted = count
                except Exception as failure:  # noqa: BLE001 - it is raised where the narration is rendered
                    self._failure = failure
            try:
                self._settle(noted)
            except Exception as failure:  # noqa: BLE001 - likewise
                self._failure = self._failure or failure

    def _as_they_come(self) -> Iterator[hls.Segment | None]:
        """The segments, and None when none has come for a while."""
        while True:
            try:
                segment = self._new.get(timeout=_NOTE_SECONDS)
            except queue.Empty:
                yield None
                continue
            if segment is None:
                return
            yield segment

    def _settle(self, noted: int) -> None:
        """Tell of all that is stored, so that it can be found and deleted; take it away where that is too late."""
        stored = self._stream.stored
        try:
            if noted < stored:
                self._note(stored)
        except LeaseLost:
            self._streams.store.delete(segment_keys(self.prefix, stored))
            raise

    def _keep(self, segment: hls.Segment, file: Path) -> None:
        file.write_bytes(segment.data)
        self._streams.store.put(segment_key(self.prefix, segment.number), file, hls.MEDIA_TYPE)

    def _note(self, count: int) -> None:
        with self._streams.database.write() as session:
            note_stream(
                session,
                self._narration.id,
                self._narration.lease_owner or "",
                prefix=self.prefix,
                segments=count,
                sample_rate=self._stream.sample_rate,
            )
        if count == 1:  # nobody is sent to them any more
            before = segment_keys(self._narration.stream_prefix, self._narration.stream_segments)
            self._streams.store.delete(before)
