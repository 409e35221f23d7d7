"""Feet and inches: "6'2\"", "5 ft 3 in", "5ft 11", "4\"-6\"", "a 27\" screen", "50' x 120'"."""

import re
from typing import Final

from tts.text.normalize.english.numerals import NUMBER, cardinal, number
from tts.text.normalize.english.surroundings import describes
from tts.text.normalize.spoken import Place, Reading, Rule

_FEET: Final = re.compile(r"(?P<feet>\d{1,2})['’′]\s?(?P<inches>1[01]|\d)(?:[\"”″]|''|(?!\w))")
_FEET_AND_INCHES: Final = re.compile(
    r"(?P<feet>\d{1,2})(?:\s?ft\.?|\sf(?:oo|ee)t)\s?(?P<inches>1[01]|\d)\s?ins?(?:\.|(?![\w-]))"
)
_TALL: Final = re.compile(r"(?P<feet>[3-8])\s?ft\.?\s?(?P<inches>1[01]|\d)(?![\w/:-]|[.,]\d|\s[a-z]{3,20}s(?!\w))")
_INCH_MARK: Final = "(?:[\"”″]|'')"
_INCHES: Final = re.compile(
    rf"(?P<first>{NUMBER}){_INCH_MARK}?(?:(?P<joint>\s?[-–x×]\s?)(?P<second>{NUMBER}))?(?P<mark>{_INCH_MARK})(?!\w)"
)
_SIDES: Final = re.compile(rf"(?P<first>{NUMBER})['’′]\s?[x×]\s?(?P<second>{NUMBER})['’′](?![\w'’′])")
_SO_HIGH: Final = re.compile(rf"(?P<feet>{NUMBER})['’′](?=\s(?:tall|high|long|wide|deep)(?!\w))")
_MARKED: Final = re.compile(rf"(?P<feet>{NUMBER})['’′](?![\w'’′])")
_AS_MUCH: Final = frozenset(("about", "exceeding", "nearly", "of", "over", "reaching", "than", "under"))
_OPENING_TOO: Final = re.compile(r"(?:^|[\s(])['‘]")
_REACH: Final = 300  # characters that are looked back at for the start of a quotation
_SPACE_AND_WORD: Final = re.compile(r"\s[A-Za-z\d]")


def _feet(place: Place) -> Reading | None:
    match = _FEET.match(place.text, place.at)
    return match and Reading(match.end(), _foot(match))


def _tall(place: Place) -> Reading | None:
    """ "He is 5ft 11" """
    match = _TALL.match(place.text, place.at)
    return match and Reading(match.end(), _foot(match))


def _foot(match: re.Match[str]) -> str:
    return f"{cardinal(int(match['feet']))} foot {cardinal(int(match['inches']))}"


def _feet_and_inches(place: Place) -> Reading | None:
    """ "5 ft 3 in" """
    match = _FEET_AND_INCHES.match(place.text, place.at)
    if match is None:
        return None
    feet, inches = int(match["feet"]), int(match["inches"])
    names = f"{'foot' if feet == 1 else 'feet'} {cardinal(inches)} inch{'' if inches == 1 else 'es'}"
    return Reading(match.end(), f"{cardinal(feet)} {names}", match.group().endswith("."))


def _inches(place: Place) -> Reading | None:
    """A mark behind a number, unless it ends a quotation."""
    match = _INCHES.match(place.text, place.at)
    if match is None or _quoted(match["mark"], place):
        return None
    joint = (match["joint"] or "").strip()
    both = f" {'by' if joint in 'x×' else 'to'} {number(match['second'], british=True)}" if joint else ""
    one = match["first"] == "1" and not both
    before_a_name = not both and _SPACE_AND_WORD.match(place.text, match.end()) is not None
    one = one or describes(place, match.end()) or (before_a_name and _of_a_thing(place))
    return Reading(match.end(), f"{number(match['first'], british=True)}{both} inch{'' if one else 'es'}")


def _quoted(mark: str, place: Place) -> bool:
    if mark in ("″", "''"):
        return False
    lowest = max(0, place.at - _REACH)
    last = max(place.text.rfind(quote, lowest, place.at) for quote in '"“”')
    opens = last == 0 or (last > 0 and place.text[last - 1] in " \n\t([—–-:")
    return opens and place.text[last] != "”"


def _of_a_thing(place: Place) -> bool:
    """ "The 27" 4K display" """
    return place.previous.lower() in ("a", "an", "the", "this", "its", "new")


def _sides(place: Place) -> Reading | None:
    match = _SIDES.match(place.text, place.at)
    if match is None:
        return None
    sides = (number(match[side], british=True) for side in ("first", "second"))
    return Reading(match.end(), " by ".join(f"{side} feet" for side in sides))


def _so_high(place: Place) -> Reading | None:
    match = _SO_HIGH.match(place.text, place.at)
    if match is None and place.previous.lower() in _AS_MUCH:
        match = _MARKED.match(place.text, place.at)
        if match and _OPENING_TOO.search(place.text, max(0, place.at - _REACH), place.at):
            return None
    return match and Reading(match.end(), f"{number(match['feet'], british=True)} feet")


RULES: Final[tuple[Rule, ...]] = (_feet_and_inches, _tall, _sides, _feet, _so_high, _inches)
