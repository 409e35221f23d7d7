import time
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.errors import LeaseLost
from storage.leases import claim_next, extend, fail, release
from storage.models import Narration, Priority, Status
from storage.narrations import ensure_narration, get_narration, try_again
from tests.storage.samples import VOICE, claim, finish, new_article, queued, together


def reload(database: Database, narration: Narration) -> Narration:
    with database.read() as session:
        return get_narration(session, narration.id)


def test_every_narration_is_claimed_by_exactly_one_worker(each: Database) -> None:
    waiting = {queued(each).id for _ in range(40)}

    def work(number: int) -> list[str]:
        claimed = []
        while narration := claim(each, f"worker {number}"):
            assert narration.lease_owner == f"worker {number}"
            claimed.append(narration.id)
        return claimed

    claimed = [narration_id for some in together(8, work) for narration_id in some]
    assert len(claimed) == 40
    assert set(claimed) == waiting


def test_an_expired_lease_goes_to_exactly_one_worker(each: Database) -> None:
    narration = queued(each)
    assert claim(each, "dead", lease_seconds=-1) is not None
    won = [won for won in together(8, lambda number: claim(each, f"worker {number}")) if won]
    assert [(winner.id, winner.attempts) for winner in won] == [(narration.id, 2)]


def test_the_highest_priority_comes_first_then_the_oldest(each: Database) -> None:
    for name, priority in (("old", 0), ("new", 0), ("batch", -1), ("reader", 9)):
        queued(each, voice=name, priority=priority)
    order = [narration.voice for _ in range(4) if (narration := claim(each, "w"))]
    assert order == ["reader", "old", "new", "batch"]
    assert claim(each, "w") is None


def test_takeaways_wait_for_their_article_unless_somebody_listens(each: Database) -> None:
    article = new_article(each)
    with each.write() as session:
        takeaways, _ = ensure_narration(session, article, "takeaways", VOICE, priority=5)
        other, _ = ensure_narration(session, article, "takeaways", "another voice", priority=4)
        ensure_narration(session, article, "article", VOICE)
    first, second = claim(each, "a"), claim(each, "b")
    assert first is not None and first.id == other.id  # nobody reads the article in that voice
    assert second is not None and second.kind == "article"
    assert claim(each, "c") is None
    finish(each, second, "b")
    third = claim(each, "c")
    assert third is not None and third.id == takeaways.id
    asked = new_article(each, external_id="asked for")
    with each.write() as session:
        ensure_narration(session, asked, "article", VOICE, priority=5)
        wanted, _ = ensure_narration(session, asked, "takeaways", VOICE, priority=10)
    fourth = claim(each, "d")
    assert fourth is not None and fourth.id == wanted.id


def test_a_claim_says_who_and_until_when(each: Database) -> None:
    queued(each)
    before = datetime.now(UTC)
    narration = claim(each, "w", lease_seconds=60)
    assert narration is not None and narration.lease_until is not None
    assert (narration.status, narration.lease_owner, narration.attempts) == ("processing", "w", 1)
    assert before <= narration.lease_until - timedelta(seconds=60) <= datetime.now(UTC)
    assert claim(each, "other") is None


def test_a_lease_that_is_extended_is_not_taken_over(each: Database) -> None:
    queued(each)
    narration = claim(each, "w", lease_seconds=0.2)
    assert narration is not None
    with each.write() as session:
        extend(session, narration.id, "w", 60, 0.25)
    time.sleep(0.25)
    assert claim(each, "other") is None
    assert reload(each, narration).progress == 0.25


def test_a_worker_that_stops_loses_its_lease_to_the_next(each: Database) -> None:
    queued(each)
    narration = claim(each, "stopped", lease_seconds=0.05)
    assert narration is not None
    time.sleep(0.1)
    with each.write() as session:  # late, but nobody has taken it over yet
        extend(session, narration.id, "stopped", 0.05, 0.5)
    time.sleep(0.1)
    taken = claim(each, "next")
    assert taken is not None
    assert (taken.id, taken.lease_owner, taken.attempts, taken.progress) == (narration.id, "next", 2, 0)
    with pytest.raises(LeaseLost), each.write() as session:
        extend(session, narration.id, "stopped", 60, 0.9)
    with pytest.raises(LeaseLost):
        finish(each, narration, "stopped")
    with pytest.raises(LeaseLost), each.write() as session:
        fail(session, narration.id, "stopped", "too late")
    with pytest.raises(LeaseLost), each.write() as session:
        release(session, narration.id, "stopped")
    finish(each, narration, "next")
    assert reload(each, narration).status is Status.COMPLETED


