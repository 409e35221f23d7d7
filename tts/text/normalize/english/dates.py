"""Dates: "Nov. 20, 2025", "14 March 2023", "March 3-7", "2025-11-20", "20/11/2025", "15.01.2020"."""

import re
from typing import Final

from tts.text.normalize.english.months import MONTH, MONTHS, SHORT_MONTH, is_also_a_word, month
from tts.text.normalize.english.numerals import ordinal, two_digits, year
from tts.text.normalize.english.surroundings import opens, stands_alone
from tts.text.normalize.spoken import Place, Reading, Rule

_YEAR: Final = r"(?:1\d{3}|20\d\d)(?![\w,.-]?\d|%)"
_DAY: Final = r"[0-3]?\d(?:(?i:st|nd|rd|th))?(?![\w:.,]?\d|\w|%)"
_MONTH_FIRST: Final = re.compile(
    rf"(?P<month>{MONTH})\s?(?:(?P<year>{_YEAR})"
    rf"|(?P<day>{_DAY})(?:\s?[-–]\s?(?:(?P<other>{MONTH})\s)?(?P<until>{_DAY}))?(?:,?\s(?P<of>{_YEAR}))?)"
)
_MONTHS: Final = re.compile(rf"(?P<first>{SHORT_MONTH})\.?\s?[-–]\s?(?P<last>{MONTH})(?:\s(?P<year>{_YEAR}))?")
_DAY_FIRST: Final = re.compile(
    rf"(?:(?P<since>[0-3]?\d)\s?[-–]\s?)?(?P<day>{_DAY})\s(?:of\s)?(?P<month>{MONTH})(?:,?\s(?P<year>{_YEAR}))?"
)
_MONTH_ALONE: Final = re.compile(r"(?P<month>(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.)(?!\w)")
_MAY_BE_NAMES: Final = frozenset(("Jan.", "Jul.", "Jun.", "Mar."))
# fmt: off
_BEFORE_MONTHS: Final = frozenset((
    "and", "by", "during", "early", "every", "from", "in", "last", "late", "mid", "next", "of", "or", "since", "this",
    "through", "to", "until"
))
# fmt: on
_YEAR_FIRST: Final = re.compile(
    r"(?P<year>1[5-9]\d\d|20\d\d)(?P<mark>[-/.])(?P<month>[01]?\d)(?P=mark)(?P<day>[0-3]?\d)(?![\w/-]|[.,:]\d)"
)
_YEAR_LAST: Final = re.compile(
    r"(?P<first>[0-3]?\d)(?P<mark>[-/.])(?P<second>[0-3]?\d)(?P=mark)"
    r"(?P<year>(?:1[5-9]|20)\d\d|(?<=/)\d\d)(?![\w/-]|[.,:]\d)"
)
_DAY_AND_MONTH: Final = re.compile(r"(?!9/11|7/7)(?P<first>[0-3]?\d)/(?P<second>[0-3]?\d)(?![\w/-]|[.,:]\d|\sof\b)")
_BEFORE_DAYS: Final = frozenset(("on", "until", "since", "dated", "by"))
_MONTH_AND_YEAR: Final = re.compile(r"(?P<month>0?[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)(?![\w/-]|[.,:]\d)")


def _month_first(place: Place) -> Reading | None:
    match = _MONTH_FIRST.match(place.text, place.at)
    if match is None or not _is_month(match["month"], place, match, match["of"] or match["year"]):
        return None
    name = month(match["month"])
    if match["year"]:
        return Reading(match.end(), f"{name} {year(int(match['year']))}")
    until = _day(match["until"]) if match["until"] else ""
    first = _day(match["day"])
    if not first or until is None:
        return None
    other = f"{month(match['other'])} " if match["other"] else ""
    days = first + (f" to {other}{until}" if until else "")
    return Reading(match.end(), f"{name} {days}" + (f", {year(int(match['of']))}" if match["of"] else ""))


