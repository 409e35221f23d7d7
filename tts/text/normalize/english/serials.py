"""Codes of letters and digits: "ab9453", "MIG-25/235212-asdg", "123/261788/2021", "1-8090"."""

import re
from typing import Final

from tts.text.normalize.english.addresses import house_number
from tts.text.normalize.english.numerals import cardinal, digits, number
from tts.text.normalize.spoken import Place, Reading, Rule

_LETTERS_FIRST: Final = re.compile(
    r"(?P<letters>[A-Za-z]{1,8})(?P<number>\d{4,15})(?P<tail>[A-Za-z]{1,4})?(?!\w|[.,:'’-]\w)"
)
_SLASHED: Final = re.compile(r"[A-Za-z\d]{1,15}(?:[/-][A-Za-z\d]{1,15}){1,6}(?![\w/]|[.,]\d)")
_NO_DATE: Final = re.compile(r"[A-Za-z]-?\d{1,15}/\d|\d{5}.{0,60}[A-Za-z/]|/\d{5,15}/")
_PIECE: Final = re.compile(r"\d+|[A-Za-z]+|[/-]")
_DASHED: Final = re.compile(r"(?P<first>\d)-(?P<second>[2-9]\d{3}|1[01]\d\d)(?![\w%-]|[.,/]\d|\s[a-z])")
_DOCKET: Final = re.compile(r"(?P<year>\d\d)-(?P<number>\d{1,5})(?![\w%-]|[.,/]\d)")
_FILED: Final = frozenset(("no", "nos", "number", "case", "docket"))
_SHORT_GROUPS: Final = re.compile(r"\d{1,2}(?:-\d{1,2}){2,4}(?![\w-]|[.,/]\d)")


def _letters_first(place: Place) -> Reading | None:
    """Four digits and more behind letters one by one, unless round: "t2000" is left to the engine."""
    match = _LETTERS_FIRST.match(place.text, place.at)
    if match is None or (len(match["number"]) == 4 and match["number"].endswith("000")):
        return None
    tail = f" {match['tail'].upper()}" if match["tail"] else ""
    return Reading(match.end(), f"{match['letters']} {digits(match['number'])}{tail}")


def _slashed(place: Place) -> Reading | None:
    """A case number or the like: parts between slashes, one of them too long to be a date's or a fraction's."""
    match = _SLASHED.match(place.text, place.at)
    if match is None or "/" not in match.group() or not _NO_DATE.search(match.group()):
        return None
    return Reading(match.end(), "".join(map(_spoken, _PIECE.findall(match.group()))).strip())


def _dashed(place: Place) -> Reading | None:
    """ "1-8090" alone is no range: nothing is counted from one to eight thousand."""
    match = _DASHED.match(place.text, place.at)
    if match is None:
        return None
    return Reading(match.end(), f"{cardinal(int(match['first']))}, {cardinal(int(match['second']), british=True)}")


def _docket(place: Place) -> Reading | None:
    """ "No. 23-1457": the year and the number of a case."""
    match = _DOCKET.match(place.text, place.at)
    if match is None or place.previous.lower().rstrip(".") not in _FILED:
        return None
    return Reading(match.end(), f"{cardinal(int(match['year']))} {house_number(match['number'])}")


def _short_groups(place: Place) -> Reading | None:
    """A "4-3-3" formation, a 10-5-1 record: engines say "dash"."""
    match = _SHORT_GROUPS.match(place.text, place.at)
    return match and Reading(match.end(), " ".join(number(group) for group in match.group().split("-")))


def _spoken(piece: str) -> str:
    if piece == "/":
        return " slash "
    if not piece.isdecimal():
        return piece
    plain = len(piece) < 5 and not piece.startswith("0")
    return cardinal(int(piece)) if plain else digits(piece)


LETTER_RULES: Final[tuple[Rule, ...]] = (_slashed, _letters_first)
DIGIT_RULES: Final[tuple[Rule, ...]] = (_slashed, _docket, _dashed)
GROUP_RULES: Final[tuple[Rule, ...]] = (_short_groups,)  # to be asked behind dates
