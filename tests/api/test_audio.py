"""The audio address: voices, speeds, formats, takeaways, marks, and how files are served."""

import io
import time
from collections.abc import Callable, Iterator
from typing import Any

import mutagen
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from storage.database import Database
from storage.renditions import find_rendition
from tests.api.conftest import TEXT, wait
from tts.synthesizer import PiperSynthesizer, SpeechStream

Completed = Callable[..., dict[str, Any]]


def audio(client: TestClient, article: dict[str, Any], **query: Any) -> bytes:
    answer = client.get(article["urls"]["audio"], params=query)
    assert answer.status_code == 302, answer.text
    file = client.get(answer.headers["location"])
    assert file.status_code == 200
    return file.content


def seconds(data: bytes) -> float:
    return float(mutagen.File(io.BytesIO(data)).info.length)


def test_what_is_not_ready_says_so_and_is_never_cached(settings: Settings) -> None:
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1", follow_redirects=False) as client:
        article = client.post("/v1/articles", json={"text": TEXT}).json()
        for address in (article["urls"]["audio"], article["narrations"][0]["urls"]["marks"]):
            answer = client.get(address)
            assert answer.status_code == 202
            assert answer.headers["cache-control"] == "no-store"
            assert int(answer.headers["retry-after"]) > 0
            assert (answer.json()["status"], answer.json()["progress"]) == ("queued", 0)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("mp3", "audio/mpeg"), ("opus", "audio/ogg"), ("aac", "audio/mp4"), ("flac", "audio/flac"), ("wav", "audio/wav")],
)
def test_every_format_is_served_with_its_type(
    client: TestClient, completed: Completed, name: str, media_type: str
) -> None:
    article = completed()
    address = client.get(article["urls"]["audio"], params={"format": name}).headers["location"]
    file = client.get(address)
    assert file.headers["content-type"] in (media_type, media_type.replace("audio/", "audio/x-"), "audio/mp4a-latm")
    assert seconds(file.content) == pytest.approx(article["narrations"][0]["duration"], abs=0.1)


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.5, 2.0])
def test_speed_variants_are_files_and_their_marks_scale(client: TestClient, completed: Completed, speed: float) -> None:
    article = completed()
    duration = article["narrations"][0]["duration"]
    assert seconds(audio(client, article, speed=speed)) == pytest.approx(duration / speed, abs=0.1)
    marks = article["narrations"][0]["urls"]["marks"]
    plain, scaled = client.get(marks).json(), client.get(marks, params={"speed": speed}).json()
    assert scaled["duration"] == pytest.approx(duration / speed, abs=0.01)
    assert scaled["marks"][-1]["end"] == pytest.approx(plain["marks"][-1]["end"] / speed, abs=0.01)


def test_speeds_of_the_settings_are_made_ahead(settings: Settings) -> None:
    ahead = settings.model_copy(update={"speeds": (1.5,)})
    database = Database(settings.database)
    with TestClient(create_app(ahead), base_url="http://127.0.0.1") as client:
        article = wait(client, client.post("/v1/articles", json={"text": TEXT}).json()["id"])
        deadline = time.monotonic() + 30
        rendition = None
        while rendition is None or rendition.status != "completed":
            assert time.monotonic() < deadline
            with database.read() as session:
                rendition = find_rendition(session, article["narrations"][0]["id"], "mp3", 1.5)
    database.close()


