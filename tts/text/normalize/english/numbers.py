"""All rules for English numbers, in the order in which they are asked."""

import string
from typing import Final

from tts.text.normalize.english import (
    arithmetic,
    compass,
    currencies,
    dates,
    durations,
    fractions,
    lengths,
    measures,
    money,
    percentages,
    quantities,
    quarters,
    ranges,
    times,
    weekdays,
    years,
)
from tts.text.normalize.spoken import Place, Reading, Rule, first_reading

# The longer readings first.
_DIGIT: Final[tuple[Rule, ...]] = (
    *arithmetic.RULES,
    *money.RULES,
    *times.RULES,
    *dates.DIGIT_RULES,
    *quarters.DIGIT_RULES,
    *percentages.RULES,
    *compass.DIGIT_RULES,
    *durations.RULES,
    *lengths.RULES,
    *measures.RULES,
    *years.DIGIT_RULES,
    *quantities.FIRST_RULES,
)
_COUNTING: Final[tuple[Rule, ...]] = (*fractions.RULES, *ranges.RULES, *quantities.RULES)
_SIGNED: Final[tuple[Rule, ...]] = (*arithmetic.RULES, *money.RULES, *percentages.RULES, *measures.RULES)
# A rule is asked only where a text may start as it reads: most words are none of its concern.
_OTHERS: Final[dict[str, tuple[Rule, ...]]] = {
    **dict.fromkeys(currencies.ONE_SIGN + "$", money.LETTER_RULES),
    **dict.fromkeys("-−+±.", _SIGNED),
    **dict.fromkeys("'’‘", years.DIGIT_RULES),
}
_LETTERS: Final[dict[str, tuple[Rule, ...]]] = {
    first: (
        *(money.LETTER_RULES if first.isupper() else ()),
        *(dates.LETTER_RULES if first in "jfmasondJFMASOND" else ()),
        *(weekdays.LETTER_RULES if first in "MTWFS" else ()),
        *(quarters.LETTER_RULES if first in "QHF" else ()),
        *(compass.LETTER_RULES if first in "NSEW" else ()),
        *(measures.LETTER_RULES if first in "cs" else ()),
        *(years.LETTER_RULES if first in "mpelMPEL" else ()),
    )
    for first in string.ascii_letters
}


def _digits(place: Place) -> Reading | None:
    first = place.text[place.at]
    return first_reading(_DIGIT if first.isdecimal() else _OTHERS.get(first, ()), place)


def _counting(place: Place) -> Reading | None:
    return first_reading(_COUNTING, place)


def _letters(place: Place) -> Reading | None:
    reading = first_reading(_LETTERS.get(place.text[place.at], ()), place)
    if reading is None and not place.text[place.at + 1 : place.at + 2].isalpha():
        return first_reading(arithmetic.RULES, place)
    return reading


DIGIT_RULES: Final[tuple[Rule, ...]] = (_digits,)
# Asked after what is known for codes and telephone numbers.
COUNT_RULES: Final[tuple[Rule, ...]] = (_counting,)
LETTER_RULES: Final[tuple[Rule, ...]] = (_letters,)
