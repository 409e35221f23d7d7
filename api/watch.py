"""Watches feeds: their new and changed items become articles."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from pydantic import ValidationError

from api.assembly import Assembly
from api.errors import Rejected
from api.fetch import Fetched, FetchError, HostBusy, fetch, if_changed
from api.ingest import ingest
from api.owner import new_owner
from api.retry import back_off, utc_in
from api.schemas import ArticleIn
from api.sources.feed import FEED_TYPES, FeedItem, read_feed
from storage.columns import utc_now
from storage.errors import LeaseLost, StorageError
from storage.models import Site, WatchedFeed
from storage.watched_feeds import claim_feed, known_entries, note_entry, settle_feed, still_there

_LEASE_SECONDS: Final = 300.0  # an item's page takes much less
_TRIES: Final = 5  # of an item that cannot be read, before it counts as seen

logger = logging.getLogger(__name__)


class NotAFeed(FetchError):
    """What is at the address is something else."""


@dataclass
class Polled:
    """What came of a poll: numbers of items."""

    taken: int = 0
    failed: int = 0
    known: int = 0
    unchanged: bool = False  # the feed as a whole
    stopped: bool = False
    waiting: int = 0  # of those that failed: they are tried again


def poll(
    assembly: Assembly,
    site: Site,
    url: str,
    *,
    interval: float,
    voice: str | None,
    pause: float = 1.0,
    stopping: Callable[[], bool] = lambda: False,
) -> Polled | None:
    """Polls a feed and takes in what is new or changed; None if it is not due, or somebody else is at it.

    `pause` seconds lie between two pages. Raises FetchError for a feed that cannot be had, after noting when to try
    again, and StorageError.
    """
    owner = new_owner()
    with assembly.database.write() as session:
        feed = claim_feed(session, site.id, url, owner, interval=interval, lease_seconds=_LEASE_SECONDS)
    if feed is None:
        return None
    try:
        known = if_changed(feed.etag, feed.last_modified)
        fetched = fetch(url, assembly.settings.fetch_limits, accept=FEED_TYPES, conditions=known)
        items = None if fetched.status == HTTPStatus.NOT_MODIFIED else _items(fetched)
    except FetchError as error:
        wait = back_off(feed.failures + 1, first=max(60.0, interval), factor=2, most=21_600)
        wait = max(wait, error.retry_after if isinstance(error, HostBusy) else 0.0)
        failed = {"failures": feed.failures + 1, "error": str(error), "not_before": utc_in(wait)}
        with assembly.database.write() as session:
            settle_feed(session, feed.id, owner, polled_at=utc_now(), **failed)
        raise
    taking = _Taking(assembly, site, feed, owner, voice, pause, stopping)
    try:
        return taking.finish(fetched, items)
    except LeaseLost:
        logger.warning("%s is polled by somebody else by now.", url)
        return None


def _items(fetched: Fetched) -> list[FeedItem]:
    """Those that lead to a page, oldest first as far as their order tells. Raises NotAFeed."""
    items = read_feed(fetched.body, fetched.url, fetched.headers.get("content-type", ""))
    if items is None:
        raise NotAFeed(f"{fetched.url} is no RSS or Atom feed.")
    return [item for item in reversed(items) if item.link]


@dataclass
class _Taking:
    """The items of one poll on their way to become articles."""

    assembly: Assembly
    site: Site
    feed: WatchedFeed
    owner: str
    voice: str | None
    pause: float
    stopping: Callable[[], bool]

    def finish(self, fetched: Fetched, items: list[FeedItem] | None) -> Polled:
        """Takes the items in and writes what came of it; None is an unchanged feed. LeaseLost, StorageError."""
        polled = self._take_all(items)
        fine = {"failures": 0, "error": None, "not_before": None}
        values: dict[str, Any] = {} if polled.stopped else {"polled_at": utc_now(), **fine}
        # Where something is left to do, the next poll must see the whole feed again.
        if items is not None and not polled.stopped:
            whole = not polled.waiting
            values |= {
                "etag": fetched.etag if whole else None,
                "last_modified": fetched.last_modified if whole else None,
            }
        with self.assembly.database.write() as session:
            if items is not None:
                still_there(session, self.feed.id, [item.key for item in items])
            settle_feed(session, self.feed.id, self.owner, **values)
        return polled

    def _take_all(self, items: list[FeedItem] | None) -> Polled:
        if items is None:
            return Polled(unchanged=True)
        polled = Polled()
        with self.assembly.database.read() as session:
            known = known_entries(session, self.feed.id, [item.key for item in items])
        for item in items:
            before = known.get(item.key)
            same = before is not None and before.fingerprint == item.fingerprint
            failures = before.failures if before is not None and same else 0
            if same and not 0 < failures < _TRIES:
                polled.known += 1
                continue
            if polled.taken or polled.failed:
                self._rest()
            if self.stopping():
                polled.stopped = True
                break
            self._take(item, failures, polled)
        return polled

    def _take(self, item: FeedItem, failures: int, polled: Polled) -> None:
        reason = self._ingest(item)
        if reason is None:
            failures = 0
            polled.taken += 1
            logger.info("%s is taken.", item.link)
        else:
            failures += 1
            polled.failed += 1
            if failures < _TRIES:
                polled.waiting += 1
            logger.warning("%s is not taken (try %d of %d): %s", item.link, failures, _TRIES, reason)
        with self.assembly.database.write() as session:
            note_entry(
                session,
                self.feed.id,
                self.owner,
                _LEASE_SECONDS,
                key=item.key,
                fingerprint=item.fingerprint,
                failures=failures,
            )

    def _ingest(self, item: FeedItem) -> str | None:
        """Why the item cannot be an article; None if it is one now. Raises StorageError."""
        try:
            # Nobody listens yet; who does has it rendered before the others.
            body = ArticleIn.model_validate({"url": item.link, "voice": self.voice, "priority": "batch"})
            ingest(self.assembly, self.site, body)
        except StorageError:
            raise
        except Rejected as error:
            return str(error)
        except ValidationError:
            return "its address is not valid"
        except Exception:
            logger.exception("%s could not be read.", item.link)  # one bad page must not end the watch
            return "the lines above have the reason"
        return None

    def _rest(self) -> None:
        until = time.monotonic() + self.pause
        while time.monotonic() < until and not self.stopping():
            time.sleep(min(0.1, self.pause))
