"""rules_for(): which rules read a language."""

from functools import lru_cache

from tts.text.normalize import web
from tts.text.normalize.english import rules as english
from tts.text.normalize.languages import language_table
from tts.text.normalize.languages.amounts import amount_rules
from tts.text.normalize.languages.clock import clock_rules
from tts.text.normalize.languages.ordinals import ORDINAL_RULES
from tts.text.normalize.languages.short_forms import short_form_rules
from tts.text.normalize.spoken import Place, Reading, Rule, first_reading
from tts.voice_folder import primary_language


@lru_cache(maxsize=256)
def rules_for(tag: str) -> tuple[Rule, ...]:
    """The rules for text in the language `tag` (BCP 47), in the order in which they are asked.

    English has its own; the languages of the tables have theirs; every other language is left to the engine
    but for addresses. A rule passes over whatever the engine reads well.
    """
    primary = primary_language(tag)
    if primary == "en":
        return english.RULES
    subtags = tag.lower().replace("_", "-").split("-")[1:]
    table = language_table(primary, next((part for part in subtags if len(part) == 2 or part.isdigit()), ""))
    if table is None:
        return web.NEUTRAL_RULES
    numbers = (*clock_rules(table), *ORDINAL_RULES.get(primary, ()), *amount_rules(table))
    words = (*short_form_rules(table), *ORDINAL_RULES.get(primary, ()))
    return (*web.NEUTRAL_RULES, _by_first_character(words, numbers))


def _by_first_character(words: tuple[Rule, ...], numbers: tuple[Rule, ...]) -> Rule:
    """Rules for words are not asked about numbers; those for numbers are asked about all but small letters."""

    def ask(place: Place) -> Reading | None:
        first = place.text[place.at]
        rules = numbers if "0" <= first <= "9" else words if first.islower() else (*words, *numbers)
        return first_reading(rules, place)

    return ask
