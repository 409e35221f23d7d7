"""Writes audio files: MP3 and FLAC while they are spoken, in this process, and others out of these with ffmpeg.

ffmpeg comes with the wheel of imageio-ffmpeg: nothing to install on the machine.
"""

import errno
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import imageio_ffmpeg
import soundfile

from tts.audio.behind import Behind, PcmFile
from tts.audio.mp3 import BIT_RATE, QUALITY, Mp3File
from tts.errors import EncodingFailed, NoRoom

# libsndfile asserts that all was written; LAME's are RuntimeErrors.
_FILE_ERRORS = (OSError, RuntimeError, AssertionError, EncodingFailed)
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG})
_SYSTEM_ERROR = "System error."  # is all that libsndfile says of a write that failed


@dataclass(frozen=True)
class AudioFormat:
    name: str
    suffix: str
    media_type: str
    arguments: tuple[str, ...]  # for ffmpeg's output


_FLAC_LEVEL = 5
_LAME = ("-c:a", "libmp3lame", "-b:a", f"{BIT_RATE}k", "-compression_level", str(QUALITY))
FORMATS: Mapping[str, AudioFormat] = {
    f.name: f
    for f in (
        AudioFormat("mp3", ".mp3", "audio/mpeg", _LAME),
        AudioFormat("opus", ".ogg", "audio/ogg", ("-c:a", "libopus", "-b:a", "32k", "-application", "voip")),
        AudioFormat("aac", ".m4a", "audio/mp4", ("-c:a", "aac", "-b:a", "64k", "-movflags", "+faststart")),
        AudioFormat(
            "flac", ".flac", "audio/flac", ("-c:a", "flac", "-compression_level", str(_FLAC_LEVEL), "-threads", "1")
        ),
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
        """`on_mp3` is given the MP3 output's frames as they are made, then b"", on a thread. Raises EncodingFailed."""
        self._paths = tuple(outputs)
        self._files: list[PcmFile] = []
        with self._failing_clearly():
            for path, audio_format in outputs.items():
                self._files.append(_open(path, audio_format, rate, on_mp3))

    def write(self, pcm: bytes) -> None:
        """Append signed 16-bit mono samples. Raises EncodingFailed."""
        with self._failing_clearly():
            for file in self._files:
                file.write(pcm)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._remove()
            return
        with self._failing_clearly():
            for file in self._files:
                file.close()

    @contextmanager
    def _failing_clearly(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            self._remove()
            if not isinstance(error, _FILE_ERRORS):
                raise
            if str(error) == _SYSTEM_ERROR or (isinstance(error, OSError) and error.errno in NO_ROOM):
                raise NoRoom(f"The audio could not be written: {error} Is there room on the disk?") from error
            raise EncodingFailed(f"The audio could not be written: {error}") from error

    def _remove(self) -> None:
        for file in self._files:
            with suppress(*_FILE_ERRORS):
                file.abandon()
        for path in self._paths:
            with suppress(OSError):
                path.unlink()


class _Unhurried(soundfile.SoundFile):  # type: ignore[misc]
    """Does not wait for the disk when it is closed: what is kept is copied into the audio store."""

    def flush(self) -> None:
        pass


class _SoundFile:
    """FLAC or WAV, by libsndfile."""

    def __init__(self, path: Path, audio_format: AudioFormat, rate: int) -> None:
        level = _FLAC_LEVEL / 8 if audio_format.name == "flac" else None
        self._path, self._samples = path, 0
        self._file = _Unhurried(path, "w", rate, 1, "PCM_16", format=audio_format.name.upper(), compression_level=level)

    def write(self, pcm: bytes) -> None:
        self._file.buffer_write(pcm, "int16")
        self._samples += len(pcm) // 2

    def close(self) -> None:
        self._file.close()
        if soundfile.info(self._path).frames != self._samples:  # libsndfile says nothing of FLAC's last samples
            raise OSError(_SYSTEM_ERROR)

    def abandon(self) -> None:
        self._file.close()


class _LaterFile:
    """A format that ffmpeg writes when all samples are there."""

    def __init__(self, path: Path, audio_format: AudioFormat, rate: int) -> None:
        self._path, self._format = path, audio_format
        self._whole = path.with_name(f".{path.name}.flac")
        self._file = _SoundFile(self._whole, FORMATS["flac"], rate)

    def write(self, pcm: bytes) -> None:
        self._file.write(pcm)

    def close(self) -> None:
        self._file.close()
        try:
            transcode(self._whole, self._path, self._format)
        finally:
            self._whole.unlink(missing_ok=True)

    def abandon(self) -> None:
        self._whole.unlink(missing_ok=True)
        self._file.abandon()


def _open(path: Path, audio_format: AudioFormat, rate: int, on_mp3: Callable[[bytes], None] | None) -> PcmFile:
    if audio_format.name == "mp3":
        return Behind(Mp3File(path, rate, on_mp3), "mp3")
    return (_SoundFile if audio_format.name in ("flac", "wav") else _LaterFile)(path, audio_format, rate)


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
