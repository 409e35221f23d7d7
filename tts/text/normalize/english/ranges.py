"""Ranges, scores and pairs of numbers: "18-24", "3-2", "50-50", "978-0"."""

import re
from typing import Final

from tts.text.normalize.english.counts import DASH, spoken_count
from tts.text.normalize.english.magnitudes import ATTACHED
from tts.text.normalize.english.numerals import NUMBER, digits, number
from tts.text.normalize.english.surroundings import stands_alone
from tts.text.normalize.spoken import Place, Reading, Rule

_RANGE: Final = re.compile(rf"(?P<amount>{NUMBER}){DASH}(?P<upper>{NUMBER})(?:{ATTACHED})?(?![\w%]|-\d|[-.,/]\d)")
_HIGHEST_SCORE: Final = 199


def _range(place: Place) -> Reading | None:
    match = _RANGE.match(place.text, place.at)
    if match is None:
        return None
    lower, upper = match["amount"], match["upper"]
    if lower == upper == "50":
        return Reading(match.end(), "fifty fifty")
    if _is_code(lower) or _is_code(upper) or (stands_alone(place, match.end()) and _is_no_range(lower, upper)):
        return Reading(match.end(), f"{_apart(lower)}, {_apart(upper)}")
    return Reading(match.end(), spoken_count(match, british=place.british))


def _is_code(written: str) -> bool:
    """Who counts so far writes commas, or noughts at the end."""
    return len(written) > 4 and written.isdecimal() and not written.endswith("00")


def _is_no_range(lower: str, upper: str) -> bool:
    """It falls, and not as scores do; or it rises a thousandfold."""
    first, second = (float(end.replace(",", "")) for end in (lower, upper))
    return (first > second and first > _HIGHEST_SCORE) or second >= 1000 * first > 0


def _apart(written: str) -> str:
    return digits(written) if _is_code(written) else number(written, british=True)


RULES: Final[tuple[Rule, ...]] = (_range,)
