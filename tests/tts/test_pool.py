"""What is heard first is spoken first, and all that is handed in is done."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future

import pytest

from tts.pool import BATCH, HERE_AND_NOW, INTERACTIVE, SOON, PoolLane, SynthesisPool


class Busy:
    """Keeps the one thread of a pool until it is let go."""

    def __init__(self, pool: SynthesisPool) -> None:
        self._go = threading.Event()
        begun = threading.Event()
        self.future = pool.lane().submit(0, lambda: (begun.set(), self._go.wait(10)))
        assert begun.wait(10)

    def let_go(self) -> None:
        self._go.set()


@pytest.fixture
def pool() -> Iterator[SynthesisPool]:
    with SynthesisPool(1) as pool:
        yield pool


@pytest.fixture
def done() -> list[str]:
    return []


def hand_in(lane: PoolLane, due: float, done: list[str], name: str) -> Future[str]:
    def work() -> str:
        done.append(name)
        return name

    return lane.submit(due, work)


def test_what_is_due_first_is_done_first(pool: SynthesisPool, done: list[str]) -> None:
    busy, lane = Busy(pool), pool.lane()
    futures = [hand_in(lane, due, done, str(due)) for due in (30, 10, 20, 0, 10.5)]
    assert done == []
    busy.let_go()
    assert [future.result(10) for future in futures] == ["30", "10", "20", "0", "10.5"]
    assert done == ["0", "10", "10.5", "20", "30"]


def test_what_is_due_at_once_is_done_in_the_order_it_came(pool: SynthesisPool, done: list[str]) -> None:
    busy, lane = Busy(pool), pool.lane()
    futures = [hand_in(lane, 5, done, str(number)) for number in range(20)]
    busy.let_go()
    assert futures[-1].result(10) == "19"
    assert done == [str(number) for number in range(20)]


def test_due_counts_from_the_beginning_of_each_narration(pool: SynthesisPool, done: list[str]) -> None:
    busy, early = Busy(pool), pool.lane()
    time.sleep(0.2)
    late = pool.lane()
    futures = [hand_in(late, 1.0, done, "late"), hand_in(early, 1.1, done, "early")]
    busy.let_go()
    assert {future.result(10) for future in futures} == {"early", "late"}
    assert done == ["early", "late"]


def test_what_is_to_be_heard_soon_after_the_first_sound_is_not_kept_waiting(
    pool: SynthesisPool, done: list[str]
) -> None:
    busy, early = Busy(pool), pool.lane()
    time.sleep(0.4)
    late = pool.lane()
    later = hand_in(early, 1.1, done, "later, though due before")
    hand_in(late, 0.9, done, "soon")
    hand_in(late, 0, done, "first")
    busy.let_go()
    later.result(10)
    assert done == ["first", "soon", "later, though due before"]


def test_what_nobody_waits_for_comes_last_whenever_it_is_due(pool: SynthesisPool, done: list[str]) -> None:
    busy = Busy(pool)
    batch, listener = pool.lane(BATCH), pool.lane(INTERACTIVE)
    futures = [
        hand_in(batch, 0, done, "batch"),
        hand_in(pool.lane(SOON), 500, done, "soon"),
        hand_in(listener, 1000, done, "listener"),
    ]
    busy.let_go()
    assert futures[0].result(10) == "batch"
    assert done == ["listener", "soon", "batch"]


def test_where_nobody_waits_what_was_asked_for_first_is_finished_first(pool: SynthesisPool, done: list[str]) -> None:
    busy, new, old = Busy(pool), pool.lane(BATCH, asked=1), pool.lane(BATCH, asked=60)
    futures = [
        hand_in(new, 0, done, "new"),
        hand_in(old, 0, done, "old"),
        hand_in(old, 600, done, "old, its end"),
    ]
    busy.let_go()
    futures[0].result(10)
    assert done == ["old", "old, its end", "new"]


def test_a_lane_may_change_its_rank(pool: SynthesisPool, done: list[str]) -> None:
    busy, lane = Busy(pool), pool.lane(BATCH)
    before = hand_in(lane, 0, done, "before")
    lane.rank = INTERACTIVE
    hand_in(lane, 1, done, "after")
    busy.let_go()
    before.result(10)
    assert done == ["after", "before"]


def test_an_error_reaches_who_waits_and_the_thread_goes_on(pool: SynthesisPool) -> None:
    failed = pool.lane().submit(0, lambda: 1 // 0)
    ended = pool.lane().submit(0, lambda: next(iter(())))
    with pytest.raises(ZeroDivisionError):
        failed.result(10)
    assert isinstance(ended.exception(10), StopIteration)
    assert pool.lane().submit(0, lambda: "fine").result(10) == "fine"


def test_what_is_canceled_is_not_done(pool: SynthesisPool, done: list[str]) -> None:
    busy, lane = Busy(pool), pool.lane()
    canceled, kept = hand_in(lane, 0, done, "canceled"), hand_in(lane, 1, done, "kept")
    assert canceled.cancel()
    assert not busy.future.cancel()  # it is being done
    busy.let_go()
    assert kept.result(10) == "kept"
    assert done == ["kept"]
    with pytest.raises(CancelledError):
        canceled.result(0)


def test_closing_waits_for_what_is_handed_in(done: list[str]) -> None:
    with SynthesisPool(2) as pool:
        futures = []
        for number, rank in enumerate((BATCH, INTERACTIVE) * 10):
            futures.append(hand_in(pool.lane(rank), 3600, done, str(number)))
    assert all(future.done() for future in futures)
    assert sorted(done, key=int) == [str(number) for number in range(20)]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("speak-")]


def test_as_many_at_once_as_there_are_threads() -> None:
    together = threading.Barrier(3)
    with SynthesisPool(3) as pool:
        assert pool.lane().ahead >= 3
        places = [pool.lane().submit(0, lambda: together.wait(10)).result for _ in range(3)]
        assert sorted(place(10) for place in places) == [0, 1, 2]


def test_here_and_now_the_work_is_done_by_who_asks() -> None:
    future = HERE_AND_NOW.submit(1000, threading.current_thread)
    assert future.done()
    assert future.result() is threading.current_thread()
    with pytest.raises(ZeroDivisionError):
        HERE_AND_NOW.submit(0, lambda: 1 // 0).result()
    assert HERE_AND_NOW.ahead == 0
