"""What `readcast batch` does: a batch of its own, driven and rendered in this process."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

from rich.logging import RichHandler

from api.assembly import assembled
from api.batches.fetcher import polite_fetcher
from api.batches.options import BatchOptions
from api.batches.run import BatchRun
from api.batches.take_in import Taker
from api.batches.work import SourceFeed
from api.cli.batch_shown import Shown, shown_as
from api.owner import new_owner
from api.running import running
from api.settings import Settings
from api.sources import open_source
from api.sources.entry import chosen
from storage.batch_leases import start_batch, stop_abandoned, stop_batch
from storage.batches import COMMAND, create_batch, finish_batch
from storage.database import Database
from storage.errors import LeaseLost
from storage.models import Batch, Site
from storage.sites import default_site

_AHEAD_TIMES = 2  # as many articles wait as are in work at once: those that are taken in are spoken soon


class BatchCommand:
    """One run of the command."""

    def __init__(
        self, settings: Settings, source: str, options: BatchOptions, stopped: threading.Event, *, as_json: bool
    ) -> None:
        """Raises SourceUnreadable."""
        self._settings = settings
        self._options = options
        self._stopped = stopped
        self._as_json = as_json
        self._fetcher = polite_fetcher(settings, stopped)
        self._source = open_source(source, self._fetcher, settings.max_body_bytes, _standard_input())

    def run(self) -> dict[str, Any]:
        """Render all that is not there; the report."""
        with assembled(self._settings) as assembly, shown_as(self._as_json) as shown:
            _log_to(shown)
            with _own_batch(assembly.database, self._source.name, self._options, self._settings) as (
                batch,
                owner,
                site,
            ):
                run = BatchRun(
                    assembly,
                    batch.id,
                    owner,
                    Taker(assembly, site, batch.id, self._options, self._fetcher),
                    ahead=_AHEAD_TIMES * self._settings.narrations_at_once,
                    stopped=self._stopped,
                    watch=shown.update,
                )
                run.tally.total = self._total()
                with running([assembly.queue]):
                    ended = run.run(self._feed())
                with assembly.database.write() as session:
                    if ended:
                        finish_batch(session, batch.id, owner, run.tally.error)
            report = {"batch": batch.id, "stopped": not ended, **run.tally.report()}
            shown.finish(run.tally, report)
        return report

    def dry_run(self) -> dict[str, Any]:
        """Say what `run` would do with each article, and do none of it."""
        counts = {"would_render": 0, "would_fetch": 0, "would_skip": 0, "failed": 0}
        with assembled(self._settings) as assembly, shown_as(self._as_json) as shown:
            with assembly.database.read() as session:
                site = default_site(session)
            taker = Taker(assembly, site, "", self._options, self._fetcher)
            for place, what in self._foreseen(taker):
                counts[what] += 1
                shown.say(place, what.replace("_", " "))
            report = {**counts, "error": None}
            shown.say_report(report)
        return report

    def _foreseen(self, taker: Taker) -> Iterator[tuple[str, str]]:
        feed = self._feed()
        while not feed.ended and not self._stopped.is_set():
            works = feed.next(100)
            there = iter(taker.there([work.body for work in works if work.body is not None]))
            for work in works:
                if work.body is None:
                    yield f"{work.place}: {work.error}", "failed"
                elif next(there) is not None:
                    yield work.place, "would_skip"
                else:
                    yield work.place, "would_fetch" if work.body.url else "would_render"

    def _feed(self) -> SourceFeed:
        return SourceFeed(chosen(self._source.entries, self._options.since, self._options.limit))

    def _total(self) -> int | None:
        """How many articles there will be, where that is known before."""
        if self._source.count is None or self._options.since is not None:
            return None
        return min(self._source.count, self._options.limit or self._source.count)


@contextmanager
def _own_batch(
    database: Database, source: str, options: BatchOptions, settings: Settings
) -> Iterator[tuple[Batch, str, Site]]:
    """A batch that is this process's, and ended when the block is left."""
    owner = new_owner()
    with database.write() as session:
        stop_abandoned(session)
        site = default_site(session)
        batch = create_batch(session, site.id, COMMAND, source, options.as_json())
        start_batch(session, batch, owner, settings.lease_seconds)
    try:
        yield batch, owner, site
    finally:
        with suppress(LeaseLost), database.write() as session:  # it is finished, or was canceled by others
            stop_batch(session, batch.id, owner)


def _standard_input() -> BinaryIO:
    # Its own: Python cannot end while a thread waits for sys.stdin.
    return open(0, "rb", closefd=False)


def _log_to(shown: Shown) -> None:
    """What went wrong is told beside the progress. That an article failed is told by the progress itself."""
    handler = RichHandler(console=shown.console, show_path=False)
    logging.basicConfig(level=logging.ERROR, format="%(message)s", handlers=[handler])
