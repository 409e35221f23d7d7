"""Puts spoken sentences one after another: edges faded, pauses between. The only module that imports pydub.

Works sentence by sentence, so that no article is ever held in memory as a whole.
"""

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tts.article import Block, BlockKind, Sentence

with warnings.catch_warnings():
    # pydub warns of a missing ffmpeg on the PATH; only its editing is used here, ours comes with a wheel.
    warnings.simplefilter("ignore", RuntimeWarning)
    from pydub import AudioSegment
    from pydub.silence import detect_leading_silence

_SILENCE_DBFS = -50.0
_KEPT_LEAD_MS = 20  # soft consonants begin below the silence threshold
_KEPT_TAIL_MS = 60
_FADE_IN_MS = 3
_STEP_MS = 10  # the search for silence goes in steps of 5 ms, from either end
_FADE_OUT_MS = 12
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "।")


@dataclass(frozen=True)
class Pauses:
    """Silence after a sentence, in milliseconds, by what ends there; a block may ask for its own."""

    clause: int = 120  # a long sentence that was cut
    sentence: int = 300
    list_item: int = 300
    paragraph: int = 550
    heading: int = 650

    def after(self, sentence: Sentence, block: Block) -> int:
        if sentence.ends_block and block.pause is not None:
            return block.pause
        if sentence.ends_block:
            by_kind = {BlockKind.HEADING: self.heading, BlockKind.LIST_ITEM: self.list_item}
            return by_kind.get(sentence.kind, self.paragraph)
        closed = sentence.text.rstrip().rstrip("\"'”’»)]").endswith(_SENTENCE_ENDS)
        return self.sentence if closed else self.clause


@dataclass(frozen=True)
class Piece:
    """A sentence's speech, ready to be joined to others with silence between."""

    pcm: bytes  # signed 16-bit mono
    trimmed: int  # samples of silence cut from the front

    @property
    def samples(self) -> int:
        return len(self.pcm) // 2


def cut_piece(samples: NDArray[np.float32], rate: int) -> Piece:
    """Trim a sentence's silent edges and fade what is left."""
    whole = _segment(samples, rate)
    lead = max(0, detect_leading_silence(whole, _SILENCE_DBFS, chunk_size=5) - _KEPT_LEAD_MS)
    tail = max(0, detect_leading_silence(whole.reverse(), _SILENCE_DBFS, chunk_size=5) - _KEPT_TAIL_MS)
    if lead + tail >= len(whole):  # all of it is quiet: leave it alone
        lead = tail = 0
    first, last = lead * rate // 1000, len(samples) - tail * rate // 1000
    speech = _segment(samples[first:last], rate).fade_in(_FADE_IN_MS).fade_out(_FADE_OUT_MS)
    return Piece(speech.raw_data, first)


class LiveCutter:
    """`cut_piece` for a sentence that comes chunk by chunk: what may be its quiet end is held back."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._held = np.zeros(0, np.float32)
        self._begun = False
        self.trimmed = 0  # samples cut from the front, once there was sound
        self.samples = 0  # given so far

    def add(self, chunk: NDArray[np.float32]) -> bytes:
        """The PCM that is certain by now, signed 16-bit mono; it may be none."""
        self._held = np.concatenate([self._held, chunk])
        whole = _segment(self._held, self._rate)
        if not self._begun:
            lead = detect_leading_silence(whole, _SILENCE_DBFS, chunk_size=5)
            if lead + _FADE_OUT_MS >= len(whole):
                return b""
            self._drop_lead(lead)
            whole = _segment(self._held, self._rate)
        quiet = detect_leading_silence(whole.reverse(), _SILENCE_DBFS, chunk_size=5)
        ready = len(self._held) - max(quiet + _STEP_MS, _FADE_OUT_MS + 1) * self._rate // 1000
        if ready < _FADE_IN_MS * self._rate // 1000:
            return b""
        return self._give(_segment(self._held[:ready], self._rate), ready)

    def finish(self) -> bytes:
        """The rest, faded out."""
        if not self._begun:  # all of it is quiet, or nearly so
            piece = cut_piece(self._held, self._rate)
            self.trimmed, self.samples = piece.trimmed, piece.samples
            return piece.pcm
        whole = _segment(self._held, self._rate)
        quiet = detect_leading_silence(whole.reverse(), _SILENCE_DBFS, chunk_size=5)
        last = len(self._held) - max(0, quiet - _KEPT_TAIL_MS) * self._rate // 1000
        return self._give(_segment(self._held[:last], self._rate).fade_out(_FADE_OUT_MS), last)

    def _drop_lead(self, lead_ms: int) -> None:
        self._begun = True
        self.trimmed = max(0, lead_ms - _KEPT_LEAD_MS) * self._rate // 1000
        self._held = self._held[self.trimmed :]

    def _give(self, speech: AudioSegment, count: int) -> bytes:
        if self.samples == 0:
            speech = speech.fade_in(_FADE_IN_MS)
        pcm: bytes = speech.raw_data[: 2 * count]  # fading made it whole milliseconds long: what it lost comes next
        given = len(pcm) // 2
        self._held = self._held[given:]
        self.samples += given
        return pcm


def silence(milliseconds: int, rate: int) -> bytes:
    return bytes(2 * (milliseconds * rate // 1000))


def _segment(samples: NDArray[np.float32], rate: int) -> AudioSegment:
    pcm = np.clip(np.rint(samples * 32767.0), -32768, 32767).astype("<i2").tobytes()
    return AudioSegment(data=pcm, sample_width=2, frame_rate=rate, channels=1)
