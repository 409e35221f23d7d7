"""All rules for English, in the order in which they are asked."""

from typing import Final

from tts.text.normalize import abbreviations, dates, money, quantities, roman, times, web
from tts.text.normalize.spoken import Place, Reading, Rule

# Rules for words that start with a letter are not asked about numbers, nor the other way round.
_LETTER_RULES: Final[tuple[Rule, ...]] = (
    *web.ADDRESS_RULES,
    *money.RULES,
    *dates.LETTER_RULES,
    *abbreviations.RULES,
    *roman.RULES,
)
_OTHER_RULES: Final[tuple[Rule, ...]] = (
    *web.MARK_RULES,
    *web.ADDRESS_RULES,
    *money.RULES,
    *times.RULES,
    *dates.DIGIT_RULES,
    *quantities.RULES,
)


def _by_first_character(place: Place) -> Reading | None:
    rules = _LETTER_RULES if place.text[place.at].isalpha() else _OTHER_RULES
    for rule in rules:
        reading = rule(place)
        if reading is not None:
            return reading
    return None


RULES: Final[tuple[Rule, ...]] = (_by_first_character,)
