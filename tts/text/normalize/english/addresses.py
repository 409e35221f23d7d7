"""Street addresses: house numbers, "N" and "SW" in front of a street's name, "Ave", and states behind a city."""

import re
from typing import Final

from tts.text.normalize.english.american_states import POSTAL, STATES
from tts.text.normalize.english.numerals import cardinal, digits, two_digits
from tts.text.normalize.spoken import Place, Reading, Rule

_TYPES: Final = {
    "st": "Street",
    "sts": "Streets",
    "ave": "Avenue",
    "aves": "Avenues",
    "av": "Avenue",
    "blvd": "Boulevard",
    "rd": "Road",
    "dr": "Drive",
    "ln": "Lane",
    "ct": "Court",
    "pl": "Place",
    "sq": "Square",
    "ter": "Terrace",
    "terr": "Terrace",
    "cir": "Circle",
    "pkwy": "Parkway",
    "hwy": "Highway",
    "expy": "Expressway",
    "fwy": "Freeway",
    "tpke": "Turnpike",
    "plz": "Plaza",
    "aly": "Alley",
}
_DIRECTIONS: Final = {
    "N": "North",
    "S": "South",
    "E": "East",
    "W": "West",
    "NE": "Northeast",
    "NW": "Northwest",
    "SE": "Southeast",
    "SW": "Southwest",
}
# Without a full stop these are taken for a street even where no house number stands in front.
_PLAIN: Final = frozenset(("ave", "blvd", "rd", "pkwy", "hwy", "fwy", "expy", "tpke"))
# With one they are, too; "Dr." and "St." may open a name.
_DOTTED: Final = _PLAIN | frozenset(("aves", "ln", "ct", "sq", "ter", "cir", "dr", "st", "sts", "plz"))

_DIRECTION: Final = r"(?:(?:[NS]\.?[EW]|[NSEW])\b\.?|North(?:east|west)?|South(?:east|west)?|East|West)"
_NAME: Final = r"(?:(?:[A-Z][\w'’]{0,20}|\d{1,3}(?:st|nd|rd|th))\.?\s){1,3}"
_SHORT_TYPE: Final = "|".join(sorted((f"{key}|{key.title()}|{key.upper()}" for key in _TYPES), key=len, reverse=True))
_LONG_TYPE: Final = "Street|Avenue|Road|Boulevard|Drive|Lane|Terrace|Parkway|Highway"
_HOUSE: Final = re.compile(
    rf"(?P<number>\d{{1,5}})(?P<flat>[A-Za-z])?(?=\s(?:{_DIRECTION}\s)?{_NAME}(?:{_SHORT_TYPE}|{_LONG_TYPE})(?!\w))"
)
STREET_BEHIND: Final = re.compile(rf"\s{_NAME}(?:{_SHORT_TYPE}|{_LONG_TYPE})(?!\w)")
_FACING: Final = re.compile(r"(?P<way>[NS]\.?[EW]|[NSEW])(?:\.|(?!\w))")
_TYPE: Final = re.compile(rf"(?P<type>{_SHORT_TYPE})(?P<dot>\.)?(?!\w)")
_IN_FRONT: Final = re.compile(rf"(?<![\w.,])\d{{1,5}}[A-Za-z]?\s(?:{_DIRECTION}\s)?{_NAME}$")
_REACH: Final = 70  # characters that are looked back at for the house number
_CAPITAL_BEHIND: Final = re.compile(r"\s[A-Z]")
_STATE: Final = re.compile(r"(?P<state>[A-Z]{2})(?!\w|[.'’-]\w)")
_ZIP: Final = re.compile(r"(?P<zip>\d{5})(?:-(?P<more>\d{4}))?(?![\w,-]|\.\d)")
_ZIP_BEHIND: Final = re.compile(r",?\s\d{5}(?!\d)")
_CITY_BEFORE: Final = re.compile(r"[A-Z][\w.'’]{2,20}, $")
_STATE_NAMES: Final = frozenset((*STATES.values(), "DC", "D.C."))
_YEAR_FOLLOWS: Final = frozenset(("in", "since", "until", "by", "from", "of", "during", "after", "before"))
_NOT_BY_ITSELF: Final = frozenset(("OK", "LA", "HI", "OH", "OR", "IN", "ME", "PA", "AL", "ID"))


