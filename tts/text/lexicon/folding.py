"""Text in the form in which spellings are compared, and the way back to where it stands."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

_SPACE: Final = re.compile(r"\s+")
_PLAIN: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "\u2010": "-", "\u2011": "-"})


def canonical(text: str) -> str:
    """NFC, with single spaces, straight apostrophes and plain hyphens."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_PLAIN)
    return _SPACE.sub(" ", text)


def fold(text: str) -> str:
    """`canonical` without the difference between capitals and small letters."""
    return canonical(text).casefold()


def fold_with_ends(raw: str) -> tuple[str, Mapping[int, int] | None]:
    """`raw` folded, and for each length of it the length of `raw` that it stands for; None where all are the
    same. Lengths that would part a letter are left out: half of the "ss" that ß is folded to."""
    plain = canonical(raw)
    folded = plain.casefold()
    unchanged = raw.isascii() or unicodedata.is_normalized("NFC", raw)
    if unchanged and len(raw) == len(plain) == len(folded):
        return folded, None
    parts: list[str] = []
    ends = {0: 0}
    read = length = 0
    for letter in _letters(raw):
        parts.append(" " if letter.isspace() else fold(letter))
        read += len(letter)
        length += len(parts[-1])
        ends[length] = read
    return "".join(parts), ends


def _letters(raw: str) -> Iterator[str]:
    """Characters with the accents that follow them; white space together."""
    letter = ""
    for character in raw:
        if letter and _joins(letter, character):
            letter += character
            continue
        if letter:
            yield letter
        letter = character
    if letter:
        yield letter


def _joins(letter: str, character: str) -> bool:
    if letter.isspace() or character.isspace():
        return letter.isspace() and character.isspace()
    if character.isascii() or unicodedata.combining(character):
        return not character.isascii()
    together = unicodedata.normalize("NFC", letter + character)  # Korean syllables grow without accents
    return len(together) <= len(unicodedata.normalize("NFC", letter))
