"""The signed hook: what a CMS that shares the secret sends, and what strangers send."""

import json
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from standardwebhooks import Webhook as Standard

from api.app import create_app
from api.settings import Settings
from api.signatures import new_secret
from storage.api_keys import create_key
from storage.database import Database
from storage.models import Site
from storage.sites import default_site
from tests.api.conftest import TEXT, wait
from tests.api.page_server import Site as Server
from tests.api.page_server import running

HOOK = "/v1/hooks/articles"
ARTICLE = {"text": TEXT, "external_id": "cms-1"}


def signed(secret: str, body: str, *, age: float = 0, message: str = "msg_1") -> dict[str, str]:
    when = datetime.now(UTC) - timedelta(seconds=age)
    signature = Standard(secret).sign(message, when, body)
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(when.timestamp())),
        "webhook-signature": signature,
        "content-type": "application/json",
    }


@pytest.fixture
def secret(client: TestClient) -> str:
    secret = new_secret()
    answer = client.patch("/v1/site", json={"hook_secret": secret})
    assert answer.json()["signed_hook"] is True and secret not in answer.text
    return secret


@pytest.fixture
def stranger(client: TestClient, settings: Settings) -> Iterator[TestClient]:
    """Somebody on the internet without a key, where keys are needed."""
    database = Database(settings.database)
    with database.write() as session:
        create_key(session, default_site(session), "cms")
    database.close()
    with TestClient(client.app, base_url="https://audio.example", follow_redirects=False) as stranger:
        yield stranger


def send(client: TestClient, secret: str, sent: Any, **how: Any) -> httpx.Response:
    body = json.dumps(sent)
    return client.post(HOOK, content=body, headers=signed(secret, body, **how))


def test_what_the_cms_signs_is_narrated_without_a_key(client: TestClient, secret: str, stranger: TestClient) -> None:
    assert stranger.post("/v1/articles", json=ARTICLE).status_code == 401
    taken = send(stranger, secret, ARTICLE)
    assert taken.status_code == 202, taken.text
    assert taken.headers["location"].endswith(f"/v1/articles/{taken.json()['id']}")
    assert wait(client, taken.json()["id"])["status"] == "completed"
    # The same message again does nothing more.
    again = send(stranger, secret, ARTICLE)
    assert (again.status_code, again.json()["id"]) == (200, taken.json()["id"])


def test_an_address_is_fetched(client: TestClient, secret: str) -> None:
    page = f"<html><body><article><h1>Harbour</h1><p>{TEXT}</p></article></body></html>"
    with running(Server()) as server:
        url = server.serve("/harbour", page.encode(), Content_Type="text/html")
        taken = send(client, secret, {"url": url})
    assert (taken.status_code, taken.json()["source_url"]) == (202, url)


def test_an_article_is_unpublished_published_again_and_deleted(
    client: TestClient, secret: str, stranger: TestClient
) -> None:
    home = "/v1/articles/external:cms-1"
    for key in ({"external_id": "cms-1"}, {"source_url": "https://news.example/nothing"}):  # not there: no harm
        assert send(stranger, secret, {"action": "delete", **key}).status_code == 204
    wait(client, send(stranger, secret, ARTICLE).json()["id"])
    assert stranger.get(f"{home}/audio").status_code in (200, 302)
    for _ in range(2):
        assert send(stranger, secret, {"action": "unpublish", "external_id": "cms-1"}).status_code == 204
        assert stranger.get(home).status_code == 404
        assert stranger.get(f"{home}/audio").status_code == 404
    assert send(stranger, secret, ARTICLE).json()["status"] == "completed"
    assert stranger.get(f"{home}/audio").status_code in (200, 302)
    for _ in range(2):
        assert send(stranger, secret, {"action": "delete", "external_id": "cms-1"}).status_code == 204
        assert stranger.get(home).status_code == 404


def test_an_unpublished_article_leaves_the_podcast(client: TestClient, secret: str) -> None:
    wait(client, send(client, secret, ARTICLE).json()["id"])
    assert "<item>" in client.get("/feeds/default.xml").text
    time.sleep(1.1)  # within a second of a change no time is told
    listed = client.get("/feeds/default.xml", headers={"cache-control": "no-cache"})
    send(client, secret, {"action": "unpublish", "external_id": "cms-1"})
    since = {"if-modified-since": listed.headers["last-modified"]}
    assert client.get("/feeds/default.xml", headers=since).status_code == 200
    assert "<item>" not in client.get("/feeds/default.xml").text


