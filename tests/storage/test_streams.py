"""Segments are told one by one by who holds the lease, and go with their article."""

import pytest

from storage.articles import delete_article, get_article
from storage.database import Database
from storage.errors import LeaseLost
from storage.leases import Rendered, claim_next, complete, release
from storage.models import Narration, Priority, Status
from storage.narrations import ensure_narration, get_narration, hurry
from storage.streams import keep_stream, note_stream, segment_key, segment_keys
from tests.storage.samples import claim, finish, new_article, queued, rendered, together


def reload(database: Database, narration: Narration) -> Narration:
    with database.read() as session:
        return get_narration(session, narration.id)


def note(database: Database, narration: Narration, owner: str, segments: int, prefix: str = "hls/a") -> None:
    with database.write() as session:
        note_stream(session, narration.id, owner, prefix=prefix, segments=segments, sample_rate=16_000)


def streamed(database: Database, narration: Narration, owner: str, master: str, prefix: str, segments: int) -> None:
    """Completes a narration that could be heard while it was rendered."""
    with database.write() as session:
        said = Rendered(
            render_key=master,
            duration=1.5,
            samples=24_000,
            sample_rate=16_000,
            master_key=f"masters/{master}.flac",
            manifest_key=f"manifests/{master}.json",
            stream_prefix=prefix,
            stream_segments=segments,
        )
        complete(session, narration.id, owner, said)


def deleted(database: Database, narration: Narration) -> list[str]:
    with database.write() as session:
        return delete_article(session, get_article(session, narration.article_id))


def test_keys_sort_as_they_are_heard() -> None:
    keys = segment_keys("hls/a", 1200)
    assert keys[:2] == [segment_key("hls/a", 0), segment_key("hls/a", 1)] == ["hls/a/00000.ts", "hls/a/00001.ts"]
    assert keys == sorted(set(keys))
    assert len(keys) == 1200
    assert segment_keys(None, 0) == segment_keys("hls/a", 0) == []


def test_a_new_narration_has_no_stream(each: Database) -> None:
    narration = queued(each)
    assert (narration.stream_prefix, narration.stream_segments) == (None, 0)


def test_who_holds_the_lease_tells_how_far_the_stream_is(each: Database) -> None:
    queued(each)
    narration = claim(each, "w")
    assert narration is not None
    for segments in (1, 2, 7):
        note(each, narration, "w", segments)
        told = reload(each, narration)
        assert (told.stream_prefix, told.stream_segments, told.sample_rate) == ("hls/a", segments, 16_000)
        assert (told.status, told.lease_owner, told.duration) == ("processing", "w", None)


def test_who_lost_the_lease_tells_nothing(each: Database) -> None:
    narration = queued(each)
    with pytest.raises(LeaseLost):
        note(each, narration, "w", 1)
    assert claim(each, "dead", lease_seconds=-1) is not None
    assert claim(each, "w") is not None
    note(each, narration, "w", 3)
    with pytest.raises(LeaseLost):
        note(each, narration, "dead", 9, prefix="hls/b")
    streamed(each, narration, "w", "m", "hls/a", 4)
    with pytest.raises(LeaseLost):
        note(each, narration, "w", 9)
    told = reload(each, narration)
    assert (told.status, told.stream_prefix, told.stream_segments) == ("completed", "hls/a", 4)


def test_the_next_attempt_knows_what_the_last_one_left(each: Database) -> None:
    queued(each)
    narration = claim(each, "w")
    assert narration is not None
    note(each, narration, "w", 5)
    with each.write() as session:
        release(session, narration.id, "w")
    again = claim(each, "next")
    assert again is not None
    assert (again.id, again.stream_prefix, again.stream_segments) == (narration.id, "hls/a", 5)


def test_a_completed_narration_is_given_its_stream_once(each: Database) -> None:
    article = new_article(each)
    narration = rendered(each, article)
    assert (narration.stream_prefix, narration.stream_segments) == (None, 0)

    def keep(number: int) -> bool:
        with each.write() as session:
            return keep_stream(session, narration.id, f"hls/{number}", number + 10)

    kept = together(6, keep)
    assert sum(kept) == 1
    first = kept.index(True)
    told = reload(each, narration)
    assert (told.stream_prefix, told.stream_segments) == (f"hls/{first}", first + 10)


