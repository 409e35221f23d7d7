"""Playback-speed variants: faster or slower, at the same pitch."""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from tts.audio.encode import AudioFormat, Encoder, ffmpeg_path, transcode
from tts.errors import EncodingFailed, InvalidSpeed
from tts.manifest import Manifest, ManifestSentence

SLOWEST, FASTEST = 0.5, 3.0
# A sentence takes so much, in seconds, of the pause before and after it and is hurried less. Its words are then so
# much off where their marks are, which nobody sees; the 10 ms to the 50 that may be are the stretching's own.
_BORROWED = 0.04
_BLURRED = 0.012  # stretching lets a sentence begin so much too soon: half of what `atempo` overlaps
_KEPT = 0.06  # of a pause, in seconds: it is still heard as one
_NEAR = 0.08  # stretching ends a sentence so much, in seconds, before or after it should, at most


def check_speed(speed: float) -> float:
    """The speed rounded to a twentieth, so that no client can ask for endless variants.

    Raises InvalidSpeed outside 0.5 to 3.0.
    """
    if not SLOWEST <= speed <= FASTEST:
        raise InvalidSpeed(f"The speed {speed:g} is outside {SLOWEST} to {FASTEST}.")
    return round(round(speed * 20) / 20, 2)


def speed_filter(speed: float) -> str | None:
    """The ffmpeg filter that changes the tempo; None for 1.0."""
    return None if speed == 1.0 else f"atempo={speed:g}"


def change_speed(source: Path, target: Path, audio_format: AudioFormat, speed: float, manifest: Manifest) -> None:
    """Write a master at another speed. Raises EncodingFailed; then no file is left.

    It lasts as long as the master / speed, and each word is within 50 ms of its place / speed. Faster than 1.0,
    pauses are shortened more than speech.
    """
    if speed <= 1.0 or not manifest.sentences:
        transcode(source, target, audio_format, speed_filter(speed))
        return
    rate = manifest.sample_rate
    places = _places(manifest, speed)
    tempos = _tempos(manifest.sentences, places, rate)
    with Encoder(rate, {target: audio_format}) as encoder, _stretched(source, tempos) as samples:
        written = 0
        for place in places:
            speech = samples.sentence(place, rate)
            gap = max(0, round((place.start - _BLURRED) * rate) - written)
            encoder.write(bytes(2 * gap) + speech.tobytes())
            written += gap + len(speech)
        encoder.write(bytes(2 * max(0, round(manifest.samples / speed) - written)))


@dataclass(frozen=True)
class _Place:
    """A sentence at the new speed, in seconds."""

    start: float
    length: float
    tempo: float
    pause: float  # after it, as it comes out of the stretching


def _places(manifest: Manifest, speed: float) -> list[_Place]:
    rate, sentences = manifest.sample_rate, manifest.sentences
    starts = [one.start for one in sentences[1:]] + [manifest.samples]
    pauses = [(start - one.start - one.length) / rate for one, start in zip(sentences, starts, strict=True)]
    after = [min(_BORROWED, max(0.0, pause / speed - _KEPT) / 2) for pause in pauses]
    before = [0.0, *after[:-1]]
    lengths = [
        one.length / rate / speed + early + late for one, early, late in zip(sentences, before, after, strict=True)
    ]
    tempos = [max(1.0, one.length / rate / length) for one, length in zip(sentences, lengths, strict=True)]
    following = [*tempos[1:], tempos[-1]]  # the tempo changes in the middle of a pause
    return [
        _Place(one.start / rate / speed - early, length, tempo, pause / 2 / tempo + pause / 2 / next_tempo)
        for one, early, length, tempo, pause, next_tempo in zip(
            sentences, before, lengths, tempos, pauses, following, strict=True
        )
    ]


def _tempos(sentences: Sequence[ManifestSentence], places: Sequence[_Place], rate: int) -> str:
    """The filter that gives each sentence its tempo."""
    commands = ";".join(
        f"{(one.start + one.length + following.start) / 2 / rate:.4f} atempo tempo {place.tempo:.5f}"
        for one, following, place in zip(sentences, sentences[1:], places[1:], strict=False)
    )
    told = f"asendcmd=c='{commands}'," if commands else ""
    return f"asetnsamples=n=1024:p=0,{told}atempo=tempo={places[0].tempo:.5f}"  # commands come between frames


class _Samples:
    """Stretched samples, cut where sentences end.

    In silence `atempo` has nothing to hold on to and is some milliseconds off at each change of tempo. So the silence
    itself, which is digital, is found again, and no error adds up.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._waiting: NDArray[np.int16] = np.zeros(0, "<i2")

    def sentence(self, place: _Place, rate: int) -> NDArray[np.int16]:
        """The next sentence; the pause after it is thrown away."""
        length, pause, near = round(place.length * rate), round(place.pause * rate), round(_NEAR * rate)
        self._fill(length + pause + near)
        first = max(0, length - near)
        silent = self._waiting[first : length + pause + near] == 0
        edges = np.flatnonzero(np.diff(silent.astype(np.int8), prepend=0, append=0))
        runs = edges[1::2] - edges[::2]
        end = begin = length  # where there is no silence
        if runs.size and runs.max() > pause / 4:
            longest = int(runs.argmax())
            end, begin = first + int(edges[2 * longest]), first + int(edges[2 * longest + 1])
        speech, self._waiting = self._waiting[:end], self._waiting[begin:]
        return speech

    def drain(self) -> None:
        while self._stream.read(65536):
            pass

    def _fill(self, samples: int) -> None:
        missing = samples - len(self._waiting)
        if missing > 0:
            data = self._stream.read(2 * missing)
            self._waiting = np.concatenate([self._waiting, np.frombuffer(data, "<i2")])


@contextmanager
def _stretched(source: Path, audio_filter: str) -> Iterator[_Samples]:
    """The source through a filter that may be too long for a command line. Raises EncodingFailed."""
    with tempfile.TemporaryDirectory(prefix="readcast-") as folder, tempfile.TemporaryFile() as log:
        script = Path(folder) / "filter"
        script.write_text(audio_filter, "utf-8")
        command = ["-hide_banner", "-nostdin", "-loglevel", "error", "-i", str(source), "-map", "0:a"]
        command += ["-/filter:a", str(script), "-f", "s16le", "-c:a", "pcm_s16le", "-flush_packets", "0", "pipe:1"]
        with subprocess.Popen([ffmpeg_path(), *command], stdout=subprocess.PIPE, stderr=log) as process:
            assert process.stdout is not None
            samples = _Samples(process.stdout)
            try:
                yield samples
                samples.drain()
            except BaseException:
                process.kill()
                raise
        if process.returncode != 0:
            log.seek(0)
            raise EncodingFailed(f"ffmpeg failed: {log.read()[-500:].decode(errors='replace').strip()}")
