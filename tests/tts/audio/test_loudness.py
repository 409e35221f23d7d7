"""The gain reaches the target, the limiter holds the peaks."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts.audio.encode import FORMATS, Encoder
from tts.audio.loudness import CEILING_DBTP, level, measure_loudness

RATE = 22_050


def noise(seconds: float, scale: float, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, scale, round(seconds * RATE)).astype(np.float32)


def measured(samples: np.ndarray, path: Path) -> tuple[float, float]:
    with Encoder(RATE, {path: FORMATS["wav"]}) as encoder:
        encoder.write((samples * 32767).astype("<i2").tobytes())
    loudness = measure_loudness(path)
    return loudness.integrated, loudness.true_peak


def test_a_quiet_signal_is_only_made_louder() -> None:
    samples = noise(1, 0.01)
    assert np.allclose(level(samples, 6.0, RATE), samples * 10 ** (6 / 20), atol=1e-6)


def test_true_peaks_stay_under_the_ceiling(tmp_path: Path) -> None:
    # The worst case for sample peaks: a sine at a quarter of the rate whose crests fall between the samples.
    crest = np.sin(np.pi / 2 * np.arange(RATE) + np.pi / 4).astype(np.float32)
    levelled = level(np.concatenate([noise(1, 0.3), crest]), 9.0, RATE)
    assert measured(levelled, tmp_path / "a.wav")[1] <= CEILING_DBTP + 0.3


def test_the_limiter_leaves_what_is_far_from_a_peak() -> None:
    samples = noise(1, 0.05)
    samples[RATE // 2] = 2.0
    levelled = level(samples, 0.0, RATE)
    far = np.r_[0 : RATE // 2 - 500, RATE // 2 + 500 : RATE]
    assert np.allclose(levelled[far], samples[far], atol=1e-6)
    assert abs(levelled[RATE // 2]) <= 10 ** (CEILING_DBTP / 20) + 1e-3


@given(st.integers(1, 400), st.floats(0, 40))
def test_any_length_is_kept(length: int, gain: float) -> None:
    levelled = level(noise(1, 0.3)[:length], gain, RATE)
    assert levelled.shape == (length,)
    assert np.abs(levelled).max() <= 10 ** (CEILING_DBTP / 20) + 1e-3


def test_loudness_is_measured_as_the_standard_says(tmp_path: Path) -> None:
    # EBU Tech 3341: a 1 kHz sine of -23 dBFS in one channel is -26 LUFS; here mono is played by both, +3 dB.
    sine = (10 ** (-23 / 20) * np.sin(2 * np.pi * 1000 * np.arange(10 * RATE) / RATE)).astype(np.float32)
    integrated, peak = measured(sine, tmp_path / "sine.wav")
    assert integrated == pytest.approx(-26, abs=0.3)
    assert peak == pytest.approx(-23, abs=0.2)
