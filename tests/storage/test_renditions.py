import pytest

from storage.database import Database
from storage.errors import LeaseLost, NarrationNotFound
from storage.models import Rendition, Status
from storage.renditions import (
    claim_rendition,
    complete_rendition,
    fail_rendition,
    find_rendition,
    renditions_of,
)
from tests.storage.samples import queued, together


def take(
    database: Database, narration_id: str, owner: str, speed: float = 1.5, seconds: float = 60
) -> Rendition | None:
    with database.write() as session:
        return claim_rendition(session, narration_id, "mp3", speed, owner, seconds)


def test_one_of_many_who_ask_makes_it(each: Database) -> None:
    narration_id = queued(each).id
    won = [won for won in together(8, lambda n: take(each, narration_id, f"worker {n}")) if won]
    assert len(won) == 1
    assert (won[0].status, won[0].attempts, won[0].speed) == (Status.PROCESSING, 1, 1.5)
    with each.write() as session:
        assert won[0].lease_owner is not None
        complete_rendition(session, won[0].id, won[0].lease_owner, "renditions/a.mp3", 3_000_000_000)
    assert together(8, lambda n: take(each, narration_id, f"worker {n}")) == [None] * 8
    with each.read() as session:
        made = find_rendition(session, narration_id, "mp3", 1.5)
    assert made is not None
    assert (made.status, made.key, made.size) == ("completed", "renditions/a.mp3", 3_000_000_000)
    assert (made.lease_owner, made.lease_until) == (None, None)


def test_a_failed_one_is_made_by_the_next_who_asks(each: Database) -> None:
    narration_id = queued(each).id
    first = take(each, narration_id, "first")
    assert first is not None
    with each.write() as session:
        fail_rendition(session, first.id, "first", "ffmpeg died")
    with each.read() as session:
        failed = find_rendition(session, narration_id, "mp3", 1.5)
        assert failed is not None and (failed.status, failed.error) == ("failed", "ffmpeg died")
    won = [won for won in together(8, lambda n: take(each, narration_id, f"worker {n}")) if won]
    assert [(again.id, again.attempts, again.error) for again in won] == [(first.id, 2, None)]


def test_one_whose_maker_stopped_is_taken_over(each: Database) -> None:
    narration_id = queued(each).id
    stopped = take(each, narration_id, "stopped", seconds=-1)
    assert stopped is not None
    won = [won for won in together(8, lambda n: take(each, narration_id, f"worker {n}")) if won]
    assert [next_one.id for next_one in won] == [stopped.id]
    with pytest.raises(LeaseLost), each.write() as session:
        complete_rendition(session, stopped.id, "stopped", "renditions/a.mp3", 1)
    with pytest.raises(LeaseLost), each.write() as session:
        fail_rendition(session, stopped.id, "stopped", "too late")


def test_format_and_speed_make_a_rendition_another(each: Database) -> None:
    narration_id = queued(each).id
    with each.write() as session:
        for format, speed in (("opus", 1.0), ("mp3", 0.75), ("mp3", 1.1), ("mp3", 2)):
            assert claim_rendition(session, narration_id, format, speed, "w", 60) is not None
        assert claim_rendition(session, narration_id, "mp3", 1.1000000001, "w", 60) is None
        found = [(each.format, each.speed) for each in renditions_of(session, narration_id)]
        assert found == [("mp3", 0.75), ("mp3", 1.1), ("mp3", 2.0), ("opus", 1.0)]
        assert find_rendition(session, narration_id, "opus", 2) is None


def test_there_is_none_without_a_narration(each: Database) -> None:
    with pytest.raises(NarrationNotFound):
        take(each, "nar_none", "w")
