"""Where a sentence that is too long for a voice is cut."""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from tts.text.splitting.clusters import is_inside
from tts.text.splitting.lengths import TENTHS, phoneme_tenths

_CONJUNCTIONS: Final = (
    "and|but|or|which|who|because|while|where|when|und|aber|oder|weil|während|et|mais|ou|qui|parce|y|pero|porque|e|ma|che"
    "|perché|mas|en|maar|omdat|die|i|ale|oraz|który|która|które|и|но|или|который|которая|которые|потому"
)
# Where it may be cut, and how much farther from the middle such a place may lie than one of no cost.
_PLACES: Final = (
    (re.compile(r"[.!?;:—–][\"”»’)\]]*\s+|[。！？；：][”’」』）]*(?!\d)|\s-\s+"), 0.0),
    (re.compile(r",[\"”»’)\]]*\s+|[，、][”’」』）]*(?!\d)"), 0.15),
    (re.compile(rf"(?<!\s)\s++(?=(?:{_CONJUNCTIONS})\s)"), 0.3),
    # Behind a word but not within "1 000", or behind an East Asian character unless a mark or a lengthening follows.
    (
        re.compile(
            r"(?<!\d)\s+|\s+(?!\d)|(?<=[\u2e80-\uffef])(?![\s、-〟゛-ゞー・ァィゥェォッャュョぁぃぅぇぉっゃゅょ！-／：-＠［-｠])"
        ),
        0.6,
    ),
)


def cut_long(sentence: str, longest: int) -> Iterator[str]:
    """Balanced pieces of about `longest` phonemes at most; behind clauses where there are any, else behind words.

    Only what has no such place for that long is cut within a word, and nothing within a character with its accents.
    """
    tenths = phoneme_tenths(sentence)
    if sum(tenths) <= longest * TENTHS:
        yield sentence
        return
    sums = list(accumulate(tenths, initial=0))
    start = 0
    while (rest := sums[-1] - sums[start]) > longest * TENTHS:
        even = rest / math.ceil(rest / (longest * TENTHS))
        end = _cut_near(sentence, sums, start, even, longest * TENTHS)
        if end == len(sentence):
            break
        yield sentence[start:end]
        start = end
    yield sentence[start:]


def _cut_near(sentence: str, sums: list[int], start: int, even: float, longest: int) -> int:
    """The best place about `even` tenths behind the start: not before its half, not behind `longest`."""
    first = bisect_left(sums, sums[start] + even / 2)
    last = bisect_right(sums, sums[start] + longest) - 1
    best, cost = 0, math.inf
    for pattern, price in _PLACES:
        for match in pattern.finditer(sentence, first, last):
            off = abs(sums[match.end()] - sums[start] - even) / even + price
            if off < cost and match.end() > start and not is_inside(sentence, match.end()):
                best, cost = match.end(), off
    return best or _anywhere(sentence, max(start + 1, bisect_left(sums, sums[start] + even)))


def _anywhere(sentence: str, place: int) -> int:
    while is_inside(sentence, place):
        place += 1
    return place
