"""Sound as bytes of a format while it is spoken: for who listens on the other end of a connection.

MP3, WAV and PCM at their own speed are made in this process; other formats and speeds by an ffmpeg beside it.
"""

import itertools
import struct
import subprocess
import tempfile
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import IO, Any

from tts.audio.encode import FORMATS, ffmpeg_path
from tts.audio.mp3 import mp3_frames
from tts.audio.speed import tempo_filter
from tts.errors import EncodingFailed
from tts.resampled import resampled_pcm

Pcm = Iterable[bytes]  # signed 16-bit mono

PCM_RATE = 24_000  # Hz, of the bare samples: nothing in them could tell a client another one
_UNKNOWN = 0xFFFF_FFFF  # a WAV's length while it is not known
_AT_ONCE = ("-flush_packets", "1")
_CHUNK = 65_536  # bytes taken at once at most


@dataclass(frozen=True)
class StreamFormat:
    media_type: str
    arguments: tuple[str, ...]  # for ffmpeg's output
    here: Callable[[Pcm, int], Iterator[bytes]] | None = None  # made without ffmpeg, of PCM and its rate


def _wav(pcm: Pcm, rate: int) -> Iterator[bytes]:
    """A WAV without an end, as it is streamed: readers take it that the sound goes on to the last byte."""
    form = struct.pack("<HHIIHH", 1, 1, rate, 2 * rate, 2, 16)
    yield b"RIFF" + struct.pack("<I", _UNKNOWN) + b"WAVEfmt " + struct.pack("<I", len(form)) + form
    yield b"data" + struct.pack("<I", _UNKNOWN)
    yield from pcm


def _pcm(pcm: Pcm, rate: int) -> Iterator[bytes]:
    return resampled_pcm(pcm, rate, PCM_RATE)


def _like(name: str, *muxer: str) -> tuple[str, ...]:
    return (*FORMATS[name].arguments, *muxer)


STREAM_FORMATS: Mapping[str, StreamFormat] = {
    "mp3": StreamFormat("audio/mpeg", _like("mp3", "-write_xing", "0", "-id3v2_version", "0", "-f", "mp3"), mp3_frames),
    # Pages of a fifth of a second: ffmpeg's own are a second long.
    "opus": StreamFormat("audio/ogg", _like("opus", "-page_duration", "200000", "-f", "ogg")),
    "aac": StreamFormat("audio/aac", ("-c:a", "aac", "-b:a", "64k", "-f", "adts")),
    "flac": StreamFormat("audio/flac", _like("flac", "-f", "flac")),
    "wav": StreamFormat("audio/wav", _like("wav", "-f", "wav"), _wav),
    "pcm": StreamFormat("audio/pcm", ("-c:a", "pcm_s16le", "-ar", str(PCM_RATE), "-f", "s16le"), _pcm),
}


def streamed(
    pcm: Generator[bytes, None, None], rate: int, format_name: str, speed: float = 1.0
) -> Generator[bytes, None, None]:
    """Signed 16-bit mono PCM at `rate` Hz in the format, at 0.25 to 4 times its speed; no bytes for no sound.

    `pcm` is closed with it. What it raises before its first sound is raised before the first bytes are given. Raises
    EncodingFailed.
    """
    stream_format = STREAM_FORMATS[format_name]
    with closing(pcm):
        first = next(pcm, None)
        if first is None:
            return
        sound = itertools.chain([first], pcm)
        if stream_format.here is not None and speed == 1.0:
            yield from stream_format.here(sound, rate)
        else:
            filters = () if speed == 1.0 else ("-filter:a", tempo_filter(speed))
            yield from _through_ffmpeg(sound, rate, (*filters, *stream_format.arguments))


def _through_ffmpeg(pcm: Pcm, rate: int, arguments: tuple[str, ...]) -> Iterator[bytes]:
    source = ("-f", "s16le", "-ar", str(rate), "-ac", "1", "-probesize", "32", "-analyzeduration", "0", "-i", "pipe:0")
    command = [ffmpeg_path(), "-hide_banner", "-loglevel", "error", *source, *arguments, *_AT_ONCE, "pipe:1"]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, bufsize=0)
        assert process.stdin is not None and process.stdout is not None
        feeder = _Feeder(process.stdin, pcm)
        feeder.start()
        try:
            while data := process.stdout.read(_CHUNK):
                yield data
            feeder.finish()
            if process.wait() != 0:
                said.seek(0)
                raise EncodingFailed(f"ffmpeg failed: {said.read()[-500:].decode(errors='replace').strip()}")
        finally:
            process.kill()  # it may be in the middle, if nobody listens any more
            feeder.join()
            process.stdout.close()
            process.wait()


class _Feeder(threading.Thread):
    """Hands PCM to a process as it comes."""

    def __init__(self, pipe: IO[bytes], pcm: Pcm) -> None:
        super().__init__(name="feed", daemon=True)
        self._pipe, self._pcm = pipe, pcm
        self._failure: Exception | None = None

    def run(self) -> None:
        try:
            for piece in self._pcm:
                self._write(piece)
        except BrokenPipeError:
            pass  # nobody listens any more, or ffmpeg says why
        except Exception as failure:  # noqa: BLE001 - it is raised where the sound is taken out again
            self._failure = failure
        finally:
            with suppress(BrokenPipeError):
                self._pipe.close()

    def finish(self) -> None:
        """Raises what went wrong on the way in."""
        self.join()
        if self._failure is not None:
            raise self._failure

    def _write(self, piece: bytes) -> None:
        left: Any = memoryview(piece)
        while left:
            left = left[self._pipe.write(left) :]
