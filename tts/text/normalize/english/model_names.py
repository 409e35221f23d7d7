"""Numbers that are names: "Boeing 737", "A320neo", "RTX 4090", "Flight MH370": read in pairs, as nothing is counted."""

import re
from typing import Final

from tts.text.normalize.english.addresses import house_number
from tts.text.normalize.english.numerals import cardinal, digits, year
from tts.text.normalize.spoken import Place, Reading, Rule

_TAIL: Final = r"(?P<tail>['’]?s|[a-z]{2,5}|[A-Z]{1,3})?(?![\w'’]|[.,:]\d)"
_LETTERED: Final = re.compile(rf"(?P<letters>[A-Z]{{1,3}}|[A-Z][a-z]{{1,9}})(?P<joint>-?)(?P<number>\d{{3,4}}){_TAIL}")
_VARIANTS: Final = re.compile(r"[-–](?P<variant>\d{1,3})(?P<letters>ERF?|[A-Z]{1,2})?(?P<many>s)?(?![\w-]|[.,]\d)")
_NAMED: Final = re.compile(rf"(?P<number>\d{{3,4}}){_TAIL}")
# Engines say "ack" for "AK-47" and "co" for "CO2"; "Su-57" and "Tu-95" are said.
_TWO_LETTERS: Final = re.compile(rf"(?P<letters>[A-Z]{{2}})-?(?P<number>\d{{1,2}}|[₀-₉]){_TAIL}")
_LOWERED: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SAID: Final = frozenset(("GO", "MI", "NO", "SU", "TU"))
_POSSESSIVE: Final = re.compile(r"(?:(?P<letters>[A-Za-z]{1,12})-?)?(?P<number>\d{1,4})['’]s(?!\w)")
_PARAGRAPH: Final = re.compile(r"(?P<number>\d{3})\((?P<letter>[a-z])\)(?:\((?P<more>\d)\))?(?P<tail>s)?(?!\w)")
_TEAM: Final = re.compile(r"(?:49|76)ers(?![\w-])")
_TEAMS: Final = {"49ers": "forty-niners", "76ers": "seventy-sixers"}
_JET: Final = re.compile(
    r"7[0-8]7(?=s(?!\w)|-\d|\s(?:MAX|Max|Dreamliner|jet|plane|aircraft|airliner|freighter)s?(?!\w))"
)
# fmt: off
_MAKERS: Final = frozenset((
    "Airbus", "Amtrak", "Atari", "BMW", "Boeing", "Cessna", "Channel", "Embraer", "Fahrenheit", "Ferrari", "Flight",
    "Form", "GTX", "GeForce", "Highway", "Interstate", "Lamborghini", "McLaren", "Nokia", "Peugeot", "Porsche", "RTX",
    "Radeon", "Room", "Route", "Ryzen", "Snapdragon", "Xbox", "flight", "highway", "interstate", "room", "route"
))
# fmt: on


def _lettered(place: Place) -> Reading | None:
    """ "A320neo", "F-150", "MH370", "Euro2024"; what has one or two digits, engines read well.

    A code by itself names no model.
    """
    match = _LETTERED.match(place.text, place.at)
    if match is None or match.group() == place.text.strip():
        return None
    letters = match["letters"]
    if len(match["number"]) == 3 or letters in _MAKERS:
        spoken = house_number(match["number"])
    elif len(letters) > 1 and 1900 <= int(match["number"]) < 2100:
        spoken = year(int(match["number"]))
    elif match["number"].endswith("000") or (match["joint"] and len(letters) > 2):
        return None
    else:
        spoken = digits(match["number"])
    return Reading(match.end(), _spelled(letters) + spoken + _tail(match["tail"]))


def _two_letters(place: Place) -> Reading | None:
    match = _TWO_LETTERS.match(place.text, place.at)
    if match is None or match["letters"] in _SAID:
        return None
    number = cardinal(int(match["number"].translate(_LOWERED)))
    return Reading(match.end(), f"{'.'.join(match['letters'])} {number}{_tail(match['tail'])}")


def _possessive(place: Place) -> Reading | None:
    """ "MI6's", "COVID-19's", "the 737's", "2024's": engines lose the ending behind a digit. "1990's" is a decade."""
    match = _POSSESSIVE.match(place.text, place.at)
    if match is None or (not match["letters"] and len(match["number"]) in (2, 4) and match["number"].endswith("0")):
        return None
    letters = _spelled(match["letters"]) if match["letters"] else ""
    of_a_year = 1900 <= int(match["number"]) < 2100
    spoken = year(int(match["number"])) if of_a_year else house_number(match["number"])
    return Reading(match.end(), f"{letters}{spoken}'s")


def _paragraph(place: Place) -> Reading | None:
    """ "401(k)" and "501(c)(3)" are read like models, letter and all."""
    match = _PARAGRAPH.match(place.text, place.at)
    if match is None:
        return None
    more = f" {cardinal(int(match['more']))}" if match["more"] else ""
    ending = "'s" if match["tail"] else ""
    return Reading(match.end(), f"{house_number(match['number'])} {match['letter'].upper()}{more}{ending}")


def _named(place: Place) -> Reading | None:
    """ "Boeing 737", "RTX 4090 Ti", "the 737 MAX", "747-400"."""
    match = _NAMED.match(place.text, place.at)
    jet = _JET.match(place.text, place.at)
    if match is None or not (place.previous in _MAKERS or jet) or place.text[place.at - 1 : place.at] != " ":
        return None
    spoken = house_number(match["number"]) + _tail(match["tail"])
    variant = _VARIANTS.match(place.text, match.end())
    if variant is None:
        return Reading(match.end(), spoken)
    letters = f" {'.'.join(variant['letters'])}" if variant["letters"] else ""
    return Reading(variant.end(), f"{spoken} {cardinal(int(variant['variant']))}{letters}{variant['many'] or ''}")


def _team(place: Place) -> Reading | None:
    match = _TEAM.match(place.text, place.at)
    return match and Reading(match.end(), _TEAMS[match.group()])


def _spelled(letters: str) -> str:
    """In front of a number: a lone "A" with a hyphen, or an engine takes it for the article."""
    return "A-" if letters == "A" else f"{letters} "


def _tail(written: str | None) -> str:
    """ "neo" is a word, capitals are spelled, and "s" is the ending of what was read."""
    if not written:
        return ""
    if written in ("s", "'s", "’s"):
        return written
    return f" {'.'.join(written) if written.isupper() else written}"


LETTER_RULES: Final[tuple[Rule, ...]] = (_lettered, _two_letters, _possessive)
DIGIT_RULES: Final[tuple[Rule, ...]] = (_named, _paragraph, _possessive, _team)
