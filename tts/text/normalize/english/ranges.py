"""Ranges, scores and pairs of numbers: "18-24", "3-2", "50-50", "978-0"."""

import re
from typing import Final

from tts.text.normalize.english.counts import DASH, spoken_count
from tts.text.normalize.english.magnitudes import ATTACHED
from tts.text.normalize.english.numerals import NUMBER, digits, number
from tts.text.normalize.english.surroundings import stands_alone
from tts.text.normalize.spoken import Place, Reading, Rule

_RANGE: Final = re.compile(rf"(?P<amount>{NUMBER}){DASH}(?P<upper>{NUMBER})(?:{ATTACHED})?(?![\w%]|-\d|[-.,/]\d)")
_PLAYED: Final = re.compile(
    r"\b(?:beat|beaten|defeat|draw|drew|goals?|lead|led|leading|lose|lost|match|trail|trailed|trailing|victory|win|won)\b"
    r"[^.;]{0,30}$"
)
_PLAYED_BEHIND: Final = re.compile(r"\s(?:defeat|draw|lead|loss|victory|win)(?!\w)")
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
    if place.british and _is_played(match, place):
        return Reading(match.end(), f"{_goals(lower)} {_goals(upper)}")
    return Reading(match.end(), spoken_count(match, british=place.british))


def _is_played(match: re.Match[str], place: Place) -> bool:
    """ "won 3-2", "a 1-1 draw": in Britain without a "to"."""
    if match["magnitude"] or any(len(goals) > 2 for goals in (match["amount"], match["upper"])):
        return False
    before = _PLAYED.search(place.text, max(0, place.at - 40), place.at)
    return before is not None or _PLAYED_BEHIND.match(place.text, match.end()) is not None


def _goals(written: str) -> str:
    return "nil" if written == "0" else number(written)


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
