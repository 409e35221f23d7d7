"""Batches and their items on both databases."""

from datetime import timedelta

import pytest

from storage.articles import delete_article, get_article, known_articles
from storage.batch_leases import claim_batch, extend_batch, mark_listed, release_batch, start_batch, stop_abandoned
from storage.batch_progress import (
    Due,
    audio_seconds,
    batch_status,
    count_items,
    errors_of,
    failed_items,
    items_page,
    renditions_due,
    spoken_of,
    states_of,
    taken_unfinished,
)
from storage.batches import (
    NewItem,
    add_items,
    ask_rendition,
    cancel_batch,
    count_skipped,
    create_batch,
    fail_item,
    finish_batch,
    get_batch,
    list_batches,
    retry_failed,
    skip_items,
    take_item,
    waiting_items,
)
from storage.columns import utc_now
from storage.database import Database
from storage.errors import BatchClosed, BatchNotFound, LeaseLost
from storage.leases import fail
from storage.models import Batch, BatchPart, Narration, Priority, Status
from storage.narrations import get_narration
from storage.renditions import claim_rendition, fail_rendition, release_rendition
from storage.sites import default_site
from tests.storage.samples import claim, finish, queued


def new_batch(database: Database, items: int = 3, kind: str = "items") -> tuple[Batch, list[str]]:
    with database.write() as session:
        batch = create_batch(session, default_site(session).id, kind, "a test", {})
        ids = add_items(session, batch.id, [NewItem(f"line {n}", {"text": "a"}) for n in range(1, items + 1)], 1)
    return batch, ids


def take(database: Database, batch: Batch, item_id: str, narration: Narration, rendition_id: str | None = None) -> None:
    part = BatchPart(item_id=item_id, narration_id=narration.id, rendition_id=rendition_id)
    with database.write() as session:
        take_item(session, batch.id, item_id, narration.article_id, [part])


def state(database: Database, item_id: str) -> str:
    with database.read() as session:
        return states_of(session, [item_id])[item_id]


def counts(database: Database, batch: Batch) -> dict[str, int]:
    with database.read() as session:
        row = get_batch(session, batch.id, batch.site_id)
        return {name: number for name, number in count_items(session, row).items() if number}


def test_an_item_is_as_far_as_its_narration(each: Database) -> None:
    batch, (first, second, third) = new_batch(each)
    narration = queued(each)
    assert state(each, first) == "queued"
    take(each, batch, first, narration)
    assert state(each, first) == "queued"
    claim(each, "one")
    assert state(each, first) == "processing"
    with each.read() as session:
        assert taken_unfinished(session, batch.id) == [first]
        assert [item.id for item in waiting_items(session, batch.id, 1, 10)] == [second, third]
        assert [one.progress for one in spoken_of(session, [first])] == [0.0]
    finish(each, narration, "one")
    assert state(each, first) == "completed"
    with each.write() as session:
        skip_items(session, batch.id, {second: narration.article_id})
        fail_item(session, third, "There is nothing in it.")
        count_skipped(session, batch.id, 5)
    assert counts(each, batch) == {"completed": 1, "skipped": 6, "failed": 1}
    with each.read() as session:
        assert [one.seconds for one in spoken_of(session, [first])] == [1.5]
        assert audio_seconds(session, batch.id) == 1.5
        assert errors_of(session, [first, second, third]) == {third: "There is nothing in it."}


def test_an_item_waits_for_its_renditions_too(each: Database) -> None:
    batch, (item, *_) = new_batch(each)
    narration = queued(each)
    with each.write() as session:
        rendition = ask_rendition(session, narration.id, "opus", 1.5)
        assert ask_rendition(session, narration.id, "opus", 1.5).id == rendition.id
    take(each, batch, item, narration, rendition.id)
    claim(each, "one")
    with each.read() as session:
        assert renditions_due(session, [item]) == []
    finish(each, narration, "one")
    assert state(each, item) == "queued"
    with each.read() as session:
        assert renditions_due(session, [item]) == [Due(item, narration.id, "opus", 1.5)]
    with each.write() as session:
        assert claim_rendition(session, narration.id, "opus", 1.5, "one", 60)
    assert state(each, item) == "processing"
    with each.write() as session:
        release_rendition(session, rendition.id, "one")
        assert claim_rendition(session, narration.id, "opus", 1.5, "two", 60)
        fail_rendition(session, rendition.id, "two", "No disk.")
    assert state(each, item) == "failed"
    with each.write() as session:
        assert errors_of(session, [item]) == {item: "No disk."}
        assert ask_rendition(session, narration.id, "opus", 1.5).status is Status.QUEUED
        assert audio_seconds(session, batch.id) == 0  # the narration was there before


def test_what_is_not_done_yet_counts_before_what_failed(each: Database) -> None:
    batch, (item, *_) = new_batch(each)
    one, two = queued(each), queued(each)
    parts = [BatchPart(item_id=item, narration_id=narration.id) for narration in (one, two)]
    with each.write() as session:
        take_item(session, batch.id, item, one.article_id, parts)
    claimed = claim(each, "one")
    assert claimed is not None
    with each.write() as session:
        fail(session, claimed.id, "one", "The voice broke.")
    assert state(each, item) == "queued"
    other = claim(each, "two")
    assert other is not None
    finish(each, other, "two")
    assert state(each, item) == "failed"


