"""Which narrations a broker is told of: each once, the urgent first, and again what the broker has lost."""

import time

import pytest

from storage import messages
from storage.database import Database
from storage.leases import claim as claim_one
from storage.leases import release
from storage.messages import Message, take_lost, take_unsent, unsend
from storage.models import Narration, Priority
from storage.narrations import ensure_narration, hurry
from tests.storage.samples import VOICE, claim, finish, new_article, queued, together


def unsent(database: Database, max_attempts: int = 3) -> list[Message]:
    with database.write() as session:
        return take_unsent(session, max_attempts)


def lost(database: Database, depth: int, silent_seconds: float = -1) -> list[Message]:
    with database.write() as session:
        return take_lost(session, depth, silent_seconds)


def test_each_is_sent_once_by_whoever_comes_first_the_urgent_first(each: Database) -> None:
    batch, listened = queued(each), queued(each, priority=Priority.INTERACTIVE)
    assert [message.narration_id for message in unsent(each)] == [listened.id, batch.id]
    assert unsent(each) == []
    waiting = {queued(each).id for _ in range(30)}
    taken = [message.narration_id for some in together(6, lambda _: unsent(each)) for message in some]
    assert len(taken) == 30
    assert set(taken) == waiting


def test_what_the_broker_did_not_take_or_a_worker_put_back_is_sent_again(each: Database) -> None:
    narration = queued(each)
    sent = unsent(each)
    with each.write() as session:
        unsend(session, sent)
    assert unsent(each) == sent
    assert claim(each, "w") is not None
    assert unsent(each) == []
    with each.write() as session:
        release(session, narration.id, "w", "waits")
    assert unsent(each) == sent


def test_who_begins_to_listen_has_it_sent_again_as_urgent(each: Database) -> None:
    narration = queued(each)
    unsent(each)
    with each.write() as session:
        hurry(session, narration.id)
    assert unsent(each) == [Message(narration.id, Priority.INTERACTIVE, 0)]


def test_the_work_of_a_dead_worker_is_sent_once_until_it_dies_too_often(each: Database) -> None:
    narration = queued(each)
    unsent(each)
    for died in (1, 2):
        assert claim(each, f"dead {died}", lease_seconds=0.05) is not None
        assert unsent(each) == []
        time.sleep(0.1)
        assert unsent(each, max_attempts=3) == [Message(narration.id, 0, died)]
        assert unsent(each) == []
    assert unsent(each, max_attempts=2) == []
    with each.read() as session:
        assert (
            session.get_one(Narration, narration.id).error == "given up after 2 attempts: the worker stopped each time"
        )


def test_takeaways_are_sent_when_their_article_is_spoken(each: Database) -> None:
    article = new_article(each)
    with each.write() as session:
        spoken, _ = ensure_narration(session, article, "article", VOICE)
        takeaways, _ = ensure_narration(session, article, "takeaways", VOICE, Priority.SOON)
    assert [message.narration_id for message in unsent(each)] == [spoken.id]
    claimed = claim(each, "w")
    assert claimed is not None
    with each.write() as session:
        assert claim_one(session, takeaways.id, "x", 60, 3) is None
    finish(each, claimed, "w")
    assert [message.narration_id for message in unsent(each)] == [takeaways.id]
    with each.write() as session:
        assert claim_one(session, takeaways.id, "x", 60, 3) is not None
        assert claim_one(session, takeaways.id, "y", 60, 3) is None


def test_only_as_many_as_the_broker_lacks_are_sent_again(each: Database) -> None:
    waiting = [queued(each).id for _ in range(5)]
    unsent(each)
    assert lost(each, depth=5) == []
    assert lost(each, depth=0, silent_seconds=60) == []  # they may be on their way
    assert [message.narration_id for message in lost(each, depth=3)] == waiting[:2]
    assert len(lost(each, depth=0)) == 5


def test_not_all_of_a_long_queue_is_out_at_once(each: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "WINDOW", 3)
    first = [queued(each).id for _ in range(5)]
    assert [message.narration_id for message in unsent(each)] == first[:3]
    urgent = queued(each, priority=1)
    assert [message.narration_id for message in unsent(each)] == [urgent.id]
    claimed = claim(each, "w")
    assert claimed is not None and claimed.id == urgent.id
    assert unsent(each) == []
    assert claim(each, "w") is not None
    assert [message.narration_id for message in unsent(each)] == first[3:4]
