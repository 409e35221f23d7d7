"""Writes audio files with ffmpeg, from the wheel of imageio-ffmpeg: nothing to install on the machine."""

import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import imageio_ffmpeg

from tts.errors import EncodingFailed


@dataclass(frozen=True)
class AudioFormat:
    name: str
    suffix: str
    media_type: str
    arguments: tuple[str, ...]  # for ffmpeg's output


# Constant bit rate: players seek in it exactly. 64 kbit/s is transparent for 22.05 kHz mono speech; LAME's level 7
# is then as near to the samples as its best, at a third of the cost. Without a bit reservoir each frame stands alone,
# so that a stream can be cut between any two.
_LAME = ("-c:a", "libmp3lame", "-b:a", "64k", "-compression_level", "7", "-reservoir", "0")
FORMATS: Mapping[str, AudioFormat] = {
    f.name: f
    for f in (
        AudioFormat("mp3", ".mp3", "audio/mpeg", _LAME),
        AudioFormat("opus", ".ogg", "audio/ogg", ("-c:a", "libopus", "-b:a", "32k", "-application", "voip")),
        AudioFormat("aac", ".m4a", "audio/mp4", ("-c:a", "aac", "-b:a", "64k", "-movflags", "+faststart")),
        AudioFormat("flac", ".flac", "audio/flac", ("-c:a", "flac", "-compression_level", "5", "-threads", "1")),
        AudioFormat(
            "wav",
            ".wav",
            "audio/wav",
            (
                "-c:a",
                "pcm_s16le",
            ),
        ),
    )
}


def format_of(path: Path) -> AudioFormat | None:
    """The format that the file's suffix names; None where it names none of ours."""
    return next((audio_format for audio_format in FORMATS.values() if audio_format.suffix == path.suffix), None)


@cache
def ffmpeg_path() -> str:
    return str(imageio_ffmpeg.get_ffmpeg_exe())


class Encoder:
    """One PCM stream in, one or more files out, in one pass.

    A context manager: files are complete when it closes without an error, and removed otherwise.
    """

    def __init__(
        self, rate: int, outputs: Mapping[Path, AudioFormat], on_mp3: Callable[[bytes], None] | None = None
    ) -> None:
        """`on_mp3` is given the MP3 output's frames as they are made, then b""; on a thread, so it must not raise."""
        self._outputs = outputs
        command = [*_QUIET, *_AT_ONCE, "-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0"]
        for path, audio_format in outputs.items():
            live = on_mp3 is not None and audio_format.name == "mp3"
            command += ["-map", "0:a", "-map_metadata", "-1", *audio_format.arguments]
            command += ["-f", "tee", f"[f=mp3]{_escaped(path)}|{_LIVE}"] if live else [str(path)]
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self._process = subprocess.Popen(
            [ffmpeg_path(), *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log
        )
        assert self._process.stdout is not None
        self._listening = threading.Thread(
            target=_hand_on, args=(self._process.stdout, on_mp3 or (lambda data: None)), name="mp3", daemon=True
        )
        self._listening.start()

    def write(self, pcm: bytes) -> None:
        """Append signed 16-bit mono samples. Raises EncodingFailed."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(pcm)
            self._process.stdin.flush()  # somebody may listen
        except (BrokenPipeError, OSError) as error:
            self._process.wait()
            raise EncodingFailed(f"ffmpeg stopped: {self._last_words()}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._finish(failed=error is not None)
        finally:
            self._log.close()

    def _finish(self, failed: bool) -> None:
        assert self._process.stdin is not None
        if failed:
            self._process.kill()
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._listening.join()
        self._process.wait()
        if failed or self._process.returncode != 0:
            for path in self._outputs:
                path.unlink(missing_ok=True)
        if not failed and self._process.returncode != 0:
            raise EncodingFailed(f"ffmpeg failed: {self._last_words()}")

    def _last_words(self) -> str:
        self._log.seek(0)
        return self._log.read()[-500:].decode(errors="replace").strip()


def _hand_on(pipe: IO[bytes], hear: Callable[[bytes], None]) -> None:
    with pipe:
        while data := os.read(pipe.fileno(), 65536):
            hear(data)
        hear(b"")


def transcode(source: Path, target: Path, audio_format: AudioFormat, audio_filter: str | None = None) -> None:
    """Write `source` again in another format, through an ffmpeg filter if given. Raises EncodingFailed."""
    filters = ["-filter:a", audio_filter] if audio_filter else []
    run_ffmpeg(
        [
            *_QUIET,
            "-i",
            str(source),
            "-map",
            "0:a",
            "-map_metadata",
            "-1",
            *filters,
            *audio_format.arguments,
            str(target),
        ]
    )


def run_ffmpeg(arguments: list[str]) -> str:
    """Run ffmpeg to its end; what it printed. Raises EncodingFailed."""
    done = subprocess.run([ffmpeg_path(), *arguments], capture_output=True, check=False)
    said = done.stderr.decode(errors="replace")
    if done.returncode != 0:
        raise EncodingFailed(f"ffmpeg failed: {said[-500:].strip()}")
    return said


_QUIET = ["-hide_banner", "-nostdin", "-loglevel", "error", "-y"]
_AT_ONCE = ["-probesize", "32", "-analyzeduration", "0"]  # bare samples hold nothing to be found out
_LIVE = "[f=mp3:write_xing=0:id3v2_version=0:flush_packets=1]pipe:1"


def _escaped(path: Path) -> str:
    """The path as ffmpeg's tee wants it."""
    return re.sub(r"([\\'|\[\]:])", r"\\\1", str(path))
