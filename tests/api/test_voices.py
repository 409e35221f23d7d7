"""The voice selection API."""

import io

import mutagen
from fastapi.testclient import TestClient


def test_voices_are_listed_installed_ones_first(client: TestClient) -> None:
    items = client.get("/v1/voices").json()["items"]
    flags = [item["installed"] for item in items]
    assert flags == sorted(flags, reverse=True)
    assert len(items) > 70
    (default,) = [item for item in items if item["default"]]
    assert default["name"] == "en_US-tiny-low"
    assert default["sample_rate"] == 16_000


def test_voices_are_filtered_by_language(client: TestClient) -> None:
    german = client.get("/v1/voices", params={"language": "de"}).json()["items"]
    assert german
    assert all(item["language"].startswith("de-") for item in german)
    assert client.get("/v1/voices", params={"language": "en-GB"}).json()["items"]
    here = client.get("/v1/voices", params={"installed": True}).json()["items"]
    assert {"en_US-tiny-low", "en_US-other-low"} <= {item["name"] for item in here}


def test_one_voice_and_how_it_sounds(client: TestClient) -> None:
    voice = client.get("/v1/voices/en_US-tiny-low").json()
    assert voice["installed"]
    preview = client.get(voice["preview_url"])
    assert preview.status_code == 302
    file = client.get(preview.headers["location"])
    assert mutagen.File(io.BytesIO(file.content)).info.length > 1
    assert client.get(voice["preview_url"]).headers["location"] == preview.headers["location"]


def test_a_voice_that_is_not_installed_is_shown_but_cannot_speak(client: TestClient) -> None:
    voice = client.get("/v1/voices/de_DE-thorsten-low").json()
    assert (voice["installed"], voice["preview_url"]) == (False, None)
    answer = client.get("/v1/voices/de_DE-thorsten-low/preview")
    assert answer.status_code == 404
    assert "readcast voices install de_DE-thorsten-low" in answer.json()["detail"]


def test_an_unknown_voice_names_those_there_are(client: TestClient) -> None:
    answer = client.get("/v1/voices/nova")
    assert answer.status_code == 404
    assert "en_US-tiny-low" in answer.json()["detail"]
