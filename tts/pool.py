"""Who speaks when: threads that share the cores, and of all that waits take first what is heard first."""

import heapq
import itertools
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

Result = TypeVar("Result")

# Ranks, the lower the sooner: somebody waits for the first sound, will soon have heard what there is, listens, may
# listen soon; nobody waits.
FIRST_SOUND, NEXT_SOUND, INTERACTIVE, SOON, BATCH = range(5)
_SOON_SECONDS = 1.0
_ANY = 1 << 30
_NICENESS = 5  # a third of the share of a thread that is not nice, where cores are short


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


def _give_way() -> None:
    """Let this thread wait for those that answer requests and make first sounds, where the system can tell threads."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        with suppress(OSError):  # not allowed to: it speaks all the same
            os.setpriority(os.PRIO_PROCESS, thread, max(_NICENESS, os.getpriority(os.PRIO_PROCESS, thread)))


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
    do: Callable[[], None] = field(compare=False)


class SynthesisPool:
    """A thread a core, each speaking one sentence at a time, and one more for first sounds and what follows them.

    A sentence takes half a second: when all cores are at one, a first sound shares them rather than wait.
    A context manager: the threads end with it.
    """

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self._heap: list[_Waiting] = []
        self._changed = threading.Condition()
        self._closing = False
        self._numbers = itertools.count()
        highest = [*[_ANY] * threads, NEXT_SOUND]
        self._workers = [
            threading.Thread(target=self._work, args=(rank,), name=f"speak-{number}", daemon=True)
            for number, rank in enumerate(highest)
        ]
        for worker in self._workers:
            worker.start()

    def lane(self, rank: int = INTERACTIVE, asked: float = 0.0) -> "PoolLane":
        """A lane for a narration that begins now, and was asked for so many seconds ago."""
        return PoolLane(self, rank, asked)

    def put(self, rank: int, due: float, do: Callable[[], None]) -> None:
        with self._changed:
            heapq.heappush(self._heap, _Waiting(rank, due, next(self._numbers), do))
            self._changed.notify_all()

    def close(self) -> None:
        """Let what waits be done and end the threads."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        for worker in self._workers:
            worker.join()

    def __enter__(self) -> "SynthesisPool":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _work(self, highest: int) -> None:
        if highest == _ANY:
            _give_way()
        while (do := self._next(highest)) is not None:
            do()

    def _next(self, highest: int) -> Callable[[], None] | None:
        """What is to be done next, if its rank is at most `highest`; None at the end."""
        with self._changed:
            while not self._heap or self._heap[0].rank > highest:
                if self._closing and (not self._heap or highest < _ANY):
                    return None
                self._changed.wait()
            return heapq.heappop(self._heap).do


class PoolLane:
    """A narration's lane in a pool."""

    def __init__(self, pool: SynthesisPool, rank: int, asked: float = 0.0) -> None:
        self.ahead = 2 * pool.threads
        self.rank = rank  # may be changed: it holds for what is handed in from then on
        self._pool = pool
        self._begun = time.monotonic()
        self._asked = self._begun - asked

    def submit(self, due: float, work: Callable[[], Result]) -> Future[Result]:
        future: Future[Result] = Future()
        # Where nobody listens the one asked for first is finished first: a stop then loses little.
        when = self._asked if self.rank == BATCH else self._begun + due
        self._pool.put(self._rank_of(due), when, lambda: _do(future, work))
        return future

    def _rank_of(self, due: float) -> int:
        if self.rank != INTERACTIVE or due >= _SOON_SECONDS:
            return self.rank
        return NEXT_SOUND if due else FIRST_SOUND
