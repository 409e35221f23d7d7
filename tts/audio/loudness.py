"""One loudness for every voice: a gain measured once a voice, and a true-peak limiter.

Target: -16 LUFS integrated, the podcast convention, with true peaks at most -1 dBTP (ITU-R BS.1770).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tts.audio.encode import run_ffmpeg

TARGET_LUFS = -16.0
# LAME's files come out 0.4 LU below their master: masters are made to lie as far above as MP3s lie below.
MASTER_LUFS = TARGET_LUFS + 0.2
# Below the -1 dBTP we promise: MP3 and Opus overshoot by 2.2 dB at the most in 16 minutes of narration measured.
CEILING_DBTP = -3.5
_OVERSAMPLING = 4
_TAPS = 24
_PART = 9
_LOOKAHEAD_SECONDS = 0.004

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Loudness:
    integrated: float  # LUFS
    true_peak: float  # dBTP


def measure_loudness(audio: Path) -> Loudness:
    """Integrated loudness and true peak of an audio file, by ffmpeg's EBU R 128 meter. Raises EncodingFailed."""
    said = run_ffmpeg(
        [
            "-hide_banner",
            "-nostdin",
            "-i",
            str(audio),
            "-af",
            "ebur128=peak=true:framelog=quiet",
            "-f",
            "null",
            "-",
        ]
    )
    summary = said[said.rindex("Integrated loudness") :]
    integrated = re.search(r"I:\s+(-?[\d.]+|-inf) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+|-inf) dBFS", summary)
    assert integrated and peak
    return Loudness(float(integrated[1]), float(peak[1]))


def level(samples: Samples, gain_db: float, rate: int) -> Samples:
    """The samples with the gain applied and true peaks held under the ceiling."""
    louder = samples * np.float32(10 ** (gain_db / 20))
    ceiling = np.float32(10 ** (CEILING_DBTP / 20))
    peaks = _true_peaks(louder, ceiling)
    reach = _reach(rate)
    window = np.hanning(2 * reach + 3)[1:-1]
    for first, last in _stretches(peaks > ceiling, 2 * reach):
        needed = ceiling / np.maximum(peaks[first:last], ceiling)
        # The least gain within reach, smoothed over the same reach, is never above what a peak needs.
        least = _sliding_minimum(needed, reach)
        smooth = np.convolve(np.pad(least, reach, mode="edge"), window / window.sum(), mode="valid")
        louder[first:last] *= smooth.astype(np.float32)
    return louder


def level_stream(chunks: Iterable[Samples], gain_db: float, rate: int) -> Iterator[Samples]:
    """As `level` of all chunks together, chunk by chunk: what comes out lags a few milliseconds behind."""
    context = 2 * _reach(rate) + _TAPS  # samples to either side that decide about one
    held, done = np.zeros(0, np.float32), 0  # the first `done` of what is held have been given already
    for chunk in chunks:
        held = np.concatenate([held, chunk])
        ready = len(held) - context
        if ready > done:
            yield level(held, gain_db, rate)[done:ready]
            first = max(0, ready - context)
            held, done = held[first:], ready - first
    yield level(held, gain_db, rate)[done:]


def _reach(rate: int) -> int:
    return max(1, round(_LOOKAHEAD_SECONDS * rate))


def _true_peaks(samples: Samples, ceiling: np.float32) -> Samples:
    """The largest magnitude at or just after each sample, seen at four times the rate.

    Exact where one is above the ceiling; where no sample is loud enough for that, it is left at the samples'.
    """
    peaks = np.abs(samples)
    phases = _phases()
    quiet = ceiling / max(float(np.abs(kernel).sum()) for kernel in phases)  # no sum of such samples reaches it
    if peaks.max(initial=0) > quiet:
        padded = np.pad(samples, _TAPS // 2)
        for kernel in phases:
            between = _filtered(padded, kernel)
            np.maximum(peaks, np.abs(between, out=between), out=peaks)
    return peaks


def _filtered(padded: Samples, kernel: Samples) -> Samples:
    """The valid part of `np.convolve`, in parts: numpy is three times as fast with up to eleven taps."""
    count = len(padded) - len(kernel) + 1
    total = np.zeros(count, np.float32)
    for start in range(0, len(kernel), _PART):
        part = kernel[::-1][start : start + _PART]
        total += np.correlate(padded[start : start + count + len(part) - 1], part, mode="valid")
    return total


def _stretches(flags: NDArray[np.bool_], reach: int) -> Iterator[tuple[int, int]]:
    """First and last + 1 sample of the stretches within `reach` of a flag; they do not overlap."""
    places = np.flatnonzero(flags)
    if not len(places):
        return
    breaks = np.flatnonzero(np.diff(places) > 2 * reach)
    for first, last in zip(np.append(0, breaks + 1), np.append(breaks, len(places) - 1), strict=True):
        yield max(0, int(places[first]) - reach), min(len(flags), int(places[last]) + reach + 1)


@cache
def _phases() -> tuple[Samples, ...]:
    offsets = np.arange(_TAPS + 1) - _TAPS // 2
    window = np.hanning(_TAPS + 3)[1:-1]
    phases = (np.sinc(offsets + phase / _OVERSAMPLING) * window for phase in range(1, _OVERSAMPLING))
    return tuple(phase.astype(np.float32) for phase in phases)


def _sliding_minimum(values: NDArray[np.floating[Any]], reach: int) -> NDArray[np.float64]:
    """The minimum within `reach` to either side, in linear time (van Herk's two running minima)."""
    width = 2 * reach + 1
    blocks = -(-(len(values) + 2 * reach) // width)
    padded = np.ones(blocks * width)
    padded[reach : reach + len(values)] = values
    grid = padded.reshape(blocks, width)
    forward = np.minimum.accumulate(grid, axis=1).ravel()
    backward = np.minimum.accumulate(grid[:, ::-1], axis=1)[:, ::-1].ravel()
    count = len(values)
    return np.minimum(backward[:count], forward[width - 1 : width - 1 + count])