@pytest.mark.parametrize(
    ("query", "location"),
    [
        ({"speed": 4}, "query.speed"),
        ({"speed": "fast"}, "query.speed"),
        ({"speed": "nan"}, "query.speed"),
        ({"voice": "nova"}, "query.voice"),
        ({"format": "midi"}, "query.format"),
        ({"kind": "poem"}, "query.kind"),
    ],
)
def test_bad_choices_are_named(client: TestClient, completed: Completed, query: dict[str, Any], location: str) -> None:
    answer = client.get(completed()["urls"]["audio"], params=query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["location"] == location


def test_another_voice_is_rendered_when_it_is_asked_for(client: TestClient, completed: Completed) -> None:
    article = completed()
    answer = client.get(article["urls"]["audio"], params={"voice": "en_US-other-low"})
    assert answer.status_code == 202
    assert answer.json()["voice"] == "en_US-other-low"
    article = wait(client, article["id"])
    assert {n["voice"] for n in article["narrations"]} == {"en_US-tiny-low", "en_US-other-low"}
    audio(client, article, voice="en_US-other-low")


def test_takeaways_have_text_and_a_narration_of_their_own(client: TestClient, completed: Completed) -> None:
    article = completed(text="\n\n".join([TEXT] * 3).replace("Nobody", "Almost nobody", 1))
    answer = client.get(article["urls"]["takeaways"]).json()
    assert 3 <= len(answer["takeaways"]) <= 5
    assert all(item["text"] in TEXT or "Almost" in item["text"] for item in answer["takeaways"])
    length = seconds(audio(client, article, kind="takeaways"))
    assert 0 < length < article["narrations"][0]["duration"]
    assert client.get(answer["audio"]).status_code == 302


def test_takeaways_take_their_sentences_from_the_article(
    settings: Settings, client: TestClient, completed: Completed, monkeypatch: pytest.MonkeyPatch
) -> None:
    completed()  # the voice's level is measured by now
    spoken: list[tuple[str, ...]] = []
    whole = PiperSynthesizer._spoken

    def listening(self: PiperSynthesizer, words: tuple[str, ...], sizes: Iterator[int]) -> SpeechStream:
        spoken.append(words)
        return whole(self, words, sizes)

    monkeypatch.setattr(PiperSynthesizer, "_spoken", listening)
    article = completed(text=TEXT + "\n\n" + TEXT.replace("harbour", "bridge").replace("th", "Th"))
    assert [(n["kind"], n["status"]) for n in article["narrations"]] == [
        ("article", "completed"),
        ("takeaways", "completed"),
    ]
    assert len(spoken) == len(set(spoken)) == 8


def test_marks_are_the_articles_words(client: TestClient, completed: Completed) -> None:
    article = completed(title="Harbour reopens")
    answer = client.get(article["narrations"][0]["urls"]["marks"])
    assert "immutable" in answer.headers["cache-control"]
    marks = answer.json()["marks"]
    sentences = [mark for mark in marks if mark["type"] == "sentence"]
    assert (sentences[0]["text"], sentences[0]["block"], sentences[0]["start"]) == ("Harbour reopens", -1, 0)
    assert " ".join(mark["text"] for mark in sentences[1:]) == " ".join(TEXT.split())
    assert "300" in [mark["text"] for mark in marks if mark["type"] == "word"]
    vtt = client.get(client.get(article["urls"]["transcript"]).headers["location"])
    assert vtt.headers["content-type"].startswith("text/vtt")
    assert vtt.text.startswith("WEBVTT\n\n1\n00:00:00.000 --> ")


def test_local_files_have_range_etag_and_stay_cached(client: TestClient, completed: Completed) -> None:
    address = client.get(completed()["urls"]["audio"]).headers["location"]
    whole = client.get(address)
    assert whole.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert whole.headers["accept-ranges"] == "bytes"
    part = client.get(address, headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
    assert client.get(address, headers={"range": f"bytes={len(whole.content)}-"}).status_code == 416
    assert client.get(address, headers={"if-none-match": whole.headers["etag"]}).status_code == 304
    assert client.head(address).headers["content-length"] == str(len(whole.content))
    assert client.get("/audio/../readcast.db").status_code == 404
    assert client.get("/audio/%2e%2e/%2e%2e/readcast.db").status_code == 404


def test_head_leads_to_the_audio_too(client: TestClient, completed: Completed) -> None:
    assert client.head(completed()["urls"]["audio"]).status_code == 302
