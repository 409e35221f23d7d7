"""Whether a spelling found in a text stands there as a word of its own, and the ending that belongs to it."""

import re
import unicodedata
from typing import Final

from tts.text.lexicon.entry import Match
from tts.text.lexicon.seams import UNSPACED, is_unspaced, parts_word

# Letters and digits hold on to these where white space or other punctuation would end a token.
_HELD: Final = frozenset("#%&@_")
# The spelling is a part of something else: an address, a longer number, C# and C++, AT&T.
_GOES_ON: Final = re.compile(
    rf"(?:(?![{UNSPACED}])[-\w]){{0,64}}(?:\.(?=[a-z0-9])|@\w|://)|(?<=\d)[.,:/–−-]\d"
    rf"|(?<=\w)(?<![{UNSPACED}])(?:&\w|#|\+\+)"
)
_APOSTROPHES: Final = "'’‘ʼ"
_ENDING: Final = re.compile(rf"[{_APOSTROPHES}](?P<letters>\w{{1,4}})(?![{_APOSTROPHES}]?\w)")
_LETTER: Final = rf"(?:(?![{UNSPACED}])[\w\u0300-\u036f])"
_REST: Final = re.compile(rf"{_LETTER}*+(?:[{_APOSTROPHES}]{_LETTER}++)*+")


def apart(text: str, start: int, end: int, match: Match) -> bool:
    """Whether `text[start:end]` begins, and unless it is a prefix ends, at the bounds that `match` asks for.

    Beside a letter of a script without spaces there is always one, but within its syllables.
    """
    if start and not _parted(text, start, text[start - 1], text[start], match):
        return False
    whole = match is not Match.PREFIX or is_unspaced(text[end - 1])
    if whole and end < len(text) and not _parted(text, end, text[end], text[end - 1], match):
        return False
    return not _GOES_ON.match(text, end)


def ending_after(text: str, end: int) -> str | None:
    """The 's or the like after a word, "" without one; None where the word goes on behind an apostrophe."""
    letter = text[end + 1 : end + 2]
    if text[end : end + 1] not in tuple(_APOSTROPHES) or not _in_word(letter) or is_unspaced(letter):
        return ""
    found = _ENDING.match(text, end)
    if found is None:
        return None
    letters = found["letters"]
    return found.group() if letters.islower() or letters == "S" else None


def rest_of_word(text: str, end: int) -> str:
    """What is left of the word in which a prefix ended."""
    rest = _REST.match(text, end)
    return rest.group() if rest else ""


def _parted(text: str, at: int, outer: str, inner: str, match: Match) -> bool:
    """Whether the two characters that meet at a place stand in words of their own."""
    if is_unspaced(outer) or is_unspaced(inner):
        return parts_word(text, at)
    if match is not Match.EXACT:
        return not (_in_word(outer) and _in_word(inner))
    kind = unicodedata.category(outer)
    return kind == "So" or (kind[0] in "PZC" and outer not in _HELD)  # So: emoji


def _in_word(character: str) -> bool:
    """A letter, digit or accent."""
    return bool(character) and (character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M")
