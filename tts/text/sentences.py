"""Sentences: the pieces of a block that are synthesized one by one."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from tts.article import Article, Sentence
from tts.text.splitting.cuts import cut_long
from tts.text.splitting.starts import split_text

# A voice slurs what is much longer, and is unstable on what is much shorter.
LONGEST_PHONEMES: Final = 400
SHORTEST_LETTERS: Final = 12

_PARAGRAPH_END: Final = re.compile(r"\n\s*\n\s*\Z")
_PARAGRAPH_END_CHARACTERS: Final = 20


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
    block does; none has many more than LONGEST_PHONEMES, as far as its letters tell, unless it is mostly punctuation.
    """
    return _merge_short(
        piece for sentence in split_text(text, language) for piece in cut_long(sentence, LONGEST_PHONEMES)
    )


def _merge_short(pieces: Iterable[str]) -> list[str]:
    """Each piece that is too short goes with the next one; the last of a paragraph with the one before."""
    merged: list[str] = []
    waiting: list[str] = []
    letters = 0
    for piece in pieces:
        waiting.append(piece)
        letters += _letters(piece)
        if letters >= SHORTEST_LETTERS:
            merged.append("".join(waiting))
            waiting, letters = [], 0
        elif merged and _ends_paragraph(piece) and not _ends_paragraph(merged[-1]):
            merged[-1] += "".join(waiting)
            waiting, letters = [], 0
    rest = "".join(waiting)
    if rest and merged:
        merged[-1] += rest
    elif rest:
        merged.append(rest)
    return merged


def _ends_paragraph(text: str) -> bool:
    return _PARAGRAPH_END.search(text, max(0, len(text) - _PARAGRAPH_END_CHARACTERS)) is not None


def _letters(text: str) -> int:
    """Letters and digits; an East Asian one, a syllable, counts for two."""
    return sum(1 + (character >= "\u2e80") for character in text if character.isalnum())
