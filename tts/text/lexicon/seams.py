"""Where words may begin and end in the scripts that put no spaces between them: beside each of their letters."""

import re
import unicodedata
from typing import Final

# The letters and accents of Han, Kana, Thai, Lao, Burmese and Khmer, for a class of characters.
UNSPACED: Final = (
    r"\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    r"\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f\U0001b000-\U0001b16f"
    r"\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u0edc-\u0edf"
    r"\u1000-\u103f\u1050-\u109f\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa7f\u1780-\u17d3\u17dc\u17dd"
)
SEAM: Final = re.compile(rf"(?<=[{UNSPACED}])(?=\S)|(?=[{UNSPACED}])")
_UNSPACED: Final = re.compile(f"[{UNSPACED}]")
# Within a syllable: behind a vowel that is written first, before one that is written last, a small kana or a sign of
# length or repetition, and before a consonant that Burmese marks as the last of its syllable.
_WITHIN: Final = re.compile(
    r"(?<=[\u0e40-\u0e44\u0ec0-\u0ec4\u1039\u17d2])"
    r"|[\u0e30\u0e32\u0e33\u0e45\u0e46\u0eb0\u0eb2\u0eb3\u0ebd\u0ec6\u3005\u303b\u309b-\u309e\u30fc-\u30fe"
    r"ァィゥェォャュョヮぁぃぅぇぉゃゅょゎ\uff67-\uff6e\uff70\uff9e\uff9f]"
    r"|[\u1000-\u1021\u103f]\u1037?[\u1039\u103a]"
)


def is_unspaced(character: str) -> bool:
    return _UNSPACED.match(character) is not None


def parts_word(text: str, at: int) -> bool:
    """Whether words may meet at a seam."""
    return unicodedata.category(text[at])[0] != "M" and _WITHIN.match(text, at) is None
