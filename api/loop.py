"""A thread that looks again and again whether there is something to do."""

import logging
import threading
from collections.abc import Callable

logger = logging.getLogger(__name__)


class Loop:
    """Takes a step when there is news and from time to time, whatever a step raises, until it is stopped."""

    def __init__(self, name: str, step: Callable[[], bool], rest: Callable[[], float]) -> None:
        """`step` says whether the next may follow at once; else it comes at news, or after `rest` seconds."""
        self._name = name
        self._step = step
        self._rest = rest
        self._news = threading.Event()
        self.stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after the step that is being taken; at once if it was never started."""
        self.stopping.set()
        self._news.set()
        if self._thread.ident is not None:
            self._thread.join()

    def tell(self) -> None:
        """There is news: something to do, or room for it. Never waits."""
        self._news.set()

    def _run(self) -> None:
        while not self.stopping.is_set():
            self._news.clear()
            more = False
            try:
                more = self._step()
            except Exception:
                # Whatever happens to the database or a broker: without this thread nothing would be done any more.
                logger.exception("The loop of %s stumbled and goes on.", self._name)
            if not more:
                self._news.wait(self._rest())
