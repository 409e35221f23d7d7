"""Points of the compass: "35.2°N", "40°26′46″N", "E. 42nd St.", "the N. side", "N. Korea"."""

import re
from typing import Final

from tts.text.normalize.english.addresses import STREET_BEHIND
from tts.text.normalize.english.numerals import number
from tts.text.normalize.spoken import Place, Reading, Rule

_NAMES: Final = {"N": "north", "S": "south", "E": "east", "W": "west"}
_POSITION: Final = re.compile(
    r"(?P<degrees>\d{1,3}(?:\.\d{1,8})?)\s?[°º]\s?(?:(?P<minutes>\d{1,2}(?:\.\d{1,4})?)['’′]\s?)?"
    r"(?:(?P<seconds>\d{1,2}(?:\.\d{1,4})?)(?:[\"”″]|'')\s?)?(?P<way>[NSEW])(?!\w)"
)
# fmt: off
_PLACES: Final = (
    "Africa", "America", "Asia", "Australia", "Bank", "Belfast", "Carolina", "Dakota", "Europe", "Ireland", "Island",
    "Jerusalem", "Korea", "London", "Sudan", "Sussex", "Timor", "Virginia", "Wales", "Yorkshire"
)
_SIDES: Final = ("bank", "border", "coast", "end", "edge", "entrance", "face", "shore", "side", "tower", "wall", "wing")
# fmt: on
_FACING: Final = re.compile(
    rf"(?P<way>[NSEW])\.(?=\s(?:(?:{'|'.join(_PLACES)})|(?:{'|'.join(_SIDES)})s?|\d{{1,3}}(?:st|nd|rd|th))(?!\w))"
)

_WAY: Final = re.compile(r"(?P<way>[NSEW])\.")
_OF_A_PLACE: Final = re.compile(r"\so[fn]\s(?:the\s)?[A-Z]")


def _position(place: Place) -> Reading | None:
    match = _POSITION.match(place.text, place.at)
    if match is None:
        return None
    parts = [f"{number(match['degrees'], british=True)} degree{'' if match['degrees'] == '1' else 's'}"]
    parts += [f"{number(match[name].lstrip('0') or '0')} {name}" for name in ("minutes", "seconds") if match[name]]
    return Reading(match.end(), f"{' '.join(parts)} {_NAMES[match['way']]}")


def _facing(place: Place) -> Reading | None:
    """With a full stop, in front of what has sides or a numbered street: "W. Bush" is a man."""
    match = _FACING.match(place.text, place.at)
    if match is None and not place.previous[:1].isupper():
        match = _WAY.match(place.text, place.at)
        if match and not (STREET_BEHIND.match(place.text, match.end()) or _OF_A_PLACE.match(place.text, match.end())):
            return None
    return match and Reading(match.end(), _NAMES[match["way"]].title())


DIGIT_RULES: Final[tuple[Rule, ...]] = (_position,)
LETTER_RULES: Final[tuple[Rule, ...]] = (_facing,)
