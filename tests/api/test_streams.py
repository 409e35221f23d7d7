"""A narration is heard while it is rendered, as one MP3 and as HLS, and no less well afterwards."""

import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.routes import streams
from api.settings import Settings
from storage.database import Database
from storage.models import Narration
from storage.narrations import get_narration
from tests.api.conftest import TEXT, wait
from tests.storage.samples import claim
from tts.audio.encode import ffmpeg_path
from tts.audio.hls import mp3_of
from tts.audio.mp3 import delay_seconds, without_tags

Completed = Callable[..., dict[str, Any]]
LONG = "\n\n".join(f"{TEXT} This is part number {n} of a long story." for n in range(30))
RATE, FRAME_BYTES, FRAME = 16_000, 288, 576 / 16_000  # of the tiny voice's MP3s


@pytest.fixture
def waiting(settings: Settings) -> Any:
    """The application without its render threads."""
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


def seconds(mp3: bytes) -> float:
    command = [ffmpeg_path(), "-v", "error", "-i", "pipe:0", "-f", "s16le", "-ac", "1", "-ar", str(RATE), "-"]
    done = subprocess.run(command, input=mp3, capture_output=True, check=True)
    assert done.stderr == b""
    return len(done.stdout) / 2 / RATE


def post(client: TestClient, text: str = LONG, **fields: Any) -> dict[str, Any]:
    answer = client.post("/v1/articles", json={"text": text, **fields})
    assert answer.status_code == 202, answer.text
    article: dict[str, Any] = answer.json()
    return article


def urls(article: dict[str, Any]) -> dict[str, str]:
    """Those of the narration of the article itself."""
    found: dict[str, str] = next(n["urls"] for n in article["narrations"] if n["kind"] == "article")
    return found


def segment_urls(playlist: str) -> list[str]:
    return [line for line in playlist.splitlines() if not line.startswith("#")]


def segments(client: TestClient, playlist: str) -> bytes:
    """The MP3 in all segments of a playlist."""
    answers = [client.get(url) for url in segment_urls(playlist)]
    assert {(answer.status_code, answer.headers["content-type"]) for answer in answers} == {(200, "video/mp2t")}
    return b"".join(mp3_of(answer.content) for answer in answers)


