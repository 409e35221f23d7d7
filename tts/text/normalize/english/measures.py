"""Measures: "5 km", "a 256GB phone", "20-25°C", "12kg/kg", "10x", "per sq. ft."."""

import re
from typing import Final

from tts.text.normalize.english.addresses import house_number
from tts.text.normalize.english.areas import AREA
from tts.text.normalize.english.counts import COUNT, is_one, spoken_count
from tts.text.normalize.english.numerals import NUMBER, number, ordinal
from tts.text.normalize.english.rates import rate
from tts.text.normalize.english.surroundings import describes, noun_follows, opens, plural_follows
from tts.text.normalize.english.units import UNIT, stands_for_itself, unit
from tts.text.normalize.spoken import Place, Reading, Rule

_MEASURE: Final = re.compile(rf"{COUNT}(?P<plus>\+(?=\s|[a-z]))?(?P<joint>[ \u00a0\u202f-]?){UNIT}")
_UPPER: Final = re.compile(rf"(?:-|\s?–\s?){COUNT} ?{UNIT}")  # "5kg-10kg"
_MILLIONS: Final = re.compile(rf"(?P<amount>{NUMBER})m\s{UNIT}")
_SHORT_DEGREES: Final = re.compile(
    rf"(?P<amount>[-−]?{NUMBER})(?:[-–](?P<upper>\d{{1,3}}))?(?P<scale>[CF])(?!\w|[-.]\w)(?P<oven>\sfan/|\s?/|\sfan)?"
)
# fmt: off
_WARM: Final = frozenset((
    "to", "of", "at", "hit", "hits", "above", "below", "reach", "reached", "reaching", "around", "near", "nearly",
    "about", "exceed", "exceeded", "topped", "over", "under"
))
# fmt: on
_ONLY_RATE: Final = re.compile(rf"(?P<amount>{NUMBER})(?=/[a-zA-Z])")
_DID: Final = re.compile(r"\s(?:were|have|had|are|died|watched|voted|tuned|lived?|lost|suffer(?:ed)?)(?!\w)")
_ROADS: Final = frozenset(("route", "highway", "exit", "gate", "platform", "seat", "room", "flight"))
_CROWD: Final = re.compile(
    r"\b(?:population|sales|subscribers|users|viewers|followers|audience|jobs|residents|unemployment|circulation"
    r"|downloads|turnout|listeners|migration)\b[^.;:]{0,30}$"
)
# With a decimal, for people run 100m.
_MANY: Final = re.compile(
    r"\b(?:members|people|voters|votes|households|homes|copies|visitors|passengers|customers|claimants|doses|tests|cases"
    r"|deaths|arrivals|patients|streams|Americans|Britons|refugees|vehicles|workers|students|tourists)\b[^.;:]{0,30}$",
    re.IGNORECASE,
)
_SO_FAR: Final = re.compile(r"\s(?:above|apart|away|below|deep|high|long|tall|wide)(?!\w)")
_CONTAINERS: Final = re.compile(
    r"\s(?:bag|barbell|bomb|bottle|box|burger|can|capsule|carton|cylinder|dose|dumbbell|glass|jar|load|pack|packet|parcel"
    r"|pill|sack|steak|tablet|tin|weight|warhead)(?:es|s)?(?!\w)"
)
_PRESSURE: Final = re.compile(r"(?P<amount>8[5-9]\d|9\d\d|10\d\d)\s?mb(?!\w)")
_WEATHER: Final = re.compile(r"[Pp]ressure|[Hh]urricane|[Cc]yclone|[Ss]torm|[Tt]yphoon|[Ll]ow\b|[Hh]igh\b")
_CALIBER: Final = re.compile(
    r"(?P<amount>1[0-5]\d|20\d)(?P<joint>[ -]?)mm"
    r"(?=(?:\s(?:and|or)\s\d{2,3}[ -]?mm)?\s"
    r"(?:ammunition|artillery|cannon|gun|howitzer|mortar|projectile|round|shell)s?(?!\w))"
)
_STONE: Final = re.compile(r"(?P<amount>\d{1,2})\s?st(?:\s?(?P<pounds>1[0-3]|\d)\s?lbs?)?(?!\w)")
_AREA_ALONE: Final = re.compile(rf"(?P<unit>{AREA})")
_JOINED: Final = re.compile("-[a-z]")  # "a 100m-high tower"
_ONE_OF_THEM: Final = frozenset(("a", "each", "every", "one", "per"))
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
    if match["unit"][-1] in "CF" and place.text.startswith("/", match.end()):
        end, per = match.end(), ","  # another scale, or a gas mark
    one_named = _describes(match, end, place)
    name = unit(match["unit"], one=is_one(match) or one_named)
    spoken = f"{spoken_count(match, british=place.british)} {name}{per}"
    upper = _UPPER.match(place.text, end)
    if upper:
        spoken += f" to {spoken_count(upper, british=place.british)} {unit(upper['unit'], one=one_named)}"
        end = upper.end()
    dotted = place.text[end - 1] == "."
    return Reading(end - 1, spoken) if dotted and opens(place, end) else Reading(end, spoken, dotted)


