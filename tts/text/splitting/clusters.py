"""Characters that a reader takes for one: a letter with its accents, a flag, a syllable of Hangul."""

import unicodedata
from typing import Final

_JOINER: Final = "\u200d"


def is_inside(text: str, place: int) -> bool:
    """Whether a cut at `place` would fall inside such a character (a little wider than Unicode's grapheme clusters)."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if after < "\u0300":
        return before == "\r" and after == "\n"
    if before == _JOINER or after in ("\u200c", _JOINER) or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if unicodedata.category(after)[0] == "M" or "\U000e0020" <= after <= "\U000e007f":
        return True
    return (_is_flag(before) and _is_flag(after)) or _is_syllable(before, after)


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_syllable(before: str, after: str) -> bool:
    """Vowels and finals of Hangul go with what is in front of them."""
    return "\u1100" <= before <= "\ud7ff" and ("\u1160" <= after <= "\u11ff" or "\ud7b0" <= after <= "\ud7ff")
