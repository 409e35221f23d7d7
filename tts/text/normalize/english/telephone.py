"""Telephone numbers and other numbers that name something: read digit by digit, with a pause between groups."""

import re
from typing import Final

from tts.text.normalize.english.numerals import MAX_DIGITS, cardinal, digits
from tts.text.normalize.spoken import Place, Reading, Rule

_EXTENSION: Final = r"(?:,?\s?(?:ext\.?|extension|x)\s?(?P<extension>\d{1,6}))?"
_END: Final = r"(?![\w-]|[.,]\d)"
_AMERICAN: Final = re.compile(
    r"(?:(?P<plus>\+)?(?P<country>1)[-. ]\(?)?(?P<area>\d{3})(?:\)-|\)\s?|[-. ])"
    rf"(?P<exchange>\d{{3}})[-. ](?P<line>\d{{4}}){_EXTENSION}{_END}"
)
_LOCAL: Final = re.compile(rf"(?P<exchange>\d{{3}})-(?P<line>\d{{4}}){_EXTENSION}{_END}")
_TOLL_FREE: Final = re.compile(
    r"(?:(?P<country>1)[-. ]\(?)?(?P<area>8(?:00|33|44|55|66|77|88)|900)(?:\)\s?|[-. ])"
    r"(?P<name>(?=[\d-]{0,12}[A-Z])[A-Z\d]{1,15}(?:-[A-Z\d]{1,15}){0,4})(?!\w)"
)
_INTERNATIONAL: Final = re.compile(
    rf"(?P<number>\+\d{{1,15}}(?:(?:[ .-]|\s?\(|\)[ -]?)\d{{1,12}}){{0,6}}){_EXTENSION}(?!\w)"
)
_BRITISH: Final = re.compile(rf"(?P<number>0\d{{1,5}}(?:(?:[ -]|\)\s?)\d{{2,8}}){{1,4}}){_EXTENSION}(?![\w-]|,\d)")
_INTERNET: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\d)")
_GROUPS: Final = re.compile(
    r"(?:\d{3,19}(?:-\d{2,19}){2,8}|\d{1,5}(?:-\d{1,7}){3,5})(?!\w)|\d\d-\d\d-\d\d(?![\w-])"
    rf"|\d{{4}}(?: \d{{4}}){{3}}(?!\w|,\d)|\d{{{MAX_DIGITS + 1},}}+(?!,\d)|0\d{{1,14}}(?![\w.,:/-]{{0,12}}\d)"
)
_ANY_DIGITS: Final = re.compile(r"\d{1,12}(?![\w%]|[.,:/-]\d)")
_LETTER_RUN: Final = re.compile(r"[A-Z]+|\d+")

# Who dials a number of three digits dials a service, unless as many people are called.
_DIALED: Final = frozenset(("call", "calls", "called", "calling", "dial", "dials", "dialed", "dialled", "dialing"))
_DIALED_TOO: Final = frozenset(("ring", "phone", "phoned", "rang", "text", "texted", "tel", "telephone", "at", "fax"))
_SERVICES: Final = frozenset(("101", "111", "112", "211", "311", "411", "911", "988", "999"))
_EMERGENCY: Final = re.compile(r"911(?![\w/,%]|[.:-]\d|\s(?:people|men|women|children|days|votes|cases|deaths)(?!\w))")
_CALLED: Final = re.compile(
    r"(?P<number>000|101|105|111|112|311|911|988|999)"
    r"(?=\s(?:(?:and|or)\s\d{3}\s)?(?:call|caller|line|operator|handler|dispatcher|hotline|helpline|emergency|service)s?(?!\w))"
)
_CALLS_TO: Final = re.compile(
    r"\b(?:[Cc]all(?:s|ers)? to|dial\w{0,5}|call(?:ed|ing)?|ring|rang) (?:\d{3} (?:and|or) )?$"
)
_PEOPLE: Final = re.compile(r"[ -](?:[a-z]{1,20} )?(?:[a-z]{3,20}s|people|men|women)(?!\w)")
_NAMED_BEFORE: Final = re.compile(
    r"(?:\b(?:card|account|number|phone|code|plate)s?.{0,9} end(?:ing|s|ed) (?:in|with)(?: \d{3,8}(?:,| or| and))?"
    r"|\b(?:pin|otp|pnr|passcode|password|zip|zip code|area code|post code|extension|ext\.?)(?: is| number| code)?:?"
    r"|\btext(?:ing)? \W?[a-z]{2,12}\W? to) $",
    re.IGNORECASE,
)
_NAMES_END: Final = frozenset(
    ("and", "code", "ext", "extension", "in", "is", "number", "or", "otp", "passcode", "password", "pin", "pnr", "to")
) | frozenset(("with", "zip"))  # the last words of what _NAMED_BEFORE looks for
_REACH: Final = 45  # characters that are looked back at