def test_what_is_not_completed_or_gone_is_given_none(each: Database) -> None:
    narration = queued(each)
    with each.write() as session:
        assert not keep_stream(session, narration.id, "hls/a", 3)
        assert not keep_stream(session, "nar_none", "hls/a", 3)
    assert reload(each, narration).stream_prefix is None


def test_segments_are_deleted_with_their_article(each: Database) -> None:
    queued(each)
    narration = claim(each, "w")
    assert narration is not None
    streamed(each, narration, "w", "m", "hls/a", 3)
    assert deleted(each, narration) == [
        "hls/a/00000.ts",
        "hls/a/00001.ts",
        "hls/a/00002.ts",
        "manifests/m.json",
        "masters/m.flac",
    ]


def test_segments_are_deleted_though_the_master_is_shared(each: Database) -> None:
    for name in ("one", "two"):
        queued(each, voice=name)
    one, two = claim(each, "w"), claim(each, "w")
    assert one is not None and two is not None
    streamed(each, one, "w", "m", "hls/one", 1)
    streamed(each, two, "w", "m", "hls/two", 2)
    assert deleted(each, one) == ["hls/one/00000.ts"]
    assert deleted(each, two) == ["hls/two/00000.ts", "hls/two/00001.ts", "manifests/m.json", "masters/m.flac"]


def test_segments_of_what_is_being_rendered_are_deleted_too(each: Database) -> None:
    queued(each)
    narration = claim(each, "w")
    assert narration is not None
    note(each, narration, "w", 2)
    assert deleted(each, narration) == ["hls/a/00000.ts", "hls/a/00001.ts"]
    with pytest.raises(LeaseLost):
        note(each, narration, "w", 3)


def test_what_is_listened_to_goes_before_what_nobody_waits_for(each: Database) -> None:
    waiting = [queued(each, voice=name, priority=Priority.BATCH) for name in ("first", "second", "third")]
    with each.write() as session:
        hurry(session, waiting[2].id)
    order = [narration.voice for _ in range(3) if (narration := claim(each, "w"))]
    assert order == ["third", "first", "second"]


def test_only_what_waits_is_hurried(each: Database) -> None:
    queued(each)
    running = claim(each, "w")
    assert running is not None
    with each.write() as session:
        hurry(session, running.id)
        hurry(session, "nar_none")
    assert reload(each, running).priority == Priority.BATCH
    finish(each, running, "w")
    with each.write() as session:
        hurry(session, running.id)
    done = reload(each, running)
    assert (done.priority, done.status) == (Priority.BATCH, Status.COMPLETED)


def test_a_listener_raises_the_priority_and_nobody_lowers_it(each: Database) -> None:
    article = new_article(each)
    for asked, expected in ((Priority.BATCH, 0), (Priority.INTERACTIVE, 10), (Priority.SOON, 10)):
        with each.write() as session:
            assert ensure_narration(session, article, "article", "v", asked)[0].priority == expected


def test_below_the_least_priority_nothing_is_claimed(each: Database) -> None:
    for name, priority in (("batch", Priority.BATCH), ("soon", Priority.SOON), ("reader", Priority.INTERACTIVE)):
        queued(each, voice=name, priority=priority)

    def next_of(least: int | None) -> str | None:
        with each.write() as session:
            narration = claim_next(session, "w", 60, 3, least=least)
            return narration.voice if narration else None

    assert next_of(Priority.INTERACTIVE) == "reader"
    assert next_of(Priority.INTERACTIVE) is None
    assert [next_of(Priority.SOON), next_of(Priority.SOON)] == ["soon", None]
    assert [next_of(None), next_of(None)] == ["batch", None]


def test_a_lease_that_ran_out_waits_too_while_only_listeners_are_served(each: Database) -> None:
    batch = queued(each, priority=Priority.BATCH)
    assert claim(each, "dead", lease_seconds=-1) is not None
    with each.write() as session:
        assert claim_next(session, "w", 60, 3, least=Priority.SOON) is None
    taken = claim(each, "w")
    assert taken is not None and (taken.id, taken.attempts) == (batch.id, 2)
