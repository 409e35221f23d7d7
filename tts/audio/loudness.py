"""One loudness for every voice: a gain measured once a voice, and a true-peak limiter.

Target: -16 LUFS integrated, the podcast convention, with true peaks at most -1 dBTP (ITU-R BS.1770).
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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
    ceiling = 10 ** (CEILING_DBTP / 20)
    peaks = _true_peaks(louder)
    if peaks.max(initial=0.0) <= ceiling:
        return louder
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    reach = max(1, round(_LOOKAHEAD_SECONDS * rate))
    # The least gain within reach, smoothed over the same reach, is never above what a peak needs.
    least = _sliding_minimum(needed, reach)
    window = np.hanning(2 * reach + 3)[1:-1]
    smooth = np.convolve(np.pad(least, reach, mode="edge"), window / window.sum(), mode="valid")
    return (louder * smooth).astype(np.float32)


def _true_peaks(samples: Samples) -> NDArray[np.float64]:
    """The largest magnitude at or just after each sample, seen at four times the rate."""
    peaks = np.abs(samples).astype(np.float64)
    for kernel in _phases():
        between = np.convolve(samples, kernel, mode="same")
        peaks = np.maximum(peaks, np.abs(between[: len(samples)]))
    return peaks


@cache
def _phases() -> tuple[NDArray[np.float64], ...]:
    offsets = np.arange(_TAPS + 1) - _TAPS // 2
    window = np.hanning(_TAPS + 3)[1:-1]
    return tuple(np.sinc(offsets + phase / _OVERSAMPLING) * window for phase in range(1, _OVERSAMPLING))


def _sliding_minimum(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
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
