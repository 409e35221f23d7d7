"""What an amount is paid or measured by: the "/gallon" of "$3.09/gallon", the "/d" of "$1/d"."""

import re
from typing import Final

from tts.text.normalize.english.units import is_unit, unit
from tts.text.normalize.spoken import Place

_PER: Final = re.compile(r"\s?/\s?(?P<by>(?:sq\.? ?|cu\.? ?)?[A-Za-zµμ]{1,12}[²³23]?)(?![\w/@]|\.\w)")
_BY: Final = {
    "d": "day",
    "h": "hour",
    "s": "second",
    "s²": "second squared",
    "s2": "second squared",
    "wk": "week",
    "mo": "month",
    "mth": "month",
    "m": "month",
    "y": "year",
    "pp": "person",
    "gal": "gallon",
    "bbl": "barrel",
    "t": "ton",
    "l": "liter",
    "L": "liter",
    "c": "cup",
    "in": "inch",
}


def rate(place: Place, end: int, *, money: bool) -> tuple[int, str]:
    """Where a rate behind `end` ends, and its words with a space in front; (end, "") where there is none."""
    match = _PER.match(place.text, end)
    if match is None:
        return end, ""
    by = match["by"]
    if not money and by == "m":
        name = "meter"
    elif by in _BY:
        name = _BY[by]
    elif is_unit(by):
        name = unit(by, one=True)
    elif len(by) > 2 and by.islower():
        name = by
    else:
        return end, ""
    return match.end(), f" per {name}"
