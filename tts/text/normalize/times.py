"""Times of day: "9 a.m.", "5:30pm ET", "14:05", "9 a.m.-5 p.m.", "5-7pm"."""

import re
from typing import Final

from tts.text.normalize.numerals import cardinal, two_digits
from tts.text.normalize.spoken import Place, Reading, Rule

_ZONE: Final = r"(?:\s(?P<zone>[ECMP][SD]?T|GMT|UTC|BST|CES?T)(?!\w))?"
_HALF: Final = r"\s?(?P<{name}>[ap])\.?\s?m(?:\.|(?!\w))"
_CLOCK: Final = r"(?P<hour{n}>1[0-2]|0?\d)(?:[:.](?P<minute{n}>[0-5]\d))?"
_TWELVE: Final = re.compile(
    rf"(?:{_CLOCK.format(n=1)}(?:{_HALF.format(name='first')})?\s?[-–—]\s?)?"
    rf"{_CLOCK.format(n=2)}{_HALF.format(name='second')}{_ZONE}",
    re.IGNORECASE,
)
_TWENTY_FOUR: Final = re.compile(
    rf"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?![\d:]|\.\d)(?:\s?[hH](?!\w))?{_ZONE}"
)


def _twelve(place: Place) -> Reading | None:
    match = _TWELVE.match(place.text, place.at)
    if match is None:
        return None
    spoken = f"{_clock(match['hour2'], match['minute2'])} {match['second'].upper()}.M"
    if match["hour1"]:
        half = f" {match['first'].upper()}.M" if match["first"] else ""
        spoken = f"{_clock(match['hour1'], match['minute1'])}{half} to {spoken}"
    return Reading(match.end(), spoken + _zone(match), match.group().endswith("."))


def _twenty_four(place: Place) -> Reading | None:
    match = _TWENTY_FOUR.match(place.text, place.at)
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"])
    if minute:
        spoken = f"{cardinal(hour)} {two_digits(minute)}"
    else:
        spoken = cardinal(hour) + (" hundred" if hour > 12 or hour == 0 else " o'clock")
    return Reading(match.end(), spoken + _zone(match))


def _clock(hour: str, minute: str | None) -> str:
    """The minutes are left out on the hour: "7:00 p.m." is seven PM."""
    return cardinal(int(hour)) + (f" {two_digits(int(minute))}" if minute and int(minute) else "")


def _zone(match: re.Match[str]) -> str:
    return " " + ".".join(match["zone"].upper()) if match["zone"] else ""


RULES: Final[tuple[Rule, ...]] = (_twelve, _twenty_four)
