"""Counts and measures: percent, units, ranges, fractions, telephone numbers, "#1", "3bn"."""

import re
from typing import Final

from tts.text.normalize.money import MAGNITUDES
from tts.text.normalize.numerals import MAX_DIGITS, NUMBER, cardinal, digits, number, ordinal, plural
from tts.text.normalize.spoken import Place, Reading, Rule
from tts.text.normalize.units import UNIT, unit

_MINUS: Final = r"(?P<minus>[-−])?"
_AMOUNT: Final = rf"{_MINUS}(?P<amount>{NUMBER}|\.\d{{1,15}})(?:\s?[-–—]\s?(?P<upper>{NUMBER}))?"
_MAGNITUDE: Final = r"(?:[ -]?(?P<magnitude>hundred|thousand|million|billion|trillion|bn|mn|tn)(?!\w))?"
_PERCENT: Final = re.compile(rf"{_MINUS}(?P<amount>{NUMBER}|\.\d{{1,15}})%?(?:\s?[-–—]\s?(?P<upper>{NUMBER}))?\s?%")
_MEASURE: Final = re.compile(rf"{_AMOUNT}{_MAGNITUDE}(?P<joint>[ -]?){UNIT}")
_SCALED: Final = re.compile(rf"{_AMOUNT}(?P<magnitude>bn|mn|tn)(?!\w)")
_MILLIONS: Final = re.compile(
    rf"(?P<amount>{NUMBER})m(?=\s(?:[a-z]{{2,20}}s|people|more|of them|men|women|children)(?!\w))"
)
_RANGE: Final = re.compile(rf"(?P<amount>{NUMBER})(?:\s?[–—]\s?|-| - )(?P<upper>{NUMBER})(?![\w%]|-\d|[-.,/]\d)")
_FRACTION: Final = re.compile(
    r"(?:(?P<whole>\d{1,3})[ -])?(?P<top>\d{1,3})/(?P<bottom>\d{1,3})(?:th|rds?|ths)?(?![\w/]|\.\d)"
)
_PHONE: Final = re.compile(
    r"\+?(?:(?P<country>1)[-. ])?(?P<area>\d{3})(?:\)\s?|[-. ])(?P<exchange>\d{3})[-. ](?P<line>\d{4})(?![\w-])"
)
_PHONE_ABROAD: Final = re.compile(r"(?:\+\d{1,3} \(?\d{1,4}\)?|0\d{1,4})(?: \d{3,4}){1,3}(?![\w,-])")
_CODE: Final = re.compile(
    rf"\d{{3,}}(?:-\d{{2,}}){{2,}}(?!\w)|\d{{{MAX_DIGITS + 1},}}(?![\d,])|0\d{{1,14}}(?![\w.,:/-]*\d)"
)
_NUMBER_SIGN: Final = re.compile(rf"#\s?(?P<number>{NUMBER})(?!\w)")
_NEGATIVE: Final = re.compile(rf"[-−](?P<amount>{NUMBER}|\.\d{{1,15}})(?![\w-]|[,.]\d)")
_LEADING_POINT: Final = re.compile(r"\.\d{1,15}(?!\w)")
_ABOUT: Final = re.compile(r"~(?=\d)")
_FEET: Final = re.compile(r"(?P<feet>\d{1,2})['’′]\s?(?P<inches>\d{1,2})(?:[\"”″]|''|(?!\w))")
_BY_NAME: Final = {"24/7": "twenty-four seven", "9/11": "nine eleven", "7/7": "seven seven", "911": "nine one one"}
_NAMED: Final = re.compile(r"(?:24/7|9/11|7/7|911)(?![\w/,%]|[.:-]\d)")


def _named(place: Place) -> Reading | None:
    match = _NAMED.match(place.text, place.at)
    return match and Reading(match.end(), _BY_NAME[match.group()])


def _percent(place: Place) -> Reading | None:
    match = _PERCENT.match(place.text, place.at)
    return match and Reading(match.end(), f"{_amount(match, place)} percent")


