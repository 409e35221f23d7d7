"""Webhooks, sent to a real receiver that plays the faults of real ones."""

import json
import os
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update
from standardwebhooks import Webhook as Standard

from api.app import create_app
from api.retry import asked_to_wait, back_off
from api.settings import Settings
from api.signatures import signed_headers
from storage.api_keys import create_key
from storage.database import Database
from storage.deliveries import fire
from storage.models import Delivery, Site
from tests.api.page_server import Handler, running
from tests.api.page_server import Site as Server


class Receiver:
    """Notes each message, and answers with what is next in `plays`, or else 200."""

    def __init__(self, server: Server) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.plays: list[Callable[[Handler], None]] = []
        self.url = server.url("/hook?token=private")
        server.answers["/hook?token=private"] = self._answer
        server.serve("/elsewhere", b"")

    def _answer(self, handler: Handler) -> None:
        self.got.append((dict(handler.headers), handler.body))
        if self.plays:
            self.plays.pop(0)(handler)
        else:
            handler.send(b"thanks")

    def wait(self, count: int, seconds: float = 20) -> list[tuple[dict[str, str], bytes]]:
        deadline = time.monotonic() + seconds
        while len(self.got) < count:
            assert time.monotonic() < deadline, f"{len(self.got)} of {count} messages came"
            time.sleep(0.02)
        return self.got


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running(Server()) as server:
        yield Receiver(server)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"webhook_timeout": 1.0})


@pytest.fixture
def database(client: TestClient, settings: Settings) -> Iterator[Database]:
    database = Database(settings.database)
    yield database
    database.close()


