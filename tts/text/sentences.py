"""Sentences: the pieces of a block that are synthesized one by one."""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from sentencex import get_sentence_boundaries

from tts.article import Article, Sentence

# A voice slurs what is much longer, and is unstable on what is much shorter.
LONGEST_CHARACTERS: Final = 400
SHORTEST_LETTERS: Final = 12

# The splitter takes quotes for brackets and keeps everything between them together; it does better without them.
_QUOTES: Final = str.maketrans(dict.fromkeys('"“”«»„', " "))
# It is quadratic on unclosed brackets, so it is never given more than this.
_WINDOW_CHARACTERS: Final = 10_000
_INNER_STOPS: Final = ("?", "!", "…", "...")
_SENTENCE_END: Final = re.compile(r"\s+(?:[”»]\s+)?")
_CLAUSE_END: Final = re.compile(r"[;:,—–][\"”»’)\]]*\s+|[；：，、—][\"”»’」』)\]]*|\s-\s+")
_WORD_END: Final = re.compile(r"\s+")


def split_sentences(article: Article) -> Iterator[Sentence]:
    """The article's sentences, title first, lazily and block by block; none where a block has no letter or digit.

    The texts of a block's sentences, joined, are the block's text; `start` counts characters in it.
    """
    language = article.language or "en"
    for index, block in article.read_blocks:
        if not _letters(block.text):
            continue
        pieces = split_block(block.text, language)
        start = 0
        for number, piece in enumerate(pieces, 1):
            yield Sentence(piece, block.kind, index, start, ends_block=number == len(pieces))
            start += len(piece)


def split_block(text: str, language: str) -> list[str]:
    """The sentences of one block in a language (BCP 47), each with the white space behind it.

    Joined they are `text`, whatever it is. None holds fewer than SHORTEST_LETTERS letters and digits, unless the
    block does; none is much longer than LONGEST_CHARACTERS, unless it is mostly punctuation.
    """
    code = re.split("[-_]", language, maxsplit=1)[0].lower()
    starts = sorted({0, *_sentence_starts(text, code)})
    sentences = (text[start:end] for start, end in pairwise([*starts, len(text)]))
    return _merge_short(piece for sentence in sentences for piece in _cut_long(sentence))


def _sentence_starts(text: str, code: str) -> Iterator[int]:
    masked = text.translate(_QUOTES)
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
    return following[:1].islower() and masked.endswith(_INNER_STOPS, 0, last)


def _true_start(text: str, last: int, start: int) -> int:
    """Where the sentence at `start` begins, given where the one before it ends but for white space and quotes.

    Masked, the quote that opens a sentence looked like white space behind the one before.
    """
    between = _SENTENCE_END.search(text, last, start)
    return between.end() if between else start


def _cut_long(sentence: str) -> Iterator[str]:
    """Balanced pieces, cut behind clauses where there are any, else behind words, else anywhere."""
    start = 0
    while len(sentence) - start > LONGEST_CHARACTERS:
        rest = len(sentence) - start
        even = start + rest // math.ceil(rest / LONGEST_CHARACTERS)
        end = _cut_near(sentence, start, even)
        yield sentence[start:end]
        start = end
    yield sentence[start:]


def _cut_near(sentence: str, start: int, even: int) -> int:
    first, last = (start + even) // 2, start + LONGEST_CHARACTERS
    for pattern in (_CLAUSE_END, _WORD_END):
        ends = [match.end() for match in pattern.finditer(sentence, first, last)]
        if ends:
            return min(ends, key=lambda end: abs(end - even))
    while even < last and unicodedata.combining(sentence[even]):
        even += 1  # an accent stays with its letter
    return even


def _merge_short(pieces: Iterable[str]) -> list[str]:
    """Each piece that is too short goes with the next one, the last with the one before."""
    merged: list[str] = []
    waiting: list[str] = []
    letters = 0
    for piece in pieces:
        waiting.append(piece)
        letters += _letters(piece)
        if letters >= SHORTEST_LETTERS:
            merged.append("".join(waiting))
            waiting, letters = [], 0
    rest = "".join(waiting)
    if rest and merged:
        merged[-1] += rest
    elif rest:
        merged.append(rest)
    return merged


def _letters(text: str) -> int:
    """Letters and digits; an East Asian one, a syllable, counts for two."""
    return sum(1 + (character >= "\u2e80") for character in text if character.isalnum())
