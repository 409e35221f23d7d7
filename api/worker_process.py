"""What a process of a `readcast worker` with a broker has once, and does with each narration it is told of."""

import logging
import os
import signal
import threading
from contextlib import ExitStack
from multiprocessing.synchronize import Event
from pathlib import Path

from api.assembly import Assembly, assembled
from api.owner import new_owner
from api.running import of_worker, running
from api.settings import Settings
from api.warm import warm_up
from storage.errors import DatabaseUnavailable
from storage.leases import claim

_PAUSE_SECONDS = 2.0  # while the store or the database is away
_NICENESS = 5  # of a process for what nobody waits for

logger = logging.getLogger(__name__)


class WorkerProcess:
    """Voices are loaded once a process. Safe to use from several threads, and made before a process forks."""

    def __init__(self, settings: Settings, stopping: Event, *, alone: bool) -> None:
        """`alone`: the process renders one narration at a time, with one thread."""
        self._settings = settings.model_copy(update={"workers": 1, "narrations_at_once": 1}) if alone else settings
        self._alone = alone
        self._stopping = stopping
        self._assembly: Assembly | None = None
        self._lock = threading.Lock()
        self._opened = ExitStack()

    def prepare(self) -> None:
        """Open what is needed, and load the voice, on a thread: no narration need be there yet."""
        if self._alone:
            os.nice(_NICENESS)
        threading.Thread(target=self._prepare, name="prepare", daemon=True).start()

    def take(self, narration_id: str) -> None:
        """Render the narration, unless it is done, somebody is at it, or it is not its turn. Never raises."""
        assembly = self._get()
        if assembly is None:
            return
        owner = new_owner()
        lease, attempts = self._settings.lease_seconds, self._settings.max_attempts
        try:
            with assembly.database.write() as session:
                narration = claim(session, narration_id, owner, lease, attempts)
        except DatabaseUnavailable as error:
            logger.warning("Narration %s has to wait: %s", narration_id, error)
            self._stopping.wait(_PAUSE_SECONDS)
            return
        if narration is None:
            return
        done = assembly.work.do(narration, owner, self._stopping.is_set)
        assembly.queue.submit()  # takeaways may have waited for their article
        if not done:
            self._stopping.wait(_PAUSE_SECONDS)
        if not self._alone:
            self._end_if_grown()

    def help(self, narration_id: str) -> None:
        """Speak parts of a long narration that another worker renders. Never raises."""
        assembly = self._get()
        if assembly is not None:
            assembly.work.help(narration_id, self._stopping.is_set)

    def close(self) -> None:
        self._opened.close()

    def _prepare(self) -> None:
        assembly = self._get()
        if assembly is not None and self._settings.warm_up:
            warm_up(assembly)

    def _get(self) -> Assembly | None:
        """Everything, opened; waits for the database. None if the process is to end."""
        with self._lock:
            while self._assembly is None and not self._stopping.is_set():
                try:
                    assembly = self._opened.enter_context(assembled(self._settings))
                    self._opened.enter_context(running([assembly.queue] if self._alone else of_worker(assembly)))
                    self._assembly = assembly
                except DatabaseUnavailable as error:
                    logger.warning("Waiting for the database: %s", error)
                    self._stopping.wait(_PAUSE_SECONDS)
            return self._assembly

    def _end_if_grown(self) -> None:
        """A process of threads is ended as by a service manager; the one that starts it does so again."""
        statistics = Path("/proc/self/statm")
        if not statistics.exists():
            return
        resident = int(statistics.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        if resident > self._settings.worker_memory_mb << 20 and not self._stopping.is_set():
            logger.warning("This process takes %d MB: another takes its place.", resident >> 20)
            os.kill(os.getpid(), signal.SIGTERM)
