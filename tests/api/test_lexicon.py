"""A site's pronunciations over HTTP: kept, previewed, and heard in what is narrated from then on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from tests.api.conftest import TEXT, wait
from tests.mp3 import header_seconds

ENTRY = {"written": "harbour", "spoken": "har boor boor boor"}


def keys_of(client: TestClient, article: dict[str, Any]) -> list[str]:
    """What each sentence is read as, by the marks: their times change when it is spoken otherwise."""
    marks = client.get(article["narrations"][0]["urls"]["marks"]).json()["marks"]
    return [f"{m['text']} {m['end'] - m['start']:.3f}" for m in marks if m["type"] == "sentence"]


def test_entries_are_added_changed_and_taken_away(client: TestClient) -> None:
    assert client.get("/v1/lexicon").json() == {"items": [], "queued": None}
    added = client.post("/v1/lexicon", json={"entries": [ENTRY, {"written": "NASA", "ipa": "/ˈnæsə/"}]})
    assert added.status_code == 200, added.text
    by_word = {item["written"]: item for item in added.json()["items"]}
    assert by_word["NASA"]["ipa"] == "ˈnæsə"
    assert (by_word["harbour"]["match"], by_word["harbour"]["case_sensitive"]) == ("word", False)
    changed = client.post("/v1/lexicon", json={"entries": [{**ENTRY, "spoken": "harber"}]}).json()["items"]
    assert {item["id"] for item in changed} == {item["id"] for item in by_word.values()}
    assert client.delete(f"/v1/lexicon/{by_word['NASA']['id']}").status_code == 204
    assert client.delete(f"/v1/lexicon/{by_word['NASA']['id']}").status_code == 404
    assert client.delete("/v1/lexicon/").status_code == 404  # an id that was left out
    # In other capitals it is the same entry, unless capitals are told apart.
    again = client.post("/v1/lexicon", json={"entries": [{"written": "HARBOUR", "spoken": "haven"}]}).json()["items"]
    assert [(item["written"], item["spoken"]) for item in again] == [("HARBOUR", "haven")]
    replaced = client.put("/v1/lexicon", json={"entries": [{"written": "Oslo", "spoken": "Ooslo"}]}).json()["items"]
    assert [item["written"] for item in replaced] == ["Oslo"]
    assert client.delete("/v1/lexicon").status_code == 204
    assert client.get("/v1/lexicon").json()["items"] == []


def test_a_wrong_entry_is_named_and_nothing_is_stored(client: TestClient) -> None:
    entries = [ENTRY, {"written": "NASA", "spoken": "nasa", "ipa": "ˈnæsə"}]
    answer = client.put("/v1/lexicon", json={"entries": entries})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["location"] == "body.entries.1"
    assert "either spoken or ipa" in answer.json()["detail"]
    assert client.get("/v1/lexicon").json()["items"] == []


def test_a_spreadsheet_goes_out_and_comes_back(client: TestClient) -> None:
    client.put("/v1/lexicon", json={"entries": [ENTRY, {"written": "Saône", "ipa": "soːn", "language": "fr"}]})
    table = client.get("/v1/lexicon.csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    before = client.get("/v1/lexicon").json()
    back = client.put("/v1/lexicon.csv", content=table.content, headers={"Content-Type": "text/csv"})
    assert back.status_code == 200, back.text
    assert back.json() == before
    wrong = client.put("/v1/lexicon.csv", content=b"written,spoken\nOslo,\n", headers={"Content-Type": "text/csv"})
    assert wrong.status_code == 422
    assert table.content.startswith(b"\xef\xbb\xbf")  # by which spreadsheets know the encoding
    assert "line 2" in wrong.json()["detail"]
    latin = client.put("/v1/lexicon.csv", content="written,spoken\nSaône,sone\n".encode("latin-1"))
    assert (latin.status_code, "UTF-8" in latin.json()["detail"]) == (422, True)
    assert client.get("/v1/lexicon").json() == before


def test_a_preview_speaks_the_entry_and_stores_nothing(client: TestClient, tmp_path: Path) -> None:
    lengths = []
    for entry in (None, ENTRY):
        body = {"sentence": "The harbour reopened.", "entry": entry}
        answer = client.post("/v1/lexicon/preview", json=body)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/mpeg")
        (tmp_path / "preview.mp3").write_bytes(answer.content)
        lengths.append(header_seconds(tmp_path / "preview.mp3"))
    assert lengths[1] > lengths[0]
    assert client.get("/v1/lexicon").json()["items"] == []
    endless = {"written": "a", "spoken": "a long word " * 16}
    for sentence in ("***", "a " * 200):
        refused = client.post("/v1/lexicon/preview", json={"sentence": sentence, "entry": endless})
        assert refused.status_code in (413, 422)
        assert refused.json()["errors"][0]["location"] == "body.sentence"


def test_an_article_sounds_by_the_entries_when_it_is_posted_again(
    client: TestClient, completed: Callable[..., dict[str, Any]]
) -> None:
    first = completed(external_id="a")
    client.put("/v1/lexicon", json={"entries": [ENTRY]})
    assert client.get(f"/v1/articles/{first['id']}").json()["status"] == "completed"
    second = completed(external_id="a")
    assert second["narrations"][0]["id"] != first["narrations"][0]["id"]
    changed = [a != b for a, b in zip(keys_of(client, first), keys_of(client, second), strict=True)]
    assert changed == [True, False, False, False]
    again = client.post("/v1/articles", json={"text": TEXT, "external_id": "a"})
    assert again.status_code == 200


def test_rerender_narrates_anew_what_an_entry_occurs_in(
    client: TestClient, completed: Callable[..., dict[str, Any]]
) -> None:
    touched = completed(external_id="a")
    untouched = completed(external_id="b", text="Nothing of that kind is in this text at all. Not a word of it.")
    answer = client.put("/v1/lexicon", params={"rerender": True}, json={"entries": [ENTRY]})
    assert answer.json()["queued"] == 2  # the article and its takeaways
    # What was rendered is played until the new narration is there.
    assert client.get(f"/v1/articles/{touched['id']}/audio").status_code in (200, 302)
    new = wait(client, touched["id"])
    assert {n["status"] for n in new["narrations"]} == {"completed"}
    assert keys_of(client, new)[0] != keys_of(client, touched)[0]
    assert wait(client, untouched["id"])["narrations"] == untouched["narrations"]
    again = client.put("/v1/lexicon", params={"rerender": True}, json={"entries": [ENTRY]})
    assert again.json()["queued"] == 0
    assert client.delete("/v1/lexicon", params={"rerender": True}).status_code == 204
    back = wait(client, touched["id"])
    assert keys_of(client, back) == keys_of(client, touched)


def test_entries_belong_to_a_language(client: TestClient, completed: Callable[..., dict[str, Any]]) -> None:
    first = completed(external_id="a", language="en")
    client.put("/v1/lexicon", json={"entries": [{**ENTRY, "language": "de"}]})
    assert completed(external_id="a", language="en")["narrations"][0]["id"] == first["narrations"][0]["id"]


def test_what_is_read_later_is_read_by_the_entries_of_the_article(
    client: TestClient, completed: Callable[..., dict[str, Any]]
) -> None:
    first = completed(external_id="a")
    client.put("/v1/lexicon", json={"entries": [ENTRY]})
    client.get(f"/v1/articles/{first['id']}/audio", params={"voice": "en_US-other-low"})
    other = wait(client, first["id"])["narrations"][-1]
    assert other["voice"] == "en_US-other-low"
    assert other["duration"] == first["narrations"][0]["duration"]  # posted before there was an entry
    client.put("/v1/lexicon", params={"rerender": True}, json={"entries": [ENTRY]})
    both = [n for n in wait(client, first["id"])["narrations"] if n["kind"] == "article"]
    assert len(both) == 2
    assert all(n["duration"] > first["narrations"][0]["duration"] for n in both)
    # An entry that was taken away without being narrated anew can be heard to be gone later.
    client.put("/v1/lexicon", json={"entries": []})
    client.put("/v1/lexicon", params={"rerender": True}, json={"entries": []})
    back = [n for n in wait(client, first["id"])["narrations"] if n["kind"] == "article"]
    assert {n["duration"] for n in back} == {first["narrations"][0]["duration"]}


def test_an_edit_waits_in_its_place_when_the_lexicon_changes(
    client: TestClient, completed: Callable[..., dict[str, Any]]
) -> None:
    first = completed(external_id="a")
    client.post("/v1/articles", json={"text": f"{TEXT} The harbour is old.", "external_id": "a"})
    client.put("/v1/lexicon", params={"rerender": True}, json={"entries": [ENTRY]})
    new = wait(client, first["id"])
    assert {n["status"] for n in new["narrations"]} == {"completed"}
    assert len(keys_of(client, new)) == len(keys_of(client, first)) + 1
