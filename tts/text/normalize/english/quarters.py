"""Parts of a financial year: "Q1 2026", "Q3", "4Q25", "H2 2025", "FY24", "FY2024-25"."""

import re
from typing import Final

from tts.text.normalize.english.numerals import cardinal, two_digits, year
from tts.text.normalize.spoken import Place, Reading, Rule

_END: Final = r"(?!\w|[.,]\d|%)"
_SURE: Final = r"(?:19|20)\d\d|['’]\d\d"  # "Q3 20" may be anything
_YEAR: Final = rf"(?P<year>{_SURE}|\d\d){_END}"
_QUARTER: Final = re.compile(
    rf"Q(?P<quarter>[1-4])(?:[-–/]Q?(?P<until>[1-4]))?(?!\w|[-.,]\d)"
    rf"(?:,?\s?(?:FY\s?{_YEAR}|(?P<sure>{_SURE}){_END}))?"
)
_QUARTER_LAST: Final = re.compile(rf"(?P<quarter>[1-4])Q(?:{_YEAR}|(?!\w)(?:\s(?P<sure>{_SURE}){_END})?)")
_HALF: Final = re.compile(rf"H(?P<half>[12])(?P<year>)\s?(?P<sure>{_SURE}){_END}")
_HALF_LAST: Final = re.compile(rf"(?P<half>[12])H(?:{_YEAR}|\s(?P<sure>{_SURE}){_END})")
_FISCAL: Final = re.compile(rf"FY\s?{_YEAR}(?:[-–/](?P<second>(?:20)?\d\d)(?!\w))?")


def _quarter(place: Place) -> Reading | None:
    match = _QUARTER.match(place.text, place.at)
    if match is None:
        return None
    until = f" to Q {cardinal(int(match['until']))}" if match["until"] else ""
    return Reading(match.end(), f"Q {cardinal(int(match['quarter']))}{until}{_of(match['year'] or match['sure'])}")


def _quarter_last(place: Place) -> Reading | None:
    match = _QUARTER_LAST.match(place.text, place.at)
    if match is None:
        return None
    return Reading(match.end(), f"Q {cardinal(int(match['quarter']))}{_of(match['year'] or match['sure'])}")


def _half(place: Place) -> Reading | None:
    """Only with its year: "H2" alone is a heading or hydrogen."""
    match = _HALF.match(place.text, place.at) or _HALF_LAST.match(place.text, place.at)
    if match is None:
        return None
    name = "first" if match["half"] == "1" else "second"
    written = match["sure"] or match["year"]
    article = "" if place.previous.lower() == "the" else "the "
    return Reading(match.end(), f"{article}{name} half of{_of(written)}")


def _fiscal(place: Place) -> Reading | None:
    match = _FISCAL.match(place.text, place.at)
    if match is None:
        return None
    second = f" to {two_digits(int(match['second'][-2:]))}" if match["second"] else ""
    return Reading(match.end(), f"fiscal year{_of(match['year'])}{second}")


def _of(written: str | None) -> str:
    """The year with a space in front; two digits are one of this century: "24" -> " twenty twenty-four"."""
    if not written:
        return ""
    value = int(written.lstrip("'’"))
    return f" {year(value if value > 99 else 2000 + value)}"


LETTER_RULES: Final[tuple[Rule, ...]] = (_quarter, _half, _fiscal)
DIGIT_RULES: Final[tuple[Rule, ...]] = (_quarter_last, _half)
