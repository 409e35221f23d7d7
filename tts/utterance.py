"""A sentence as it sounds, without its place in the narration: spoken as a whole, or part by part as it comes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tts.audio.stitch import LiveCutter, cut_piece
from tts.narrator import Narrator


@dataclass(frozen=True)
class Utterance:
    pcm: bytes  # signed 16-bit mono, edges trimmed and faded; nothing if it was given part by part
    samples: int  # of all of it
    words: tuple[tuple[int, int], ...]  # first sample of each word, and the one after its last


def speak(words: tuple[str, ...], narrator: Narrator) -> Utterance:
    """Raises SynthesisFailed."""
    speech = narrator.speak(words)
    piece = cut_piece(speech.samples, narrator.sample_rate)
    return Utterance(piece.pcm, piece.samples, _placed(speech.words, piece.trimmed, piece.samples))


def speak_live(words: tuple[str, ...], narrator: Narrator) -> Iterator[bytes | Utterance]:
    """PCM as soon as it is there, and at the end the utterance that it makes. Raises SynthesisFailed."""
    stream = narrator.stream(words)
    cutter = LiveCutter(narrator.sample_rate)
    for samples in stream.chunks:
        pcm = cutter.add(samples)
        if pcm:
            yield pcm
    yield cutter.finish()
    yield Utterance(b"", cutter.samples, _placed(stream.words, cutter.trimmed, cutter.samples))


def _placed(words: Iterable[tuple[int, int]], trimmed: int, samples: int) -> tuple[tuple[int, int], ...]:
    def place(sample: int) -> int:
        return min(max(0, sample - trimmed), samples)

    return tuple((place(start), place(end)) for start, end in words)
