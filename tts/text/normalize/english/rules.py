"""All rules for English, in the order in which they are asked."""

from typing import Final

from tts.text.normalize import web
from tts.text.normalize.english import (
    abbreviations,
    acronyms,
    addresses,
    comparisons,
    electronic,
    model_names,
    numbers,
    roman,
    serials,
    symbols,
    telephone,
)
from tts.text.normalize.spoken import Place, Reading, Rule, first_reading

# Rules for words that start with a letter are not asked about numbers, nor the other way round.
_LETTER_RULES: Final[tuple[Rule, ...]] = (
    *electronic.RULES,
    *symbols.LETTER_RULES,
    *numbers.LETTER_RULES,
    *addresses.LETTER_RULES,
    *roman.RULES,
    *abbreviations.RULES,
    *model_names.LETTER_RULES,
    *serials.LETTER_RULES,
    *acronyms.RULES,
)
_OTHER_RULES: Final[tuple[Rule, ...]] = (
    *web.MARK_RULES,
    *electronic.RULES,
    *comparisons.RULES,
    *symbols.OTHER_RULES,
    *telephone.RULES,
    *addresses.DIGIT_RULES,
    *model_names.DIGIT_RULES,
    *serials.DIGIT_RULES,
    *numbers.DIGIT_RULES,
    *telephone.CODE_RULES,
    *serials.GROUP_RULES,
    *numbers.COUNT_RULES,
)


def _by_first_character(place: Place) -> Reading | None:
    rules = _LETTER_RULES if place.text[place.at].isalpha() else _OTHER_RULES
    return first_reading(rules, place)


RULES: Final[tuple[Rule, ...]] = (_by_first_character,)
