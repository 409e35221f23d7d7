"""A file that is written on a thread of its own, so that another is written, or read, meanwhile."""

import queue
import threading
from typing import Protocol


class PcmFile(Protocol):
    def write(self, pcm: bytes) -> None: ...

    def close(self) -> None:
        """Complete the file."""
        ...

    def abandon(self) -> None:
        """Let go of the file as it is."""
        ...


class Behind:
    """A PcmFile that is at most a few pieces behind. What went wrong is raised by the next call."""

    def __init__(self, file: PcmFile, name: str) -> None:
        self._file = file
        self._pieces: queue.Queue[bytes | None] = queue.Queue(8)
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def write(self, pcm: bytes) -> None:
        if self._failure is not None:
            raise self._failure
        self._pieces.put(pcm)

    def close(self) -> None:
        self._end()
        if self._failure is not None:
            raise self._failure
        self._file.close()

    def abandon(self) -> None:
        self._end()
        self._file.abandon()

    def _end(self) -> None:
        if self._thread.is_alive():
            self._pieces.put(None)
            self._thread.join()

    def _work(self) -> None:
        while (pcm := self._pieces.get()) is not None:
            if self._failure is None:
                try:
                    self._file.write(pcm)
                except Exception as failure:  # noqa: BLE001 - it is raised where the next piece comes from
                    self._failure = failure
