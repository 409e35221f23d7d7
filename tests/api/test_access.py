"""Who may write: API keys, and this machine alone while there are none."""

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from storage.api_keys import create_key, revoke_key
from storage.database import Database
from storage.sites import default_site
from tests.api.conftest import TEXT

BODY = {"text": TEXT, "external_id": "one", "draft": True}


def test_without_keys_this_machine_may_write_and_nobody_else(settings: Settings) -> None:
    app = create_app(settings, render=False)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert client.post("/v1/articles", json=BODY).status_code == 201
        answer = client.post("/v1/articles", json=BODY, headers={"host": "rebound.example"})
        assert answer.status_code == 403
        assert "readcast keys create" in answer.json()["detail"]
        assert client.get("/v1/articles/external:one", headers={"host": "rebound.example"}).status_code == 404


def test_with_a_key_writes_need_it_and_drafts_are_its_holders(settings: Settings) -> None:
    app = create_app(settings, render=False)
    with TestClient(app, base_url="https://audio.example") as client:
        database = Database(settings.database)
        with database.write() as session:
            key, token = create_key(session, default_site(session), "cms")
        for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {token}"}):
            for answer in (
                client.post("/v1/articles", json=BODY, headers=headers),
                client.delete("/v1/articles/external:one", headers=headers),
            ):
                assert answer.status_code == 401
                assert answer.headers["www-authenticate"] == "Bearer"
                assert answer.headers["content-type"] == "application/problem+json"
        right = {"authorization": f"Bearer {token}"}
        assert client.post("/v1/articles", json=BODY, headers=right).status_code == 201
        assert len(client.get("/v1/articles", headers=right).json()["items"]) == 1
        assert client.get("/v1/articles").json()["items"] == []
        assert client.get("/v1/articles/external:one").status_code == 404
        for path in settings.data_dir.glob("readcast.db*"):
            assert token.encode() not in path.read_bytes()
        with database.write() as session:
            revoke_key(session, key.id)
        database.close()
        assert client.post("/v1/articles", json=BODY, headers=right).status_code == 401
        # Revoking the last key does not open the doors again.
        assert client.post("/v1/articles", json=BODY, headers={"host": "localhost"}).status_code == 401


def test_a_proxy_that_says_localhost_is_not_this_machine(settings: Settings) -> None:
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1") as client:
        assert client.post("/v1/articles", json=BODY, headers={"x-forwarded-for": "203.0.113.9"}).status_code == 403


def test_a_key_of_the_settings_works_too(settings: Settings) -> None:
    keyed = Settings(**{**settings.model_dump(), "api_key": "a-long-random-string"})
    with TestClient(create_app(keyed, render=False), base_url="https://audio.example") as client:
        assert client.post("/v1/articles", json=BODY).status_code == 401
        right = {"authorization": "Bearer a-long-random-string"}
        assert client.post("/v1/articles", json=BODY, headers=right).status_code == 201


@pytest.mark.parametrize("path", ["/v1/articles", "/healthz", "/v1/voices", "/openapi.json"])
def test_reading_needs_no_key(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200