def _measure(place: Place) -> Reading | None:
    match = _MEASURE.match(place.text, place.at)
    if match is None:
        return None
    # "a 5 km run", "a 5-km run": one kilometre is named, many are meant
    describes = match["joint"] == "-" or place.previous.lower() in ("a", "an")
    single = match["amount"] == "1" and not match["upper"] and not match["magnitude"]
    name = unit(match["unit"], one=single or describes)
    return Reading(match.end(), f"{_amount(match, place)} {name}", match.group().endswith("."))


def _scaled(place: Place) -> Reading | None:
    match = _SCALED.match(place.text, place.at)
    return match and Reading(match.end(), _amount(match, place))


def _millions(place: Place) -> Reading | None:
    """ "5m people" are millions, "a 100m race" is meters."""
    match = _MILLIONS.match(place.text, place.at)
    return match and Reading(match.end(), f"{number(match['amount'], british=place.british)} million")


def _range(place: Place) -> Reading | None:
    match = _RANGE.match(place.text, place.at)
    return match and Reading(match.end(), _amount(match, place))


def _fraction(place: Place) -> Reading | None:
    match = _FRACTION.match(place.text, place.at)
    if match is None:
        return None
    top, bottom = int(match["top"]), int(match["bottom"])
    if bottom in (10, 100) and top <= bottom and not match["whole"]:
        return Reading(match.end(), f"{cardinal(top)} out of {cardinal(bottom)}")
    if not 0 < top < bottom or not (bottom <= 10 or bottom in (12, 16, 20, 32, 64, 100)):
        return None
    name = {2: "half", 4: "quarter"}.get(bottom, ordinal(bottom))
    many = "halves" if name == "half" else plural(name)
    spoken = f"{cardinal(top)} {name if top == 1 else many}"
    return Reading(match.end(), f"{cardinal(int(match['whole']))} and {spoken}" if match["whole"] else spoken)


def _phone(place: Place) -> Reading | None:
    match = _PHONE_ABROAD.match(place.text, place.at)
    if match:
        return Reading(match.end(), ", ".join(digits(group) for group in match.group().split()))
    match = _PHONE.match(place.text, place.at)
    if match is None:
        return None
    area = "eight hundred" if match["area"] == "800" else digits(match["area"])
    groups = [digits(match["country"] or ""), area, digits(match["exchange"]), digits(match["line"])]
    return Reading(match.end(), ", ".join(filter(None, groups)))


def _code(place: Place) -> Reading | None:
    """Long numbers, groups of them and numbers that start with zero are read digit by digit."""
    match = _CODE.match(place.text, place.at)
    return match and Reading(match.end(), ", ".join(digits(group) for group in match.group().split("-")))


def _number_sign(place: Place) -> Reading | None:
    match = _NUMBER_SIGN.match(place.text, place.at)
    return match and Reading(match.end(), f"number {number(match['number'], british=place.british)}")


def _signed(place: Place) -> Reading | None:
    match = _NEGATIVE.match(place.text, place.at)
    if match:
        return Reading(match.end(), f"minus {number(match['amount'], british=place.british)}")
    match = _LEADING_POINT.match(place.text, place.at)
    return match and Reading(match.end(), number(match.group()))


def _about(place: Place) -> Reading | None:
    match = _ABOUT.match(place.text, place.at)
    return match and Reading(match.end(), "about")


def _feet(place: Place) -> Reading | None:
    match = _FEET.match(place.text, place.at)
    return match and Reading(match.end(), f"{cardinal(int(match['feet']))} foot {cardinal(int(match['inches']))}")


def _amount(match: re.Match[str], place: Place) -> str:
    """The number, or both ends of the range, and the magnitude of a match."""
    found = match.groupdict()
    words = ["minus"] if found.get("minus") else []
    words.append(number(found["amount"], british=place.british))
    if found.get("upper"):
        words += ["to", number(found["upper"], british=place.british)]
    magnitude = found.get("magnitude")
    if magnitude:
        words.append(MAGNITUDES.get(magnitude, magnitude))
    return " ".join(words)


# The longer readings first.
RULES: Final[tuple[Rule, ...]] = (
    *(_named, _phone, _code, _percent, _millions, _measure, _scaled, _fraction, _feet),
    *(_range, _number_sign, _signed, _about),
)