def make(client: TestClient, url: str, **fields: Any) -> dict[str, Any]:
    answer = client.post("/v1/webhooks", json={"url": url, **fields})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def deliveries(client: TestClient, hook: dict[str, Any], **query: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/v1/webhooks/{hook['id']}/deliveries", params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def settled(client: TestClient, hook: dict[str, Any], attempts: int = 1, seconds: float = 20) -> dict[str, Any]:
    """The webhook's newest delivery, once it was tried so many times."""
    deadline = time.monotonic() + seconds
    while True:
        delivery = deliveries(client, hook)[0]
        if delivery["attempts"] >= attempts and delivery["status"] != "processing":
            return delivery
        assert time.monotonic() < deadline, delivery
        time.sleep(0.02)


def hurry(database: Database) -> None:
    """Make what waits for another attempt due now."""
    with database.write() as session:
        session.execute(update(Delivery).values(next_attempt_at=datetime.now(UTC)))


def test_a_completed_narration_is_told_signed(
    client: TestClient, receiver: Receiver, completed: Callable[..., dict[str, Any]]
) -> None:
    hook = make(client, receiver.url, events=["narration.completed"])
    article = completed(external_id="cms-4711", title="Harbour — reopened")
    narration = next(each for each in article["narrations"] if each["kind"] == "article")
    messages = [Standard(hook["secret"]).verify(body, headers) for headers, body in receiver.wait(1)]
    message = next(each for each in messages if each["data"]["narration_id"] == narration["id"])
    assert (message["type"], set(message)) == ("narration.completed", {"type", "timestamp", "data"})
    data = message["data"]
    assert (data["article_id"], data["external_id"]) == (article["id"], "cms-4711")
    assert (data["title"], data["duration"]) == ("Harbour — reopened", narration["duration"])
    assert client.get(data["urls"]["audio"]).status_code in (200, 302)
    delivery = settled(client, hook)
    assert (delivery["status"], delivery["response_status"], delivery["response_excerpt"]) == (
        "completed",
        200,
        "thanks",
    )
    assert delivery["next_attempt_at"] is None and delivery["completed_at"]


def test_a_batch_that_has_ended_is_told(client: TestClient, receiver: Receiver) -> None:
    hook = make(client, receiver.url, events=["batch.completed"])
    sent = [{"text": "The harbour reopened.", "external_id": "a"}, {"text": "...", "external_id": "b"}]
    batch = client.post("/v1/batches", json={"items": sent}).json()
    headers, body = receiver.wait(1)[0]
    message = Standard(hook["secret"]).verify(body, headers)
    data = message["data"]
    assert (message["type"], data["batch_id"]) == ("batch.completed", batch["id"])
    assert (data["status"], data["error"]) == ("completed_with_errors", None)
    counts = {name: number for name, number in data["counts"].items() if number}
    assert counts == {"total": 2, "completed": 1, "failed": 1}
    now = client.get(data["urls"]["self"]).json()
    assert (now["status"], now["counts"]) == (data["status"], data["counts"])
    failed = client.get(f"{data['urls']['items']}?status=failed").json()["items"]
    assert [item["place"] for item in failed] == ["item 2"]


def test_500_then_200_is_one_message_in_two_attempts(
    client: TestClient, receiver: Receiver, database: Database
) -> None:
    hook = make(client, receiver.url)
    receiver.plays = [lambda handler: handler.send(b"\0Oh no" * 1000, 500, Retry_After="100")]
    sent = client.post(f"/v1/webhooks/{hook['id']}/test").json()
    first = settled(client, hook)
    assert (first["status"], first["response_status"]) == ("queued", 500)
    assert first["response_excerpt"].startswith("\ufffdOh no") and len(first["response_excerpt"]) == 500
    wait = datetime.fromisoformat(first["next_attempt_at"]) - datetime.now(UTC)
    assert 90 < wait.total_seconds() <= 100  # as the receiver asked
    hurry(database)
    assert settled(client, hook, attempts=2)["status"] == "completed"
    (one, first_body), (two, second_body) = receiver.got
    assert one["webhook-id"] == two["webhook-id"] == sent["id"]
    assert first_body == second_body
    assert json.loads(first_body) == {
        "type": "webhook.test",
        "timestamp": json.loads(first_body)["timestamp"],
        "data": {"webhook_id": hook["id"]},
    }
    Standard(hook["secret"]).verify(second_body, two)


def test_410_disables_the_webhook_until_it_is_enabled(client: TestClient, receiver: Receiver) -> None:
    hook = make(client, receiver.url)
    receiver.plays = [lambda handler: handler.send(b"", 410)]
    home = f"/v1/webhooks/{hook['id']}"
    assert client.post(f"{home}/test").status_code == 202
    failed = settled(client, hook)
    assert (failed["status"], failed["response_status"]) == ("failed", 410)
    assert client.get(home).json()["enabled"] is False
    assert "410" in client.get(home).json()["disabled_reason"]
    refused = client.post(f"{home}/test")
    assert refused.status_code == 409 and "enable it" in refused.json()["detail"]
    assert client.post(f"/v1/webhooks/deliveries/{failed['id']}/replay").status_code == 409
    assert client.patch(home, json={"enabled": True}).json()["disabled_reason"] is None
    assert client.post(f"/v1/webhooks/deliveries/{failed['id']}/replay").status_code == 202
    assert len({headers["webhook-id"] for headers, _ in receiver.wait(2)}) == 1
    assert settled(client, hook)["status"] == "completed"
    assert client.post(f"/v1/webhooks/deliveries/{failed['id']}/replay").status_code == 202  # arrived, and yet again
    receiver.wait(3)


def test_a_slow_answer_is_cut_off_and_holds_up_nobody_else(client: TestClient, receiver: Receiver) -> None:
    slow = make(client, receiver.url)
    receiver.plays = [lambda handler: time.sleep(2.5)] * 2
    for _ in range(10):
        client.post(f"/v1/webhooks/{slow['id']}/test")
    receiver.wait(2)
    with running(Server()) as other_server:
        other = Receiver(other_server)
        quick = make(client, other.url)
        client.post(f"/v1/webhooks/{quick['id']}/test")
        assert settled(client, quick)["status"] == "completed"
    first = deliveries(client, slow)[-1]
    deadline = time.monotonic() + 10
    while first["error"] is None and time.monotonic() < deadline:
        time.sleep(0.05)
        first = deliveries(client, slow)[-1]
    assert first["error"] == "The address did not answer within 1 seconds."
    assert (first["status"], first["response_status"]) == ("queued", None)


def test_a_trickling_answer_counts_by_its_status_and_ends_in_time(client: TestClient, receiver: Receiver) -> None:
    def trickle(handler: Handler) -> None:
        handler.send(b"a")
        for _ in range(40):
            time.sleep(0.1)
            handler.wfile.write(b"a")

    hook = make(client, receiver.url)
    receiver.plays = [trickle]
    begun = time.monotonic()
    client.post(f"/v1/webhooks/{hook['id']}/test")
    assert settled(client, hook)["status"] == "completed"
    assert time.monotonic() - begun < 3.5


def test_a_redirect_is_not_followed(client: TestClient, receiver: Receiver) -> None:
    hook = make(client, receiver.url)
    receiver.plays = [lambda handler: handler.send(b"", 302, Location="/elsewhere")]
    client.post(f"/v1/webhooks/{hook['id']}/test")
    delivery = settled(client, hook)
    assert (delivery["status"], delivery["response_status"]) == ("queued", 302)
    assert "redirects are not followed" in delivery["error"]
    assert len(receiver.got) == 1


def test_what_is_not_on_the_public_internet_is_not_called(settings: Settings, receiver: Receiver) -> None:
    closed = settings.model_copy(update={"fetch_allow_networks": ()})
    with TestClient(create_app(closed, render=False), base_url="http://127.0.0.1") as client:
        hook = make(client, receiver.url.replace("127.0.0.1", "localhost"))
        client.post(f"/v1/webhooks/{hook['id']}/test")
        delivery = settled(client, hook)
    assert "must not be called" in delivery["error"] and "127.0.0.1" not in delivery["error"]
    assert receiver.got == []


def test_a_new_secret_signs_beside_the_old_one_for_a_day(client: TestClient, receiver: Receiver) -> None:
    hook = make(client, receiver.url)
    home = f"/v1/webhooks/{hook['id']}"
    assert client.get(home).json()["secret"] is None
    assert client.get("/v1/webhooks").json()["items"] == [client.get(home).json()]
    rotated = client.patch(home, json={"rotate_secret": True}).json()
    assert rotated["secret"].startswith("whsec_") and rotated["secret"] != hook["secret"]
    client.post(f"{home}/test")
    ((headers, body),) = receiver.wait(1)
    for secret in (hook["secret"], rotated["secret"]):
        Standard(secret).verify(body, headers)


def test_a_deleted_webhook_is_told_nothing_and_others_are_not_disturbed(
    client: TestClient, receiver: Receiver, database: Database
) -> None:
    gone, stays = make(client, receiver.url), make(client, receiver.url, events=["batch.completed"])
    assert client.delete(f"/v1/webhooks/{gone['id']}").status_code == 204
    assert client.delete(f"/v1/webhooks/{gone['id']}").status_code == 404
    with database.write() as session:
        assert fire(session, "default", "batch.completed", {"batch_id": "bat_1"}) == 1
        assert fire(session, "default", "narration.failed", {}) == 0
    ((headers, body),) = receiver.wait(1)
    assert Standard(stays["secret"]).verify(body, headers)["data"]["batch_id"] == "bat_1"


def test_what_was_in_the_outbox_is_sent_by_the_next_process(settings: Settings, receiver: Receiver) -> None:
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1") as client:
        make(client, receiver.url)
    database = Database(settings.database)
    with database.write() as session:
        fire(session, "default", "batch.completed", {"batch_id": "bat_1"})
    database.close()
    assert receiver.got == []
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1"):
        receiver.wait(1)


def test_a_sender_that_is_killed_loses_nothing(settings: Settings, receiver: Receiver) -> None:
    Database(settings.database).migrate()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("READCAST_")},
        "READCAST_DATA_DIR": str(settings.data_dir),
        "READCAST_VOICES_DIR": str(settings.voices_dir),
        "READCAST_DEFAULT_VOICE": "en_US-tiny-low",
        "READCAST_FETCH_ALLOW_NETWORKS": '["127.0.0.0/8"]',
        "READCAST_WARM_UP": "false",
    }
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1") as client:
        hook = make(client, receiver.url)
    database = Database(settings.database)
    with database.write() as session:
        fire(session, "default", "batch.completed", {"batch_id": "bat_1"})
    receiver.plays = [lambda handler: time.sleep(3)]
    worker = subprocess.Popen([str(Path(sysconfig.get_path("scripts")) / "readcast"), "worker"], env=environment)
    try:
        receiver.wait(1, seconds=60)
    finally:
        worker.kill()
        worker.wait()
    with database.write() as session:  # instead of waiting for a minute
        session.execute(update(Delivery).values(lease_until=datetime.now(UTC) - timedelta(seconds=1)))
    database.close()
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1") as client:
        (first, _), (second, body) = receiver.wait(2)
        assert first["webhook-id"] == second["webhook-id"]
        Standard(hook["secret"]).verify(body, second)
        assert settled(client, hook)["attempts"] == 2


