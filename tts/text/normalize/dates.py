"""Dates, years and decades: "Nov. 20, 2025", "14 March 2023", "2025-11-20", "2019-24", "'90s"."""

import re
from typing import Final

from tts.text.normalize.numerals import cardinal, ordinal, plural, two_digits, year
from tts.text.normalize.spoken import Place, Reading, Rule

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH: Final = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
    r"|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC)\.?"
)
_YEAR: Final = r"(?:1\d{3}|20\d\d)(?![\w,.-]?\d|%)"
_DAY: Final = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\w:.,]?\d|\w|%)"
_MONTH_FIRST: Final = re.compile(
    rf"{_MONTH}\s(?:(?P<year>{_YEAR})"
    rf"|{_DAY}(?:\s?[-–]\s?(?P<until>[0-3]?\d)(?!\w))?(?:,?\s(?P<of>{_YEAR}))?)"
)
_DAY_FIRST: Final = re.compile(rf"(?:(?P<since>[0-3]?\d)\s?[-–]\s?)?{_DAY}\s{_MONTH}(?!\w)(?:,?\s(?P<year>{_YEAR}))?")
_MONTH_ALONE: Final = re.compile(r"(?:Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.(?=,?\s\w)")
_ISO: Final = re.compile(r"(?P<year>1[5-9]\d\d|20\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?![\d-])")
_SLASHED: Final = re.compile(r"(?P<first>[0-3]?\d)/(?P<second>[0-3]?\d)/(?P<year>(?:1[89]|20)\d\d)(?![\d/])")
_WEEKDAY: Final = re.compile(r"(?P<day>Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\.(?=,?\s[A-Z\d])")
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DECADE: Final = re.compile(r"(?P<apostrophe>['’‘])?(?P<century>1[1-9]|20)?(?P<tens>\d0)['’]?s(?!\w)")
_DASH: Final = re.compile("[-–—]")
_YEARS: Final = re.compile(r"(?P<first>1[1-9]\d\d|20\d\d)\s?[-–—]\s?(?P<second>\d{4}|\d\d)(?![\w,.]?\d|%|\w)")
_BARE_YEAR: Final = re.compile(r"(?:1[1-9]|20)\d\d(?![\d%\w]|[.,:/]\d|-\d)")
_COUNTED: Final = re.compile(
    r"[ -](?:people|men|women|children|feet|metres|meters|miles|dollars|pounds|euros|units|jobs|words"
    r"|points|votes|shares|homes|troops|soldiers|workers|employees|students|patients|calories|tons|tonnes"
    r"|hours|degrees|megawatts|or more|of (?:the|them|these|those|its|his|her|their))(?!\w)"
)
_PREFIX: Final = re.compile(r"(?:mid|pre|post|early|late)(?=[-–]\d{4}(?!\d))", re.IGNORECASE)
# fmt: off
_YEAR_FOLLOWS: Final = frozenset((
    "in", "since", "from", "until", "till", "by", "during", "before", "after", "of", "circa", "early",
    "late", "mid", "pre", "post", "to"
))
# fmt: on


def _month_first(place: Place) -> Reading | None:
    match = _MONTH_FIRST.match(place.text, place.at)
    if match is None:
        return None
    month = _month(match["month"])
    if match["year"]:
        return Reading(match.end(), f"{month} {year(int(match['year']))}")
    if not 1 <= int(match["day"]) <= 31:
        return None
    days = ordinal(int(match["day"])) + (f" to {ordinal(int(match['until']))}" if match["until"] else "")
    return Reading(match.end(), f"{month} {days}" + (f", {year(int(match['of']))}" if match["of"] else ""))


def _day_first(place: Place) -> Reading | None:
    match = _DAY_FIRST.match(place.text, place.at)
    if match is None or not 1 <= int(match["day"]) <= 31:
        return None
    article = "" if place.previous.lower() == "the" else "the "
    since = f"{ordinal(int(match['since']))} to " if match["since"] else ""
    spoken = f"{article}{since}{ordinal(int(match['day']))} of {_month(match['month'])}"
    return Reading(match.end(), spoken + (f" {year(int(match['year']))}" if match["year"] else ""))


def _month_alone(place: Place) -> Reading | None:
    match = _MONTH_ALONE.match(place.text, place.at)
    return match and Reading(match.end(), _month(match.group()))


def _numeric(place: Place) -> Reading | None:
    match = _ISO.match(place.text, place.at)
    if match:
        return _calendar(match.end(), match["year"], match["month"], match["day"])
    match = _SLASHED.match(place.text, place.at)
    if match is None:
        return None
    month, day = (match["second"], match["first"]) if place.british else (match["first"], match["second"])
    if int(month) > 12:
        month, day = day, month
    return _calendar(match.end(), match["year"], month, day)


def _calendar(end: int, of: str, month: str, day: str) -> Reading | None:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    return Reading(end, f"{_MONTHS[int(month) - 1]} {ordinal(int(day))}, {year(int(of))}")


def _weekday(place: Place) -> Reading | None:
    match = _WEEKDAY.match(place.text, place.at)
    if match is None:
        return None
    return Reading(match.end(), next(day for day in _WEEKDAYS if day.startswith(match["day"])))


def _decade(place: Place) -> Reading | None:
    match = _DECADE.match(place.text, place.at)
    if match is None or (not match["century"] and match["tens"] in ("00", "10")):
        return None
    spoken = _spoken_decade(match)
    until = _DECADE.match(place.text, match.end() + 1) if _DASH.match(place.text, match.end()) else None
    if until is None:
        return Reading(match.end(), spoken)
    return Reading(until.end(), f"{spoken} to {_spoken_decade(until)}")


def _spoken_decade(match: re.Match[str]) -> str:
    if match["tens"] == "00" and match["century"]:
        return plural(year(int(match["century"]) * 100))
    decade = plural(cardinal(int(match["tens"])))
    return f"{cardinal(int(match['century']))} {decade}" if match["century"] else decade


def _years(place: Place) -> Reading | None:
    match = _YEARS.match(place.text, place.at)
    if match is None:
        return None
    first, second = int(match["first"]), int(match["second"])
    if len(match["second"]) == 2:
        if second <= first % 100:
            return None
        return Reading(match.end(), f"{year(first)} to {two_digits(second)}")
    return Reading(match.end(), f"{year(first)} to {year(second)}")


def _bare_year(place: Place) -> Reading | None:
    """Four digits without a comma are a year, unless something is counted."""
    match = _BARE_YEAR.match(place.text, place.at)
    if match is None:
        return None
    value = int(match.group())
    expected = place.previous.lower() in _YEAR_FOLLOWS
    if not expected and (value < 1900 or _COUNTED.match(place.text, match.end())):
        return None
    return Reading(match.end(), year(value))


def _prefix(place: Place) -> Reading | None:
    """The "mid" of "mid-1990s", so that the decade behind the hyphen is read as one."""
    match = _PREFIX.match(place.text, place.at)
    return match and Reading(match.end(), match.group())


def _month(written: str) -> str:
    name = written.rstrip(".").lower()[:3]
    return next(month for month in _MONTHS if month.lower().startswith(name))


# The longer readings first.
DIGIT_RULES: Final[tuple[Rule, ...]] = (_numeric, _day_first, _decade, _years, _bare_year)
LETTER_RULES: Final[tuple[Rule, ...]] = (_month_first, _month_alone, _weekday, _prefix)
