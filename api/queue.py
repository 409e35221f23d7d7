"""The render queue: who renders, and when.

The queue itself is the narrations table: what is lost with a process is taken up again from there.
"""

import logging
import os
import secrets
import socket
import threading

from api.render import Interrupted, Renderer
from api.settings import Settings
from storage.database import Database
from storage.errors import AudioStoreUnavailable, DatabaseUnavailable, LeaseLost
from storage.leases import claim_next, fail, release
from storage.models import Narration
from tts.errors import TTSError

_POLL_SECONDS = 2.0  # work that other processes queued, and leases that ran out

logger = logging.getLogger(__name__)


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
            # Containers share host names and process numbers; a lease must not be shared.
            owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}:{number}"
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
            try:
                busy = self._take_one(owner)
            except Exception:
                # The thread is the queue: it outlives whatever happens to one narration or to the database.
                logger.exception("A render thread stumbled and goes on.")
                busy = False
            if not busy:
                with self._wake:
                    if not self._stopping.is_set():
                        self._wake.wait(_POLL_SECONDS)

    def _take_one(self, owner: str) -> bool:
        """Render the next narration; False if there was none, or it has to wait."""
        with self._database.write() as session:
            narration = claim_next(session, owner, self._settings.lease_seconds, self._settings.max_attempts)
        return narration is not None and self._render(narration, owner)

    def _render(self, narration: Narration, owner: str) -> bool:
        logger.info("Narration %s by %s begins.", narration.id, narration.voice)
        try:
            self._renderer.render(narration.id, owner, self._stopping.is_set)
            logger.info("Narration %s is completed.", narration.id)
        except LeaseLost:
            logger.info("Narration %s was canceled or taken over.", narration.id)
        except Interrupted:
            self._put_back(narration, owner)
        except (AudioStoreUnavailable, DatabaseUnavailable):
            # Not the narration's fault: it waits, and the attempt is not counted.
            logger.exception("Narration %s has to wait for the audio store or the database.", narration.id)
            self._put_back(narration, owner)
            return False
        except TTSError as error:
            logger.warning("Narration %s failed: %s", narration.id, error)
            self._give_up(narration, owner, str(error))
        except Exception as error:
            logger.exception("Narration %s failed.", narration.id)
            # What an unforeseen error says may hold what readers should not see.
            self._give_up(narration, owner, f"{type(error).__name__}: the server's log has the reason.")
        return True

    def _put_back(self, narration: Narration, owner: str) -> None:
        with self._database.write() as session:
            release(session, narration.id, owner)

    def _give_up(self, narration: Narration, owner: str, reason: str) -> None:
        with self._database.write() as session:
            fail(session, narration.id, owner, reason)
