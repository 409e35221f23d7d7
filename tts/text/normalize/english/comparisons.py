"""Comparisons in front of a number: "<28 weeks", "p<0.001", "≥ 5", "those >65"."""

import re
from typing import Final

from tts.text.normalize.spoken import Place, Reading, Rule

_COMPARED: Final = re.compile(r"(?P<sign>[<>]=?|[≤≥])\s?(?=[-−]?[$£€¥]?\.?\d)")
_NAMES: Final = {
    "<": "less than",
    ">": "more than",
    "≤": "at most",
    "<=": "at most",
    "≥": "at least",
    ">=": "at least",
}
_AGES: Final = {"<": "under", ">": "over"}
_AGE: Final = re.compile(r"\d\d(?![\w%]|[.,]\d|\s[a-z]{1,12}s(?!\w))")
# fmt: off
_AGED: Final = frozenset((
    "adults", "age", "aged", "ages", "anyone", "children", "everyone", "men", "patients", "people", "those", "women"
))
# fmt: on


def _compared(place: Place) -> Reading | None:
    match = _COMPARED.match(place.text, place.at)
    if match is None:
        return None
    sign = match["sign"]
    if sign in _AGES and place.previous.lower() in _AGED and _AGE.match(place.text, match.end()):
        return Reading(match.end(), _AGES[sign])
    return Reading(match.end(), _NAMES[sign])


RULES: Final[tuple[Rule, ...]] = (_compared,)
