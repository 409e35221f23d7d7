"""Short weekdays and spans of them: "Mon., Jan. 6", "Mon-Fri", "Monday–Friday"."""

import re
from typing import Final

from tts.text.normalize.english.surroundings import opens
from tts.text.normalize.spoken import Place, Reading, Rule

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT: Final = "Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun"
_LONG: Final = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_DOTTED: Final = re.compile(
    rf"(?P<day>{_SHORT})(?:\.(?=,?\s[A-Z\d])|(?=,?\s(?:[A-Z][a-z]{{2,8}}\.?\s\d|\d\d?(?:st|nd|rd|th)?\s[A-Z][a-z]{{2}})))"
)
_STOPPED: Final = re.compile(rf"(?P<day>{_SHORT})\.(?!\w)")
_SMALL_FOLLOWS: Final = re.compile(r",?\s[a-z]")
# fmt: off
_BEFORE_DAYS: Final = frozenset((
    "and", "by", "every", "from", "last", "next", "on", "or", "since", "this", "through", "till", "to", "until"
))
# fmt: on
_SPAN: Final = re.compile(rf"(?P<first>{_LONG}|{_SHORT})\.?\s?[-–]\s?(?P<last>{_LONG}|(?:{_SHORT})(?:\.|(?!\w)))(?!\w)")


def _weekday(place: Place) -> Reading | None:
    match = _DOTTED.match(place.text, place.at)
    if match is None:
        return None
    ends = match.group().endswith(".") and opens(place, match.end())
    return Reading(match.end("day") if ends else match.end(), _full(match["day"]))


def _stopped(place: Place) -> Reading | None:
    """ "on Mon. it would appeal", "by Tues."; "The Sun." is no day."""
    match = _STOPPED.match(place.text, place.at)
    if match is None:
        return None
    small = _SMALL_FOLLOWS.match(place.text, match.end()) is not None
    if not small and place.previous.lower() not in _BEFORE_DAYS:
        return None
    if opens(place, match.end()):
        return Reading(match.end() - 1, _full(match["day"]))
    return Reading(match.end(), _full(match["day"]), dotted=True)


def _span(place: Place) -> Reading | None:
    match = _SPAN.match(place.text, place.at)
    if match is None:
        return None
    return Reading(match.end(), f"{_full(match['first'])} to {_full(match['last'])}", match.group().endswith("."))


def _full(written: str) -> str:
    return next(day for day in _DAYS if day.startswith(written.rstrip(".")))


LETTER_RULES: Final[tuple[Rule, ...]] = (_span, _stopped, _weekday)
