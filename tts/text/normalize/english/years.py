"""Years, decades and spans of them: "in 1850", "2019-24", "2021/22", "the '90s", "1960s-80s", "the class of '05"."""

import re
from typing import Final

from tts.text.normalize.english.numerals import cardinal, plural, two_digits, year
from tts.text.normalize.english.surroundings import counts, with_possessive
from tts.text.normalize.spoken import Place, Reading, Rule

_DECADE: Final = re.compile(r"(?P<apostrophe>['’‘])?(?P<century>1[1-9]|20)?(?P<tens>\d0)['’]?s(?!\w)")
_DASH: Final = re.compile(r"\s?[-–—]\s?")
_YEARS: Final = re.compile(
    r"(?P<first>1[1-9]\d\d|20\d\d)(?P<joint>\s?[-–—]\s?|/)(?P<second>\d{4}|\d\d)(?![\w,.–-]?\d|%|\w)"
)
_BARE_YEAR: Final = re.compile(r"(?:1\d|20)\d\d(?![\d%\w]|[.,:]\d|-\d|\s?/\s?\d)")
_SHORT_YEAR: Final = re.compile(r"0\d(?![\w%]|[.,:/-]\d)")
_PREFIX: Final = re.compile(r"(?:mid|pre|post|early|late)(?=[-–]\d{4}(?!\d))", re.IGNORECASE)
_YEAR_FOLLOWS: Final = frozenset(("in", "since", "until", "till", "during", "circa", "mid", "pre", "post"))


def _decade(place: Place) -> Reading | None:
    match = _DECADE.match(place.text, place.at)
    if match is None or (not match["century"] and match["tens"] in ("00", "10")):
        return None
    spoken = _spoken_decade(match)
    dash = _DASH.match(place.text, match.end())
    until = dash and _DECADE.match(place.text, dash.end())
    if not until:
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
        if second != (first + 1) % 100 and (second <= first % 100 or match["joint"] == "/"):
            return None
        return Reading(match.end(), f"{year(first)} to {two_digits(second)}")
    if match["joint"] == "/" and not first < second < first + 10:
        return None
    return Reading(match.end(), f"{year(first)} to {year(second)}")


def _bare_year(place: Place) -> Reading | None:
    """Four digits without a comma are a year, or read like one ("the 1033 program"), unless something is counted."""
    match = _BARE_YEAR.match(place.text, place.at)
    if match is None or (place.previous.lower() not in _YEAR_FOLLOWS and counts(place, match.end())):
        return None
    return with_possessive(Reading(match.end(), year(int(match.group()))), place)


def _short_year(place: Place) -> Reading | None:
    """The "05" of "the class of '05"; engines read '99 well."""
    match = _SHORT_YEAR.match(place.text, place.at)
    if match is None or place.text[place.at - 1 : place.at] not in ("'", "’", "‘"):
        return None
    return Reading(match.end(), two_digits(int(match.group())))


def _prefix(place: Place) -> Reading | None:
    """The "mid" of "mid-1990s", so that the decade behind the hyphen is read as one."""
    match = _PREFIX.match(place.text, place.at)
    return match and Reading(match.end(), match.group())


# The longer readings first.
DIGIT_RULES: Final[tuple[Rule, ...]] = (_decade, _years, _bare_year, _short_year)
LETTER_RULES: Final[tuple[Rule, ...]] = (_prefix,)
