"""What a publisher sets for all of its articles, and what it does to them."""

from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient

FRAGMENT = """<p>The old harbour reopened on Monday after two years of work.</p>
<p class="poll">Do you like the harbour? Vote now and tell all of your friends.</p>
<table><tr><th>Year</th><th>Ships</th></tr><tr><td>2024</td><td>77</td></tr></table>
<p data-readcast="pause:1500">Nobody was hurt in all that time.</p>
<blockquote data-readcast="voice:en_US-other-low">We waited for a long time.</blockquote>"""


def spoken(client: TestClient, article: dict[str, Any]) -> list[str]:
    marks = client.get(article["narrations"][0]["urls"]["marks"]).json()["marks"]
    return [mark["text"] for mark in marks if mark["type"] == "sentence"]


def test_a_sites_settings_change_what_is_read(client: TestClient, completed: Callable[..., dict[str, Any]]) -> None:
    plain = spoken(client, completed(text=None, html=FRAGMENT, external_id="a"))
    assert "Do you like the harbour?" in plain
    changes = {"exclude_selectors": [".poll"], "table_note": "There is a table here."}
    changed = client.patch("/v1/site", json=changes)
    assert changed.status_code == 200, changed.text
    assert client.get("/v1/site").json() == changed.json()
    assert spoken(client, completed(text=None, html=FRAGMENT, external_id="a")) == [
        "The old harbour reopened on Monday after two years of work.",
        "There is a table here.",
        "Nobody was hurt in all that time.",
        "We waited for a long time.",
    ]
    client.patch("/v1/site", json={"exclude_selectors": [], "table_note": None})
    assert spoken(client, completed(text=None, html=FRAGMENT, external_id="a")) == plain


def test_a_wrong_setting_is_named(client: TestClient) -> None:
    answer = client.patch("/v1/site", json={"include_selectors": [".story", "p["]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["location"] == "body.include_selectors.1"
    for selector in ("svg|p", "p ~ p ~ p"):
        assert client.patch("/v1/site", json={"exclude_selectors": [selector]}).status_code == 422
    answer = client.patch("/v1/site", json={"default_voice": "nobody"})
    assert answer.json()["errors"][0]["location"] == "body.default_voice"
    assert client.patch("/v1/site", json={"title": None}).status_code == 422
    assert client.patch("/v1/site", json={"unknown": 1}).status_code == 422


def test_a_block_by_a_voice_that_is_not_there_is_refused(client: TestClient) -> None:
    html = FRAGMENT.replace("en_US-other-low", "en_US-nobody-low")
    answer = client.post("/v1/articles", json={"html": html})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["location"] == "body.html"
    assert "en_US-nobody-low" in answer.json()["detail"]


def test_a_language_without_a_voice_names_one_to_install(client: TestClient) -> None:
    german = "Der alte Hafen wurde am Montag nach zwei Jahren wieder eröffnet. Die Bürgermeisterin dankte allen."
    answer = client.post("/v1/articles", json={"text": german})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["location"] == "body.language"
    assert "readcast voices install" in answer.json()["detail"]
    assert "de_DE-" in answer.json()["detail"]
    # Who names a voice gets it.
    assert client.post("/v1/articles", json={"text": german, "voice": "en_US-tiny-low"}).status_code == 202


def test_another_default_voice_is_for_new_articles(
    client: TestClient, completed: Callable[..., dict[str, Any]]
) -> None:
    old = completed(external_id="a")
    client.patch("/v1/site", json={"default_voice": "en_US-other-low"})
    assert client.get(f"/v1/articles/{old['id']}/audio").status_code in (200, 302)
    assert '<option value="en_US-tiny-low" selected>' in client.get(f"/embed/{old['id']}").text
    assert completed(external_id="b")["narrations"][0]["voice"] == "en_US-other-low"
