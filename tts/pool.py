"""Who speaks when: threads that share the cores, and of all that waits take first what is heard first."""

import itertools
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

Result = TypeVar("Result")

INTERACTIVE, BATCH = 0, 1  # ranks: somebody listens, or nobody waits
_LAST = 1 << 30


class Lane(Protocol):
    """Where one narration hands in its sentences."""

    ahead: int  # sentences that may be in work or waiting beside the one that is needed next

    def submit(self, due: float, work: Callable[[], Result]) -> Future[Result]:
        """Have the work done. `due` is when it will be heard, in seconds from the narration's first sample."""
        ...


def _do(future: Future[Result], work: Callable[[], Result]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to who waits for the result
        future.set_exception(error)
    else:
        future.set_result(result)


class HereAndNow:
    """The lane of a narration that has no pool: whoever asks does the work."""

    ahead = 0

    def submit(self, due: float, work: Callable[[], Result]) -> Future[Result]:
        future: Future[Result] = Future()
        _do(future, work)
        return future


HERE_AND_NOW = HereAndNow()


@dataclass(order=True)
class _Waiting:
    rank: int
    due: float  # by the monotonic clock
    number: int
    do: Callable[[], None] | None = field(compare=False)  # None ends the thread


class SynthesisPool:
    """A thread a core, each speaking one sentence at a time. A context manager: the threads end with it."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self._waiting: queue.PriorityQueue[_Waiting] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._workers = [
            threading.Thread(target=self._work, name=f"speak-{number}", daemon=True) for number in range(threads)
        ]
        for worker in self._workers:
            worker.start()

    def lane(self, rank: int = INTERACTIVE) -> "PoolLane":
        """A lane for a narration that begins now."""
        return PoolLane(self, rank)

    def put(self, rank: int, due: float, do: Callable[[], None] | None) -> None:
        self._waiting.put(_Waiting(rank, due, next(self._numbers), do))

    def close(self) -> None:
        """Let what waits be done and end the threads."""
        for _ in self._workers:
            self.put(_LAST, 0.0, None)
        for worker in self._workers:
            worker.join()

    def __enter__(self) -> "SynthesisPool":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _work(self) -> None:
        while (do := self._waiting.get().do) is not None:
            do()


class PoolLane:
    """A narration's lane in a pool."""

    def __init__(self, pool: SynthesisPool, rank: int) -> None:
        self.ahead = 2 * pool.threads
        self.rank = rank  # may be changed: it holds for what is handed in from then on
        self._pool = pool
        self._begun = time.monotonic()

    def submit(self, due: float, work: Callable[[], Result]) -> Future[Result]:
        future: Future[Result] = Future()
        self._pool.put(self.rank, self._begun + due, lambda: _do(future, work))
        return future
