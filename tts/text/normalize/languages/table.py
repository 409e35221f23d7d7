"""What a language's table says: how it writes numbers, and the words for signs, units, money and short forms."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

_SPACES: Final = "\u00a0\u202f\u2009"  # no-break, narrow no-break, thin: between digits they only ever group
POINT_GROUPS: Final = "." + _SPACES
SPACE_GROUPS: Final = " " + _SPACES
BOTH_GROUPS: Final = ". " + _SPACES
COMMA_GROUPS: Final = "," + _SPACES
SWISS_GROUPS: Final = "'’" + _SPACES


@dataclass(frozen=True)
class Noun:
    """What is counted: its gender, and its forms for one and many, or for one, few, many and a fraction."""

    gender: str  # "m", "f", "n" or "-"
    forms: tuple[str, ...]

    @property
    def of_many(self) -> str:
        """As it stands behind "million"."""
        return self.forms[2 if len(self.forms) == 4 else -1]


def nouns(lines: str) -> dict[str, Noun]:
    """By written sign, of lines like "km m Kilometer|Kilometer" ("_" is a space, "-" a noun that asks no agreement).

    A sign that ends in "." is also written without.
    """
    table = {}
    for line in filter(None, map(str.strip, lines.splitlines())):
        sign, gender, forms = line.split(" ", 2)
        table[sign.replace("_", " ")] = Noun(gender, tuple(forms.split("|")))
    return table


def short_forms(lines: str) -> dict[str, str]:
    """By written form, of lines like "z. B. = zum Beispiel"."""
    pairs = (line.split("=") for line in lines.splitlines() if line.strip())
    return {written.strip(): spoken.strip() for written, spoken in pairs}


# A plural rule picks the form's place in Noun.forms for a whole number, or for a number with decimals.
Plural = Callable[[int, bool], int]


def germanic(whole: int, decimals: bool) -> int:
    return 0 if whole == 1 and not decimals else 1


def french(whole: int, decimals: bool) -> int:
    return 0 if whole < 2 else 1


def east_slavic(whole: int, decimals: bool) -> int:
    if decimals:
        return 3
    if whole % 10 == 1 and whole % 100 != 11:
        return 0
    return 1 if whole % 10 in (2, 3, 4) and whole % 100 not in (12, 13, 14) else 2


def polish(whole: int, decimals: bool) -> int:
    return 2 if whole != 1 and whole % 10 == 1 and not decimals else east_slavic(whole, decimals)


@dataclass(frozen=True)
class Language:
    """One language's table."""

    groups: str  # marks between thousands
    minus: str = ""  # "" where espeak says it
    decimal: str = ","
    point: str = ""  # the decimal mark, spoken; "" where espeak reads it
    words: str = ""  # the language's name in num2words
    spelled: bool = False  # whether espeak misreads digits, so that all numbers are given in words
    decimals_in_full: bool = False  # "three wholes, five tenths", as num2words has it
    plus: str = "plus"
    to: str = ""  # between both ends of a range
    of: str = ""  # "five million OF euros"
    elided: str = ""  # `of` in front of a vowel
    cents: str = ""  # between "three euros" and "fifty"
    plural: Plural = germanic
    genders: dict[str, dict[str, str]] = field(default_factory=dict)  # last word of a number: what it is by gender
    units: dict[str, Noun] = field(default_factory=dict)
    money: dict[str, Noun] = field(default_factory=dict)
    magnitudes: dict[str, Noun] = field(default_factory=dict)
    anywhere: dict[str, str] = field(default_factory=dict)  # short forms
    before_name: dict[str, str] = field(default_factory=dict)
    before_number: dict[str, str] = field(default_factory=dict)
    after_number: dict[str, str] = field(default_factory=dict)
    clock: str = ""  # a pattern with hour and minute
    hours: Noun | None = None
    minutes: str = ""  # between "fourteen hours" and "thirty"