def test_an_article_that_is_deleted_leaves_its_item_canceled(each: Database) -> None:
    batch, (item, *_) = new_batch(each)
    narration = queued(each)
    take(each, batch, item, narration)
    with each.write() as session:
        delete_article(session, get_article(session, narration.article_id))
    assert state(each, item) == "canceled"
    with each.read() as session:
        listed = items_page(session, get_batch(session, batch.id, batch.site_id), "canceled", 0, 10)
        assert [(row.id, row.article_id) for row, _ in listed] == [(item, None)]


def test_a_batch_is_driven_by_one_and_taken_over_from_the_dead(each: Database) -> None:
    batch, _ = new_batch(each)
    new_batch(each, kind="command")
    with each.write() as session:
        claimed = claim_batch(session, "one", 60)
        assert claimed is not None
        assert (claimed.id, claimed.attempts, claimed.started_at is not None) == (batch.id, 1, True)
    with each.write() as session:
        assert claim_batch(session, "two", 60) is None  # a command's is nobody else's
        extend_batch(session, batch.id, "one", -1)
    with each.write() as session:
        assert claim_batch(session, "two", 60) is not None
        with pytest.raises(LeaseLost):
            extend_batch(session, batch.id, "one", 60)
        mark_listed(session, batch.id, "two")
        release_batch(session, batch.id, "two")
    with each.write() as session:
        again = claim_batch(session, "three", 60)
        assert again is not None
        assert again.attempts == 1


def test_a_batch_ends_once_with_what_it_is_counted_by(each: Database) -> None:
    batch, (first, *rest) = new_batch(each)
    narration = queued(each)
    take(each, batch, first, narration)
    claim(each, "w")
    finish(each, narration, "w")
    with each.write() as session:
        claim_batch(session, "one", 60)
        for item in rest:
            fail_item(session, item, "Nothing.")
        finish_batch(session, batch.id, "one")
    with each.write() as session:
        row = get_batch(session, batch.id, batch.site_id)
        assert batch_status(row, count_items(session, row)) == "completed_with_errors"
        delete_article(session, get_article(session, narration.article_id))
        with pytest.raises(LeaseLost):
            finish_batch(session, batch.id, "one")
    assert counts(each, batch) == {"completed": 1, "failed": 2}  # as it was
    with each.write() as session:
        assert retry_failed(session, get_batch(session, batch.id, batch.site_id)) == 2
        assert failed_items(session, batch.id) == []
    with each.write() as session:
        again = claim_batch(session, "two", 60)
        assert again is not None
        assert again.id == batch.id


def test_canceling_ends_what_nobody_else_waits_for(each: Database) -> None:
    batch, (first, second, third) = new_batch(each)
    other, (shared, *_) = new_batch(each)
    mine, both, heard = queued(each), queued(each), queued(each, priority=Priority.INTERACTIVE)
    for item, narration in ((first, mine), (second, both), (third, heard)):
        take(each, batch, item, narration)
    take(each, other, shared, both)
    with each.write() as session:
        cancel_batch(session, get_batch(session, batch.id, batch.site_id))
    with each.read() as session:
        left = [get_narration(session, narration.id).status for narration in (mine, both, heard)]
        row = get_batch(session, batch.id, batch.site_id)
        assert batch_status(row, count_items(session, row)) == "canceled"
    assert left == [Status.CANCELED, Status.QUEUED, Status.QUEUED]
    with each.write() as session:
        for refused in (cancel_batch, retry_failed):
            with pytest.raises(BatchClosed):
                refused(session, get_batch(session, batch.id, batch.site_id))
        with pytest.raises(LeaseLost):
            take_item(session, batch.id, first, mine.article_id, [])


def test_batches_of_dead_commands_are_ended_and_not_tried_again(each: Database) -> None:
    batch, _ = new_batch(each, kind="command")
    with each.write() as session:
        start_batch(session, get_batch(session, batch.id, batch.site_id), "one", 60)
        assert stop_abandoned(session) == 0
        get_batch(session, batch.id, batch.site_id).lease_until = utc_now() - timedelta(seconds=1)
        session.flush()
        assert stop_abandoned(session) == 1
        with pytest.raises(BatchClosed, match="same command"):
            retry_failed(session, get_batch(session, batch.id, batch.site_id))


def test_batches_are_listed_by_page_and_belong_to_a_site(each: Database) -> None:
    ids = [new_batch(each)[0].id for _ in range(3)]
    with each.read() as session:
        page = list_batches(session, "default", 2, None)
        assert [batch.id for batch in page.items] == ids[:0:-1]
        assert [batch.id for batch in list_batches(session, "default", 2, page.next_cursor).items] == ids[:1]
        for ref in (ids[0], "bat_none", "\0"):
            with pytest.raises(BatchNotFound):
                get_batch(session, ref, "somebody else")


def test_known_articles_are_found_by_what_tells_them(each: Database) -> None:
    by_id = queued(each, external_id="a", source_url="https://news.example/a")
    by_url = queued(each, source_url="https://news.example/b")
    asked = [("a", "https://elsewhere.example/"), (None, "https://news.example/b"), (None, "https://news.example/a")]
    with each.read() as session:
        found = known_articles(session, "default", asked)
        assert {key: row.id for key, row in found.items()} == {
            ("a", None): by_id.article_id,
            (None, "https://news.example/b"): by_url.article_id,
        }
        assert known_articles(session, "another", asked) == {}
