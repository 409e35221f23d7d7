"""Times of day and lengths of time: "9 a.m.", "5:30pm ET", "14:05", "1730 GMT", "9 a.m.-5 p.m.", "2:05:30"."""

import re
from typing import Final

from tts.text.normalize.english.numerals import cardinal, digits, two_digits
from tts.text.normalize.english.rates import rate
from tts.text.normalize.spoken import Place, Reading, Rule

_ZONES: Final = (
    "[ECMP][SD]?T|AK[SD]T|H[SA]T|A[SD]T|N[SD]T|GMT|UTC|BST|IST|WES?T|CES?T|EES?T|MSK|SAST|EAT|WAT|CAT|GST|PKT|NPT|ICT"
    "|WIB|SGT|HKT|PHT|JST|KST|A[EWC][SD]?T|NZ[SD]T"
)
_DOTTED: Final = r"[ecmp]\.\s?(?:[sd]\.\s?)?t\.?|g\.m\.t\.?|u\.t\.c\.?"
_SMALL: Final = "[ecmp][sd]t|gmt|utc|bst|cet"  # behind "p.m." only
_ZONE: Final = rf"(?:\s(?P<zone>(?:{_ZONES})(?!\w)|(?i:{_DOTTED})(?!\w)))?"
# The full stop is part of "p.m." only: behind "pm" it ends a sentence.
_HALF: Final = r"\s?(?P<{name}>[apAP])(?:\.\s?[mM](?:\.|(?!\w))|\s?[mM](?!\w))"
_CLOCK: Final = r"(?P<hour{n}>1[0-2]|0?\d)(?:[:.](?P<minute{n}>[0-5]\d))?"
_TWELVE: Final = re.compile(
    rf"(?:{_CLOCK.format(n=1)}(?:{_HALF.format(name='first')})?\s?[-–—]\s?)?"
    rf"{_CLOCK.format(n=2)}{_HALF.format(name='second')}{_ZONE.replace(_ZONES, f'{_ZONES}|{_SMALL}')}"
)
_TWENTY_FOUR: Final = re.compile(
    rf"(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\d:]|\.\d)"
    rf"(?:\s?[-–—]\s?(?P<hour2>[01]?\d|2[0-3]):(?P<minute2>[0-5]\d)(?![\d:]|\.\d))?(?:\s?(?:hrs?|[hH])(?!\w))?{_ZONE}"
)
_PACE: Final = re.compile(r"(?P<minutes>[0-5]?\d):(?P<seconds>[0-5]\d)(?=\s?/)")
_MILITARY: Final = re.compile(
    rf"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?:\s?(?:hrs|hours)(?!\w)|(?=\s(?:{_ZONES})(?!\w))){_ZONE}"
)
_SHAPED: Final = re.compile(r"\s(?:aspect|display|format|monitor|panel|ratio|screen)")
_DOTTED_CLOCK: Final = re.compile(
    r"(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5][05])(?![\w%]|[.,-]\d|\s?(?:%|per|million|billion|point|pt|euro|dollar|cent|pence))"
)
_PRICES: Final = re.compile(r"\b(?:clos|trad|pric|shares?|index|yield|rate|averag|sold)")
_BOOKED: Final = re.compile(r"(?P<hour>0\d)(?P<minute>[0-5]\d)(?![\w%]|[.,/:-]\d)")
_BEFORE_CLOCK: Final = frozenset(("about", "around", "at", "before", "by", "from", "since", "until"))
_LENGTH: Final = re.compile(
    r"(?:(?P<hours>\d{1,3}):)?(?P<minutes>[0-5]?\d):(?P<seconds>[0-5]\d)(?:\.(?P<decimals>\d{1,3}))?(?![\w:]|[.,]\d)"
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
    if match is None or _SHAPED.match(place.text, match.end()):
        return None
    spoken = _hours(match["hour"], match["minute"])
    if match["hour2"]:
        spoken += f" to {_hours(match['hour2'], match['minute2'])}"
    return Reading(match.end(), spoken + _zone(match), match.group().endswith("."))


def _military(place: Place) -> Reading | None:
    """ "1730 GMT", "0600 hours" """
    match = _MILITARY.match(place.text, place.at)
    if match is None:
        return None
    hour, minute = match["hour"], int(match["minute"])
    first = f"oh {cardinal(int(hour))}" if hour.startswith("0") else cardinal(int(hour))
    return Reading(match.end(), f"{first} {two_digits(minute) if minute else 'hundred'}" + (_zone(match) or " hours"))


def _dotted_clock(place: Place) -> Reading | None:
    """ "at 14.30", as British newspapers write it; shares close at 14.30, too."""
    match = _DOTTED_CLOCK.match(place.text, place.at)
    if match is None or place.previous.lower() != "at":
        return None
    if _PRICES.search(place.text, max(0, place.at - 40), place.at):
        return None
    return Reading(match.end(), _hours(match["hour"], match["minute"]))


def _booked(place: Place) -> Reading | None:
    """ "at 0300": no number starts with a zero."""
    match = _BOOKED.match(place.text, place.at)
    if match is None or place.previous.lower() not in _BEFORE_CLOCK:
        return None
    minute = int(match["minute"])
    return Reading(match.end(), f"oh {cardinal(int(match['hour']))} {two_digits(minute) if minute else 'hundred'}")


def _length(place: Place) -> Reading | None:
    """ "2:05:30", "3:43.13": hours, minutes and seconds of a race; "1:30" is a time of day."""
    match = _LENGTH.match(place.text, place.at)
    if match is None or not (match["hours"] or match["decimals"]):
        return None
    seconds = cardinal(int(match["seconds"])) + (f" point {digits(match['decimals'])}" if match["decimals"] else "")
    parts = [_many(int(match["minutes"]), "minute")]
    if match["hours"]:
        parts = [_many(int(match["hours"]), "hour"), *parts]
    return Reading(match.end(), f"{', '.join(parts)} and {seconds} second{'' if seconds == 'one' else 's'}")


def _pace(place: Place) -> Reading | None:
    """ "3:10/km" is a runner's."""
    match = _PACE.match(place.text, place.at)
    end, per = rate(place, match.end(), money=False) if match else (0, "")
    if match is None or not per:
        return None
    seconds = int(match["seconds"])
    return Reading(end, f"{cardinal(int(match['minutes']))} {two_digits(seconds) if seconds else 'flat'}{per}")


def _clock(hour: str, minute: str | None) -> str:
    """The minutes are left out on the hour: "7:00 p.m." is seven PM."""
    return cardinal(int(hour)) + (f" {two_digits(int(minute))}" if minute and int(minute) else "")


def _hours(written_hour: str, written_minute: str) -> str:
    hour, minute = int(written_hour), int(written_minute)
    if minute:
        return f"{cardinal(hour)} {two_digits(minute)}"
    return cardinal(hour) + (" hundred" if hour > 12 or hour == 0 else " o'clock")


def _many(value: int, name: str) -> str:
    return f"{cardinal(value)} {name}{'' if value == 1 else 's'}"


def _zone(match: re.Match[str]) -> str:
    """Zones are spelled, as engines would say some of them: "EAT", "CAT"."""
    letters = [letter for letter in match["zone"] or "" if letter.isalpha()]
    return " " + ".".join(letters).upper() if letters else ""


RULES: Final[tuple[Rule, ...]] = (_twelve, _length, _pace, _twenty_four, _military, _dotted_clock, _booked)
