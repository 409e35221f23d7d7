"""A sentence that comes chunk by chunk is cut as the whole is."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tts.audio.stitch import LiveCutter, cut_piece

RATE = 22_050
FADE = 0.012


def speech(parts: list[tuple[float, float]], rate: int = RATE) -> np.ndarray:
    """Noise with a tone in it, in parts of so many seconds at such a loudness."""
    random = np.random.default_rng(7)
    made = [
        volume * (np.sin(np.arange(round(seconds * rate)) / 9) + random.normal(0, 0.3, round(seconds * rate)))
        for seconds, volume in parts
    ]
    return np.concatenate(made).astype(np.float32)


SENTENCE = ((0.31, 0.0005), (0.2, 0.2), (0.15, 0.0), (0.003, 0.3), (0.4, 0.25), (0.25, 0.0004))


def live(samples: np.ndarray, sizes: list[int], rate: int = RATE) -> tuple[LiveCutter, list[bytes]]:
    """The cutter when it is done, and what it gave after each chunk and at the end."""
    cutter, given, start, step = LiveCutter(rate), [], 0, 0
    while start < len(samples):
        size = sizes[step % len(sizes)]
        given.append(cutter.add(samples[start : start + size]))
        start, step = start + size, step + 1
    given.append(cutter.finish())
    return cutter, given


def agree(samples: np.ndarray, sizes: list[int], rate: int = RATE) -> None:
    whole = cut_piece(samples, rate)
    cutter, given = live(samples, sizes, rate)
    assert cutter.trimmed == pytest.approx(whole.trimmed, abs=0.005 * rate)
    assert cutter.samples == pytest.approx(whole.samples, abs=0.005 * rate)
    pcm = np.frombuffer(b"".join(given), "<i2").astype(int)
    assert len(pcm) == cutter.samples
    expected = np.frombuffer(whole.pcm, "<i2").astype(int)[cutter.trimmed - whole.trimmed :]
    sure = max(0, min(len(pcm), len(expected)) - round((FADE + 0.006) * rate))
    assert np.abs(pcm[:sure] - expected[:sure]).max(initial=0) <= 1


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100])
@pytest.mark.parametrize("size", [61, 1_000, 7_168, 100_000])
def test_chunks_of_one_size_are_cut_as_the_whole(rate: int, size: int) -> None:
    agree(speech(list(SENTENCE), rate), [size], rate)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 0.3), st.sampled_from([0.0, 0.0005, 0.002, 0.2, 0.9])), min_size=1, max_size=6),
    st.lists(st.integers(30, 9_000), min_size=1, max_size=5),
)
@example([(0.02, 0.2), (0.2, 0.0), (0.02, 0.2)], [441])
@example([(1 / 64, 0.2)], [30])  # shorter than its fades
def test_any_speech_in_any_chunks_is_cut_as_the_whole(parts: list[tuple[float, float]], sizes: list[int]) -> None:
    agree(speech(parts), sizes)


def test_nothing_is_given_before_there_is_sound_and_then_soon() -> None:
    samples = speech(list(SENTENCE))
    _, given = live(samples, [RATE // 20])
    silent = [not pcm for pcm in given]
    assert silent[:6] == [True] * 6  # 0.3 s of quiet
    assert silent.index(False) == 6
    assert len(b"".join(given[:10])) / 2 > 0.1 * RATE


def test_a_quiet_end_is_held_back_until_it_is_known_to_be_one() -> None:
    samples = speech([(0.3, 0.2), (0.5, 0.0)])
    _, given = live(samples, [RATE // 20])
    assert len(b"".join(given[:-1])) / 2 == pytest.approx(0.3 * RATE, abs=0.02 * RATE)
    assert len(given[-1]) / 2 == pytest.approx(0.06 * RATE, abs=0.02 * RATE)
    assert np.abs(np.frombuffer(given[-1], "<i2"))[-RATE // 1000 :].max() < 400


@pytest.mark.parametrize("seconds", [0.0, 0.004, 0.3, 1.0])
def test_what_is_quiet_throughout_is_left_alone(seconds: float) -> None:
    samples = speech([(seconds, 0.0005)])
    cutter, given = live(samples, [500])
    whole = cut_piece(samples, RATE)
    assert not any(given[:-1])
    assert (given[-1], cutter.trimmed, cutter.samples) == (whole.pcm, whole.trimmed, whole.samples)


def test_a_click_at_the_very_end_is_not_lost() -> None:
    agree(speech([(0.4, 0.0), (0.008, 0.4)]), [1_000])
