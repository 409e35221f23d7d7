"""Sums and comparisons: "1-2=5", "y=x +1", "2 + 2 = 4", "x ≥ 5", "3×4"."""

import re
from collections.abc import Iterator
from typing import Final

from tts.text.normalize.english.numerals import NUMBER, number
from tts.text.normalize.spoken import Place, Reading, Rule

_OPERATORS: Final = {
    "+": "plus",
    "-": "minus",
    "–": "minus",
    "−": "minus",
    "×": "times",
    "*": "times",
    "·": "times",
    "x": "times",
    "÷": "divided by",
    "/": "over",
    "^": "to the power of",
    "=": "equals",
    "==": "equals",
    "≠": "is not equal to",
    "<": "is less than",
    ">": "is greater than",
    "≤": "is at most",
    "<=": "is at most",
    "≥": "is at least",
    ">=": "is at least",
    "≈": "is about",
}
_OPERAND: Final = rf"(?:{NUMBER}|[A-Za-z](?!\w))"
_OPERATOR: Final = r"(?:[<>]=|==|[-+–−×*·÷/^=≠<>≤≥≈]|(?<=[\d\s])x(?=[\d\s]))"
_SUM: Final = re.compile(rf"[-−]?{_OPERAND}(?:\s?{_OPERATOR}\s?[-−]?{_OPERAND}){{1,12}}(?![\w%]|[.,]\d|\s?[=<>])")
_OPERAND_AT: Final = re.compile(rf"\s?(?P<sign>[-−])?(?P<operand>{_OPERAND})")
_OPERATOR_AT: Final = re.compile(rf"\s?(?P<operator>{_OPERATOR})")
# Others, as "5-3", "2/3", "2*8" and "2x8", are scores, fractions, notes and sizes unless one of these is among them.
_SURE: Final = re.compile("[=≠≤≥≈×÷^]|(?<=[\\d\\s])[<>+](?=[\\d\\s])")


def _sum(place: Place) -> Reading | None:
    match = _SUM.match(place.text, place.at)
    if match is None or not _SURE.search(match.group()):
        return None
    return Reading(match.end(), " ".join(_pieces(place.text, match.start(), match.end())))


def _pieces(text: str, at: int, end: int) -> Iterator[str]:
    """What _SUM has matched, piece by piece: an "x" is a number where one is due, and multiplies elsewhere."""
    while at < end:
        operand = _OPERAND_AT.match(text, at)
        if operand is None:
            return
        if operand["sign"]:
            yield "minus"
        yield number(operand["operand"]) if operand["operand"][0].isdecimal() else operand["operand"]
        operator = _OPERATOR_AT.match(text, operand.end(), end)
        if operator is None:
            return
        yield _OPERATORS[operator["operator"]]
        at = operator.end()


RULES: Final[tuple[Rule, ...]] = (_sum,)
