"""Lengths of time with short units: "2h 38m", "Prep time: 20m", "in 9.58s", "over 5 s", "3h ago"."""

import re
from typing import Final

from tts.text.normalize.english.numerals import number
from tts.text.normalize.spoken import Place, Reading, Rule

_AMOUNT: Final = r"\d{1,3}(?:\.\d{1,3})?"
_LETTERS: Final = "d|hrs?|h|mins?|m|secs?|s"
_PART: Final = re.compile(rf"(?P<amount>{_AMOUNT})\s?(?P<unit>{_LETTERS})(?![^\W\d])")
_JOINT: Final = re.compile(r",?\s?")
_ENDS: Final = re.compile(r"(?![\w/]|[.,]\d)")
_SINGLE: Final = re.compile(rf"(?P<amount>{_AMOUNT})(?P<joint>\s?)(?P<unit>[dhms])(?![\w'’/-]|[.,]\d)")
_NAMES: Final = {"d": "day", "h": "hour", "m": "minute", "s": "second"}
_LONGEST_FIRST: Final = "dhms"
# fmt: off
_TIMED: Final = frozenset((
    "bake", "chill", "cook", "duration", "lasted", "lasting", "lasts", "prep", "rest", "runtime", "simmer", "take",
    "takes", "taking", "time", "took", "wait", "waited"
))
_LIMITS: Final = frozenset(("after", "by", "every", "for", "in", "just", "of", "over", "under", "within"))
# fmt: on
_CLOCK_FOLLOWS: Final = re.compile(r"\s(?:ago|later|delay|wait|read)(?!\w)")
_CLAUSE_ENDS: Final = re.compile(r"[.,;:!?)]|\Z")


def _series(place: Place) -> Reading | None:
    """ "2h 38m 12s": each unit is smaller than the one before it, or these are races, "100m 200m"."""
    words: list[str] = []
    smallest, end = -1, place.at
    part = _PART.match(place.text, end)
    while part and _LONGEST_FIRST.index(part["unit"][0]) > smallest:
        smallest = _LONGEST_FIRST.index(part["unit"][0])
        words.append(_many(part["amount"], part["unit"][0]))
        end = part.end()
        joint = _JOINT.match(place.text, end)
        part = _PART.match(place.text, joint.end() if joint else end)
    return Reading(end, " ".join(words)) if len(words) > 1 and _ENDS.match(place.text, end) else None


def _single(place: Place) -> Reading | None:
    match = _SINGLE.match(place.text, place.at)
    if match is None:
        return None
    is_length = _seconds(match, place) if match["unit"] == "s" else _timed(match, place)
    return Reading(match.end(), _many(match["amount"], match["unit"])) if is_length else None


def _seconds(match: re.Match[str], place: Place) -> bool:
    """ "9.58s", "5 s", "in 12s"; "the 90s" and "over 50s" are years and ages."""
    if match["joint"] or "." in match["amount"]:
        return True
    return place.previous.lower() in _LIMITS and not match["amount"].endswith("0")


def _timed(match: re.Match[str], place: Place) -> bool:
    """ "Prep time: 20m", "5m ago", "he finished in 20m."; other "m" are meters or millions."""
    if match["unit"] == "h" and match["joint"]:
        return _CLAUSE_ENDS.match(place.text, match.end()) is not None
    before = place.previous.lower()
    if before in _TIMED or _CLOCK_FOLLOWS.match(place.text, match.end()):
        return True
    # There are races over 50 meters and more.
    short = match["unit"] == "m" and match["amount"].isdecimal() and int(match["amount"]) < 50
    return short and before == "in" and _CLAUSE_ENDS.match(place.text, match.end()) is not None


def _many(amount: str, letter: str) -> str:
    return f"{number(amount, british=True)} {_NAMES[letter]}{'' if amount == '1' else 's'}"


RULES: Final[tuple[Rule, ...]] = (_series, _single)