def vod(client: TestClient, article: dict[str, Any]) -> str:
    answer = client.get(urls(article)["hls"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/vnd.apple.mpegurl")
    assert answer.headers["cache-control"] == "no-store"
    assert "#EXT-X-PLAYLIST-TYPE:VOD" in answer.text and answer.text.endswith("#EXT-X-ENDLIST\n")
    lengths = [float(length) for length in re.findall("#EXTINF:([0-9.]+),", answer.text)]
    assert sum(lengths) == pytest.approx(article["narrations"][0]["duration"] + delay_seconds(RATE), abs=1e-3)
    return answer.text


def kept(settings: Settings) -> list[Path]:
    """The segments in the store."""
    return sorted((settings.data_dir / "audio" / "hls").rglob("*.ts"))


def row(settings: Settings, article: dict[str, Any]) -> Narration:
    database = Database(settings.database)
    with database.read() as session:
        narration = get_narration(session, article["narrations"][0]["id"])
    database.close()
    return narration


def test_an_article_just_posted_is_heard_to_its_end(client: TestClient, settings: Settings) -> None:
    article = post(client)
    answer = client.get(urls(article)["stream"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/mpeg")
    assert answer.headers["cache-control"] == "no-store"
    article = wait(client, article["id"])
    duration = article["narrations"][0]["duration"]
    assert seconds(answer.content) == pytest.approx(duration, abs=3.5 * FRAME)
    assert segments(client, vod(client, article)) == answer.content
    assert len(kept(settings)) == row(settings, article).stream_segments > 5


def test_a_completed_narration_is_its_file(client: TestClient) -> None:
    article = post(client)
    streamed = client.get(urls(article)["stream"]).content
    wait(client, article["id"])
    answer = client.get(urls(article)["stream"])
    assert (answer.status_code, answer.headers["cache-control"]) == (302, "no-store")
    file = client.get(answer.headers["location"])
    assert answer.headers["location"] == client.get(urls(article)["audio"]).headers["location"]
    assert without_tags(file.content)[FRAME_BYTES:] == streamed


def test_the_playlist_grows_while_the_narration_is_rendered(client: TestClient) -> None:
    article = post(client)
    answer = client.get(urls(article)["hls"])
    assert "#EXT-X-PLAYLIST-TYPE:EVENT" in answer.text
    assert "#EXT-X-ENDLIST" not in answer.text
    begun = segment_urls(answer.text)
    assert begun
    assert segments(client, answer.text)
    article = wait(client, article["id"])
    assert segment_urls(vod(client, article))[: len(begun)] == begun


def test_what_nobody_heard_is_cut_when_it_is_asked_for(
    client: TestClient, completed: Completed, settings: Settings
) -> None:
    article = completed(priority="batch")
    assert kept(settings) == []
    playlist = vod(client, article)
    file = client.get(client.get(urls(article)["stream"]).headers["location"]).content
    assert segments(client, playlist) == without_tags(file)[FRAME_BYTES:]
    made = kept(settings)
    assert len(made) == row(settings, article).stream_segments > 3
    assert vod(client, article) == playlist
    assert kept(settings) == made


def test_what_is_rendered_like_another_has_a_stream_of_its_own(client: TestClient, completed: Completed) -> None:
    one, two = completed(external_id="one"), completed(external_id="two")
    both = vod(client, one), vod(client, two)
    assert not set(segment_urls(both[0])) & set(segment_urls(both[1]))
    assert len(segments(client, both[0])) == pytest.approx(len(segments(client, both[1])), abs=2 * FRAME_BYTES)
    assert client.delete(f"/v1/articles/{one['id']}").status_code == 204
    assert segments(client, both[1])


@pytest.mark.parametrize("text", ["They rowed over the loch.", f"{TEXT} They rowed over the loch."])
@pytest.mark.parametrize("which", ["stream", "hls"])
def test_a_failed_narration_says_why(client: TestClient, completed: Completed, which: str, text: str) -> None:
    article = completed(text=text)
    answer, marks = client.get(urls(article)[which]), client.get(urls(article)["marks"])
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == marks.json()
    assert "loch" in answer.json()["detail"]


@pytest.mark.parametrize("which", ["stream.mp3", "hls/index.m3u8"])
def test_what_is_unknown_or_a_draft_is_not_found(client: TestClient, completed: Completed, which: str) -> None:
    article = completed(external_id="one")
    home = f"/v1/narrations/{article['narrations'][0]['id']}"
    assert client.get(f"{home}/{which}").status_code in (200, 302)
    client.post("/v1/articles", json={"text": TEXT, "external_id": "one", "draft": True})
    for address in (home, "/v1/narrations/nar_none"):
        answer = client.get(f"{address}/{which}")
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("which", ["stream", "hls"])
def test_who_waits_in_vain_is_told_to_come_back_and_goes_first(
    waiting: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    monkeypatch.setattr(streams, "_PATIENCE_SECONDS", 0.3)
    batch = [post(waiting, text=f"{TEXT} Number {n}.", priority="batch") for n in range(3)]
    begun = time.monotonic()
    answer = waiting.get(urls(batch[2])[which])
    assert time.monotonic() - begun >= 0.3
    assert (answer.status_code, answer.json()["status"]) == (202, "queued")
    assert int(answer.headers["retry-after"]) > 0
    assert next_in(settings) == batch[2]["narrations"][0]["id"]


def test_a_listener_goes_before_what_nobody_waits_for(waiting: TestClient, settings: Settings) -> None:
    batch = post(waiting, text=f"{TEXT} First.", priority="batch")
    interactive = post(waiting, text="\n\n".join([TEXT] * 3))
    assert [n["kind"] for n in interactive["narrations"]] == ["article", "takeaways"]
    order = [next_in(settings) for _ in range(3)]
    # The takeaways wait for their article, whose sentences they say again.
    assert order == [interactive["narrations"][0]["id"], batch["narrations"][0]["id"], None]


def next_in(settings: Settings) -> str | None:
    """The narration that is rendered next."""
    database = Database(settings.database)
    narration = claim(database, "w")
    database.close()
    return narration.id if narration else None


def test_deleting_an_article_deletes_its_segments(client: TestClient, completed: Completed, settings: Settings) -> None:
    heard, cut = completed(), completed(text=f"{TEXT} Another.", priority="batch")
    vod(client, cut)
    assert len(kept(settings)) == sum(row(settings, article).stream_segments for article in (heard, cut))
    for article in (heard, cut):
        playlist = vod(client, article)
        assert client.delete(f"/v1/articles/{article['id']}").status_code == 204
        assert {client.get(url).status_code for url in segment_urls(playlist)} == {404}
        assert client.get(urls(article)["hls"]).status_code == 404
    assert kept(settings) == []
