"""What scripts on other sites' pages may do, and what they may not."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.api.conftest import TEXT

STRANGER = {"Origin": "https://stranger.example"}


def preflight(client: TestClient, path: str, method: str, headers: str = "") -> Any:
    asked = {"Access-Control-Request-Method": method}
    if headers:
        asked["Access-Control-Request-Headers"] = headers
    return client.options(path, headers={**STRANGER, **asked})


def test_any_page_may_read(client: TestClient, completed: Callable[..., dict[str, Any]]) -> None:
    article = completed()
    narration = article["narrations"][0]["id"]
    audio = client.get(f"/v1/articles/{article['id']}/audio").headers["location"]
    paths = ["/v1/voices", f"/v1/articles/{article['id']}", f"/v1/articles/{article['id']}/audio", "/v1/articles/none"]
    paths += [f"/v1/narrations/{narration}/{name}" for name in ("marks", "hls/index.m3u8", "stream.mp3")]
    for path in (*paths, audio.removeprefix("http://127.0.0.1"), "/player/player.css"):
        for headers in ({}, STRANGER):
            answer = client.get(path, headers=headers)
            assert answer.headers.get_list("access-control-allow-origin") == ["*"], path
            assert "access-control-allow-credentials" not in answer.headers
            assert "Retry-After" in answer.headers["access-control-expose-headers"]
            assert "origin" not in answer.headers.get("vary", "").lower()


def test_answers_from_memory_may_be_read_too(client: TestClient, completed: Callable[..., dict[str, Any]]) -> None:
    address = f"/v1/articles/{completed()['id']}"
    for _ in range(3):
        assert client.get(address, headers=STRANGER).headers.get_list("access-control-allow-origin") == ["*"]


@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [
        ("/v1/articles/art_1", "GET", ""),
        ("/v1/articles/art_1/audio", "GET", "range"),
        ("/player/player.js", "GET", "if-none-match"),
        ("/v1/articles/lookup", "POST", "content-type"),
        ("/v1/events", "POST", "content-type"),
    ],
)
def test_what_may_be_asked_is_told_before(client: TestClient, path: str, method: str, headers: str) -> None:
    answer = preflight(client, path, method, headers)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
    assert method in answer.headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [
        ("/v1/articles", "POST", "content-type"),
        ("/v1/articles/art_1", "DELETE", ""),
        ("/v1/articles/art_1/takeaways", "PUT", "content-type"),
        ("/v1/site", "PATCH", "content-type"),
        ("/v1/articles", "GET", "authorization"),
        ("/v1/articles/lookup", "POST", "authorization"),
    ],
)
def test_writes_and_keys_are_refused_before(client: TestClient, path: str, method: str, headers: str) -> None:
    assert preflight(client, path, method, headers).status_code == 400


def test_no_page_on_the_web_writes_to_its_readers_machine(client: TestClient) -> None:
    draft = client.post("/v1/articles", json={"text": TEXT, "external_id": "a", "draft": True}).json()
    body = b'{"text": "Something else that is long enough."}'
    for origin in ("https://stranger.example", "null", "http://127.0.0.1:3000"):
        # What browsers send without a preflight.
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json"):
            sent = client.post("/v1/articles", content=body, headers={"Origin": origin, "Content-Type": kind})
            assert sent.status_code in (403, 422), (origin, kind)
            assert "access-control-allow-origin" not in sent.headers
        # What they would not send after it.
        for method, path in (("DELETE", f"/v1/articles/{draft['id']}"), ("PATCH", "/v1/site"), ("GET", "/v1/site")):
            sent = client.request(
                method, path, headers={"Origin": origin, "Content-Type": "application/json"}, content=b"{}"
            )
            assert sent.status_code == 403, (origin, method)
        # Nor does it see what is not public.
        assert client.get(f"/v1/articles/{draft['id']}", headers={"Origin": origin}).status_code == 404
        assert client.get("/v1/articles", headers={"Origin": origin}).json()["items"] == []
    assert client.get(f"/v1/articles/{draft['id']}").json()["status"] == "draft"
    assert len(client.get("/v1/articles").json()["items"]) == 1


def test_this_servers_own_pages_write(settings: Settings) -> None:
    with TestClient(create_app(settings, render=False), base_url="http://localhost:8000") as client:
        own = {"Origin": "http://localhost:8000"}
        assert client.post("/v1/articles", json={"text": TEXT}, headers=own).status_code == 202
        assert client.get("/v1/site", headers=own).status_code == 200


def test_a_key_is_enough_wherever_it_comes_from(settings: Settings) -> None:
    keyed = Settings(**{**settings.model_dump(), "api_key": "a-long-random-string"})
    with TestClient(create_app(keyed, render=False), base_url="https://audio.example") as client:
        headers = {**STRANGER, "Authorization": "Bearer a-long-random-string"}
        assert client.post("/v1/articles", json={"text": TEXT}, headers=headers).status_code == 202
