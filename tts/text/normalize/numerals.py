"""Numbers in English words. Written numbers are ASCII digits with "," between thousands and "." before decimals."""

from typing import Final

from num2words import num2words

# More digits than this are a code, not a count.
MAX_DIGITS: Final = 15
NUMBER: Final = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,15})?(?![\d])"

_DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def number(written: str, *, british: bool = False) -> str:
    """ "1,250" -> "one thousand two hundred fifty"; "0.4" -> "zero point four"; "007" digit by digit."""
    whole, _, decimals = written.replace(",", "").partition(".")
    if len(whole) > MAX_DIGITS or (len(whole) > 1 and whole.startswith("0")):
        spoken = digits(whole)
    else:
        spoken = cardinal(int(whole), british=british) if whole else ""
    return f"{spoken} point {digits(decimals)}".strip() if decimals else spoken


def cardinal(value: int, *, british: bool = False) -> str:
    """British English keeps the "and" of "two hundred and five"."""
    words = str(num2words(value)).replace(",", "")
    return words if british else words.replace(" and ", " ")


def ordinal(value: int, *, british: bool = False) -> str:
    words = str(num2words(value, to="ordinal")).replace(",", "")
    return words if british else words.replace(" and ", " ")


def year(value: int) -> str:
    """1905 -> "nineteen oh five"; 2005 -> "two thousand five"; 2025 -> "twenty twenty-five"."""
    century, rest = divmod(value, 100)
    if value < 1000 or value > 9999 or (century % 10 == 0 and rest < 10):
        return cardinal(value)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {two_digits(rest)}"


def two_digits(value: int) -> str:
    """How the end of a year or the minutes of an hour are read: 5 -> "oh five"."""
    return f"oh {cardinal(value)}" if value < 10 else cardinal(value)


def digits(written: str) -> str:
    """ "0199" -> "zero one nine nine"; anything but 0 to 9 is passed over."""
    return " ".join(_DIGITS[int(character)] for character in written if character in "0123456789")


def plural(words: str) -> str:
    """ "nineteen ninety" -> "nineteen nineties"; "hundred" -> "hundreds"."""
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}{'es' if words.endswith('x') else 's'}"
