"""Times of the day in a language other than English, where its table says how they are written: "14.30 Uhr"."""

import re

from tts.text.normalize.languages import Language
from tts.text.normalize.languages.number_words import number
from tts.text.normalize.spoken import Place, Reading, Rule


def clock_rules(language: Language) -> tuple[Rule, ...]:
    hours = language.hours
    if hours is None:
        return ()
    pattern = re.compile(language.clock)

    def clock(place: Place) -> Reading | None:
        match = pattern.match(place.text, place.at)
        if match is None:
            return None
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        form = hours.forms[min(language.plural(hour, False), len(hours.forms) - 1)]
        words = [number(str(hour), language, hours.gender), form]
        if minute:
            words += [language.minutes, number(str(minute), language)]
        return Reading(match.end(), " ".join(filter(None, words)))

    return (clock,)
