"""Thousand, million and their like, written out or short behind a number: "3.5bn", "10 crore", "$5k"."""

from typing import Final

_MAGNITUDES: Final = {
    "k": "thousand",
    "m": "million",
    "mn": "million",
    "mm": "million",
    "mil": "million",
    "mio": "million",
    "mln": "million",
    "b": "billion",
    "bn": "billion",
    "bln": "billion",
    "t": "trillion",
    "tn": "trillion",
    "trn": "trillion",
    "tr": "trillion",
    "cr": "crore",
}
_LONG: Final = "hundred|thousand|million|billion|trillion|quadrillion|lakh|crore"
_CLEAR: Final = "mln|bln|trn|bn|mn|tn"
_END: Final = r"(?![\w&]|['’.]\w)"

# Behind anything counted.
MAGNITUDE: Final = rf"(?:[ -]?(?P<magnitude>(?i:{_LONG}|{_CLEAR})){_END})?"
# Behind an amount of money, where a letter or two are enough.
OF_MONEY: Final = rf"(?:[ -]?(?P<magnitude>(?i:{_LONG}|{_CLEAR}|mil|mio|mm|cr|tr|[kmbt])){_END})?"
OF_MONEY_TOO: Final = OF_MONEY.replace("magnitude", "first")
# Needs no space, and may be anything else behind one.
ATTACHED: Final = rf"(?P<magnitude>(?i:{_CLEAR}|[kmb])|T){_END}"


def magnitude(written: str) -> str:
    """ "bn" -> "billion"; "Crore" -> "crore"; "" stays."""
    return _MAGNITUDES.get(written.lower(), written.lower())
