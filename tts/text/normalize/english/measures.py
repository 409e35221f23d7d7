"""Measures: "5 km", "a 256GB phone", "20-25°C", "12kg/kg", "6'2\"", "10x"."""

import re
from typing import Final

from tts.text.normalize.english.counts import COUNT, is_one, spoken_count
from tts.text.normalize.english.numerals import NUMBER, cardinal, number
from tts.text.normalize.english.rates import rate
from tts.text.normalize.english.surroundings import describes, noun_follows, plural_follows
from tts.text.normalize.english.units import UNIT, unit
from tts.text.normalize.spoken import Place, Reading, Rule

_MEASURE: Final = re.compile(rf"{COUNT}(?P<joint>[ \u00a0\u202f-]?){UNIT}")
_UPPER: Final = re.compile(rf"(?:-|\s?–\s?){COUNT} ?{UNIT}")  # "5kg-10kg"
_MILLIONS: Final = re.compile(rf"(?P<amount>{NUMBER})m\s{UNIT}")
_SHORT_DEGREES: Final = re.compile(rf"(?P<amount>[-−]?{NUMBER})(?P<scale>[CF])(?!\w|[-.]\w)")
# fmt: off
_WARM: Final = frozenset((
    "to", "of", "at", "hit", "hits", "above", "below", "reach", "reached", "reaching", "around", "near", "nearly",
    "about", "exceed", "exceeded", "topped", "over", "under"
))
# fmt: on
_ONLY_RATE: Final = re.compile(rf"(?P<amount>{NUMBER})(?=/[a-zA-Z])")
_FEET: Final = re.compile(r"(?P<feet>\d{1,2})['’′]\s?(?P<inches>1[01]|\d)(?:[\"”″]|''|(?!\w))")
_FEET_AND_INCHES: Final = re.compile(
    r"(?P<feet>\d{1,2})(?:\s?ft\.?|\sf(?:oo|ee)t)\s?(?P<inches>1[01]|\d)\s?ins?(?:\.|(?![\w-]))"
)
_ROADS: Final = frozenset(("route", "highway", "exit", "gate", "platform", "seat", "room", "flight"))
_CROWD: Final = re.compile(
    r"\b(?:population|sales|subscribers|users|viewers|followers|audience|jobs|residents)\b[^.,;:]{0,30}$"
)
_BY: Final = re.compile(
    rf"(?P<first>{NUMBER})\s?[x×]\s?(?P<second>{NUMBER})(?P<third>\s?[x×]\s?\d{{1,4}})?"
    rf"(?:\s?{UNIT}|(?=[ -](?:feet|foot|met(?:er|re)s?|inch(?:es)?|yards?|miles?|pixels?)(?!\w)))"
)
_TIMES: Final = re.compile(rf"(?P<amount>{NUMBER})(?:[-–](?P<upper>{NUMBER}))?[x×](?![\w×]|\s?\d)")


def _measure(place: Place) -> Reading | None:
    match = _MEASURE.match(place.text, place.at)
    if match is None or _means_million(match, place) or _is_road(match, place):
        return None
    end, per = rate(place, match.end(), money=False)
    one_named = _describes(match, end, place)
    name = unit(match["unit"], one=is_one(match) or one_named)
    spoken = f"{spoken_count(match, british=place.british)} {name}{per}"
    upper = _UPPER.match(place.text, end)
    if upper:
        spoken += f" to {spoken_count(upper, british=place.british)} {unit(upper['unit'], one=one_named)}"
        end = upper.end()
    return Reading(end, spoken, place.text[end - 1] == ".")


def _short_degrees(place: Place) -> Reading | None:
    """ "temperatures of 30C (86F)" """
    match = _SHORT_DEGREES.match(place.text, place.at)
    if match is None or not (place.previous.lower() in _WARM or place.text[place.at - 1 : place.at] == "("):
        return None
    minus = "minus " if match["amount"][0] in "-−" else ""
    name = "Celsius" if match["scale"] == "C" else "Fahrenheit"
    return Reading(match.end(), f"{minus}{number(match['amount'].lstrip('-−'), british=True)} degrees {name}")


def _millions(place: Place) -> Reading | None:
    """ "1.5m sq ft": a million of another unit."""
    match = _MILLIONS.match(place.text, place.at)
    if match is None:
        return None
    count = f"{number(match['amount'], british=place.british)} million"
    return Reading(match.end(), f"{count} {unit(match['unit'], one=False)}", match.group().endswith("."))


def _describes(match: re.Match[str], end: int, place: Place) -> bool:
    """ "a 5 km run", "a 5-km run", "35mm film": one kilometer is named, many are meant."""
    if match["joint"] == "-" or place.previous.lower() in ("a", "an"):
        return True
    return describes(place, end) or (not match["joint"] and noun_follows(place, end))


def _means_million(match: re.Match[str], place: Place) -> bool:
    """ "5m people" and "a population of 5m" are millions, "a 100m race" is meters."""
    if match["unit"] != "m" or match["joint"]:
        return False
    return plural_follows(place, match.end()) or _CROWD.search(place.text, max(0, place.at - 50), place.at) is not None


def _is_road(match: re.Match[str], place: Place) -> bool:
    """ "Route 9W" has no watts."""
    return not match["joint"] and place.previous.lower() in _ROADS


def _only_rate(place: Place) -> Reading | None:
    """ "12/kg" """
    match = _ONLY_RATE.match(place.text, place.at)
    if match is None:
        return None
    end, per = rate(place, match.end(), money=False)
    return Reading(end, number(match["amount"], british=True) + per) if per else None


def _feet(place: Place) -> Reading | None:
    match = _FEET.match(place.text, place.at)
    return match and Reading(match.end(), f"{cardinal(int(match['feet']))} foot {cardinal(int(match['inches']))}")


def _feet_and_inches(place: Place) -> Reading | None:
    """ "5 ft 3 in" """
    match = _FEET_AND_INCHES.match(place.text, place.at)
    if match is None:
        return None
    feet, inches = int(match["feet"]), int(match["inches"])
    names = f"{'foot' if feet == 1 else 'feet'} {cardinal(inches)} inch{'' if inches == 1 else 'es'}"
    return Reading(match.end(), f"{cardinal(feet)} {names}", match.group().endswith("."))


def _by(place: Place) -> Reading | None:
    """ "10x20 m", "8 x 10 feet"; without a unit it is left to the engine."""
    match = _BY.match(place.text, place.at)
    if match is None:
        return None
    sides = [match["first"], match["second"], (match["third"] or "").strip(" x×")]
    words = " by ".join(number(side, british=place.british) for side in sides if side)
    name = f" {unit(match['unit'], one=False)}" if match["unit"] else ""
    return Reading(match.end(), words + name, match.group().endswith("."))


def _times(place: Place) -> Reading | None:
    """ "10x faster" """
    match = _TIMES.match(place.text, place.at)
    if match is None:
        return None
    words = " to ".join(number(amount, british=True) for amount in (match["amount"], match["upper"]) if amount)
    return Reading(match.end(), f"{words} times")


RULES: Final[tuple[Rule, ...]] = (_by, _millions, _feet_and_inches, _measure, _short_degrees, _only_rate, _feet, _times)
