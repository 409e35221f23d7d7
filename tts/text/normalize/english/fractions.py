"""Fractions and what looks like them: "2/3", "2 1/2", "2½", "9/10", "120/80", "50/50"."""

import re
import unicodedata
from fractions import Fraction
from typing import Final

from tts.text.normalize.english.numerals import cardinal, ordinal, plural
from tts.text.normalize.english.surroundings import stands_alone
from tts.text.normalize.english.units import UNIT, unit
from tts.text.normalize.spoken import Place, Reading, Rule

_TAIL: Final = r"(?:(?i:th|rd|nd|ths)|(?=s?(?!\w)))(?![\w/]|\.\d|,\d{3})"
_WRITTEN: Final = re.compile(rf"(?:(?P<whole>\d{{1,3}})[ -])?(?P<top>\d{{1,3}})[/⁄](?P<bottom>\d{{1,3}}){_TAIL}")
_ANY: Final = re.compile(r"(?P<top>\d{1,5})\s?[/⁄]\s?(?P<bottom>\d{1,5})(?![\w/]|\.\d)")
_WITH_UNIT: Final = re.compile(rf"(?:(?P<whole>\d{{1,3}})[ -])?(?P<top>\d{{1,2}})[/⁄](?P<bottom>\d{{1,2}})[ -]?{UNIT}")
_SINGLE: Final = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
_CHARACTER: Final = re.compile(rf"(?:(?P<whole>\d{{1,3}})\s?)?(?P<fraction>[{_SINGLE}])(?![\w{_SINGLE}])")
_BY_NAME: Final = {"24/7": "twenty-four seven", "9/11": "nine eleven", "7/7": "seven seven", "7/11": "seven eleven"}
_NAMED: Final = re.compile(r"(?:24/7|9/11|7/7|7/11)(?![\w/%]|[.,:-]\d)")
_ODDS: Final = re.compile(r"(?P<first>\d{1,3})[/⁄](?P<second>\d)(?![\w/⁄]|[.,]\d)")
_BET: Final = re.compile(
    r"\b(?:[Oo]dds|favou?rites?|outsiders?|bookmakers?|bookies|backed|bets?|priced)\b[^.!?]{0,40}$"
)
_MERCURY: Final = re.compile(r"\s?mm\s?Hg(?!\w)")
_OF: Final = re.compile(r"\s(?:of|inch|mile|cup|teaspoon|tablespoon)(?:es|s)?(?!\w)")
_NAMED_DENOMINATORS: Final = frozenset((*range(2, 11), 12, 15, 16, 20, 32, 64, 100))


def _named(place: Place) -> Reading | None:
    match = _NAMED.match(place.text, place.at)
    return match and Reading(match.end(), _BY_NAME[match.group()])


def _odds(place: Place) -> Reading | None:
    """ "the odds are 11/4", "a 5/1 shot": nothing is divided by one."""
    match = _ODDS.match(place.text, place.at)
    if match is None or int(match["first"]) < 2 or place.previous.lower() in ("on", "by", "since", "until"):
        return None
    bet = _BET.search(place.text, max(0, place.at - 60), place.at) is not None
    if not bet and match["second"] != "1":
        return None
    return Reading(match.end(), f"{cardinal(int(match['first']), british=True)} to {cardinal(int(match['second']))}")


def _fraction(place: Place) -> Reading | None:
    match = _WRITTEN.match(place.text, place.at)
    if match is None:
        return None
    top, bottom = int(match["top"]), int(match["bottom"])
    whole = cardinal(int(match["whole"])) if match["whole"] else ""
    spoken = _with_whole(whole, top, bottom) if whole else _alone(top, bottom, place, match.end())
    if spoken and " over " in spoken:
        mercury = _MERCURY.match(place.text, match.end())
        if mercury:
            return Reading(mercury.end(), f"{spoken} millimeters of mercury")
    return Reading(match.end(), spoken) if spoken else None


def _with_whole(whole: str, top: int, bottom: int) -> str | None:
    """ "2 1/2"; what is no fraction, as the second of two scores, is left."""
    sensible = top and 1 < bottom <= 64 and (top < bottom or bottom < 10)
    return f"{whole} and {_parts(top, bottom)}" if sensible else None


def _alone(top: int, bottom: int, place: Place, end: int) -> str | None:
    if (top == bottom and top > 9) or (top + bottom == 100 and min(top, bottom) > 4):
        return f"{cardinal(top)} {cardinal(bottom)}"  # twenty-twenty vision, an eighty-twenty split
    if 60 <= top <= 260 and 30 <= bottom < top and bottom not in (64, 100):
        return f"{cardinal(top)} over {cardinal(bottom)}"  # blood pressure
    if bottom in (10, 100) and 1 < top <= bottom and not (_OF.match(place.text, end) or stands_alone(place, end)):
        return f"{cardinal(top)} out of {cardinal(bottom)}"
    if 0 < top < bottom and bottom in _NAMED_DENOMINATORS:
        return _parts(top, bottom)
    return _parts(top, bottom) if 0 < bottom < 10 and bottom > 1 and 0 < top != bottom else None


def _measured(place: Place) -> Reading | None:
    """ "3/4 lb", "2 1/2 km" """
    match = _WITH_UNIT.match(place.text, place.at)
    if match is None or not 0 < int(match["top"]) < int(match["bottom"]):
        return None
    parts, dotted = _parts(int(match["top"]), int(match["bottom"])), match.group().endswith(".")
    if match["whole"]:
        spoken = f"{cardinal(int(match['whole']))} and {parts} {unit(match['unit'], one=False)}"
        return Reading(match.end(), spoken, dotted)
    name = unit(match["unit"], one=True)
    return Reading(match.end(), f"{parts} of {'an' if name[0] in 'aeio' else 'a'} {name}", dotted)


def _anything(place: Place) -> Reading | None:
    """Where nothing but two numbers and a stroke is written, it is a fraction."""
    match = _ANY.match(place.text, place.at)
    if match is None or not stands_alone(place, match.end()):
        return None
    top, bottom = int(match["top"]), int(match["bottom"])
    return Reading(match.end(), _parts(top, bottom)) if top and bottom > 1 else None


def _character(place: Place) -> Reading | None:
    match = _CHARACTER.match(place.text, place.at)
    if match is None:
        return None
    value = Fraction(unicodedata.numeric(match["fraction"])).limit_denominator(10)
    if match["whole"]:
        parts = "a half" if value.denominator == 2 else _parts(value.numerator, value.denominator)
        return Reading(match.end(), f"{cardinal(int(match['whole']))} and {parts}")
    return Reading(match.end(), _parts(value.numerator, value.denominator))


def _parts(top: int, bottom: int) -> str:
    """3, 4 -> "three quarters" """
    name = {2: "half", 4: "quarter"}.get(bottom) or ordinal(bottom)
    many = "halves" if name == "half" else plural(name)
    return f"{cardinal(top)} {name if top == 1 else many}"


def _or_percent(rule: Rule) -> Rule:
    """ "4¼%" """

    def ask(place: Place) -> Reading | None:
        reading = rule(place)
        if reading is None or place.text[reading.end : reading.end + 1] != "%":
            return reading
        return Reading(reading.end + 1, f"{reading.spoken} percent")

    return ask


RULES: Final[tuple[Rule, ...]] = (_named, _odds, *map(_or_percent, (_character, _measured, _fraction, _anything)))
