"""Listeners hear what is there as soon as it is there, from whichever process, and nothing is left behind."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.live import LiveStream
from api.settings import Settings
from api.streams import Streams
from storage.audio_store import open_audio_store
from storage.database import Database
from storage.errors import LeaseLost
from storage.leases import Rendered, claim_next, complete, fail, release
from storage.models import Narration
from tests.api.conftest import TEXT, wait
from tests.servers import free_ports
from tests.storage.samples import claim
from tests.tts.audio.test_hls import pcm
from tts.audio.encode import FORMATS, Encoder
from tts.audio.hls import mp3_of, segment_seconds

RATE, FRAME_BYTES = 16_000, 288
LONG = "\n\n".join(f"{TEXT} This is part number {n} of a long story." for n in range(30))


@pytest.fixture(scope="module")
def mp3(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Half a minute, as an encoder gives it."""
    heard = bytearray()
    with Encoder(RATE, {tmp_path_factory.mktemp("mp3") / "a.mp3": FORMATS["mp3"]}, heard.extend) as encoder:
        encoder.write(pcm(30, RATE))
    return bytes(heard)


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application on a free port; its address."""
    (port,) = free_ports(1)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started or not thread.is_alive())
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def until(condition: Callable[[], Any], patience: float = 30) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class Listener:
    """Somebody who listens to an address from its beginning until it ends, or until they had enough."""

    def __init__(self, url: str, enough: int | None = None) -> None:
        self.heard = bytearray()
        self.broken = False
        self._thread = threading.Thread(target=self._listen, args=(url, enough))
        self._thread.start()

    def _listen(self, url: str, enough: int | None) -> None:
        try:
            with httpx.stream("GET", url, timeout=60) as answer:
                assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/mpeg")
                for data in answer.iter_bytes():
                    self.heard += data
                    if enough is not None and len(self.heard) >= enough:
                        return
        except httpx.RemoteProtocolError:
            self.broken = True

    def wait(self) -> bytes:
        self._thread.join(60)
        assert not self._thread.is_alive()
        return bytes(self.heard)


@dataclass
class Render:
    """A narration that is rendered as fast as the test wants."""

    live: LiveStream
    narration: Narration
    database: Database

    def complete(self) -> None:
        count, prefix, owner = self.live.finish(), self.live.prefix, self.narration.lease_owner or ""
        rendered = Rendered("k", 30.0, 30 * RATE, RATE, "m", "n", stream_prefix=prefix, stream_segments=count)
        with self.database.write() as session:
            complete(session, self.narration.id, owner, rendered)


@dataclass
class House:
    """A server that does not render by itself, and an article that waits."""

    settings: Settings
    streams: Streams  # of who renders
    address: str
    article: dict[str, Any]

    @property
    def home(self) -> str:
        return f"{self.address}/v1/narrations/{self.article['narrations'][0]['id']}"

    @contextmanager
    def render(self) -> Iterator[Render]:
        with self.streams.database.write() as session:
            narration = claim_next(session, f"w{time.monotonic()}", 60, 3)
        assert narration is not None
        with LiveStream(self.streams, narration, RATE) as live:
            yield Render(live, narration, self.streams.database)

    def stored(self) -> list[Path]:
        return sorted((self.settings.data_dir / "audio" / "hls").rglob("*.ts"))

    def playlist(self) -> list[str]:
        answer = httpx.get(f"{self.home}/hls/index.m3u8")
        assert "#EXT-X-PLAYLIST-TYPE:EVENT" in answer.text, answer.text
        return [line for line in answer.text.splitlines() if not line.startswith("#")]


@pytest.fixture(params=["this process", "another process"])
def house(request: pytest.FixtureRequest, settings: Settings) -> Iterator[House]:
    app = create_app(settings, render=False)
    with ExitStack() as stack:
        address = stack.enter_context(served(app))
        article = httpx.post(f"{address}/v1/articles", json={"text": TEXT}).json()
        streams = app.state.assembly.streams
        if request.param == "another process":
            database = Database(settings.database)
            stack.callback(database.close)
            streams = Streams(database, open_audio_store(settings.store))
        yield House(settings, streams, address, article)


def bytes_of(number_of_segments: int) -> int:
    seconds = sum(segment_seconds(number, RATE) for number in range(number_of_segments))
    return round(seconds * RATE / 576) * FRAME_BYTES


def test_what_is_made_is_heard_at_once(house: House, mp3: bytes) -> None:
    whole = mp3
    with house.render() as render:
        listeners = [Listener(f"{house.home}/stream.mp3") for _ in range(3)]
        leaver = Listener(f"{house.home}/stream.mp3", enough=1)
        given = 0
        for count in (1, 2, 4, 7):  # segments
            render.live.hear(mp3[given : bytes_of(count)])
            given = bytes_of(count)
            for listener in listeners:
                until(lambda heard=listener.heard: len(heard) >= bytes_of(count))  # noqa: B023 - called here
                assert listener.heard == whole[: bytes_of(count)]
        assert whole.startswith(leaver.wait())
        late = Listener(f"{house.home}/stream.mp3")
        until(lambda: late.heard)
        render.live.hear(mp3[given:])
        render.complete()
    for listener in (*listeners, late):
        assert listener.wait() == whole
        assert not listener.broken


def test_the_playlist_tells_what_can_be_fetched(house: House, mp3: bytes) -> None:
    with house.render() as render:
        render.live.hear(mp3[: bytes_of(2)])
        until(lambda: len(house.playlist()) == 2)
        render.live.hear(mp3[bytes_of(2) : bytes_of(3)])
        until(lambda: len(house.playlist()) == 3)
        files = [httpx.get(url) for url in house.playlist()]
        assert {(file.status_code, file.headers["content-type"]) for file in files} == {(200, "video/mp2t")}
        assert b"".join(mp3_of(file.content) for file in files) == mp3[: bytes_of(3)]


def test_who_listened_to_what_failed_is_not_told_that_it_ended(house: House, mp3: bytes) -> None:
    with house.render() as render:
        listener = Listener(f"{house.home}/stream.mp3")
        render.live.hear(mp3[: bytes_of(3)])
        until(lambda: len(listener.heard) == bytes_of(3))
    with house.streams.database.write() as session:
        fail(session, render.narration.id, render.narration.lease_owner or "", "out of breath")
    listener.wait()
    assert listener.broken
    answer = httpx.get(f"{house.home}/stream.mp3")
    assert (answer.status_code, "out of breath" in answer.text) == (409, True)


def test_a_second_attempt_leaves_nothing_of_the_first(house: House, mp3: bytes) -> None:
    with suppress(KeyboardInterrupt), house.render() as render:
        listener = Listener(f"{house.home}/stream.mp3")
        render.live.hear(mp3)  # more segments at once than are told one by one
        until(lambda: len(listener.heard) >= bytes_of(5))
        raise KeyboardInterrupt
    with house.streams.database.write() as session:
        release(session, render.narration.id, render.narration.lease_owner or "")
    with house.render() as render:
        render.live.hear(mp3)
        render.complete()
    listener.wait()
    assert listener.broken
    with house.streams.database.read() as session:
        count = session.get_one(Narration, render.narration.id).stream_segments
    prefix = house.settings.data_dir / "audio" / render.live.prefix
    assert house.stored() == [prefix / f"{number:05}.ts" for number in range(count)]


def test_deleting_what_is_being_rendered_leaves_no_segment(house: House, mp3: bytes) -> None:
    with pytest.raises(LeaseLost), house.render() as render:
        render.live.hear(mp3[:-1000])
        until(lambda: len(house.stored()) > 8)
        assert httpx.delete(f"{house.address}/v1/articles/{house.article['id']}").status_code == 204
        render.live.hear(mp3[-1000:])
        render.complete()
    assert house.stored() == []
    assert httpx.get(f"{house.home}/stream.mp3").status_code == 404


def test_a_real_render_takes_the_place_of_one_that_stopped(settings: Settings, mp3: bytes) -> None:
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1") as client:
        article = client.post("/v1/articles", json={"text": TEXT}).json()
        streams = client.app.state.assembly.streams  # type: ignore[attr-defined]
        narration = claim(streams.database, "w")
        assert narration is not None
        with LiveStream(streams, narration, RATE) as live:
            live.hear(mp3[: bytes_of(3)])
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        twin = client.post("/v1/articles", json={"text": TEXT, "external_id": "twin"}).json()
        twin = wait(client, twin["id"])  # the same sound: the one that stopped has only to share it
        streams = client.app.state.assembly.streams  # type: ignore[attr-defined]
        with streams.database.write() as session:
            release(session, narration.id, "w")
        assert wait(client, article["id"])["status"] == "completed"
        with streams.database.read() as session:
            rows = [session.get_one(Narration, one["narrations"][0]["id"]) for one in (article, twin)]
    files = list((settings.data_dir / "audio" / "hls").rglob("*.ts"))
    assert len(files) == sum(row.stream_segments for row in rows)
    assert rows[1].stream_segments == len(files)


def test_another_process_is_heard_and_who_leaves_stops_nothing(settings: Settings) -> None:
    with served(create_app(settings)) as renders, served(create_app(settings, render=False)) as serves:
        article = httpx.post(f"{serves}/v1/articles", json={"text": LONG}, timeout=60).json()
        stream = f"/v1/narrations/{article['narrations'][0]['id']}/stream.mp3"
        leaver = Listener(f"{renders}{stream}", enough=1)
        listeners = [Listener(f"{address}{stream}") for address in (serves, renders, serves)]
        assert len(leaver.wait()) < 100_000
        heard = [listener.wait() for listener in listeners]
        done = httpx.get(f"{serves}/v1/articles/{article['id']}").json()["narrations"][0]
    assert heard[0] == heard[1] == heard[2]
    assert not any(listener.broken for listener in listeners)
    assert done["status"] == "completed"
    assert len(heard[0]) / FRAME_BYTES * 576 / RATE == pytest.approx(done["duration"], abs=0.1)
