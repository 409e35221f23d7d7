"""The gain reaches the target, the limiter holds the peaks."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tts.audio.encode import FORMATS, Encoder
from tts.audio.loudness import CEILING_DBTP, level, level_stream, measure_loudness

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


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 3_000), max_size=8), st.floats(-6, 30), st.integers(0, 3))
def test_chunks_are_levelled_as_the_whole(sizes: list[int], gain: float, seed: int) -> None:
    samples = noise(sum(sizes) / RATE, 0.1, seed)
    samples[::997] *= 12  # peaks here and there, quiet between
    chunks = np.split(samples, np.cumsum(sizes)[:-1]) if sizes else []
    levelled = np.concatenate(list(level_stream(iter(chunks), gain, RATE)))
    assert levelled.shape == samples.shape
    assert np.abs(levelled - level(samples, gain, RATE)).max(initial=0) <= 1e-6


@pytest.mark.parametrize("size", [1, 50, 300, 30_000])
def test_a_peak_is_held_where_two_chunks_meet(size: int) -> None:
    samples = noise(0.1, 0.05)
    samples[900], samples[905] = 2.0, -2.0
    chunks = np.split(samples, range(size, len(samples), size))
    levelled = np.concatenate(list(level_stream(chunks, 3.0, RATE)))
    assert np.allclose(levelled, level(samples, 3.0, RATE), rtol=0, atol=1e-6)
    assert np.abs(levelled).max() <= 10 ** (CEILING_DBTP / 20) + 1e-3


def test_levelled_samples_come_soon_behind_those_given() -> None:
    given = 0

    def chunks() -> Iterator[np.ndarray]:
        nonlocal given
        for _ in range(50):
            given += 500
            yield noise(500 / RATE, 0.2)

    got = 0
    for levelled in level_stream(chunks(), 6.0, RATE):
        got += len(levelled)
        assert given - got <= 0.02 * RATE
    assert got == given == 25_000


def test_loudness_is_measured_as_the_standard_says(tmp_path: Path) -> None:
    # EBU Tech 3341: a 1 kHz sine of -23 dBFS in one channel is -26 LUFS; here mono is played by both, +3 dB.
    sine = (10 ** (-23 / 20) * np.sin(2 * np.pi * 1000 * np.arange(10 * RATE) / RATE)).astype(np.float32)
    integrated, peak = measured(sine, tmp_path / "sine.wav")
    assert integrated == pytest.approx(-26, abs=0.3)
    assert peak == pytest.approx(-23, abs=0.2)
