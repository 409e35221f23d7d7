"""Sound as a stream: its formats, and that it ends when nobody takes it."""

import threading
from collections.abc import Generator

import numpy as np
import pytest

from tts.audio.speed import tempo_filter
from tts.audio.streamed import STREAM_FORMATS, streamed
from tts.errors import EncodingFailed, SynthesisFailed

RATE = 16_000


class Source:
    """Seconds of a tone, one at a time."""

    def __init__(self, count: int, fails_at: int = -1) -> None:
        self.given = 0
        self.closed = False
        self._count, self._fails_at = count, fails_at

    def pieces(self) -> Generator[bytes, None, None]:
        tone = np.sin(np.arange(RATE) * 0.2) * 8000
        try:
            while self.given < self._count:
                if self.given == self._fails_at:
                    raise SynthesisFailed("no")
                self.given += 1
                yield tone.astype("<i2").tobytes()
        finally:
            self.closed = True


@pytest.mark.parametrize("name", STREAM_FORMATS)
@pytest.mark.parametrize("speed", [1.0, 0.5])
def test_it_comes_while_it_is_made_and_ends_when_it_is_closed(name: str, speed: float) -> None:
    source = Source(1_000_000)
    chunks = streamed(source.pieces(), RATE, name, speed)
    assert any(next(chunks) for _ in range(3))
    chunks.close()
    assert source.closed
    assert source.given < 10_000
    assert not [thread for thread in threading.enumerate() if thread.name == "feed"]


@pytest.mark.parametrize("name", ["mp3", "flac", "wav"])
def test_what_goes_wrong_is_raised(name: str) -> None:
    with pytest.raises(SynthesisFailed):
        next(streamed(Source(3, fails_at=0).pieces(), RATE, name))
    with pytest.raises(SynthesisFailed):
        list(streamed(Source(3, fails_at=2).pieces(), RATE, name))
    assert list(streamed(Source(0).pieces(), RATE, name)) == []


def test_an_ffmpeg_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tts.audio.streamed.tempo_filter", lambda speed: "nonsense")
    with pytest.raises(EncodingFailed, match="nonsense"):
        list(streamed(Source(3).pieces(), RATE, "mp3", 2.0))


def test_bare_samples_have_one_rate() -> None:
    data = b"".join(streamed(Source(3).pieces(), 22_050, "pcm"))
    assert len(data) // 2 == pytest.approx(3 * RATE * 24_000 / 22_050, abs=2)
    found = np.frombuffer(data, "<i2").astype(float)
    assert 7_500 < np.abs(found).max() < 9_500
    with pytest.raises(KeyError):
        next(streamed(Source(1).pieces(), RATE, "midi"))


def test_far_speeds_take_two_steps() -> None:
    assert tempo_filter(2.5) == "atempo=2.5"
    assert tempo_filter(4.0) == "atempo=2.000000,atempo=2.000000"
    assert tempo_filter(0.25) == "atempo=0.500000,atempo=0.500000"
