"""Counts that wait in memory for a second, so that a crowd costs one write and not one for each of its reports."""

import logging
import threading
from collections.abc import Mapping
from itertools import islice

from storage.database import Database
from storage.errors import DatabaseUnavailable
from storage.listening import Counts, Heard, add_counts

_AT_ONCE = 500  # rows in a statement: databases limit the values of one
_MOST_WAITING = 20_000  # while the database is away

logger = logging.getLogger(__name__)


class PendingCounts:
    """Adds up what comes in, and writes it every `seconds` and at the end.

    While the database is away it is kept; a process that is killed loses what came since its last write.
    """

    def __init__(self, database: Database, seconds: float = 1.0) -> None:
        self._database = database
        self._seconds = seconds
        self._lock = threading.Lock()
        self._writing = threading.Lock()  # so that who flushes knows that what came before is written
        self._waiting: dict[Heard, dict[str, float]] = {}
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Write from time to time, in a thread."""
        self._stopped.clear()
        self._thread = threading.Thread(target=self._write_on, name="listening counts", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what waits and end the thread."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
        self.flush()
        if self._waiting:
            logger.error("The counts of what was heard last are lost: the database does not answer.")

    def add(self, counts: Mapping[Heard, Counts]) -> None:
        with self._lock:
            for heard, more in counts.items():
                if heard not in self._waiting and len(self._waiting) >= _MOST_WAITING:
                    continue
                there = self._waiting.setdefault(heard, {})
                for name, number in more.items():
                    there[name] = there.get(name, 0) + number

    def flush(self) -> None:
        """Write what waits now."""
        with self._writing:
            while taken := self._take():
                try:
                    with self._database.write() as session:
                        add_counts(session, taken)
                except DatabaseUnavailable as error:
                    self.add(taken)
                    logger.warning("What was heard is counted later: %s", error)
                    return

    def _take(self) -> dict[Heard, dict[str, float]]:
        with self._lock:
            return {heard: self._waiting.pop(heard) for heard in list(islice(self._waiting, _AT_ONCE))}

    def _write_on(self) -> None:
        while not self._stopped.wait(self._seconds):
            self.flush()
