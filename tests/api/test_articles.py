"""Articles over HTTP: upsert, drafts, lists, deletion, and what is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.settings import Settings
from tests.api.conftest import TEXT, wait

Completed = Callable[..., dict[str, Any]]


def test_a_new_article_is_taken_in_and_told_where_it_is(client: TestClient) -> None:
    answer = client.post("/v1/articles", json={"text": TEXT, "title": "Harbour", "external_id": "cms/1"})
    assert answer.status_code == 202
    article = answer.json()
    assert answer.headers["location"] == article["urls"]["self"] == f"http://127.0.0.1/v1/articles/{article['id']}"
    assert (article["title"], article["external_id"], article["language"]) == ("Harbour", "cms/1", "en")
    assert [n["kind"] for n in article["narrations"]] == ["article", "takeaways"]
    assert all(n["voice"] == "en_US-tiny-low" for n in article["narrations"])
    assert set(article["urls"]) == {"self", "audio", "takeaways", "transcript", "embed", "share", "snippets"}
    done = wait(client, article["id"])
    assert done["status"] == "completed"
    assert all(n["progress"] == 1 and n["duration"] > 1 and n["error"] is None for n in done["narrations"])


def test_the_same_content_again_does_no_work(client: TestClient, completed: Completed) -> None:
    first = completed(external_id="one")
    again = client.post("/v1/articles", json={"text": TEXT, "external_id": "one"})
    assert again.status_code == 200
    assert again.json()["narrations"] == first["narrations"]


def test_changed_content_is_a_new_narration(client: TestClient, completed: Completed) -> None:
    first = completed(external_id="one")
    second = completed(external_id="one", text=TEXT.replace("noon", "one o'clock"))
    assert second["id"] == first["id"]
    assert second["content_hash"] != first["content_hash"]
    assert {n["id"] for n in first["narrations"]}.isdisjoint(n["id"] for n in second["narrations"])
    back = client.post("/v1/articles", json={"text": TEXT, "external_id": "one"})
    assert back.status_code == 200  # the first text was narrated already
    assert {n["id"] for n in back.json()["narrations"]} == {n["id"] for n in first["narrations"]}


def test_the_source_url_tells_articles_apart_where_there_is_no_external_id(client: TestClient) -> None:
    ids = [
        client.post("/v1/articles", json={"text": TEXT, "source_url": url}).json()["id"]
        for url in ("https://news.example/a", "https://news.example/b", "https://news.example/a")
    ]
    assert ids[0] == ids[2] != ids[1]


def test_an_article_is_found_by_either_id(client: TestClient, completed: Completed) -> None:
    article = completed(external_id="cms/7")
    assert client.get("/v1/articles/external:cms/7").json() == article
    assert client.get("/v1/articles/external:cms%2F7/audio").status_code == 302
    assert client.get("/embed/external:cms/7").status_code == 200
    assert client.get("/v1/articles/art_missing").status_code == 404


def test_drafts_are_kept_and_not_rendered_until_they_are_published(client: TestClient) -> None:
    answer = client.post("/v1/articles", json={"text": TEXT, "external_id": "d", "draft": True})
    assert answer.status_code == 201
    assert (answer.json()["status"], answer.json()["narrations"]) == ("draft", [])
    assert client.get("/v1/articles/external:d/audio").status_code == 404
    assert client.get("/embed/external:d").status_code == 404
    published = client.post("/v1/articles", json={"text": TEXT, "external_id": "d"})
    assert published.status_code == 202
    assert wait(client, published.json()["id"])["status"] == "completed"
    taken_back = client.post("/v1/articles", json={"text": TEXT, "external_id": "d", "draft": True})
    assert taken_back.json()["status"] == "draft"
    narration = published.json()["narrations"][0]["id"]
    assert client.get(f"/v1/narrations/{narration}/marks").status_code == 404


def test_lists_are_paged_newest_first(client: TestClient) -> None:
    ids = [client.post("/v1/articles", json={"text": TEXT, "draft": True}).json()["id"] for _ in range(5)]
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        page = client.get("/v1/articles", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen == ids[::-1]
    assert cursor is None
    assert client.get("/v1/articles", params={"limit": 101}).status_code == 422
    assert client.get("/v1/articles", params={"cursor": "nonsense"}).json()["errors"][0]["location"] == "query.cursor"


def test_deleting_takes_the_audio_away_but_not_that_of_others(
    client: TestClient, completed: Completed, settings: Settings
) -> None:
    one, two = completed(external_id="one"), completed(external_id="two")
    flac = {"format": "flac"}
    address = client.get(one["urls"]["audio"], params=flac).headers["location"]
    # The same words: spoken once, with one master.
    assert client.get(two["urls"]["audio"], params=flac).headers["location"] == address
    assert client.delete("/v1/articles/external:one").status_code == 204
    assert client.get("/v1/articles/external:one").status_code == 404
    assert client.get(address).status_code == 200
    client.delete("/v1/articles/external:two")
    assert client.get(address).status_code == 404
    left = [path for path in (Path(settings.data_dir) / "audio").rglob("*") if path.is_file()]
    assert left == []


BAD = [
    ({}, "body", "exactly one"),
    ({"text": TEXT, "html": "<p>x</p>"}, "body", "exactly one"),
    ({"text": ""}, "body.text", ""),
    ({"text": "*** — …"}, "body.text", "no word"),
    ({"text": 7}, "body.text", ""),
    ({"text": TEXT, "voice": "nova"}, "body.voice", "en_US-tiny-low"),
    ({"text": TEXT, "voice": "de_DE-thorsten-low"}, "body.voice", "readcast voices install de_DE-thorsten-low"),
    ({"text": TEXT, "language": "de"}, "body.language", "install"),
    ({"text": TEXT, "language": "not a language"}, "body.language", ""),
    ({"text": TEXT, "published_at": "yesterday"}, "body.published_at", ""),
    ({"text": TEXT, "source_url": "javascript:alert(1)"}, "body.source_url", ""),
    ({"text": TEXT, "external_id": ""}, "body.external_id", ""),
    ({"text": TEXT, "title": "a\0b"}, "body.title", "control character"),
    ({"text": TEXT, "colour": "red"}, "body.colour", ""),
    ({"html": "<html><body><nav><a href='/'>Home</a></nav></body></html>"}, "body.html", ""),
    ({"markdown": "```\ncode only\n```"}, "body.markdown", ""),
    ({"url": "ftp://news.example/a"}, "body.url", ""),
    ({"url": "http://10.0.0.1/"}, "body.url", ""),
    ({"url": "http://127.0.0.1:9/"}, "body.url", ""),
]


@pytest.mark.parametrize(
    ("body", "location", "says"), BAD, ids=[f"{location}-{n}" for n, (_, location, _) in enumerate(BAD)]
)
def test_bad_input_is_named_and_nothing_is_stored(
    client: TestClient, body: dict[str, Any], location: str, says: str
) -> None:
    answer = client.post("/v1/articles", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    error = answer.json()["errors"][0]
    assert error["location"] == location
    assert says in error["message"]
    assert client.get("/v1/articles").json()["items"] == []


def test_too_long_an_article_is_refused(settings: Settings) -> None:
    from api.app import create_app

    short = settings.model_copy(update={"max_article_characters": 50, "max_body_bytes": 2_000})
    with TestClient(create_app(short), base_url="http://127.0.0.1") as client:
        answer = client.post("/v1/articles", json={"text": TEXT})
        assert (answer.status_code, answer.json()["errors"][0]["location"]) == (413, "body.text")
        assert client.post("/v1/articles", json={"text": "word " * 1000}).status_code == 413
        chunks = (b"x" * 1000 for _ in range(10))  # no Content-Length
        answer = client.post("/v1/articles", content=chunks, headers={"content-type": "application/json"})
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
        assert client.get("/v1/articles").json()["items"] == []


def test_a_sentence_that_cannot_be_spoken_fails_the_narration_with_its_reason(
    client: TestClient, completed: Completed
) -> None:
    article = completed(external_id="bad", text="All is well here today. The ship sailed up the loch at noon.")
    narration = article["narrations"][0]
    assert (article["status"], narration["status"]) == ("failed", "failed")
    assert "loch" in narration["error"]
    answer = client.get(article["urls"]["audio"])
    assert answer.status_code == 409
    assert "loch" in answer.json()["detail"]
    assert client.post("/v1/articles", json={"text": TEXT, "external_id": "bad"}).status_code == 202
    assert wait(client, article["id"])["status"] == "completed"


def test_another_voice_that_was_canceled_can_be_had_again(client: TestClient, completed: Completed) -> None:
    article = completed(external_id="one")
    client.post("/v1/articles", json={"text": TEXT, "external_id": "one", "draft": True})
    client.post("/v1/articles", json={"text": TEXT, "external_id": "one"})
    other = {"voice": "en_US-other-low"}
    assert client.get(article["urls"]["audio"], params=other).status_code in (202, 302)
    wait(client, article["id"])
    assert client.get(article["urls"]["audio"], params=other).status_code == 302


def test_pages_with_the_same_canonical_link_are_not_one_article(client: TestClient) -> None:
    page = '<html><head><link rel="canonical" href="https://news.example/"></head><body><article><p>{}</p></article></body></html>'
    ids = {client.post("/v1/articles", json={"html": page.format(f"{TEXT} Number {n}.")}).json()["id"] for n in (1, 2)}
    assert len(ids) == 2
