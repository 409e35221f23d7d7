"""Runs a batch: takes its articles in, a bounded number ahead of what speaks them, and waits until all have ended."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace

from api.assembly import Assembly
from api.batches.open_items import OpenItems
from api.batches.take_in import Taken, Taker
from api.batches.tally import Tally
from api.batches.work import Feed, Work
from api.errors import Rejected
from api.fetch import FetchError
from api.polite import Stopped
from api.sources import SourceUnreadable
from storage.batch_leases import extend_batch
from storage.batch_progress import taken_unfinished
from storage.batches import NewItem, add_items, count_skipped, fail_item, skip_items
from storage.errors import AudioStoreUnavailable, DatabaseUnavailable, LeaseLost, StorageError
from tts.errors import TTSError

_TAKERS = 4  # articles fetched and read at once
_CHUNK = 100
_AWAY_SECONDS = 2.0  # until a database or store that is away is asked again

logger = logging.getLogger(__name__)


class BatchRun:
    """One run of one batch, by its `owner`. Use it in one thread."""

    def __init__(
        self,
        assembly: Assembly,
        batch_id: str,
        owner: str,
        taker: Taker,
        *,
        ahead: int,
        stopped: threading.Event,
        watch: Callable[[Tally], None] = lambda tally: None,
    ) -> None:
        """`ahead` is how many articles may wait for being spoken; `watch` is told every moment how far it is."""
        self._assembly = assembly
        self._database = assembly.database
        self._batch_id = batch_id
        self._owner = owner
        self._taker = taker
        self._ahead = ahead
        self._stopped = stopped
        self._watch = watch
        self.tally = Tally()
        self._number = 0  # of items listed by this run
        self._works: list[Work] = []  # from the feed, not noted yet
        self._taking: dict[Future[Taken], Work] = {}
        self._open = OpenItems(assembly, owner, self.tally, stopped)
        self._extended = 0.0

    def run(self, feed: Feed) -> bool:
        """Whether all has ended; False if it was stopped. Raises LeaseLost."""
        takers = ThreadPoolExecutor(_TAKERS, thread_name_prefix="take")
        makers = ThreadPoolExecutor(self._assembly.settings.worker_threads, thread_name_prefix="files")
        try:
            self._resume()
            while not self._stopped.is_set():
                try:
                    if self._step(feed, takers, makers):
                        return True
                except DatabaseUnavailable:
                    logger.exception("The batch waits for the database.")
                    self._stopped.wait(_AWAY_SECONDS)
                self._watch(self.tally)
            return False
        finally:
            takers.shutdown(wait=True, cancel_futures=True)
            makers.shutdown(wait=True, cancel_futures=True)

    def _resume(self) -> None:
        """Wait also for what an earlier run took in."""
        with self._database.read() as session:
            for item_id in taken_unfinished(session, self._batch_id):
                self._open.add(item_id)

    def _step(self, feed: Feed, takers: ThreadPoolExecutor, makers: ThreadPoolExecutor) -> bool:
        """Do what can be done now; whether all has ended."""
        self._extend()
        self._collect()
        self._open.settle(makers)
        news = self._top_up(feed, takers)
        if feed.ended and not self._works:
            self.tally.total = self.tally.ended + len(self._open) + len(self._taking)
            if self.tally.total == self.tally.ended:
                return True
        if not news:
            wait(self._taking, timeout=0.1, return_when=FIRST_COMPLETED)
            if not self._taking:
                self._stopped.wait(0.1)
        return False

    def _extend(self) -> None:
        lease = self._assembly.settings.lease_seconds
        if time.monotonic() - self._extended > min(1.0, lease / 4):
            with self._database.write() as session:
                extend_batch(session, self._batch_id, self._owner, lease)
            self._extended = time.monotonic()

    def _top_up(self, feed: Feed, takers: ThreadPoolExecutor) -> bool:
        """Begin with more articles while there is room; whether there were any."""
        room = self._ahead - len(self._open) - len(self._taking)
        if not self._works and not feed.ended and room > 0:
            self._works = self._read(feed, min(_CHUNK, room))
        if not self._works:
            return False
        for work in self._note(self._works):
            assert work.item_id is not None
            assert work.body is not None
            self._taking[takers.submit(self._taker.take, work.item_id, work.body)] = work
        self._works = []
        return True

    def _read(self, feed: Feed, most: int) -> list[Work]:
        """The next articles; where the source breaks off, the batch goes on with what it has."""
        try:
            return feed.next(most)
        except Stopped:
            return []
        except (FetchError, SourceUnreadable, OSError, ValueError) as error:
            self.tally.error = str(error)
            return []

    def _note(self, works: list[Work]) -> list[Work]:
        """Those that are to be taken in, all of them listed now; the others are there, or are no articles."""
        bodies = [(work, work.body) for work in works if work.body is not None]
        there = self._taker.there([body for _, body in bodies])
        made = {id(work): article for (work, _), article in zip(bodies, there, strict=True) if article is not None}
        skipped = [work for work in works if id(work) in made]
        rest = [work for work in works if id(work) not in made]
        unlisted = [work for work in rest if work.item_id is None]
        with self._database.write() as session:
            skip_items(session, self._batch_id, {work.item_id: made[id(work)] for work in skipped if work.item_id})
            count_skipped(session, self._batch_id, sum(1 for work in skipped if work.item_id is None))
            new = [NewItem(work.place, error=work.error) for work in unlisted]
            ids = dict(zip(map(id, unlisted), add_items(session, self._batch_id, new, self._number + 1), strict=True))
        self._number += len(unlisted)
        self.tally.skipped += len(skipped)
        for work in rest:
            if work.error is not None:
                self.tally.fail(work.place, work.error)
        return [replace(w, item_id=w.item_id or ids[id(w)]) for w in rest if w.body is not None]

    def _collect(self) -> None:
        """See what became of the articles that were being taken in."""
        for future in [future for future in self._taking if future.done()]:
            work = self._taking[future]
            assert work.item_id is not None
            reason = None
            try:
                taken = future.result()
                if taken.sentences is None:
                    self.tally.skipped += 1
                else:
                    self._open.add(work.item_id, work.place, taken.sentences)
            except (LeaseLost, Stopped):
                if not self._stopped.is_set():
                    raise
            except (DatabaseUnavailable, AudioStoreUnavailable):
                logger.warning("%s waits for the database or the audio store.", work.place)
                self._stopped.wait(_AWAY_SECONDS)
                self._works.append(work)
            except (Rejected, FetchError, TTSError, StorageError) as error:
                reason = str(error)
            except Exception as error:
                logger.exception("%s could not be taken in.", work.place)
                reason = f"{type(error).__name__}: the log has the reason."
            if reason is not None:
                with self._database.write() as session:
                    fail_item(session, work.item_id, reason)
                self.tally.fail(work.place, reason)
            del self._taking[future]
