"""The render queue: who renders, and when.

The queue itself is the narrations table: what is lost with a process is taken up again from there.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from api.loop import Loop
from api.owner import new_owner
from api.settings import Settings
from api.work import NarrationWork
from storage.database import Database
from storage.leases import claim_next
from storage.models import Narration, Priority

_POLL_SECONDS = 2.0  # work that other processes queued, and leases that ran out
_SILENT_POLL_SECONDS = 0.1


class RenderQueue(Protocol):
    """Gets queued narrations rendered, here or elsewhere."""

    def start(self) -> None:
        """Begin; once."""

    def stop(self) -> None:
        """End, with what was begun here put back."""

    def submit(self) -> None:
        """Something was queued, and committed. Never waits, never raises."""


class LocalRenderQueue:
    """Renders in this process, several narrations at once; they share the threads that speak.

    Any number of processes may share one database.
    """

    def __init__(self, database: Database, work: NarrationWork, settings: Settings) -> None:
        self._database = database
        self._work = work
        self._settings = settings
        self._room = threading.Lock()
        self._free = settings.narrations_at_once
        self._silent: set[str] = set()  # narrations begun for listeners who hear nothing yet
        self._suspects = 0  # narrations in work whose worker died before
        self._pausing = False
        self._threads = ThreadPoolExecutor(settings.narrations_at_once, thread_name_prefix="render")
        self._claims = Loop("narrations", self._claim_one, self._rest)

    def start(self) -> None:
        self._claims.start()

    def stop(self) -> None:
        """Put running narrations back into the queue and wait for the threads."""
        self._claims.stop()
        self._threads.shutdown()

    def submit(self) -> None:
        self._claims.tell()

    def _rest(self) -> float:
        return _SILENT_POLL_SECONDS if self._silent else _POLL_SECONDS

    def _claim_one(self) -> bool:
        """Begin the next narration; False if there is none, or no room."""
        if self._pausing:
            self._pausing = False
            self._claims.stopping.wait(_POLL_SECONDS)
        if self._free == 0 or self._claims.stopping.is_set():
            return False
        owner = new_owner()
        lease, attempts = self._settings.lease_seconds, self._settings.max_attempts
        with self._database.write() as session:
            # One that kills its worker takes others with it: two such never meet, so the others get through.
            narration = claim_next(session, owner, lease, attempts, least=self._least(), suspects=self._suspects == 0)
        if narration is None:
            return False
        if narration.priority >= Priority.INTERACTIVE:
            self._silent.add(narration.id)
        with self._room:
            self._free -= 1
            self._suspects += narration.attempts > 1
        self._threads.submit(self._do, narration, owner)
        return True

    def _least(self) -> int | None:
        """The lowest priority to be begun now: nothing else while a listener waits for the first sound."""
        self._silent -= {narration_id for narration_id in list(self._silent) if self._work.sounds(narration_id)}
        if self._silent:
            return Priority.INTERACTIVE
        # The second half of the room is kept for listeners.
        return None if 2 * self._free > self._settings.narrations_at_once else Priority.INTERACTIVE

    def _do(self, narration: Narration, owner: str) -> None:
        done = False
        try:
            done = self._work.do(narration, owner, self._claims.stopping.is_set)
        finally:
            self._silent.discard(narration.id)
            with self._room:
                self._free += 1
                self._suspects -= narration.attempts > 1
            self._pausing |= not done  # the store or the database is away: not at once again
            self._claims.tell()
