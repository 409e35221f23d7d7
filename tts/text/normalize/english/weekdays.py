"""Short weekdays and spans of them: "Mon., Jan. 6", "Mon-Fri", "Monday–Friday"."""

import re
from typing import Final

from tts.text.normalize.spoken import Place, Reading, Rule

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT: Final = "Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun"
_LONG: Final = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_DOTTED: Final = re.compile(
    rf"(?P<day>{_SHORT})(?:\.(?=,?\s[A-Z\d])|(?=,?\s(?:[A-Z][a-z]{{2,8}}\.?\s\d|\d\d?(?:st|nd|rd|th)?\s[A-Z][a-z]{{2}})))"
)
_SPAN: Final = re.compile(rf"(?P<first>{_LONG}|{_SHORT})\.?\s?[-–]\s?(?P<last>{_LONG}|(?:{_SHORT})(?:\.|(?!\w)))(?!\w)")


def _weekday(place: Place) -> Reading | None:
    match = _DOTTED.match(place.text, place.at)
    return match and Reading(match.end(), _full(match["day"]))


def _span(place: Place) -> Reading | None:
    match = _SPAN.match(place.text, place.at)
    if match is None:
        return None
    return Reading(match.end(), f"{_full(match['first'])} to {_full(match['last'])}", match.group().endswith("."))


def _full(written: str) -> str:
    return next(day for day in _DAYS if day.startswith(written.rstrip(".")))


LETTER_RULES: Final[tuple[Rule, ...]] = (_span, _weekday)
