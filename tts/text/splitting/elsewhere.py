"""Where sentences begin in the languages that we keep no words of: sentencex knows some fifty."""

import re
from collections.abc import Iterator
from typing import Final

from sentencex import get_sentence_boundaries

# The splitter takes quotes for brackets and keeps everything between them together; it does better without them.
_QUOTES: Final = str.maketrans(dict.fromkeys('"“”«»„', " "))
# It is quadratic on unclosed brackets, so it is never given more than this.
_WINDOW_CHARACTERS: Final = 10_000
_CLOSERS: Final = frozenset("\"”“»«'’")
# Half characters, which it cannot be given.
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def starts(text: str, code: str) -> Iterator[int]:
    """Where sentences begin behind the first, ascending; the text's length may be among the places."""
    masked = _SURROGATE.sub("\ufffd", text.translate(_QUOTES))
    offset = 0
    while offset < len(text):
        end = _window_end(text, offset)
        before = offset
        for boundary in get_sentence_boundaries(code, masked[offset:end]):
            start = offset + int(boundary["start_index"])
            if start <= before:
                continue
            last = before + len(masked[before:start].rstrip())
            before = start
            if not _goes_on(masked, last, start):
                yield _true_start(text, last, start)
        offset = end
        yield offset


def _window_end(text: str, offset: int) -> int:
    end = offset + _WINDOW_CHARACTERS
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", offset, end)
    return space + 1 if space > offset else end


def _goes_on(masked: str, last: int, start: int) -> bool:
    """Whether a question or an exclamation is only part of the sentence: “Why?” he asked."""
    following = masked[start : start + 5].lstrip()
    return following[:1].islower() and masked.endswith(("?", "!", "…", "..."), 0, last)


def _true_start(text: str, last: int, start: int) -> int:
    """Where the sentence at `start` begins, given where the one before it ends but for white space and quotes.

    Masked, the quote that opens a sentence looked like white space behind the one before.
    """
    place = last
    while place < start and text[place] in _CLOSERS:
        place += 1
    while place < start and text[place].isspace():
        place += 1
    return place
