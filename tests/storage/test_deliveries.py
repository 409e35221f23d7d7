"""The outbox: events of webhooks are rows that are written with what they tell of, and sent by one at a time."""

from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import select, update

from storage.database import Database
from storage.deliveries import (
    Outcome,
    claim_delivery,
    count_deliveries,
    delete_deliveries,
    fire,
    fire_at,
    list_deliveries,
    replay,
    settle_delivery,
)
from storage.errors import DeliveryNotFound, LeaseLost, TooManyWebhooks, WebhookDisabled, WebhookNotFound
from storage.leases import fail
from storage.models import Delivery, Site, Status, Webhook
from storage.sites import default_site
from storage.webhooks import MOST_WEBHOOKS, change_webhook, create_webhook, delete_webhook, get_webhook, webhooks_of
from tests.storage.samples import claim, finish, queued, together

ALL = ["narration.completed", "narration.failed", "batch.completed"]


def webhook(database: Database, *events: str) -> Webhook:
    with database.write() as session:
        site = default_site(session)
        return create_webhook(session, site.id, "https://cms.example/hook", events or ALL, "whsec_x")


def fired(database: Database, count: int = 1) -> None:
    with database.write() as session:
        for number in range(count):
            fire(session, "default", "batch.completed", {"number": number})


def take(database: Database, owner: str = "one", lease_seconds: float = 60) -> Delivery | None:
    with database.write() as session:
        claimed = claim_delivery(session, owner, lease_seconds)
    return claimed[0] if claimed else None


def deliveries(database: Database) -> list[Delivery]:
    with database.read() as session:
        return list(session.scalars(select(Delivery).order_by(Delivery.created_at, Delivery.id)))


def change(database: Database, **values: Any) -> None:
    with database.write() as session:
        session.execute(update(Delivery).values(**values))


def settle(database: Database, delivery: Delivery, outcome: Outcome, owner: str = "one") -> Status:
    with database.write() as session:
        return settle_delivery(session, delivery, owner, outcome)


def test_the_end_of_a_narration_is_in_the_outbox_when_it_is_committed(each: Database) -> None:
    first, second = webhook(each), webhook(each, "narration.failed")
    done, failed = queued(each, external_id="cms-1"), queued(each, external_id="cms-2")
    claimed = claim(each, "w")
    assert claimed is not None and claimed.id == done.id
    finish(each, claimed, "w")
    assert claim(each, "w") is not None
    with each.write() as session:
        fail(session, failed.id, "w", "The voice broke.")
    told = {(each.webhook_id, each.type): each.data for each in deliveries(each)}
    assert set(told) == {
        (first.id, "narration.completed"),
        (first.id, "narration.failed"),
        (second.id, "narration.failed"),
    }
    data = told[first.id, "narration.completed"]
    assert (data["narration_id"], data["article_id"], data["external_id"]) == (done.id, done.article_id, "cms-1")
    assert (data["status"], data["duration"], data["kind"]) == ("completed", 1.5, "article")
    assert told[second.id, "narration.failed"]["error"] == "The voice broke."


def test_a_narration_that_is_given_up_is_told_of(each: Database) -> None:
    webhook(each)
    narration = queued(each)
    assert claim(each, "dead", lease_seconds=-1, max_attempts=1) is not None
    assert claim(each, "next", max_attempts=1) is None
    (delivery,) = deliveries(each)
    assert (delivery.type, delivery.data["narration_id"]) == ("narration.failed", narration.id)
    assert "given up after 1 attempts" in delivery.data["error"]


def test_what_is_rolled_back_is_never_told(each: Database) -> None:
    webhook(each)
    narration = queued(each)
    claimed = claim(each, "w")
    assert claimed is not None
    with pytest.raises(ZeroDivisionError), each.write() as session:
        fail(session, narration.id, "w", "reason")
        raise ZeroDivisionError
    with pytest.raises(LeaseLost), each.write() as session:
        fail(session, narration.id, "somebody else", "reason")
    assert deliveries(each) == []


def test_each_delivery_is_claimed_by_exactly_one_sender(each: Database) -> None:
    webhook(each)
    fired(each, 40)

    def send(number: int) -> list[str]:
        sent = []
        while delivery := take(each, f"sender {number}"):
            settle(each, delivery, Outcome(response_status=200), f"sender {number}")
            sent.append(delivery.id)
        return sent

    sent = [delivery_id for some in together(8, send) for delivery_id in some]
    assert sorted(sent) == sorted(each.id for each in deliveries(each)) and len(sent) == 40
    assert {each.status for each in deliveries(each)} == {Status.COMPLETED}


def test_what_a_dead_sender_had_goes_to_exactly_one_other(each: Database) -> None:
    webhook(each)
    fired(each)
    lost = take(each, "dead", lease_seconds=-1)
    assert lost is not None
    won = [won for won in together(8, lambda number: take(each, f"sender {number}")) if won]
    assert [(winner.id, winner.attempts) for winner in won] == [(lost.id, 2)]
    with pytest.raises(LeaseLost):
        settle(each, lost, Outcome(), "dead")