def _pressure(place: Place) -> Reading | None:
    """ "930mb" are megabytes, too, but not in a storm."""
    match = _PRESSURE.match(place.text, place.at)
    if match is None or not _WEATHER.search(place.text, max(0, place.at - 60), match.end() + 40):
        return None
    return Reading(match.end(), f"{number(match['amount'], british=True)} millibars")


def _caliber(place: Place) -> Reading | None:
    """ "155mm shells" are read as a name is."""
    match = _CALIBER.match(place.text, place.at)
    return match and Reading(match.end(), f"{house_number(match['amount'])} millimeter")


def _stone(place: Place) -> Reading | None:
    """ "17st 3lb", "11st"; "21st" is an ordinal."""
    match = _STONE.match(place.text, place.at)
    if match is None or not (match["pounds"] or ordinal(int(match["amount"]))[-2:] != "st"):
        return None
    pounds = f" {number(match['pounds'])} pound{'' if match['pounds'] == '1' else 's'}" if match["pounds"] else ""
    return Reading(match.end(), f"{number(match['amount'])} stone{pounds}")


def _area_alone(place: Place) -> Reading | None:
    """The "sq. ft." of "$58 per sq. ft." """
    match = _AREA_ALONE.match(place.text, place.at)
    if match is None:
        return None
    name = unit(match["unit"], one=place.previous.lower() in _ONE_OF_THEM)
    return Reading(match.end(), name, match.group().endswith("."))


def _short_degrees(place: Place) -> Reading | None:
    """ "temperatures of 30C (86F)" """
    match = _SHORT_DEGREES.match(place.text, place.at)
    if match is None:
        return None
    warm = place.previous.lower() in _WARM or place.text[max(0, place.at - 1) : place.at] in ("(", "/")
    if not warm and not (match["oven"] and match["amount"].isdecimal() and int(match["amount"]) > 99):
        return None
    minus = "minus " if match["amount"][0] in "-−" else ""
    name = "Celsius" if match["scale"] == "C" else "Fahrenheit"
    if match["oven"] == " fan/":
        name += " fan"
    comma = "," if "/" in (match["oven"] or "") else ""
    upper = f" to {number(match['upper'], british=True)}" if match["upper"] else ""
    words = f"{minus}{number(match['amount'].lstrip('-−'), british=True)}{upper} degrees {name}{comma}"
    return Reading(match.end() if match["oven"] == " fan/" else match.end("scale"), words)


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
    if describes(place, end) or _JOINED.match(place.text, end):
        return True
    if match["joint"] or match["plus"] or not noun_follows(place, end):
        return False
    return not stands_for_itself(match["unit"]) or _CONTAINERS.match(place.text, end) is not None


def _means_million(match: re.Match[str], place: Place) -> bool:
    """ "5m people" and "a population of 5m" are millions, "a 100m race" is meters."""
    if match["unit"] != "m" or match["joint"]:
        return False
    if place.text.startswith("+", match.end()) or _DID.match(place.text, match.end()):
        return True
    if plural_follows(place, match.end()):
        return True
    crowd = _MANY if "." in match["amount"] else _CROWD
    counted = any(words.search(place.text, max(0, place.at - 50), place.at) for words in {crowd, _CROWD})
    return (
        counted
        and ("." in match["amount"] or not noun_follows(place, match.end()))
        and not _SO_FAR.match(place.text, match.end())
    )


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


RULES: Final[tuple[Rule, ...]] = (
    *(_by, _millions, _pressure, _caliber, _stone, _measure, _short_degrees, _only_rate, _times),
)
LETTER_RULES: Final[tuple[Rule, ...]] = (_area_alone,)
