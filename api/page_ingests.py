"""Pages that readers have brought in: few at once, and none twice in a while."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from api.errors import PagesBusy


@dataclass(frozen=True)
class Outcome:
    """What came of a page."""

    article_id: str | None = None
    problem: str = ""  # why there is no article


class PageIngests:
    """Safe to use from several threads. Of this process: each has its own."""

    def __init__(
        self,
        *,
        at_once: int = 2,
        remembered: int = 1_000,
        seconds: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._at_once, self._remembered, self._seconds = at_once, remembered, seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._running: set[str] = set()
        self._outcomes: OrderedDict[str, tuple[float, Outcome]] = OrderedDict()

    @contextmanager
    def turn(self, page: str) -> Iterator[None]:
        """Room to fetch a page, which nobody else fetches meanwhile. Raises PagesBusy: nobody waits on a thread."""
        with self._lock:
            if page in self._running:
                raise PagesBusy("This page is being read just now: ask again in a moment.")
            if len(self._running) >= self._at_once:
                raise PagesBusy("Other pages are being read just now: ask again in a moment.")
            self._running.add(page)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(page)

    def outcome(self, page: str) -> Outcome | None:
        """What came of the page lately, so that a page that cannot be read is not fetched for each of its readers."""
        with self._lock:
            until, outcome = self._outcomes.get(page, (0.0, None))
        return outcome if self._clock() < until else None

    def keep(self, page: str, outcome: Outcome) -> None:
        with self._lock:
            self._outcomes[page] = (self._clock() + self._seconds, outcome)
            self._outcomes.move_to_end(page)
            while len(self._outcomes) > self._remembered:
                self._outcomes.popitem(last=False)