def test_wrong_requests_are_told_where(client: TestClient) -> None:
    for body, place in (
        ({"url": "ftp://cms.example/"}, "body.url"),
        ({"url": "https://me:secret@cms.example/"}, "body.url"),
        ({"url": "https://cms.example/", "events": ["everything"]}, "body.events.0"),
        ({"url": "https://cms.example/", "events": []}, "body.events"),
    ):
        answer = client.post("/v1/webhooks", json=body)
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["location"] == place
    hook = make(client, "https://cms.example/")
    assert client.patch(f"/v1/webhooks/{hook['id']}", json={"secret": "mine"}).status_code == 422
    answer = client.get(f"/v1/webhooks/{hook['id']}/deliveries", params={"cursor": "?"})
    assert answer.json()["errors"][0]["location"] == "query.cursor"


def test_webhooks_are_for_their_sites_key_only(client: TestClient, database: Database) -> None:
    hook = make(client, "https://cms.example/")
    with database.write() as session:
        session.add(Site(id="other", title="Other"))
        session.flush()
        token = create_key(session, session.get_one(Site, "other"), "other")[1]
    assert client.get("/v1/webhooks").status_code == 401
    theirs = {"authorization": f"Bearer {token}"}
    assert client.get("/v1/webhooks", headers=theirs).json()["items"] == []
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/test"), ("GET", "/deliveries")):
        answer = client.request(method, f"/v1/webhooks/{hook['id']}{path}", headers=theirs)
        assert answer.status_code == 404, path


def test_the_signature_is_that_of_the_specification() -> None:
    # The example that implementations of the specification share.
    when = datetime.fromtimestamp(1614265330, UTC)
    message = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    headers = signed_headers(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], message, when, '{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


def test_attempts_come_ever_later_and_never_in_step() -> None:
    waits = [back_off(failures, first=5, factor=3, most=7200) for failures in range(1, 100)]
    assert 3.75 <= waits[0] <= 6.25 and 3375 * 0.75 <= back_off(7, first=5, factor=3, most=7200) <= 3645 * 1.25
    assert all(5400 <= wait <= 9000 for wait in waits[8:])
    assert len(set(waits)) == len(waits)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), ("99999999999", 86_400), ("", 0), ("soon", 0), ("-5", 0), ("Mon, 01 Jan 2001 00:00:00 GMT", 0)],
)
def test_retry_after_is_read_as_it_may_be_written(said: str, seconds: float) -> None:
    assert asked_to_wait({"retry-after": said}) == seconds
