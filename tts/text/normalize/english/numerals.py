"""Numbers in English words. Written numbers are ASCII digits with "," between thousands and "." before decimals."""

from typing import Final

# More digits than this are a code, not a count.
MAX_DIGITS: Final = 15
NUMBER: Final = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,15})?(?![\d])"

_DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SMALL: Final = (
    *_DIGITS,
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_APART: Final = (39, 49, 89)  # espeak stumbles over "thirty-nine"
_THOUSANDS: Final = ("", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion")
_ORDINALS: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def number(written: str, *, british: bool = False) -> str:
    """ "1,250" -> "one thousand two hundred fifty"; "0.4" -> "zero point four"; "007" digit by digit."""
    whole, _, decimals = written.replace(",", "").partition(".")
    if len(whole) > MAX_DIGITS or (len(whole) > 1 and whole.startswith("0")):
        spoken = digits(whole)
    else:
        spoken = cardinal(int(whole), british=british) if whole else ""
    return f"{spoken} point {digits(decimals)}".strip() if decimals else spoken


def cardinal(value: int, *, british: bool = False) -> str:
    """0 to 10^21. British English keeps the "and" of "two hundred and five"; so do Americans who count exactly."""
    groups = []
    rest, power = value, 0
    while rest or not power:
        rest, group = divmod(rest, 1000)
        if group or not value:
            name = _THOUSANDS[power]
            groups.append(f"{_below_thousand(group, british=british)} {name}".rstrip())
        power += 1
    if british and len(groups) > 1 and 0 < value % 1000 < 100:
        groups[0] = f"and {groups[0]}"
    return " ".join(reversed(groups))


def ordinal(value: int, *, british: bool = False) -> str:
    head, joint, last = _cut_last(cardinal(value, british=british))
    if last in _ORDINALS:
        return head + joint + _ORDINALS[last]
    return head + joint + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


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


def _below_thousand(value: int, *, british: bool) -> str:
    hundreds, rest = divmod(value, 100)
    words = _SMALL[rest] if rest < len(_SMALL) else _tens(rest)
    if not hundreds:
        return words
    if not rest:
        return f"{_SMALL[hundreds]} hundred"
    return f"{_SMALL[hundreds]} hundred {'and ' if british else ''}{words}"


def _tens(value: int) -> str:
    tens, ones = divmod(value, 10)
    joint = " " if value in _APART else "-"
    return f"{_TENS[tens]}{joint}{_SMALL[ones]}" if ones else _TENS[tens]


def _cut_last(words: str) -> tuple[str, str, str]:
    """The last word of a number, and what joins it to the others: "fifty-two" -> ("fifty", "-", "two")."""
    cut = max(words.rfind(" "), words.rfind("-"))
    return (words[:cut], words[cut], words[cut + 1 :]) if cut >= 0 else ("", "", words)