def test_it_is_given_up_when_the_worker_stopped_each_time(each: Database) -> None:
    narration = queued(each)
    for attempt in (1, 2, 3):
        claimed = claim(each, "w", lease_seconds=-1)
        assert claimed is not None and claimed.attempts == attempt
    assert claim(each, "w") is None
    failed = reload(each, narration)
    assert failed.status is Status.FAILED
    assert failed.error == "given up after 3 attempts: the worker stopped each time"
    assert failed.lease_owner is None
    with each.write() as session:
        assert not try_again(session, narration.id)  # it rests first
    with pytest.raises(LeaseLost), each.write() as session:
        extend(session, narration.id, "w", 60, 0.5)


def test_a_failed_one_is_tried_again_once_it_has_rested(each: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    narration = queued(each)
    assert claim(each, "w") is not None
    monkeypatch.setattr("storage.leases.REST_SECONDS", 0.0)
    with each.write() as session:
        assert not try_again(session, narration.id)  # it is not failed
        fail(session, narration.id, "w", "The voice broke.")
    time.sleep(0.01)
    asked = together(4, lambda _: tried_again(each, narration.id))
    assert sorted(asked) == [False, False, False, True]
    again = reload(each, narration)
    assert (again.status, again.attempts, again.error, again.lease_until) == (Status.QUEUED, 0, None, None)
    assert again.priority == Priority.INTERACTIVE


def tried_again(database: Database, narration_id: str) -> bool:
    with database.write() as session:
        return try_again(session, narration_id)


def test_many_workers_may_give_up_the_same_narrations(each: Database) -> None:
    narrations = [queued(each) for _ in range(10)]
    while claim(each, "dead", lease_seconds=-1, max_attempts=1):
        pass
    assert together(8, lambda number: claim(each, str(number), max_attempts=1)) == [None] * 8
    assert {reload(each, narration).status for narration in narrations} == {Status.FAILED}


def test_completing_lets_go_of_the_lease(each: Database) -> None:
    queued(each)
    narration = claim(each, "w")
    assert narration is not None
    finish(each, narration, "w", key="the key", master="x")
    done = reload(each, narration)
    assert (done.status, done.progress, done.lease_owner, done.lease_until) == ("completed", 1, None, None)
    assert (done.render_key, done.duration, done.samples, done.sample_rate) == ("the key", 1.5, 33075, 22050)
    assert (done.master_key, done.manifest_key) == ("masters/x.flac", "manifests/x.json")
    assert done.completed_at is not None and done.completed_at >= done.created_at
    with pytest.raises(LeaseLost):
        finish(each, narration, "w")


def test_a_released_narration_is_queued_and_its_attempt_not_counted(each: Database) -> None:
    queued(each)
    for _ in range(5):
        narration = claim(each, "w", max_attempts=2)
        assert narration is not None and narration.attempts == 1
        with each.write() as session:
            release(session, narration.id, "w")
    assert narration is not None
    waiting = reload(each, narration)
    assert (waiting.status, waiting.attempts, waiting.lease_owner) == (Status.QUEUED, 0, None)


def test_an_unknown_narration_is_nobodys(each: Database) -> None:
    with pytest.raises(LeaseLost), each.write() as session:
        extend(session, "nar_none", "w", 60, 0.5)


def test_two_that_may_kill_a_worker_need_not_meet(each: Database) -> None:
    queued(each, voice="left by a dead worker", priority=9)
    assert claim(each, "dead", lease_seconds=-1) is not None
    queued(each, voice="fresh")
    with each.write() as session:
        fresh = claim_next(session, "w", 60, 3, suspects=False)
        assert fresh is not None and fresh.voice == "fresh"
        assert claim_next(session, "w", 60, 3, suspects=False) is None
        suspect = claim_next(session, "w", 60, 3)
        assert suspect is not None and suspect.attempts == 2
