"""Keeps a narration's lease while it is worked on, whatever the work is: speaking, uploading, waiting."""

import logging
import threading
from types import TracebackType
from typing import Self

from storage.database import Database
from storage.errors import DatabaseUnavailable, LeaseLost
from storage.leases import extend

logger = logging.getLogger(__name__)


class Heartbeat:
    """A context manager that extends the lease from a thread of its own, with the progress last noted."""

    def __init__(self, database: Database, narration_id: str, owner: str, lease_seconds: int) -> None:
        self._database = database
        self._narration_id = narration_id
        self._owner = owner
        self._lease_seconds = lease_seconds
        self._progress = 0.0
        self._lost: LeaseLost | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def note(self, progress: float) -> None:
        """Note the progress, 0 to 1. Raises LeaseLost once the narration is no longer ours."""
        self._progress = min(0.99, progress)
        if self._lost is not None:
            raise self._lost

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _beat(self) -> None:
        # Often enough for a progress bar, and several times within a lease.
        while not self._ended.wait(min(1.0, self._lease_seconds / 4)):
            try:
                with self._database.write() as session:
                    extend(session, self._narration_id, self._owner, self._lease_seconds, self._progress)
            except LeaseLost as error:
                self._lost = error
                return
            except DatabaseUnavailable:
                logger.warning("The lease of narration %s could not be extended; trying again.", self._narration_id)
