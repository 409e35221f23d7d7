"""The render queue: who renders, and when.

The queue itself is the narrations table: what is lost with a process is taken up again from there.
"""

import logging
import os
import secrets
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

from api.memory import give_memory_back
from api.render import Interrupted, Renderer
from api.settings import Settings
from storage.database import Database
from storage.errors import (
    ArticleNotFound,
    AudioStoreUnavailable,
    DatabaseUnavailable,
    LeaseLost,
    NarrationNotFound,
)
from storage.leases import claim_next, fail, release
from storage.models import Narration, Priority
from tts.errors import TTSError

_POLL_SECONDS = 2.0  # work that other processes queued, and leases that ran out
_SILENT_POLL_SECONDS = 0.1

logger = logging.getLogger(__name__)


class LocalRenderQueue:
    """Renders in this process, several narrations at once; they share the threads that speak.

    Any number of processes may share one database.
    """

    def __init__(self, database: Database, renderer: Renderer, settings: Settings) -> None:
        self._database = database
        self._renderer = renderer
        self._settings = settings
        self._news = threading.Event()  # something to claim, or room for it
        self._room = threading.Lock()
        self._free = settings.narrations_at_once
        self._silent: set[str] = set()  # narrations begun for listeners who hear nothing yet
        self._stopping = threading.Event()
        self._pausing = False
        self._threads = ThreadPoolExecutor(settings.narrations_at_once, thread_name_prefix="render")
        self._claimer = threading.Thread(target=self._claim_all, name="claim")

    def start(self) -> None:
        self._claimer.start()

    def stop(self) -> None:
        """Put running narrations back into the queue and wait for the threads."""
        self._stopping.set()
        self._news.set()
        if self._claimer.ident is not None:
            self._claimer.join()
        self._threads.shutdown()

    def submit(self) -> None:
        self._news.set()

    def _claim_all(self) -> None:
        while not self._stopping.is_set():
            self._news.clear()
            try:
                claimed = self._claim_one()
            except Exception:
                # The thread is the queue: it outlives whatever happens to the database.
                logger.exception("The queue stumbled and goes on.")
                claimed = False
            if self._pausing:
                self._pausing = False
                self._stopping.wait(_POLL_SECONDS)
            elif not claimed:
                self._news.wait(_SILENT_POLL_SECONDS if self._silent else _POLL_SECONDS)

    def _claim_one(self) -> bool:
        """Begin the next narration; False if there is none, or no room."""
        if self._free == 0:
            return False
        # Containers share host names and process numbers; a lease must not be shared.
        owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(8)}"
        with self._database.write() as session:
            lease, attempts = self._settings.lease_seconds, self._settings.max_attempts
            narration = claim_next(session, owner, lease, attempts, least=self._least())
        if narration is None:
            return False
        if narration.priority >= Priority.INTERACTIVE:
            self._silent.add(narration.id)
        with self._room:
            self._free -= 1
        self._threads.submit(self._work, narration, owner)
        return True

    def _least(self) -> int | None:
        """The lowest priority to be begun now: nothing else while a listener waits for the first sound."""
        self._silent -= {narration_id for narration_id in list(self._silent) if self._renderer.sounds(narration_id)}
        if self._silent:
            return Priority.INTERACTIVE
        # The second half of the room is kept for listeners.
        return None if 2 * self._free > self._settings.narrations_at_once else Priority.INTERACTIVE

    def _work(self, narration: Narration, owner: str) -> None:
        done = False
        try:
            done = self._render(narration, owner)
        except Exception:
            logger.exception("Narration %s could not be settled; its lease runs out.", narration.id)
        finally:
            self._silent.discard(narration.id)
            give_memory_back()
            with self._room:
                self._free += 1
            self._pausing |= not done  # the store or the database is away: not at once again
            self._news.set()

    def _render(self, narration: Narration, owner: str) -> bool:
        logger.info("Narration %s by %s begins.", narration.id, narration.voice)
        try:
            self._renderer.render(narration.id, owner, self._stopping.is_set)
            logger.info("Narration %s is completed.", narration.id)
        except (LeaseLost, ArticleNotFound, NarrationNotFound):
            logger.info("Narration %s was canceled, deleted or taken over.", narration.id)
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