def _american(place: Place) -> Reading | None:
    match = _AMERICAN.match(place.text, place.at)
    if match is None:
        return None
    country = f"{'plus ' if match['plus'] else ''}{digits(match['country'])}" if match["country"] else ""
    return _spoken(match, country, _area(match["area"]), digits(match["exchange"]), digits(match["line"]))


def _local(place: Place) -> Reading | None:
    """ "555-0134" without an area: only behind a word that calls for it, for "200-1500" is a range."""
    match = _LOCAL.match(place.text, place.at)
    if match is None:
        return None
    if match["exchange"] != "555" and not match["extension"] and place.previous.lower() not in _DIALED | _DIALED_TOO:
        return None
    return _spoken(match, digits(match["exchange"]), digits(match["line"]))


def _toll_free(place: Place) -> Reading | None:
    """ "1-800-GO-2-HAUL": letters that were chosen for the words they make."""
    match = _TOLL_FREE.match(place.text, place.at)
    if match is None:
        return None
    words = [_keyed(part) for part in match["name"].split("-")]
    return Reading(match.end(), ", ".join(filter(None, [digits(match["country"] or ""), _area(match["area"]), *words])))


def _international(place: Place) -> Reading | None:
    match = _INTERNATIONAL.match(place.text, place.at) or _BRITISH.match(place.text, place.at)
    if match is None:
        return None
    groups = re.findall(r"\d+", match["number"])
    shortest = 8 if groups[0] in ("0300", "0800") else 9
    if not shortest <= sum(map(len, groups)) <= 15:
        return None
    plus = "plus " if match["number"].startswith("+") else ""
    return _spoken(match, plus + digits(groups[0]), *map(digits, groups[1:]))


def _internet(place: Place) -> Reading | None:
    match = _INTERNET.match(place.text, place.at)
    return match and Reading(match.end(), " dot ".join(digits(group) for group in match.group().split(".")))


def _groups(place: Place) -> Reading | None:
    """Account numbers and the like: long, in three groups or more, or with a zero in front."""
    match = _GROUPS.match(place.text, place.at)
    return match and Reading(match.end(), ", ".join(digits(group) for group in re.split("[ -]", match.group())))


def _dialed(place: Place) -> Reading | None:
    """ "Dial 988", "a card ending in 8876", "text HOME to 741741"."""
    match = _ANY_DIGITS.match(place.text, place.at)
    if match is None:
        return None
    if len(match.group()) == 3 and place.previous.lower() in _DIALED | _DIALED_TOO:
        called = match.group() in _SERVICES or (
            place.previous.lower() in _DIALED and not _PEOPLE.match(place.text, match.end())
        )
    elif len(match.group()) in (5, 6) and place.previous.lower() == "text":
        called = True
    elif place.previous.lower().rstrip(".") not in _NAMES_END:
        return None
    else:
        called = _NAMED_BEFORE.search(place.text, max(0, place.at - _REACH), place.at) is not None
    return Reading(match.end(), digits(match.group())) if called else None


def _service(place: Place) -> Reading | None:
    """ "Calls to 999", "111 lines", and 911 nearly everywhere."""
    match = _CALLED.match(place.text, place.at) or _EMERGENCY.match(place.text, place.at)
    if match is None:
        match = _ANY_DIGITS.match(place.text, place.at)
        if match is None or match.group() not in _SERVICES or _PEOPLE.match(place.text, match.end()):
            return None
        if not _CALLS_TO.search(place.text, max(0, place.at - _REACH), place.at):
            return None
    return Reading(match.end(), digits(match.group()))


def _spoken(match: re.Match[str], *groups: str) -> Reading:
    extension = [f"extension {digits(match['extension'])}"] if match["extension"] else []
    return Reading(match.end(), ", ".join(filter(None, [*groups, *extension])))


def _area(written: str) -> str:
    """ "800" -> "eight hundred" """
    hundreds = written.endswith("00") and not written.startswith("0")
    return cardinal(int(written)) if hundreds else digits(written)


def _keyed(part: str) -> str:
    """Letters that hold a vowel are a word, others are spelled; digits are digits: "4CARS" -> "four cars"."""
    said = []
    for run in _LETTER_RUN.findall(part):
        if run.isdecimal():
            said.append(digits(run))
        else:
            said.append(run.lower() if re.search("[AEIOUY]", run) and len(run) > 1 else ".".join(run))
    return " ".join(said)


RULES: Final[tuple[Rule, ...]] = (_american, _toll_free, _international, _internet, _local, _dialed)
CODE_RULES: Final[tuple[Rule, ...]] = (
    _service,
    _groups,
)  # to be asked behind dates: "2025-11-20" has three groups, too
