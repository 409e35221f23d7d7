"""Numbers of a language other than English.

espeak speaks digits better than the words for them, with its own stress and links, so that only the marks
between thousands go; num2words is asked for ordinals, and for numbers that agree with what is counted.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from tts.text.normalize.languages import Language

_LONGEST_FRACTION: Final = 3  # digits; more are read one by one


def number_pattern(language: Language) -> str:
    """A number as `language` writes it, at most 15 digits before the decimal mark; ASCII digits only."""
    groups = "|".join(rf"[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}}){{1,4}}" for mark in language.groups)
    decimal = re.escape(language.decimal)
    other = re.escape(_other_decimal(language))
    return (
        rf"(?:[0-9]{{1,15}}{other}[0-9]{{1,2}}(?![0-9])"
        rf"|(?:{groups}|0|[1-9][0-9]{{0,14}})(?:{decimal}[0-9]{{1,9}})?(?![0-9]))"
    )


def parts(written: str, language: Language) -> tuple[int, str]:
    """The whole number and the decimals of what number_pattern() has matched: "1.234,50" -> (1234, "50")."""
    whole, _, decimals = written.partition(language.decimal)
    if is_foreign(written, language):
        whole, _, decimals = written.partition(_other_decimal(language))
    return int("".join(character for character in whole if "0" <= character <= "9")), decimals


def is_foreign(written: str, language: Language) -> bool:
    """Whether the decimals follow the mark that elsewhere opens them: "3.5" in German."""
    _, mark, decimals = written.rpartition(_other_decimal(language))
    return bool(mark) and len(decimals) < 3


def number(written: str, language: Language, gender: str = "") -> str:
    """What number_pattern() has matched: digits, ungrouped, for espeak to read.

    Words where the number must agree with a noun of `gender`, or where espeak's own reading is wrong.
    """
    whole, decimals = parts(written, language)
    if decimals:
        return _with_decimals(whole, decimals, language)
    if not language.spelled and not (gender and language.genders):
        return str(whole)
    words = cardinal(whole, language.words)
    if words is None:
        return str(whole)
    agreeing = _agreeing(words, gender, language)
    return agreeing if language.spelled or agreeing != words else str(whole)


def cardinal(value: int, name: str) -> str | None:
    """In the words of the language that num2words calls `name` ("" for none); None where it has none."""
    return _say(value, name, "cardinal") if name else None


def ordinal(value: int, name: str, **forms: str) -> str | None:
    return _say(value, name, "ordinal", **forms)


@lru_cache(maxsize=8192)
def _say(value: int | str, name: str, kind: Literal["cardinal", "ordinal"], **forms: str) -> str | None:
    """`value` is a whole number, or decimals as they are written: 1,50 is not read as 1,5."""
    from num2words import num2words  # costs a tenth of a second, which a text without numbers need not pay

    try:
        return str(num2words(value if isinstance(value, int) else Decimal(value), lang=name, to=kind, **forms)).replace(
            ",", ""
        )
    except (NotImplementedError, ArithmeticError, ValueError, TypeError, LookupError):
        return None


def _with_decimals(whole: int, decimals: str, language: Language) -> str:
    if language.decimals_in_full and len(decimals) <= _LONGEST_FRACTION:
        spoken = _say(f"{whole}.{decimals}", language.words, "cardinal")
        if spoken is not None:
            return spoken
    if not language.point:
        return f"{whole}{language.decimal}{decimals}"
    words = cardinal(whole, language.words) if language.spelled else None
    return f"{words or whole} {language.point} {_fraction(decimals, language)}"


def _fraction(decimals: str, language: Language) -> str:
    """The decimals as one number behind the zeros that open them; many of them one by one."""
    rest = decimals.lstrip("0")
    pieces = ["0"] * (len(decimals) - len(rest))
    pieces += rest if len(rest) > _LONGEST_FRACTION else filter(None, [rest])
    return " ".join(number(piece, language) for piece in pieces)


def _agreeing(words: str, gender: str, language: Language) -> str:
    """ "ein Kilometer" but "eins"; the table's "… uno" is the last word of a longer number."""
    before, space, last = words.rpartition(" ")
    form = language.genders.get(f"… {last}" if space else last, {}).get(gender)
    return f"{before}{space}{form}" if form else words


def _other_decimal(language: Language) -> str:
    return "." if language.decimal == "," else ","
