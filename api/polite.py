"""Fetches many pages without being a nuisance: few at once from a host, with pauses, as its robots.txt wishes, and
later when it says so."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import urlsplit, urlunsplit

from protego import Protego

from api.fetch import HTML_TYPES, Fetched, FetchError, FetchLimits, HostBusy, PageUnavailable, fetch
from api.public_network import Resolve, resolve_host

AGENT = "readcast"  # as robots.txt names us
SITEMAP_BYTES = 50_000_000  # unpacked: as much as the protocol allows
_TRIES = 4
_LONGEST_WAIT = 300.0  # seconds that a host may ask us to wait
_LONGEST_CRAWL_DELAY = 30.0
_ROBOTS_BYTES = 500_000
_ROBOTS_SECONDS = 3600.0  # how long a robots.txt is good


class RobotsForbid(FetchError):
    """The site's robots.txt does not want the page fetched."""


class Stopped(FetchError):
    """Whoever asked for the page was stopped meanwhile."""


@dataclass
class _Host:
    """What is known of a host; `free_at` is when the next request may be made, by the monotonic clock."""

    slots: threading.BoundedSemaphore
    lock: threading.Lock = field(default_factory=threading.Lock)  # of what follows
    free_at: float = 0.0
    robots: Protego | None = None
    robots_until: float = 0.0


class PoliteFetcher:
    """Safe to use from several threads; what it knows of a host holds for all of them, in this process."""

    def __init__(
        self,
        limits: FetchLimits,
        *,
        delay: float = 0.5,
        at_once: int = 2,
        stopped: threading.Event | None = None,
        resolve: Resolve = resolve_host,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`delay` is seconds from one request to a host to the next, `at_once` how many it answers at a time."""
        self._limits = limits
        self._delay = delay
        self._stopped = stopped or threading.Event()
        self._resolve = resolve
        self._clock = clock
        self._lock = threading.Lock()
        self._hosts: defaultdict[str, _Host] = defaultdict(lambda: _Host(threading.BoundedSemaphore(at_once)))

    def page(self, url: str, conditions: Mapping[str, str] = MappingProxyType({})) -> Fetched:
        """An HTML page, if robots.txt lets us; status 304 where `conditions` say that it is known. FetchError."""
        host = self._host(url)
        with host.slots:
            robots = self._robots(host, url)
            if not robots.can_fetch(url, AGENT):
                raise RobotsForbid(f"{url} is closed to {AGENT} by its site's robots.txt: allow it there.")
            wished = robots.crawl_delay(AGENT) or 0.0
            return self._get(host, url, min(max(self._delay, wished), _LONGEST_CRAWL_DELAY), HTML_TYPES, conditions)

    def listing(self, url: str) -> Fetched:
        """A sitemap, a feed or a page that somebody named: whatever is there. FetchError."""
        host = self._host(url)
        with host.slots:
            return self._get(host, url, self._delay, None, {}, max_bytes=SITEMAP_BYTES)

    def _host(self, url: str) -> _Host:
        with self._lock:
            return self._hosts[urlsplit(url).netloc.lower()]

    def _get(
        self,
        host: _Host,
        url: str,
        delay: float,
        kinds: tuple[str, ...] | None,
        conditions: Mapping[str, str],
        *,
        max_bytes: int = 0,
    ) -> Fetched:
        """Ask until the host is not busy, some times."""
        limits = replace(self._limits, max_bytes=max(max_bytes, self._limits.max_bytes))
        for attempt in range(1, _TRIES + 1):
            self._wait_for(host, delay)
            try:
                return fetch(url, limits, kinds=kinds, conditions=conditions, resolve=self._resolve)
            except HostBusy as busy:
                wait = busy.retry_after or max(delay, 1.0) * 2**attempt
                if attempt == _TRIES or wait > _LONGEST_WAIT:
                    raise
                with host.lock:  # all that is asked of it waits
                    host.free_at = max(host.free_at, self._clock() + wait)
        raise AssertionError("unreachable")

    def _wait_for(self, host: _Host, delay: float) -> None:
        """Return when the host may be asked. Raises Stopped."""
        while True:
            with host.lock:
                wait = host.free_at - self._clock()
                if wait <= 0:
                    host.free_at = self._clock() + delay
                    return
            if self._stopped.wait(wait):
                raise Stopped("Stopped while waiting for a host.")

    def _robots(self, host: _Host, url: str) -> Protego:
        with host.lock:
            if host.robots is None or self._clock() > host.robots_until:
                host.robots = Protego.parse(self._robots_text(url))
                host.robots_until = self._clock() + _ROBOTS_SECONDS
            return host.robots

    def _robots_text(self, url: str) -> str:
        """That of the page's site; none means that all is allowed. FetchError where it cannot be told (RFC 9309)."""
        parts = urlsplit(url)
        address = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        try:
            fetched = fetch(address, replace(self._limits, max_bytes=_ROBOTS_BYTES), resolve=self._resolve)
        except PageUnavailable as error:
            if error.status is not None and 400 <= error.status < 500 and not isinstance(error, HostBusy):
                return ""
            raise
        return fetched.body.decode("utf-8", "replace")
