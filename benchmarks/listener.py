"""A listener: hears a narration over HTTP while it is made, as a player does that starts as soon as it can."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx
import numpy as np
from imageio_ffmpeg import get_ffmpeg_exe

_PATIENCE_SECONDS = 60
_PAUSE_SECONDS = 0.01  # between two questions for something that is not there yet
_KBITS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),  # MPEG-1 layer III
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),  # MPEG-2
    0: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),  # MPEG-2.5
}
_HERTZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


@dataclass(frozen=True)
class Heard:
    first: float  # time.perf_counter() when there was something to decode
    underrun: float  # seconds that the player had to wait at most, playing from then on
    data: bytes  # MP3, or transport stream
    begun: int  # bytes of it that were there at `first`


class Mp3Frames:
    """Counts the whole frames of an MP3 that grows; a tag before them and the Info frame do not count."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.count, self.seconds = 0, 0.0
        self._place = 0

    def add(self, data: bytes) -> None:
        """Raises ValueError where no frame begins."""
        self.data += data
        while (head := self.data[self._place : self._place + 10]) and len(head) == 10:
            size, seconds = _tag(head) if head[:3] == b"ID3" else _frame(head)
            if len(self.data) < self._place + size:
                return
            frame = self.data[self._place : self._place + size]
            if seconds and not any(name in frame[:64] for name in (b"Info", b"Xing")):
                self.count += 1
                self.seconds += seconds
            self._place += size


def hear_mp3(client: httpx.Client, url: str, seconds: float) -> Heard:
    """Listen to a stream for so many seconds from its first sound, or to its end."""
    frames, first, begun, underrun = Mp3Frames(), 0.0, 0, 0.0
    with _when_ready(client, url) as answer:
        for piece in answer.iter_raw():
            now, before = time.perf_counter(), frames.seconds
            frames.add(piece)
            if first:
                underrun = max(underrun, now - first - before)
            elif frames.count >= 2:
                first, begun = now, len(frames.data)
            if first and now - first > seconds:
                break
    if not first:
        raise RuntimeError(f"{url} ended before there was sound")
    return Heard(first, max(0.0, underrun), bytes(frames.data), begun)


def hear_hls(client: httpx.Client, url: str) -> Heard:
    """Fetch the playlist, then its first segment."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with _when_ready(client, url) as answer:
            lines = answer.read().decode().splitlines()
            place = str(answer.url)
        segments = [line for line in lines if line and not line.startswith("#")]
        if segments:
            data = client.get(urljoin(place, segments[0])).raise_for_status().content
            return Heard(time.perf_counter(), 0.0, data, len(data))
        time.sleep(_PAUSE_SECONDS)
    raise RuntimeError(f"{url} has no segment")


def loudest(data: bytes) -> int:
    """The greatest sample (of 32,767) that ffmpeg decodes from the data. Raises RuntimeError when it cannot."""
    command = [get_ffmpeg_exe(), "-v", "error", "-i", "pipe:0", "-f", "s16le", "-ac", "1", "pipe:1"]
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    if done.returncode or len(done.stdout) < 2:
        raise RuntimeError(f"ffmpeg decodes nothing: {done.stderr.decode()[-300:]}")
    return int(np.abs(np.frombuffer(done.stdout, np.int16).astype(int)).max())


@contextmanager
def _when_ready(client: httpx.Client, url: str) -> Iterator[httpx.Response]:
    """The answer while it comes; asked for again while it is 202. Raises RuntimeError where it is not 200 then."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        with client.stream("GET", url) as answer:
            if answer.status_code == 200:
                yield answer
                return
            answer.read()
        if answer.status_code != 202 or time.monotonic() > deadline:
            raise RuntimeError(f"{url} answers {answer.status_code}: {answer.text[:300]}")
        time.sleep(_PAUSE_SECONDS)


def _tag(head: bytes) -> tuple[int, float]:
    """Bytes and seconds of an ID3v2 tag."""
    return 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True)), 0.0


def _frame(head: bytes) -> tuple[int, float]:
    """Bytes and seconds of the frame that begins so."""
    version, layer, bits, rate = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    if head[0] != 0xFF or head[1] < 0xE0 or version == 1 or layer != 1 or bits in (0, 15) or rate == 3:
        raise ValueError(f"no MP3 frame begins with {head.hex()}")
    hertz, samples = _HERTZ[version][rate], 1152 if version == 3 else 576
    return samples * _KBITS[version][bits] * 125 // hertz + (head[2] >> 1 & 1), samples / hertz
