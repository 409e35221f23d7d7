"""Drives the batches of the API: each by one process at a time, which lists its source and takes its articles in.

What it queues is rendered by whoever renders. A driver that dies is followed by another, which goes on where it was.
"""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from api.assembly import Assembly
from api.batches.fetcher import polite_fetcher
from api.batches.options import BatchOptions
from api.batches.run import BatchRun
from api.batches.take_in import Taker
from api.batches.work import ListedFeed, SourceFeed, Work
from api.fetch import FetchError
from api.loop import Loop
from api.owner import new_owner
from api.polite import Stopped
from api.sources import SourceUnreadable, open_source
from api.sources.entry import chosen
from storage.batch_leases import claim_batch, extend_batch, mark_listed, release_batch
from storage.batches import NewItem, add_items, clear_items, finish_batch
from storage.errors import LeaseLost
from storage.models import Batch, Site

_AT_ONCE = 4  # batches
_AHEAD = 500  # articles that wait for being spoken: enough for many workers
_POLL_SECONDS = 1.0
_LISTED_AT_ONCE = 100

logger = logging.getLogger(__name__)


class BatchQueue:
    """Any number of processes may share one database."""

    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self._database = assembly.database
        self._room = threading.BoundedSemaphore(_AT_ONCE)
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="batch")
        self._claims = Loop("batches", self._claim_one, lambda: _POLL_SECONDS)
        self._stopped = self._claims.stopping

    def start(self) -> None:
        self._claims.start()

    def stop(self) -> None:
        """Let others go on with what is driven here, and wait for the threads."""
        self._claims.stop()
        self._threads.shutdown()

    def _claim_one(self) -> bool:
        """Begin to drive the next batch; False if there is none, or no room."""
        if not self._room.acquire(blocking=False):
            return False
        owner, batch = new_owner(), None
        try:
            with self._database.write() as session:
                batch = claim_batch(session, owner, self._assembly.settings.lease_seconds)
        finally:
            if batch is None:
                self._room.release()
        if batch is not None:
            self._threads.submit(self._work, batch, owner)
        return batch is not None

    def _work(self, batch: Batch, owner: str) -> None:
        try:
            self._drive(batch, owner)
        except LeaseLost:
            logger.info("Batch %s was canceled or taken over.", batch.id)
        except Exception:
            logger.exception("Batch %s stumbled; its lease runs out.", batch.id)
        finally:
            self._room.release()
            self._claims.tell()

    def _drive(self, batch: Batch, owner: str) -> None:
        if batch.attempts > self._assembly.settings.max_attempts:
            self._finish(batch, owner, f"given up after {batch.attempts - 1} attempts: the worker stopped each time")
            return
        options = BatchOptions.from_json(batch.options)
        try:
            ended = self._list(batch, owner, options) and self._run(batch, owner, options)
        except Stopped:
            ended = False
        except (FetchError, SourceUnreadable) as error:
            self._finish(batch, owner, str(error))
            return
        if ended:
            self._finish(batch, owner)
        else:
            with self._database.write() as session:
                release_batch(session, batch.id, owner)

    def _run(self, batch: Batch, owner: str, options: BatchOptions) -> bool:
        """Take all articles in and wait for them; False if stopped."""
        with self._database.read() as session:
            site = session.get_one(Site, batch.site_id)
        fetcher = polite_fetcher(self._assembly.settings, self._stopped)
        taker = Taker(self._assembly, site, batch.id, options, fetcher)
        run = BatchRun(self._assembly, batch.id, owner, taker, ahead=_AHEAD, stopped=self._stopped)
        return run.run(ListedFeed(self._database, batch.id))

    def _list(self, batch: Batch, owner: str, options: BatchOptions) -> bool:
        """Note all articles of the source, once; False if stopped. Raises FetchError and SourceUnreadable."""
        if batch.listed_at is not None:
            return True
        settings = self._assembly.settings
        fetcher = polite_fetcher(settings, self._stopped)
        source = open_source(batch.source, fetcher, settings.max_body_bytes)
        feed = SourceFeed(chosen(source.entries, options.since, options.limit))
        with self._database.write() as session:
            clear_items(session, batch.id)  # of one who began to list it and died
        number = 0
        while not feed.ended:
            if self._stopped.is_set():
                return False
            new = [_item(work) for work in feed.next(_LISTED_AT_ONCE)]
            with self._database.write() as session:
                extend_batch(session, batch.id, owner, settings.lease_seconds)
                add_items(session, batch.id, new, number + 1)
            number += len(new)
        with self._database.write() as session:
            mark_listed(session, batch.id, owner)
        return True

    def _finish(self, batch: Batch, owner: str, error: str | None = None) -> None:
        with self._database.write() as session:
            finish_batch(session, batch.id, owner, error)
        logger.info("Batch %s has ended.", batch.id)


def _item(work: Work) -> NewItem:
    request = work.body.model_dump(mode="json", exclude_none=True) if work.body else None
    return NewItem(work.place, request, work.error)
