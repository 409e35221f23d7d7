"""What players report: what is counted of it, what is refused, and that nobody is known by it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.address_limit import AddressLimit
from api.app import create_app
from api.counts import PendingCounts
from api.listening_schemas import ReportIn
from api.routes.events import MOST_BYTES
from api.settings import Settings
from api.views import Views
from storage.columns import utc_now
from storage.database import Database
from storage.listening import Heard
from storage.models import NarrationKind
from tests.api.conftest import TEXT
from tests.api.listening import VIEW, VOICE, event, report, send, totals

Completed = Callable[..., dict[str, Any]]
TODAY = utc_now().date()


@pytest.fixture
def article(completed: Completed) -> dict[str, Any]:
    return completed()


@pytest.mark.parametrize("content_type", ["text/plain", "text/plain;charset=UTF-8", "application/json", ""])
def test_a_beacon_of_any_type_is_counted(client: TestClient, article: dict[str, Any], content_type: str) -> None:
    body = json.dumps(report(article, event("load"), event("play")))
    answer = client.post(
        "/v1/events", content=body, headers={"content-type": content_type, "origin": "https://a.example"}
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in answer.headers
    assert (totals(client)["loads"], totals(client)["plays"]) == (1, 1)


def test_each_event_has_its_count(client: TestClient, article: dict[str, Any]) -> None:
    names = ("load", "play", "seek", "seek", "speed", "voice", "takeaway", "download", "complete")
    send(client, article, *(event(name, "en_US-other-low" if name == "voice" else None) for name in names))
    send(client, article, *(event("progress", percent, 0.5) for percent in (10, 20, 30)))
    found = totals(client)
    assert found["reached"] == [1, 1, 1, 0, 0, 0, 0, 0, 0, 1]
    assert found["listened_seconds"] == 1.5
    counted = {name: found[name] for name in ("loads", "plays", "completes", "seeks", "speed_changes")}
    assert counted == {"loads": 1, "plays": 1, "completes": 1, "seeks": 2, "speed_changes": 1}
    assert [found[name] for name in ("voice_changes", "takeaway_clicks", "downloads")] == [1, 1, 1]


def test_a_view_plays_once_and_another_once_more(client: TestClient, article: dict[str, Any]) -> None:
    for _ in range(3):
        send(client, article, event("play"), event("progress", 10), event("seek"))
    send(client, article, event("play"), view="0123456789abcdef")
    found = totals(client)
    assert (found["plays"], found["reached"][0], found["seeks"]) == (2, 1, 3)


def test_nobody_listens_longer_than_there_is_to_hear(client: TestClient, article: dict[str, Any]) -> None:
    duration = article["narrations"][0]["duration"]
    send(client, article, event("play"), *(event("progress", 50, 80_000) for _ in range(20)))
    assert totals(client)["listened_seconds"] == pytest.approx(1.1 * duration, abs=0.1)


@pytest.mark.parametrize(
    "changes",
    [{"article": "art_00000000000000000000000000"}, {"voice": "en_US-other-low"}, {"voice": "no such voice"}],
)
def test_what_is_not_there_is_passed_over(client: TestClient, article: dict[str, Any], changes: dict[str, Any]) -> None:
    assert client.post("/v1/events", json=report(article, event("play")) | changes).status_code == 204
    assert totals(client, kind="all")["plays"] == 0


def test_drafts_are_not_counted(client: TestClient) -> None:
    draft = client.post("/v1/articles", json={"text": TEXT, "draft": True}).json()
    send(client, draft, event("play"))
    assert totals(client)["plays"] == 0


def test_takeaways_are_counted_apart(client: TestClient, article: dict[str, Any]) -> None:
    send(client, article, event("play"))
    send(client, article, event("play"), event("complete"), kind="takeaways")
    found = [totals(client, kind=kind)["plays"] for kind in ("article", "takeaways", "all")]
    assert found == [1, 1, 2]


GARBAGE: list[Any] = [
    *("", "nonsense", "[]", "null", '{"article": 1', "\x00", '{"a":' * 1000),
    {"article": "art_x; DROP TABLE"},
    {"article": None},
    {"voice": ""},
    {"voice": "a\0b"},
    {"voice": "v" * 300},
    {"kind": "podcast"},
    {"view": "not hex at all!!"},
    {"view": "abc"},
    {"view": "a" * 33},
    {"events": []},
    {"events": [event("seek")] * 41},
    {"events": [event("hover")]},
    {"events": [event("progress", 15)]},
    {"events": [event("progress", "50")]},
    {"events": [event("progress")]},
    {"events": [event("play", None, -1)]},
    {"events": [event("play", None, 1e300)]},
    {"events": [event("play", None, float("nan"))]},
    {"events": [event("play", None, float("inf"))]},
    {"events": [event("play", at=-5)]},
    {"events": [event("voice", "v\n")]},
    {"events": [{**event("play"), "email": "someone@example.org"}]},
    {"email": "someone@example.org"},
]


def test_garbage_is_refused_and_not_counted(client: TestClient, article: dict[str, Any]) -> None:
    for garbage in GARBAGE:
        right = report(article, event("play"))
        body = garbage if isinstance(garbage, str) else json.dumps({**right, **garbage})
        answer = client.post("/v1/events", content=body.encode(), headers={"content-type": "text/plain"})
        assert answer.status_code == 422, (garbage, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
    body = report(article, event("play"), event("progress", 15))
    (place,) = client.post("/v1/events", json=body).json()["errors"]
    assert place["location"] == "body.events.1"
    assert totals(client)["plays"] == 0


def test_a_long_body_is_refused_before_it_is_read(client: TestClient, article: dict[str, Any]) -> None:
    body = json.dumps(report(article, event("play"))).encode()
    fits = client.post("/v1/events", content=body.ljust(MOST_BYTES))
    assert fits.status_code == 204
    assert client.post("/v1/events", content=body.ljust(MOST_BYTES + 1)).status_code == 413
    endless = (b" " * 1000 for _ in range(1000))  # says no length
    assert client.post("/v1/events", content=endless).status_code == 413


def test_counts_go_with_their_article(client: TestClient, article: dict[str, Any], completed: Completed) -> None:
    other = completed(external_id="other")
    for each in (article, other):
        send(client, each, event("play"))
    assert totals(client)["plays"] == 2
    send(client, article, event("play"), view="0123456789abcdef")  # may still wait to be written
    assert client.delete(f"/v1/articles/{article['id']}").status_code == 204
    assert totals(client)["plays"] == 1
    send(client, article, event("play"), view="fedcba9876543210")
    assert totals(client)["plays"] == 1


def test_a_clean_stop_loses_nothing(settings: Settings, completed: Completed, client: TestClient) -> None:
    article = completed()
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1") as second:
        for number in range(5):
            send(second, article, event("play"), view=f"{number:016x}")
    assert totals(client)["plays"] == 5


def test_nothing_tells_who_listened(settings: Settings, client: TestClient, article: dict[str, Any]) -> None:
    headers = {"user-agent": "Peculiar/1.0", "cookie": "who=someone", "referer": "https://page.example/secret"}
    assert client.post("/v1/events", json=report(article, event("play")), headers=headers).status_code == 204
    assert totals(client)["plays"] == 1
    database = Database(settings.database)
    with database.read() as session:
        stored = [str(value) for row in session.execute(text("SELECT * FROM listening_days")) for value in row]
    database.close()
    assert stored[:4] == [article["id"], VOICE, "article", str(TODAY)]
    assert all(value.replace(".", "").isdigit() for value in stored[4:])
    for told in (VIEW, "Peculiar", "someone", "page.example", "testclient"):
        for path in settings.data_dir.glob("readcast.db*"):
            assert told.encode() not in path.read_bytes()


def test_reports_leave_kept_answers_alone(client: TestClient, article: dict[str, Any]) -> None:
    cache = client.app.middleware_stack  # type: ignore[attr-defined]
    while not hasattr(cache, "_generation"):
        cache = cache.app if hasattr(cache, "app") else cache._app
    before = cache._generation
    send(client, article, event("play"))
    assert client.post("/v1/events", content=b"garbage").status_code == 422
    assert cache._generation == before
    client.patch("/v1/site", json={"title": "News"})
    assert cache._generation > before


def test_an_address_that_reports_too_often_is_told_to_wait(settings: Settings, completed: Completed) -> None:
    article = completed()
    few = Settings(**{**settings.model_dump(), "events_per_minute": 3})
    with TestClient(create_app(few, render=False), base_url="http://127.0.0.1") as client:
        for _ in range(3):
            send(client, article, event("play"))
        answer = client.post("/v1/events", json=report(article, event("play")))
        assert answer.status_code == 429
        assert 1 <= int(answer.headers["retry-after"]) <= 20
        assert "READCAST_EVENTS_PER_MINUTE" in answer.json()["detail"]


def test_counting_can_be_turned_off(settings: Settings, completed: Completed) -> None:
    article = completed()
    off = Settings(**{**settings.model_dump(), "events_per_minute": 0})
    with TestClient(create_app(off, render=False), base_url="http://127.0.0.1") as client:
        send(client, article, event("play"))
        assert totals(client)["plays"] == 0


def test_the_limit_of_an_address() -> None:
    now = [0.0]
    limit = AddressLimit(60, lambda: now[0])
    assert [limit.wait("192.0.2.1") for _ in range(60)] == [0] * 60
    assert limit.wait("192.0.2.1") == pytest.approx(1)
    assert limit.wait("192.0.2.2") == 0
    assert [limit.wait("2001:db8::1") for _ in range(60)] == [0] * 60
    assert limit.wait("2001:db8::2") > 0  # the same household
    assert limit.wait("2001:db8:0:1::2") == 0
    now[0] = 2.0
    assert [limit.wait("192.0.2.1") > 0 for _ in range(3)] == [False, False, True]
    now[0] = 100.0
    assert limit.wait("192.0.2.1") == 0
    assert len(limit._askers) == 1  # nobody is remembered for longer than it matters


def test_the_addresses_remembered_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.address_limit._MOST_ADDRESSES", 100)
    limit = AddressLimit(60, lambda: 0.0)
    for number in range(1000):
        limit.wait(f"10.0.{number // 250}.{number % 250}")
    assert len(limit._askers) == 100


def parsed(*events: dict[str, Any], **changes: Any) -> ReportIn:
    return ReportIn.model_validate(report({"id": "art_1"}, *events, **changes))


def test_a_play_belongs_to_the_voice_it_began_with() -> None:
    views = Views()
    views.count(parsed(event("play"), event("progress", 10, 5.0)), 100, TODAY)
    added = views.count(parsed(event("play"), event("progress", 20, 5.0), event("complete"), voice="other"), 100, TODAY)
    first, other = (Heard("art_1", voice, NarrationKind.ARTICLE, TODAY) for voice in (VOICE, "other"))
    assert added == {first: {"reached_20": 1, "completes": 1}, other: {"listened_seconds": 5.0}}


def test_views_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    views = Views(lambda: now[0])
    assert views.count(parsed(event("play")), 100, TODAY)
    assert not views.count(parsed(event("play")), 100, TODAY)
    now[0] = 3 * 60 * 60
    assert views.count(parsed(event("play"), view="0123456789abcdef"), 100, TODAY)
    assert len(views._views) == 1
    monkeypatch.setattr("api.views._MOST_VIEWS", 10)
    for number in range(50):
        views.count(parsed(event("play"), view=f"{number:016x}"), 100, TODAY)
    assert len(views._views) == 10


def test_counts_wait_while_the_database_is_away(database: Database, tmp_path: Any) -> None:
    counts = PendingCounts(Database(f"sqlite:///{tmp_path / 'empty.db'}"))  # without tables: every write fails
    heard = Heard("art_1", VOICE, NarrationKind.ARTICLE, TODAY)
    for _ in range(2):
        counts.add({heard: {"plays": 1}})
        counts.flush()
    assert counts._waiting == {heard: {"plays": 2}}
    counts._database = database
    counts.flush()
    assert counts._waiting == {}
