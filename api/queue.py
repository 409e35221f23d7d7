"""RenderQueue: who renders, and when.

The queue itself is the narrations table: what is lost with a process is taken up again from there.
"""

import logging
import os
import socket
import threading
from typing import Protocol

from api.render import Interrupted, Renderer
from api.settings import Settings
from storage.database import Database
from storage.errors import AudioStoreUnavailable, DatabaseUnavailable, LeaseLost, StorageError
from storage.leases import claim_next, fail, release
from storage.models import Narration

_POLL_SECONDS = 2.0  # work that other processes queued, and leases that ran out

logger = logging.getLogger(__name__)


class RenderQueue(Protocol):
    def submit(self) -> None:
        """Say that a narration has been queued in the database."""
        ...


class LocalRenderQueue:
    """Worker threads in this process. Any number of processes may share one database."""

    def __init__(self, database: Database, renderer: Renderer, settings: Settings) -> None:
        self._database = database
        self._renderer = renderer
        self._settings = settings
        self._wake = threading.Condition()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        for number in range(self._settings.worker_threads):
            owner = f"{socket.gethostname()}:{os.getpid()}:{number}"
            thread = threading.Thread(target=self._work, args=(owner,), name=f"render-{number}")
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Put running narrations back into the queue and wait for the threads."""
        self._stopping.set()
        with self._wake:
            self._wake.notify_all()
        for thread in self._threads:
            thread.join()

    def submit(self) -> None:
        with self._wake:
            self._wake.notify()

    def _work(self, owner: str) -> None:
        while not self._stopping.is_set():
            narration = self._claim(owner)
            if narration is not None:
                self._render(narration, owner)
                continue
            with self._wake:
                if not self._stopping.is_set():
                    self._wake.wait(_POLL_SECONDS)

    def _claim(self, owner: str) -> Narration | None:
        try:
            with self._database.write() as session:
                return claim_next(session, owner, self._settings.lease_seconds, self._settings.max_attempts)
        except DatabaseUnavailable:
            logger.exception("The database did not answer; trying again.")
            return None

    def _render(self, narration: Narration, owner: str) -> None:
        try:
            self._renderer.render(narration.id, owner, self._stopping.is_set)
        except Interrupted:
            with self._database.write() as session:
                release(session, narration.id, owner)
        except LeaseLost:
            logger.info("Narration %s was canceled or taken over.", narration.id)
        except (AudioStoreUnavailable, DatabaseUnavailable):
            # Not the narration's fault: its lease runs out, then it is tried again.
            logger.exception(
                "Narration %s stopped; it is tried again in %ss.", narration.id, self._settings.lease_seconds
            )
        except Exception as error:
            logger.exception("Narration %s failed.", narration.id)
            self._give_up(narration, owner, str(error) or type(error).__name__)

    def _give_up(self, narration: Narration, owner: str, reason: str) -> None:
        try:
            with self._database.write() as session:
                fail(session, narration.id, owner, reason)
        except StorageError:
            logger.exception("The failure of narration %s could not be noted.", narration.id)
