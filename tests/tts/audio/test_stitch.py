"""Edges are trimmed and faded, pauses have their length."""

import numpy as np
import pytest

from tts.article import Block, BlockKind, Sentence
from tts.audio.stitch import Pauses, cut_piece, silence

RATE = 22_050


def tone(seconds: float) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * 300 * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def test_silent_edges_are_cut_but_not_to_the_quick() -> None:
    quiet = np.zeros(round(0.3 * RATE), np.float32)
    piece = cut_piece(np.concatenate([quiet, tone(1.0), quiet]), RATE)
    assert piece.trimmed == pytest.approx(0.28 * RATE, abs=0.006 * RATE)
    assert piece.samples == pytest.approx(1.08 * RATE, abs=0.012 * RATE)


def test_edges_start_and_end_in_silence_without_a_click() -> None:
    samples = np.frombuffer(cut_piece(tone(0.5), RATE).pcm, "<i2").astype(float)
    assert abs(samples[0]) < 100
    assert abs(samples[-1]) < 400
    steps = np.abs(np.diff(samples))
    assert steps.max() <= 1.05 * steps[RATE // 10 : RATE // 5].max()


def test_what_is_quiet_throughout_is_left_alone() -> None:
    piece = cut_piece(np.zeros(RATE, np.float32), RATE)
    assert piece.samples == pytest.approx(RATE, abs=RATE // 1000)  # pydub counts in milliseconds
    assert piece.trimmed == 0


def test_too_loud_samples_are_clipped_not_wrapped() -> None:
    samples = np.frombuffer(cut_piece(np.full(RATE, 1.5, np.float32), RATE).pcm, "<i2")
    assert samples[RATE // 2] == 32767


@pytest.mark.parametrize(
    ("sentence", "pause"),
    [
        (Sentence("One. ", BlockKind.PARAGRAPH, 0, 0), 300),
        (Sentence("He said: “No.” ", BlockKind.PARAGRAPH, 0, 0), 300),
        (Sentence("first half, ", BlockKind.PARAGRAPH, 0, 0), 120),
        (Sentence("Last.", BlockKind.PARAGRAPH, 0, 0, ends_block=True), 550),
        (Sentence("Quoted.", BlockKind.QUOTE, 0, 0, ends_block=True), 550),
        (Sentence("Title", BlockKind.HEADING, -1, 0, ends_block=True), 650),
        (Sentence("Item", BlockKind.LIST_ITEM, 3, 0, ends_block=True), 300),
    ],
)
def test_pauses_by_what_ends(sentence: Sentence, pause: int) -> None:
    assert Pauses().after(sentence, Block(sentence.kind, sentence.text)) == pause
    asked = 1200 if sentence.ends_block else pause
    assert Pauses().after(sentence, Block(sentence.kind, sentence.text, pause=1200)) == asked
    assert len(silence(pause, RATE)) == 2 * (pause * RATE // 1000)
