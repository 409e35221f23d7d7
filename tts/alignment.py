"""Which samples speak which word, from the lengths of the phonemes that a voice reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

# Stress and length marks differ between a word alone and the same word in its sentence.
_UNSTABLE = frozenset("ˈˌːˑ‿. ,;:!?-")


@dataclass(frozen=True)
class TimedPhoneme:
    symbol: str
    start: int  # first sample
    end: int  # sample after the last


def align_words(words: Sequence[Sequence[str]], phonemes: Sequence[TimedPhoneme]) -> list[tuple[int, int]]:
    """Start and end sample of each word.

    `words` are the phonemes of each word spoken alone, `phonemes` those of the whole sentence.
    espeak joins some words ("of the" -> ʌvðə) and splits others, so the two are matched by edit
    distance, not by spaces. Starts never decrease, and a word ends where the next begins or earlier.
    """
    sounds = [p for p in phonemes if p.symbol not in _UNSTABLE]
    if not sounds:
        end = phonemes[-1].end if phonemes else 0
        return [(0, end)] * len(words)
    stripped = [[s for s in word if s not in _UNSTABLE] for word in words]
    places = _boundaries(stripped, [p.symbol for p in sounds])
    return [_span(sounds, first, last) for first, last in pairwise(places)]


def _boundaries(words: list[list[str]], target: list[str]) -> list[int]:
    """Index into `target` at which each word begins, and one past the end."""
    edges = [0]
    for word in words:
        edges.append(edges[-1] + len(word))
    mapped: list[int] = []
    index = 0
    for op in Levenshtein.opcodes([symbol for word in words for symbol in word], target):
        while index < len(edges) and edges[index] < op.src_end:
            inside = edges[index] - op.src_start
            mapped.append(min(op.dest_start + inside, op.dest_end))
            index += 1
    mapped.extend([len(target)] * (len(edges) - index))
    mapped[0], mapped[-1] = 0, len(target)
    return mapped


def _span(sounds: list[TimedPhoneme], first: int, last: int) -> tuple[int, int]:
    if first >= len(sounds):
        return sounds[-1].end, sounds[-1].end
    if last <= first:
        return sounds[first].start, sounds[first].start
    return sounds[first].start, sounds[last - 1].end


def time_phonemes(
    phonemes: Sequence[str], id_map: Mapping[str, Sequence[int]], lengths: NDArray[np.int64] | None, total: int
) -> list[TimedPhoneme]:
    """When each phoneme that the voice knows is heard, from the samples of each id given to it.

    Without `lengths`, or when they are not of these phonemes, the time is spread evenly.
    """
    known = [symbol for symbol in phonemes if symbol in id_map]
    widths = _widths(known, id_map, lengths)
    if widths is None:
        widths = [total // max(1, len(known))] * len(known)
        begin = 0
    else:
        begin = total - sum(widths[1:])
        widths = widths[1:]
    timed = []
    for symbol, width in zip(known, widths, strict=False):
        timed.append(TimedPhoneme(symbol, begin, begin + width))
        begin += width
    return timed


def _widths(
    known: list[str], id_map: Mapping[str, Sequence[int]], lengths: NDArray[np.int64] | None
) -> list[int] | None:
    """Samples of the opening mark, of each phoneme with the padding after it, and of the closing mark."""
    if lengths is None:
        return None
    pad = len(id_map.get("_", []))
    counts = [len(id_map["^"]) + pad, *(len(id_map[symbol]) + pad for symbol in known), len(id_map["$"])]
    if sum(counts) != len(lengths):
        return None
    edges = np.cumsum([0, *counts])
    return [int(lengths[a:b].sum()) for a, b in pairwise(edges)]