def _house(place: Place) -> Reading | None:
    """ "1428 Elm St." -> "fourteen twenty-eight"; behind "in" it may be a year, in which Wall Street did something."""
    match = _HOUSE.match(place.text, place.at)
    if match is None or (len(match["number"]) == 4 and place.previous.lower() in _YEAR_FOLLOWS):
        return None
    flat = f" {match['flat'].upper()}" if match["flat"] else ""
    return Reading(match.end(), house_number(match["number"]) + flat)


def _facing(place: Place) -> Reading | None:
    """The "E" of "1211 E Arques Ave", the "NW" of "K Street NW"."""
    match = _FACING.match(place.text, place.at)
    if match is None:
        return None
    way = _DIRECTIONS[match["way"].replace(".", "")]
    if place.previous[:1].isdigit() and STREET_BEHIND.match(place.text, match.end()):
        return Reading(match.end(), way)
    if len(way) > 5 and place.previous.rstrip(".").lower() in (*_TYPES, *_LONG_TYPE.lower().split("|")):
        return Reading(match.end(), way)
    return None


def _street(place: Place) -> Reading | None:
    match = _TYPE.match(place.text, place.at)
    if match is None or not (place.previous[:1].isupper() or place.previous[:1].isdigit()):
        return None
    if place.text[place.at - 1 : place.at] != " ":
        return None
    key = match["type"].lower()
    house = _IN_FRONT.search(place.text, max(0, place.at - _REACH), place.at) is not None
    a_name_follows = _CAPITAL_BEHIND.match(place.text, match.end()) is not None
    by_itself = match["type"][0].isupper() and (key in (_DOTTED if match["dot"] else _PLAIN))
    opens_a_name = a_name_follows and (key in ("dr", "st") or not match["dot"])  # "St. Louis", "Ave Maria"
    if not house and (not by_itself or opens_a_name):
        return None
    # In front of a capital the full stop ended the sentence, so it is left to the pause.
    ends = bool(match["dot"]) and a_name_follows
    return Reading(match.end("type") if ends else match.end(), _TYPES[key], dotted=bool(match["dot"]))


def _state(place: Place) -> Reading | None:
    """ "Austin, TX" -> "Austin, Texas"; "Well, OK" stays."""
    match = _STATE.match(place.text, place.at)
    if match is None or match["state"] not in POSTAL:
        return None
    if not _CITY_BEFORE.search(place.text, max(0, place.at - 25), place.at):
        return None
    if match["state"] in _NOT_BY_ITSELF and not _ZIP_BEHIND.match(place.text, match.end()):
        return None
    return Reading(match.end(), POSTAL[match["state"]])


def _zip(place: Place) -> Reading | None:
    match = _ZIP.match(place.text, place.at)
    if match is None or not (place.previous in POSTAL or place.previous in _STATE_NAMES):
        return None
    return Reading(match.end(), ", ".join(filter(None, [digits(match["zip"]), digits(match["more"] or "")])))


def house_number(written: str) -> str:
    """ "123" -> "one twenty-three"; "1600" -> "sixteen hundred"; "705" -> "seven oh five"; five digits one by one."""
    value = int(written)
    if len(written) > 4 or (len(written) > 2 and written.startswith("0")):
        return digits(written)
    hundreds, rest = divmod(value, 100)
    if hundreds == 0 or value % 1000 == 0:
        return cardinal(value)
    return f"{cardinal(hundreds)} {two_digits(rest) if rest else 'hundred'}"


LETTER_RULES: Final[tuple[Rule, ...]] = (_facing, _street, _state)
DIGIT_RULES: Final[tuple[Rule, ...]] = (_house, _zip)
