"""Percent, percentage points and basis points: "10-12%", "60 pct", "0.75pp", "25bps"."""

import re
from typing import Final

from tts.text.normalize.english.counts import AMOUNT, COUNT, DASH, is_one, spoken_count
from tts.text.normalize.english.numerals import NUMBER
from tts.text.normalize.english.surroundings import describes
from tts.text.normalize.spoken import Place, Reading, Rule

_PERCENT: Final = re.compile(
    rf"{AMOUNT}(?:\s?%)?(?:{DASH}(?P<upper>{NUMBER}))?\s?(?:[%％]|pct\.?(?!\w)|per cent(?!\w))(?!\w)"
)
_PER_MILLE: Final = re.compile(rf"{AMOUNT}\s?‰")
_BASIS: Final = re.compile(rf"{COUNT}[ -]?(?:bps?|bips)(?!\w)")
_POINTS: Final = re.compile(rf"{COUNT}[ -]?(?:pp|ppts?|p\.p\.|%[ -]pts?\.?|%[ -](?P<written>points?))(?!\w)")


def _percent(place: Place) -> Reading | None:
    match = _PERCENT.match(place.text, place.at)
    return match and Reading(match.end(), f"{spoken_count(match, british=True)} percent")


def _per_mille(place: Place) -> Reading | None:
    match = _PER_MILLE.match(place.text, place.at)
    return match and Reading(match.end(), f"{spoken_count(match, british=True)} per thousand")


def _basis(place: Place) -> Reading | None:
    match = _BASIS.match(place.text, place.at)
    return match and _points(match, place, "basis point")


def _percentage(place: Place) -> Reading | None:
    match = _POINTS.match(place.text, place.at)
    return match and _points(match, place, "percentage point")


def _points(match: re.Match[str], place: Place, point: str) -> Reading:
    one = is_one(match) or describes(place, match.end()) or match.groupdict().get("written") == "point"
    return Reading(match.end(), f"{spoken_count(match, british=True)} {point}{'' if one else 's'}")


RULES: Final[tuple[Rule, ...]] = (_percentage, _percent, _per_mille, _basis)
