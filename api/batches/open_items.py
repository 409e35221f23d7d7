"""The articles of a batch that were taken in and have not ended: how far they are, and the files left to be made."""

import logging
import threading
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor

from api.assembly import Assembly
from api.batches.tally import Tally
from storage.batch_progress import Due, errors_of, renditions_due, spoken_of, states_of
from storage.errors import AudioStoreUnavailable, DatabaseUnavailable

_AT_ONCE = 400  # items looked at in one statement
_SECONDS = 0.4  # from one look to the next
_AWAY_SECONDS = 2.0  # until a store that is away is asked again
_ENDED = ("completed", "skipped", "failed", "canceled")

logger = logging.getLogger(__name__)


class OpenItems:
    """Use it in one thread."""

    def __init__(self, assembly: Assembly, owner: str, tally: Tally, stopped: threading.Event) -> None:
        self._assembly = assembly
        self._owner = owner
        self._tally = tally
        self._stopped = stopped
        self._items: dict[str, tuple[str, int]] = {}  # place and sentences, by id
        self._making: dict[Future[None], Due] = {}
        self._looked = 0.0

    def __len__(self) -> int:
        return len(self._items)

    def add(self, item_id: str, place: str = "", sentences: int = 0) -> None:
        self._items[item_id] = place, sentences

    def settle(self, makers: ThreadPoolExecutor) -> None:
        """See how far the articles are that were taken in, and make the files that are left to be made."""
        if not self._items or time.monotonic() - self._looked < _SECONDS:
            return
        self._looked = time.monotonic()
        for future in [future for future in self._making if future.done()]:
            del self._making[future]
        making = {due.item_id for due in self._making.values()}
        ids = list(self._items)
        self._tally.open_sentences = self._tally.open_share = 0.0
        for start in range(0, len(ids), _AT_ONCE):
            self._settle_some([one for one in ids[start : start + _AT_ONCE] if one not in making], makers)
        self._tally.open_articles = len(self._items)

    def _settle_some(self, ids: list[str], makers: ThreadPoolExecutor) -> None:
        with self._assembly.database.read() as session:
            # In this order: what is due is not failed meanwhile.
            due, states, spoken = renditions_due(session, ids), states_of(session, ids), spoken_of(session, ids)
            errors = errors_of(session, [one for one, state in states.items() if state == "failed"])
        narrations = Counter(one.item_id for one in spoken)
        for file in due:
            self._making[makers.submit(self._make, file)] = file
        for one in spoken:
            sentences = self._items[one.item_id][1]
            if states.get(one.item_id) == "completed":
                self._tally.sentences += sentences
                self._tally.audio += one.seconds
            else:
                self._tally.open_sentences += sentences * one.progress
                self._tally.open_share += one.progress / narrations[one.item_id]
        for item_id in ids:
            state = states.get(item_id, "canceled")  # it is gone
            if state in _ENDED:
                place, _ = self._items.pop(item_id)
                if state == "failed":
                    self._tally.fail(place, errors.get(item_id, "it could not be rendered"))
                else:
                    setattr(self._tally, state, getattr(self._tally, state) + 1)

    def _make(self, due: Due) -> None:
        """Make a file of a narration that was completed before anybody asked for the file."""
        try:
            self._assembly.renditions.make(due.narration_id, due.format_name, due.speed, self._owner)
        except (AudioStoreUnavailable, DatabaseUnavailable):
            logger.exception("A file of narration %s has to wait.", due.narration_id)
            self._stopped.wait(_AWAY_SECONDS)
        except Exception:
            # Whatever it is, its row says that it failed.
            logger.exception("A file of narration %s could not be made.", due.narration_id)