def test_an_article_without_external_id_is_taken_away_by_its_address(client: TestClient, secret: str) -> None:
    taken = send(client, secret, {"text": TEXT, "source_url": "https://news.example/a"}).json()
    assert send(client, secret, {"action": "delete", "source_url": "https://news.example/a"}).status_code == 204
    assert client.get(f"/v1/articles/{taken['id']}").status_code == 404


@pytest.mark.parametrize(
    "spoil",
    [
        lambda headers: headers.pop("webhook-id"),
        lambda headers: headers.update({"webhook-id": "msg_2"}),
        lambda headers: headers.update({"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}),
        lambda headers: headers.update({"webhook-timestamp": "nan"}),
        lambda headers: headers.update({"webhook-signature": "v1"}),
        lambda headers: headers.update({"webhook-signature": "v1,not base64"}),
        lambda headers: headers.update({"webhook-signature": headers["webhook-signature"].replace("v1,", "v2,")}),
        lambda headers: headers.update(signed(new_secret(), json.dumps(ARTICLE))),
        lambda headers: headers.update({"webhook-signature": "v1,AAAA"}),
    ],
)
def test_what_is_not_signed_right_is_refused(
    client: TestClient, secret: str, spoil: Callable[[dict[str, str]], object]
) -> None:
    body = json.dumps(ARTICLE)
    headers = signed(secret, body)
    spoil(headers)
    refused = client.post(HOOK, content=body, headers=headers)
    assert refused.status_code == 401, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["www-authenticate"] == "StandardWebhooks"
    assert client.get("/v1/articles").json()["items"] == []


def test_another_body_another_site_or_another_day_is_refused(client: TestClient, secret: str) -> None:
    body = json.dumps(ARTICLE)
    right = signed(secret, body)
    assert client.post(HOOK, content=body.replace("Monday", "Friday"), headers=right).status_code == 401
    assert client.post(HOOK, content=b"\xff\xfe", headers=right).status_code == 401
    for site in ("other", "\0", ""):
        assert client.post(HOOK, params={"site": site}, content=body, headers=right).status_code == 401
    for age, word in ((301, "old"), (-301, "new")):
        refused = send(client, secret, ARTICLE, age=age)
        assert refused.status_code == 401 and word in refused.json()["detail"]
    assert send(client, secret, ARTICLE, age=290).status_code == 202
    client.patch("/v1/site", json={"hook_secret": None})
    assert send(client, secret, ARTICLE).status_code == 401


def test_each_site_has_its_own_secret(client: TestClient, secret: str, settings: Settings) -> None:
    theirs = new_secret()
    database = Database(settings.database)
    with database.write() as session:
        session.add(Site(id="other", title="Other", hook_secret=theirs))
    database.close()
    body = json.dumps({**ARTICLE, "draft": True})
    assert client.post(HOOK, params={"site": "other"}, content=body, headers=signed(secret, body)).status_code == 401
    taken = client.post(HOOK, params={"site": "other"}, content=body, headers=signed(theirs, body))
    assert taken.status_code == 201
    assert client.get("/v1/articles/external:cms-1").status_code == 404  # in our site there is none


def test_what_is_wrong_in_a_signed_body_is_told_where(client: TestClient, secret: str) -> None:
    for sent, place in (
        ({"text": TEXT, "title": 5}, "body.title"),
        ({"text": TEXT, "voice": "nova"}, "body.voice"),
        ({"title": "action"}, "body"),
        ({"action": "burn", "external_id": "a"}, "body.action"),
        ({"action": "delete"}, "body"),
        ([], "body"),
    ):
        answer = send(client, secret, sent)
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["location"] == place
    answer = client.post(HOOK, content="{", headers=signed(secret, "{"))
    assert (answer.status_code, answer.json()["errors"][0]["location"]) == (422, "body")
    for wrong in ("mine", "whsec_short", "whsec_" + "A" * 20):
        answer = client.patch("/v1/site", json={"hook_secret": wrong})
        assert answer.status_code == 422 and wrong not in answer.text
        assert answer.json()["errors"][0]["location"] == "body.hook_secret"


def test_the_command_makes_and_removes_the_secret(settings: Settings) -> None:
    readcast = str(Path(sysconfig.get_path("scripts")) / "readcast")
    environment = {"READCAST_DATA_DIR": str(settings.data_dir)}
    made = subprocess.run([readcast, "hooks", "secret"], env=environment, capture_output=True, text=True, check=True)
    secret = made.stdout.strip()
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1") as client:
        assert send(client, secret, {**ARTICLE, "draft": True}).status_code == 201
    subprocess.run([readcast, "hooks", "secret", "--remove"], env=environment, check=True)
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1") as client:
        assert send(client, secret, {**ARTICLE, "draft": True}).status_code == 401
