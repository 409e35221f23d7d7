"""The speech endpoint: the real `openai` package against a real server, and what a TestClient can tell."""

import base64
import io
import json
import os
import subprocess
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import openai
import pytest
import soundfile
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.api.conftest import TEXT
from tests.servers import answers, free_ports, running
from tests.tiny_voice import BROKEN, make_tiny_voice
from tts.audio.encode import ffmpeg_path
from tts.audio.streamed import PCM_RATE

LONG = " ".join([TEXT] * 8)
KEY = "speech-key-speech-key"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A `readcast serve` of its own process, with a voice at 16 kHz, one at 22.05 kHz and one place."""
    folder = tmp_path_factory.mktemp("speech")
    make_tiny_voice(folder / "voices")
    make_tiny_voice(folder / "voices", "en_US-bright-low", sample_rate=22_050)
    settings = {"api_key": KEY, "default_voice": "en_US-tiny-low", "noise": "0", "noise_w": "0"}
    settings |= {"voice_aliases": '{"nova": "en_US-bright-low"}', "narrations_at_once": "1"}
    settings |= {"data_dir": str(folder / "data"), "voices_dir": str(folder / "voices")}
    settings |= {"max_speech_characters": "200000"}
    (port,) = free_ports(1)
    variables = [f"READCAST_{name.upper()}={value}" for name, value in settings.items()]
    program = str(Path(sysconfig.get_path("scripts")) / "readcast")
    without = [f"--unset={name}" for name in os.environ if name.startswith("READCAST_")]
    command = ["env", *without, *variables, program, "serve", "--port", str(port)]
    home = f"http://127.0.0.1:{port}"
    with running("readcast", command, folder / "log", lambda: answers(f"{home}/healthz")):
        yield home


@pytest.fixture(scope="module")
def program(address: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{address}/v1", api_key=KEY, max_retries=0)


def seconds(data: bytes, *how: str) -> float:
    """How long ffmpeg hears it."""
    command = [ffmpeg_path(), "-v", "error", *how, "-i", "pipe:0", "-f", "s16le", "-ar", "16000", "-ac", "1", "pipe:1"]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    assert not done.stderr, done.stderr
    return len(done.stdout) / 32_000


BARE = ("-f", "s16le", "-ar", str(PCM_RATE), "-ac", "1")


def test_each_format_lasts_as_long_as_the_others(program: openai.OpenAI) -> None:
    def speak(name: str, speed: float = 1.0) -> Any:
        return program.audio.speech.create(model="tts-1", voice="alloy", input=TEXT, response_format=name, speed=speed)

    whole = soundfile.info(io.BytesIO(speak("wav").content))
    assert (whole.samplerate, whole.channels) == (16_000, 1)
    assert whole.duration > 5
    types = {"mp3": "audio/mpeg", "opus": "audio/ogg", "aac": "audio/aac", "flac": "audio/flac", "pcm": "audio/pcm"}
    for name, media_type in types.items():
        answer = speak(name)
        assert answer.response.headers["content-type"] == media_type
        assert answer.response.headers["cache-control"] == "no-store"
        lasts = seconds(answer.content, *(BARE if name == "pcm" else ()))
        assert lasts == pytest.approx(whole.duration, abs=0.15), name
    for name, speed in (("mp3", 0.25), ("wav", 2.0), ("pcm", 4.0), ("opus", 3.5)):
        lasts = seconds(speak(name, speed).content, *(BARE if name == "pcm" else ()))
        assert lasts == pytest.approx(whole.duration / speed, rel=0.02), (name, speed)


def test_events_hold_the_same_audio(program: openai.OpenAI) -> None:
    asked: dict[str, Any] = {"model": "gpt-4o-mini-tts", "voice": "alloy", "input": TEXT}
    plain = program.audio.speech.create(**asked).content
    with program.audio.speech.with_streaming_response.create(**asked, stream_format="sse") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        events = [json.loads(line.removeprefix("data: ")) for line in answer.iter_lines() if line]
    *deltas, done = events
    assert {event["type"] for event in deltas} == {"speech.audio.delta"}
    assert len(deltas) > 1
    assert b"".join(base64.b64decode(event["audio"]) for event in deltas) == plain
    assert done["type"] == "speech.audio.done"
    usage = done["usage"]
    assert usage["input_tokens"] == len(TEXT)
    assert usage["output_tokens"] == pytest.approx(seconds(plain), abs=1.1)
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]


def test_a_name_of_openai_is_the_default_voice_or_its_alias(program: openai.OpenAI, address: str) -> None:
    rates = {}
    for voice in ("alloy", "nova", "en_US-bright-low", {"id": "en_US-tiny-low"}):
        wav = program.audio.speech.create(model="m", voice=voice, input="Hello there.", response_format="wav").content
        rates[str(voice)] = soundfile.info(io.BytesIO(wav)).samplerate
    assert list(rates.values()) == [16_000, 22_050, 22_050, 16_000]
    listed = {voice["id"]: voice for voice in httpx.get(f"{address}/v1/audio/voices").json()["voices"]}
    assert listed["en_US-bright-low"]["language"] == "en-US"
    assert listed["nova"]["name"] == "nova (en_US-bright-low)"
    assert listed["alloy"]["name"] == "alloy (en_US-tiny-low)"
    with pytest.raises(openai.BadRequestError) as unknown:
        program.audio.speech.create(model="m", voice="bob", input="Hello there.")
    assert unknown.value.param == "voice"
    assert "en_US-tiny-low" in unknown.value.message


def test_wrong_keys_and_requests_are_told_as_openai_tells_them(address: str, program: openai.OpenAI) -> None:
    stranger = openai.OpenAI(base_url=f"{address}/v1", api_key="wrong", max_retries=0)
    with pytest.raises(openai.AuthenticationError) as refused:
        stranger.audio.speech.create(model="m", voice="alloy", input="Hello there.")
    assert refused.value.code == "invalid_api_key"
    wrong: dict[str, Any]
    for wrong in ({"input": ""}, {"input": "..."}, {"speed": 5}, {"response_format": "ogg"}, {"input": "a" * 200_001}):
        with pytest.raises(openai.BadRequestError) as told:
            program.audio.speech.create(**{"model": "m", "voice": "alloy", "input": "Hello there.", **wrong})
        assert told.value.param == next(iter(wrong))
        assert told.value.type == "invalid_request_error"
    answer = httpx.post(f"{address}/v1/audio/speech", json={"input": "Hello there."})
    assert answer.status_code == 401
    assert set(answer.json()["error"]) == {"message", "type", "param", "code"}


def test_who_hangs_up_ends_the_work(program: openai.OpenAI) -> None:
    """The server has one place: it is taken while the text is spoken, and free as soon as nobody listens.

    So the first bytes come while nearly all of the text is not spoken yet.
    """
    for name in ("wav", "flac"):
        asked: dict[str, Any] = {"model": "m", "voice": "alloy", "input": (LONG * 60)[:200_000]}
        with program.audio.speech.with_streaming_response.create(**asked, response_format=name) as answer:
            chunks = answer.iter_bytes(1000)
            next(chunks)
            with pytest.raises(openai.RateLimitError) as full:
                program.audio.speech.create(model="m", voice="alloy", input="Hello there.")
            assert full.value.response.headers["retry-after"] == "1"
        patient = program.with_options(max_retries=5)
        assert patient.audio.speech.create(model="m", voice="alloy", input="Hello there.").content


def samples(data: bytes) -> Any:
    return soundfile.read(io.BytesIO(data), dtype="int16")[0]


def test_it_sounds_as_an_article_does(client: TestClient, completed: Callable[..., dict[str, Any]]) -> None:
    entry = {"written": "harbour", "spoken": "very big and very old harbour"}
    asked = {"input": TEXT, "response_format": "wav"}
    plain = samples(client.post("/v1/audio/speech", json=asked).content)
    assert client.post("/v1/lexicon", json={"entries": [entry]}).status_code == 200
    spoken = samples(client.post("/v1/audio/speech", json=asked).content)
    assert len(spoken) > len(plain) + 8_000
    article = completed()
    master = client.get(article["urls"]["audio"], params={"format": "flac"}, follow_redirects=True)
    assert np.array_equal(spoken, samples(master.content))
    # Nothing of it was kept.
    assert len(client.get("/v1/articles").json()["items"]) == 1


def test_a_text_that_cannot_be_spoken_is_an_error_and_not_half_a_file(client: TestClient) -> None:
    entry = {"written": "loch", "ipa": BROKEN}
    assert client.post("/v1/lexicon", json={"entries": [entry]}).status_code == 200
    for name in ("mp3", "flac", "wav"):
        answer = client.post("/v1/audio/speech", json={"input": "The loch.", "response_format": name})
        assert answer.status_code == 500
        assert answer.json()["error"]["type"] == "server_error"
    # With sound before it, the events say that there is no more.
    text = f"{TEXT} The loch is cold. {TEXT}"
    answer = client.post("/v1/audio/speech", json={"input": text, "stream_format": "sse"})
    events = [json.loads(line.removeprefix("data: ")) for line in answer.text.splitlines() if line]
    assert [event["type"] for event in events[-2:]] == ["speech.audio.delta", "error"]
    # And the next is spoken again.
    assert client.post("/v1/audio/speech", json={"input": "Hello there."}).status_code == 200


def test_a_client_that_must_have_a_key_sends_any_while_there_is_none(settings: Settings) -> None:
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1") as client:
        any_key = {"authorization": "Bearer unused"}
        assert client.post("/v1/audio/speech", json={"input": "Hello there."}, headers=any_key).status_code == 200
        beyond = {**any_key, "host": "rebound.example"}
        refused = client.post("/v1/audio/speech", json={"input": "Hello there."}, headers=beyond)
        assert refused.status_code == 403
        assert "readcast keys create" in refused.json()["error"]["message"]
