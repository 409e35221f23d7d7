"""Batches over the API: what is posted, how far it is, canceling and trying again."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.app import create_app
from api.settings import Settings
from storage.database import Database
from storage.leases import claim_next, fail
from storage.models import Batch, Narration, Status
from tests.api.conftest import TEXT, wait
from tests.api.page_server import Site, running

PAGE = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1>{1}</article></body></html>"
ENDED = ("completed", "completed_with_errors", "canceled")


def item(name: str, **fields: Any) -> dict[str, Any]:
    return {"text": f"{TEXT} This is about {name}.", "external_id": name, **fields}


def ended(client: TestClient, batch: dict[str, Any], seconds: float = 60) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    while True:
        now: dict[str, Any] = client.get(f"/v1/batches/{batch['id']}").json()
        if now["status"] in ENDED:
            return now
        assert time.monotonic() < deadline, now
        time.sleep(0.1)


def counts(batch: dict[str, Any]) -> dict[str, int]:
    return {name: number for name, number in batch["counts"].items() if number}


@contextmanager
def idle(settings: Settings) -> Iterator[TestClient]:
    """A server that renders nothing."""
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def site() -> Iterator[Site]:
    with running(Site()) as site:
        site.serve("/robots.txt", b"", 404)
        yield site


def page(site: Site, path: str, name: str) -> str:
    html = PAGE.format(name, f"<p>The old harbour at {name} reopened on Monday after two years of work.</p>" * 3)
    return site.serve(path, html.encode(), Content_Type="text/html")


def test_items_are_rendered_by_every_voice_at_every_speed(client: TestClient) -> None:
    voices = ["en_US-tiny-low", "en_US-other-low"]
    body = {"items": [item("one"), item("two")], "voices": voices, "speeds": [1, 1.5], "formats": ["mp3", "opus"]}
    answer = client.post("/v1/batches", json=body)
    assert answer.status_code == 202, answer.text
    assert answer.headers["Location"] == answer.json()["urls"]["self"]
    batch = ended(client, answer.json())
    assert (batch["status"], counts(batch)) == ("completed", {"total": 2, "completed": 2})
    assert batch["finished_at"]
    assert batch["audio_seconds"] > 5
    items = client.get(batch["urls"]["items"]).json()["items"]
    assert [(one["number"], one["place"], one["status"]) for one in items] == [
        (1, "item 1", "completed"),
        (2, "item 2", "completed"),
    ]
    article = client.get(items[0]["url"]).json()
    assert {(n["kind"], n["voice"]) for n in article["narrations"]} == {
        (kind, voice) for kind in ("article", "takeaways") for voice in voices
    }
    for voice in voices:
        for query in ({"speed": 1.5}, {"format": "opus"}, {"format": "opus", "speed": 1.5}):
            asked = client.get(article["urls"]["audio"], params={"voice": voice, **query})
            assert asked.status_code == 302, query  # made ahead: a file that is asked for first takes a moment
    again = ended(client, client.post("/v1/batches", json=body).json())
    assert (again["status"], counts(again)) == ("completed", {"total": 2, "skipped": 2})
    more = ended(client, client.post("/v1/batches", json={**body, "speeds": [2]}).json())
    assert counts(more) == {"total": 2, "completed": 2}
    assert more["audio_seconds"] == 0  # nothing is spoken anew


def test_an_uploaded_file_fails_by_the_line(client: TestClient) -> None:
    lines = [json.dumps(item("one")), "{", json.dumps({"text": "a", "html": "b"}), json.dumps({"text": "?!"})]
    answer = client.post(
        "/v1/batches?limit=10", content="\n".join(lines), headers={"Content-Type": "application/jsonl"}
    )
    batch = ended(client, answer.json())
    assert (batch["status"], counts(batch)) == ("completed_with_errors", {"total": 4, "completed": 1, "failed": 3})
    failed = client.get(batch["urls"]["items"], params={"status": "failed", "limit": 2}).json()
    assert [one["place"] for one in failed["items"]] == ["line 2", "line 3"]
    assert "exactly one of" in failed["items"][1]["error"]
    rest = client.get(batch["urls"]["items"], params={"status": "failed", "cursor": failed["next_cursor"]}).json()
    assert [one["error"] for one in rest["items"]] == ["There is no word in it that can be spoken."]
    assert rest["next_cursor"] is None


def test_a_csv_file_is_a_batch(client: TestClient) -> None:
    csv = f'external_id,title,text\na,"Harbour, reopened","{TEXT}"\n'
    answer = client.post("/v1/batches?voices=en_US-other-low", content=csv, headers={"Content-Type": "text/csv"})
    batch = ended(client, answer.json())
    assert batch["status"] == "completed"
    article = client.get("/v1/articles/external:a").json()
    assert (article["title"], article["narrations"][0]["voice"]) == ("Harbour, reopened", "en_US-other-low")


@pytest.mark.parametrize(
    ("body", "location"),
    [
        ({}, "body"),
        ({"items": [], "source_url": None}, "body.items"),
        ({"items": [{"text": "a"}], "source_url": "https://news.example/"}, "body"),
        ({"items": [{"text": "a", "html": "b"}]}, "body.items.0"),
        ({"items": [{"text": "a"}], "voices": ["nova"]}, "body.voices"),
        ({"items": [{"text": "a"}], "speeds": [9]}, "body.speeds"),
        ({"items": [{"text": "a"}], "formats": ["mid"]}, "body.formats.0"),
        ({"source_url": "file:///etc/passwd"}, "body.source_url"),
    ],
)
def test_what_is_wrong_is_named(client: TestClient, body: dict[str, Any], location: str) -> None:
    answer = client.post("/v1/batches", json=body)
    assert answer.status_code == 422
    assert location in [error["location"] for error in answer.json()["errors"]]


def test_files_that_are_no_batch_are_refused(client: TestClient) -> None:
    for content, kind, says in (
        ("", "application/jsonl", "no article"),
        ("name,text\na,b\n", "text/csv", "'name'"),
        ("title\na\n", "text/csv", "text, html, markdown or url"),
        ("{", "application/json", "not valid"),
    ):
        answer = client.post("/v1/batches", content=content, headers={"Content-Type": kind})
        assert (answer.status_code, says in answer.text) == (422, True), answer.text
    assert client.get("/v1/batches").json()["items"] == []


def test_a_sitemap_is_read_by_a_worker_and_what_is_unchanged_is_not_fetched_again(
    client: TestClient, site: Site
) -> None:
    good, gone = page(site, "/a", "Norwick"), site.serve("/gone", b"", 404)
    page_bytes = PAGE.format("Norwick", "<p>The old harbour reopened on Monday after two years of work.</p>" * 3)
    site.answers["/a"] = lambda handler: (
        handler.send(b"", 304)
        if handler.headers.get("If-None-Match") == '"1"'
        else handler.send(page_bytes.encode(), ETag='"1"', Content_Type="text/html")
    )
    listed = "".join(f"<url><loc>{url}</loc></url>" for url in (good, gone))
    source = site.serve("/sitemap.xml", f"<urlset>{listed}</urlset>".encode(), Content_Type="application/xml")
    batch = ended(client, client.post("/v1/batches", json={"source_url": source}).json())
    assert (batch["status"], counts(batch)) == ("completed_with_errors", {"total": 2, "completed": 1, "failed": 1})
    failed = client.get(batch["urls"]["items"], params={"status": "failed"}).json()["items"]
    assert (failed[0]["place"], "404" in failed[0]["error"]) == (gone, True)
    page(site, "/gone", "Eastmere")
    retried = client.post(f"/v1/batches/{batch['id']}/retry-failed").json()
    assert (retried["retried"], retried["batch"]["status"]) == (1, "processing")
    batch = ended(client, batch)
    assert (batch["status"], counts(batch)) == ("completed", {"total": 2, "completed": 2})
    asked = len(site.asked)
    again = ended(client, client.post("/v1/batches", json={"source_url": source}).json())
    assert counts(again) == {"total": 2, "skipped": 2}
    conditional = [headers.get("If-None-Match") for path, _, headers in site.asked[asked:] if path == "/a"]
    assert conditional == ['"1"']


def test_a_source_that_cannot_be_read_says_so_and_is_tried_again(client: TestClient, site: Site) -> None:
    source = site.serve("/feed", b"", 500)
    batch = ended(client, client.post("/v1/batches", json={"source_url": source}).json())
    assert (batch["status"], "500" in batch["error"], counts(batch)) == ("completed_with_errors", True, {})
    link = page(site, "/a", "Norwick")
    site.serve("/feed", f"<rss version='2.0'><channel><item><link>{link}</link></item></channel></rss>".encode())
    client.post(f"/v1/batches/{batch['id']}/retry-failed")
    batch = ended(client, batch)
    assert (batch["status"], batch["error"], counts(batch)) == ("completed", None, {"total": 1, "completed": 1})


def test_a_batch_waits_for_a_worker_and_survives_it(settings: Settings) -> None:
    with idle(settings) as client:
        batch = client.post("/v1/batches", json={"items": [item("one"), item("two")]}).json()
        assert (batch["status"], counts(batch)) == ("queued", {"total": 2, "queued": 2})
    database = Database(settings.database)
    with database.write() as session:  # a worker took it and died
        row = session.get_one(Batch, batch["id"])
        row.lease_owner, row.lease_until, row.attempts = "gone", row.created_at, 1
    database.close()
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        assert counts(ended(client, batch)) == {"total": 2, "completed": 2}


def test_a_canceled_batch_leaves_what_others_wait_for(settings: Settings) -> None:
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        long = "\n\n".join(f"{TEXT} Part {n}." for n in range(300))
        batch = client.post(
            "/v1/batches", json={"items": [item("a", text=long), item("b", text=long + " End.")]}
        ).json()
        while client.get("/v1/articles/external:b").status_code == 404:
            time.sleep(0.05)
        canceled = client.post(f"/v1/batches/{batch['id']}/cancel")
        assert (canceled.status_code, canceled.json()["status"]) == (200, "canceled")
        article = wait(client, client.get("/v1/articles/external:b").json()["id"])
        assert {n["status"] for n in article["narrations"]} == {"canceled"}
        assert counts(ended(client, batch)) == {"total": 2, "canceled": 2}
        assert client.post(f"/v1/batches/{batch['id']}/cancel").status_code == 409
        assert client.post(f"/v1/batches/{batch['id']}/retry-failed").status_code == 409


def test_a_narration_that_fails_fails_its_article_and_is_tried_again(settings: Settings) -> None:
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        first = client.post("/v1/batches", json={"items": [item("one")]}).json()
        ended(client, first)
    with idle(settings) as client:
        database = Database(settings.database)
        narration = client.get("/v1/articles/external:one").json()["narrations"][0]
        with database.write() as session:  # as it was before it ended
            row = session.get_one(Batch, first["id"])
            row.finished_at = row.counts = None
            session.get_one(Narration, narration["id"]).status = Status.QUEUED
            session.flush()
            claimed = claim_next(session, "one", 60, 3)
            assert claimed is not None
        assert counts(client.get(f"/v1/batches/{first['id']}").json()) == {"total": 1, "processing": 1}
        with database.write() as session:
            fail(session, claimed.id, "one", "The voice broke.")
        database.close()
        failed = client.get(first["urls"]["items"], params={"status": "failed"}).json()["items"]
        assert [one["error"] for one in failed] == ["The voice broke."]
        assert client.post(f"/v1/batches/{first['id']}/retry-failed").json()["retried"] == 1
        assert counts(client.get(f"/v1/batches/{first['id']}").json()) == {"total": 1, "queued": 1}
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        assert ended(client, first)["status"] == "completed"


def test_an_article_that_is_deleted_meanwhile_is_canceled(settings: Settings) -> None:
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        long = "\n\n".join(f"{TEXT} Part {n}." for n in range(300))
        batch = client.post("/v1/batches", json={"items": [item("a", text=long)]}).json()
        while client.delete("/v1/articles/external:a").status_code == 404:
            time.sleep(0.05)
        assert counts(ended(client, batch)) == {"total": 1, "canceled": 1}


def test_progress_is_told_as_events_until_the_end(client: TestClient) -> None:
    batch = client.post("/v1/batches", json={"items": [item("one")]}).json()
    with client.stream("GET", batch["urls"]["events"]) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        events = [line for line in answer.iter_lines() if line.startswith(("event:", "data:"))]
    assert events[-2] == "event: end"
    last = json.loads(events[-1].removeprefix("data:"))
    assert (last["id"], last["status"]) == (batch["id"], "completed")


def test_batches_are_listed_newest_first_and_only_for_the_key(client: TestClient, settings: Settings) -> None:
    ids = [client.post("/v1/batches", json={"items": [item(name)]}).json()["id"] for name in ("a", "b", "c")]
    page = client.get("/v1/batches", params={"limit": 2}).json()
    assert [one["id"] for one in page["items"]] == ids[:0:-1]
    rest = client.get("/v1/batches", params={"cursor": page["next_cursor"]}).json()
    assert ([one["id"] for one in rest["items"]], rest["next_cursor"]) == (ids[:1], None)
    assert client.get("/v1/batches/bat_none").status_code == 404
    assert client.get("/v1/batches/bat_none/events").status_code == 404
    locked = settings.model_copy(update={"api_key": SecretStr("secret")})
    with TestClient(create_app(locked, render=False), base_url="http://127.0.0.1") as stranger:
        assert stranger.get(f"/v1/batches/{ids[0]}").status_code == 401