def test_a_failed_attempt_waits_for_its_time_and_fails_after_a_day(each: Database) -> None:
    webhook(each)
    fired(each)
    first = take(each)
    assert first is not None
    assert settle(each, first, Outcome("It answered 500.", 60, 500, "Oh no")) is Status.QUEUED
    assert take(each) is None
    (waiting,) = deliveries(each)
    assert (waiting.attempts, waiting.response_status, waiting.response_excerpt) == (1, 500, "Oh no")
    assert timedelta(seconds=50) < waiting.next_attempt_at - datetime.now(UTC) <= timedelta(seconds=60)
    # A process that was away for longer still tries once.
    change(each, next_attempt_at=datetime.now(UTC), retry_until=datetime.now(UTC) + timedelta(seconds=30))
    last = take(each)
    assert last is not None
    assert settle(each, last, Outcome("It answered 500.", 60, 500)) is Status.FAILED
    change(each, next_attempt_at=datetime.now(UTC))
    assert take(each) is None


def test_a_webhook_that_is_gone_is_disabled_and_nothing_waits_for_it(each: Database) -> None:
    hook = webhook(each)
    fired(each, 2)
    first, second = take(each, "one"), take(each, "two")
    assert first is not None and second is not None
    assert settle(each, first, Outcome("It answered 410.", 5, 410)) is Status.FAILED
    with pytest.raises(LeaseLost):
        settle(each, second, Outcome(response_status=200), "two")
    assert sorted(each.status for each in deliveries(each)) == ["canceled", "failed"]
    with each.write() as session:
        found = get_webhook(session, "default", hook.id)
        assert not found.enabled and "410" in (found.disabled_reason or "")
        assert fire(session, "default", "batch.completed", {}) == 0
        for refused in (lambda: fire_at(session, found, "test", {}), lambda: replay(session, "default", first.id)):
            with pytest.raises(WebhookDisabled):
                refused()
    with each.write() as session:
        assert change_webhook(session, "default", hook.id, enabled=True).disabled_reason is None
        assert replay(session, "default", first.id).attempts == 0
    again = take(each)
    assert again is not None and again.id == first.id


def test_an_event_and_the_deletion_of_its_webhook_at_once_harm_neither(postgres_url: str) -> None:
    database = Database(postgres_url)
    database.migrate()
    hook = webhook(database)
    narration = queued(database)
    claimed, deleted = claim(database, "w"), Event()
    assert claimed is not None

    def delete() -> None:
        with database.write() as session:
            delete_webhook(session, "default", hook.id)
        deleted.set()

    thread = Thread(target=delete)
    with database.write() as session:
        fail(session, narration.id, "w", "reason")
        thread.start()
        assert not deleted.wait(0.3)  # it waits for the event, whose row refers to the webhook
    thread.join(10)
    assert deleted.is_set() and deliveries(database) == []
    database.close()


def test_another_site_sees_and_gets_nothing(each: Database) -> None:
    hook = webhook(each)
    fired(each)
    with each.write() as session:
        session.add(Site(id="other", title="Other"))
        session.flush()
        assert fire(session, "other", "batch.completed", {}) == 0
        assert webhooks_of(session, "other") == []
        for missing in (lambda: get_webhook(session, "other", hook.id), lambda: get_webhook(session, "default", "\0")):
            with pytest.raises(WebhookNotFound):
                missing()
        with pytest.raises(DeliveryNotFound):
            replay(session, "other", deliveries(each)[0].id)
        for _ in range(MOST_WEBHOOKS):
            create_webhook(session, "other", "https://cms.example/", ALL, "whsec_x")
        with pytest.raises(TooManyWebhooks):
            create_webhook(session, "other", "https://cms.example/", ALL, "whsec_x")


def test_deliveries_are_listed_by_pages_and_go_when_they_are_old(each: Database) -> None:
    hook = webhook(each)
    fired(each, 5)
    change(each, status=Status.COMPLETED)
    fired(each)
    numbers, cursor = [], None
    with each.read() as session:
        while True:
            page = list_deliveries(session, hook, 2, cursor)
            numbers += [delivery.data["number"] for delivery in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert sorted(numbers) == [0, 0, 1, 2, 3, 4] and numbers[0] == 0
        (waiting,) = list_deliveries(session, hook, 10, None, Status.QUEUED).items
    now = datetime.now(UTC)
    with each.write() as session:
        others = update(Delivery).where(Delivery.id != waiting.id)
        session.execute(others.values(created_at=now - timedelta(days=31)))
        assert count_deliveries(session, now - timedelta(days=30)) == 5
        assert delete_deliveries(session, now - timedelta(days=30)) == 5
        assert delete_deliveries(session, now - timedelta(days=30)) == 0
    assert [delivery.id for delivery in deliveries(each)] == [waiting.id]