def _day_first(place: Place) -> Reading | None:
    match = _DAY_FIRST.match(place.text, place.at)
    if match is None or not _is_month(match["month"], place, match, match["year"]):
        return None
    day = _day(match["day"])
    if day is None:
        return None
    since = f"{ordinal(int(match['since']))} to " if match["since"] else ""
    spoken = _the(f"{since}{day} of {month(match['month'])}", place)
    return Reading(match.end(), spoken + (f" {year(int(match['year']))}" if match["year"] else ""))


def _months(place: Place) -> Reading | None:
    """ "Jan.-March 2025" """
    match = _MONTHS.match(place.text, place.at)
    if match is None:
        return None
    of = f" {year(int(match['year']))}" if match["year"] else ""
    return Reading(match.end(), f"{month(match['first'])} to {month(match['last'])}{of}")


def _month_alone(place: Place) -> Reading | None:
    match = _MONTH_ALONE.match(place.text, place.at)
    if match is None or (match["month"] in _MAY_BE_NAMES and place.previous.lower() not in _BEFORE_MONTHS):
        return None
    if opens(place, match.end()):
        return Reading(match.end() - 1, month(match["month"]))
    return Reading(match.end(), month(match["month"]), dotted=True)


def _numeric(place: Place) -> Reading | None:
    match = _YEAR_FIRST.match(place.text, place.at)
    if match:
        return _calendar(match, match["month"], match["day"], place)
    match = _YEAR_LAST.match(place.text, place.at)
    if match is None:
        return None
    first, second = match["first"], match["second"]
    if int(first) > 12 or (place.british and int(second) <= 12):
        return _calendar(match, second, first, place, day_first=True)
    return _calendar(match, first, second, place)


def _calendar(
    match: re.Match[str], written_month: str, written_day: str, place: Place, *, day_first: bool = False
) -> Reading | None:
    day = _day(written_day)
    if not 1 <= int(written_month) <= 12 or day is None:
        return None
    name = MONTHS[int(written_month) - 1]
    of = _year(match["year"])
    return Reading(match.end(), _the(f"{day} of {name} {of}", place) if day_first else f"{name} {day}, {of}")


def _year(written: str) -> str:
    """Two digits are of this century while they may be: "12/24/20", "01/07/98"."""
    value = int(written)
    if value < 50:
        return year(2000 + value)
    return two_digits(value) if value < 100 else year(value)


def _month_and_year(place: Place) -> Reading | None:
    """ "11/2025"; alone it is rather a fraction, where the month has one digit."""
    match = _MONTH_AND_YEAR.match(place.text, place.at)
    if match is None or (len(match["month"]) == 1 and stands_alone(place, match.end())):
        return None
    return Reading(match.end(), f"{MONTHS[int(match['month']) - 1]} {year(int(match['year']))}")


def _day_and_month(place: Place) -> Reading | None:
    """ "on 12/31": only where a day is due, for other such pairs are fractions."""
    match = _DAY_AND_MONTH.match(place.text, place.at)
    if match is None or place.previous.lower() not in _BEFORE_DAYS:
        return None
    first, second = match["first"], match["second"]
    written = (second, first) if int(first) > 12 or place.british else (first, second)
    day = _day(written[1])
    if not 1 <= int(written[0]) <= 12 or day is None or max(int(first), int(second)) < 11:
        return None
    name = MONTHS[int(written[0]) - 1]
    return Reading(match.end(), f"{name} {day}" if written[0] == first else _the(f"{day} of {name}", place))


def _is_month(written: str, place: Place, match: re.Match[str], of: str | None) -> bool:
    """ "may" and "march" are months with a year behind them, or behind a weekday, or where nothing else is written."""
    if not is_also_a_word(written) or of or place.previous.lower().endswith("day"):
        return True
    return stands_alone(place, match.end())


def _day(written: str) -> str | None:
    value = int(written.rstrip("stndrhSTNDRH"))
    return ordinal(value) if 1 <= value <= 31 else None


def _the(spoken: str, place: Place) -> str:
    return spoken if place.previous.lower() == "the" else f"the {spoken}"


# The longer readings first.
DIGIT_RULES: Final[tuple[Rule, ...]] = (_numeric, _month_and_year, _day_and_month, _day_first)
LETTER_RULES: Final[tuple[Rule, ...]] = (_month_first, _months, _month_alone)
