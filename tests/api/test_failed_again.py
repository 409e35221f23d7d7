"""A narration that failed is tried again for who listens, though not for each of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import update

from storage.database import Database
from storage.models import Narration
from tests.api.conftest import wait

Completed = Callable[..., dict[str, Any]]
BROKEN = "They rowed over the loch."  # the tiny voice fails at its end


def database(client: TestClient) -> Database:
    found: Database = client.app.state.assembly.database  # type: ignore[attr-defined]
    return found


def minutes_pass(client: TestClient, minutes: float) -> None:
    """As if its narrations had failed that much earlier."""
    with database(client).write() as session:
        for narration in session.query(Narration):
            assert narration.lease_until is not None
            narration.lease_until -= timedelta(minutes=minutes)


def test_who_listens_has_it_tried_again_after_a_while(client: TestClient, completed: Completed) -> None:
    article = completed(text=BROKEN)
    audio = article["urls"]["audio"]
    answer = client.get(audio)
    assert answer.status_code == 409
    minutes_pass(client, 9)
    assert client.get(audio).status_code == 409
    minutes_pass(client, 2)
    answer = client.get(audio)
    assert (answer.status_code, answer.json()["status"], answer.json()["error"]) == (202, "queued", None)
    assert answer.json()["id"] == article["narrations"][0]["id"]
    again = wait(client, article["id"])
    assert again["narrations"][0]["status"] == "failed"
    assert client.get(audio).status_code == 409  # it has failed just now


def test_one_that_failed_in_an_earlier_version_has_rested(client: TestClient, completed: Completed) -> None:
    article = completed(text=BROKEN)
    with database(client).write() as session:
        session.execute(update(Narration).values(lease_until=None))
    assert client.get(article["urls"]["audio"]).status_code == 202
    wait(client, article["id"])


def test_a_publisher_need_not_wait(client: TestClient, completed: Completed) -> None:
    article = completed(text=BROKEN, external_id="loch")
    answer = client.post("/v1/articles", json={"text": BROKEN, "external_id": "loch"})
    assert (answer.status_code, answer.json()["id"]) == (202, article["id"])
    assert {n["status"] for n in answer.json()["narrations"]} <= {"queued", "processing"}
    assert wait(client, article["id"])["narrations"][0]["status"] == "failed"
