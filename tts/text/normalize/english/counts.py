"""What is counted or measured: a number or a range of them, with its sign and magnitude."""

import re
from typing import Final

from tts.text.normalize.english.magnitudes import MAGNITUDE, magnitude
from tts.text.normalize.english.numerals import NUMBER, number

SIGN: Final = r"(?P<sign>[-−+±])?"
AMOUNT: Final = rf"{SIGN}(?P<amount>{NUMBER}|\.\d{{1,15}}(?!\d))"
DASH: Final = r"(?:\s?–\s?|[-—]| - )"
COUNT: Final = rf"{AMOUNT}(?:{DASH}(?P<upper>{NUMBER}))?{MAGNITUDE}"

_SIGNS: Final = {"-": "minus", "−": "minus", "+": "plus", "±": "plus or minus"}


def spoken_count(match: re.Match[str], *, british: bool) -> str:
    """The words for COUNT. Exact counts keep their "and" on both shores, round ones ("460 billion") in Britain."""
    found = match.groupdict()
    large = magnitude(found.get("magnitude") or "")
    hundred_and = british or not large
    words = [_SIGNS.get(found.get("sign") or "", ""), number(found["amount"], british=hundred_and)]
    if found.get("upper"):
        words += ["to", number(found["upper"], british=hundred_and)]
    return " ".join(filter(None, [*words, large, "plus" if found.get("plus") else ""]))


def is_one(match: re.Match[str]) -> bool:
    found = match.groupdict()
    return match["amount"] == "1" and not (match["upper"] or match["magnitude"] or found.get("plus"))
