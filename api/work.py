"""One claimed narration: rendered, and its row settled whatever happens. Both queues work so."""

import logging
import threading
import time
from collections.abc import Callable

from api.memory import give_memory_back
from api.owner import new_owner
from api.render import Interrupted, Renderer
from storage.audio_store import AudioStore
from storage.database import Database
from storage.errors import (
    ArticleNotFound,
    AudioStoreUnavailable,
    DatabaseUnavailable,
    LeaseLost,
    NarrationNotFound,
    StorageError,
)
from storage.leases import fail, release
from storage.models import Narration
from tts.audio.encode import NO_ROOM
from tts.errors import NoRoom, TTSError

_AWAY = "waits: the audio store or the database does not answer"
_FULL = "waits: the disk is full or cannot be written to"
_SETTLE_SECONDS = 1.0  # between two tries to settle a row while the database is away

logger = logging.getLogger(__name__)


class NarrationWork:
    """Safe to use from several threads."""

    def __init__(self, database: Database, store: AudioStore, renderer: Renderer, lease_seconds: int) -> None:
        self._database = database
        self._store = store
        self._renderer = renderer
        self._lease_seconds = lease_seconds
        self._doubtful = threading.Event()  # the store was away when it was last used

    def do(self, narration: Narration, owner: str, should_stop: Callable[[], bool]) -> bool:
        """Render a narration that `owner` has claimed. False if it has to wait for something that is away."""
        try:
            return self._render(narration, owner, should_stop)
        except Exception:
            logger.exception("Narration %s could not be settled; its lease runs out.", narration.id)
            return False
        finally:
            give_memory_back()

    def help(self, narration_id: str, should_stop: Callable[[], bool]) -> None:
        """Speak parts of a long narration that another worker renders. Never raises: that worker does the rest."""
        try:
            self._renderer.help(narration_id, new_owner(), should_stop)
        except (TTSError, StorageError, Interrupted) as error:
            logger.info("No more help for narration %s: %s", narration_id, error)
        except Exception:
            logger.exception("No more help for narration %s.", narration_id)
        finally:
            give_memory_back()

    def sounds(self, narration_id: str) -> bool:
        """Whether a listener can hear the narration that is rendered here."""
        return self._renderer.sounds(narration_id)

    def _render(self, narration: Narration, owner: str, should_stop: Callable[[], bool]) -> bool:
        logger.info("Narration %s by %s begins.", narration.id, narration.voice)
        try:
            if self._doubtful.is_set():  # before minutes of speech are made that cannot be kept
                self._store.ping()
                self._doubtful.clear()
            self._renderer.render(narration.id, owner, should_stop)
            logger.info("Narration %s is completed.", narration.id)
        except (LeaseLost, ArticleNotFound, NarrationNotFound):
            logger.info("Narration %s was canceled, deleted or taken over.", narration.id)
        except Interrupted:
            self._put_back(narration, owner)
        except (AudioStoreUnavailable, DatabaseUnavailable) as error:
            self._doubtful.set()
            return self._wait(narration, owner, error, _AWAY)
        except TTSError as error:
            if _no_room(error):
                return self._wait(narration, owner, error, _FULL)
            logger.warning("Narration %s failed: %s", narration.id, error)
            self._give_up(narration, owner, str(error))
        except Exception as error:
            if _no_room(error):
                return self._wait(narration, owner, error, _FULL)
            logger.exception("Narration %s failed.", narration.id)
            # What an unforeseen error says may hold what readers should not see.
            self._give_up(narration, owner, f"{type(error).__name__}: the server's log has the reason.")
        return True

    def _wait(self, narration: Narration, owner: str, error: Exception, reason: str) -> bool:
        """Put back what is not the narration's fault; the attempt is not counted. False."""
        logger.error("Narration %s %s: %s", narration.id, reason, error)
        self._put_back(narration, owner, reason)
        return False

    def _give_up(self, narration: Narration, owner: str, reason: str) -> None:
        self._settle(lambda session: fail(session, narration.id, owner, reason))

    def _put_back(self, narration: Narration, owner: str, error: str | None = None) -> None:
        self._settle(lambda session: release(session, narration.id, owner, error))

    def _settle(self, write: Callable[..., None]) -> None:
        """Write the outcome, as long as the lease may still be ours: a database that restarts costs no attempt."""
        deadline = time.monotonic() + self._lease_seconds
        while True:
            try:
                with self._database.write() as session:
                    write(session)
                return
            except DatabaseUnavailable:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_SETTLE_SECONDS)


def _no_room(error: BaseException | None) -> bool:
    """Whether a disk that is full or read-only is behind the error."""
    while error is not None:
        if isinstance(error, NoRoom) or (isinstance(error, OSError) and error.errno in NO_ROOM):
            return True
        error = error.__cause__ or error.__context__
    return False
