"""About how many phonemes a text has before anything reads it."""

import unicodedata
from typing import Final

TENTHS: Final = 10
# Phonemes of espeak (stress, length marks and spaces count) for each character of ordinary prose, measured; spaces
# included: English 1.04, German 1.04, French 0.92, Spanish 1.14, Portuguese 1.21, Polish 1.09, Greek 1.19, Russian
# 1.25, Vietnamese 1.44, Arabic 1.49, Hindi 1.5, Telugu 1.33, Thai 2.4, Korean 2.9, Chinese 6.2.
_LETTER, _ACCENTED, _OTHER, _INDIC, _THAI, _KANA, _HANGUL, _HAN = 11, 18, 13, 15, 24, 24, 33, 64
# A digit: 5 to 8 in English ("1,234,567" has 76), up to 13 in a German or Russian year. Letters of "FBI" have 3.7
# each, those of "NATO" 1.5. Signs that are said, "%" or "&": 4 to 8.
_DIGIT, _CAPITAL, _SIGN, _POINT = 80, 15, 60, 10
_SIGNS: Final = frozenset("%&$€£¥@#+=§°©®")
_SCRIPTS: Final = (  # first characters of ranges, in order
    ("\u0000", _LETTER),
    ("\u0080", _ACCENTED),
    ("\u0370", _OTHER),
    ("\u0600", _INDIC),
    ("\u0e00", _THAI),
    ("\u0f00", _OTHER),
    ("\u1100", _HANGUL),
    ("\u1200", _OTHER),
    ("\u1e00", _ACCENTED),
    ("\u2e80", _HAN),
    ("\u3040", _KANA),
    ("\u3100", _HAN),
    ("\ua000", _OTHER),
    ("\uac00", _HANGUL),
    ("\ud800", _HAN),
    ("\ufb00", _OTHER),
    ("\U00020000", _HAN),
)


class _Weights(dict[int, str]):
    """A table for str.translate that is filled as characters are met: each becomes the character of its tenths."""

    def __missing__(self, code: int) -> str:
        self[code] = weight = chr(_tenths(chr(code)))
        return weight


def phoneme_tenths(text: str) -> bytes:
    """Tenths of a phoneme for each character, one byte each."""
    return text.translate(_WEIGHTS).encode("latin-1")


def _tenths(character: str) -> int:
    if character.isdigit():
        return _DIGIT
    if character in _SIGNS:
        return _SIGN
    if not character.isalpha() and unicodedata.category(character)[0] != "M":
        return _POINT
    weight = next(weight for first, weight in reversed(_SCRIPTS) if character >= first)
    return max(weight, _CAPITAL) if character.isupper() else weight


_WEIGHTS: Final = _Weights()
