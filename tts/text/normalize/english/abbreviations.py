"""English abbreviations that end in a full stop, and initials: engines would stop at each as at a sentence's end."""

import re
from typing import Final

from tts.text.normalize.english.abbreviation_words import (
    CAPITAL_COUNTERS,
    COUNTERS,
    DOTLESS,
    DOTLESS_BEHIND_NAME,
    DOTLESS_TITLES,
    INITIALISMS,
    NEVER_LAST,
    TITLES,
    WORDS,
)
from tts.text.normalize.english.american_states import CLEAR_STATES, POSTAL, STATES
from tts.text.normalize.english.canadian_provinces import PROVINCES
from tts.text.normalize.english.surroundings import opens
from tts.text.normalize.spoken import Place, Reading, Rule

_ABBREVIATION: Final = re.compile(r"(?P<word>[A-Za-z]{1,6})\.(?![^\W\d]|_)")
_INITIALISM: Final = re.compile(
    r"(?:(?:[A-Za-z]\.){1,8}[A-Za-z](?:\.|(?!\w))|Ph\.\s?D\.?(?=['’]?s?(?!\w)))(?P<ending>['’]?s(?!\w))?"
)
_INITIAL: Final = re.compile(r"(?P<letter>[A-Z])\.(?=\s?[A-Z][\w.’'])")
_NAME: Final = re.compile(r"\s?[^\W\d_a-z]|\s(?:and|&)\s|-(?:elect|designate|general)|\s1st\s")
_NUMBER: Final = re.compile(r"\s?[\d$£€]")
_SAINT: Final = re.compile(r"(?P<word>St|Ste)(?P<dot>\.?)\s?(?=[A-Z])")
_STREET: Final = re.compile(r"(?P<word>[Ss]ts?)(?P<dot>\.)(?!\w)")
_FAMOUS_STREETS: Final = frozenset(("Bay", "Bourbon", "Broad", "Fleet", "High", "Main", "State", "Wall"))
_DOTLESS: Final = re.compile(r"(?P<word>[A-Za-z]{2,6})(?![\w.'’-])")
_FULL_NAME: Final = re.compile(r"\s[A-Z](?:[^\W\d_]|['’])")  # not the Z of "Gen Z"
_NUMBER_ENDS: Final = re.compile(r"\d{1,5}[,;:.)](?!\d)")  # "No 10 people came"
_NUMBER_SIGN: Final = re.compile(r"(?P<word>Nos?)\s(?=\d)")
_PARTY: Final = re.compile(r"(?P<party>[DRI])-(?P<state>[A-Z](?:\.[A-Z]|[A-Za-z]{1,12})(?P<dot>\.)?)(?!\w)")
_PARTIES: Final = {"D": "Democrat", "R": "Republican", "I": "Independent"}
_STATE_NAMES: Final = frozenset(POSTAL.values())


def _abbreviation(place: Place) -> Reading | None:
    match = _ABBREVIATION.match(place.text, place.at)
    if match is None:
        return None
    spoken = _expand(match["word"], place, match.end())
    if spoken is None:
        return None
    if match["word"].lower() in WORDS and match["word"].lower() not in NEVER_LAST:
        return _dotted(place, match.end(), spoken)
    return Reading(match.end(), spoken, dotted=True)


def _expand(word: str, place: Place, end: int) -> str | None:
    key = word.lower()
    behind_city = place.text[max(0, place.at - 2) : place.at] == ", "
    if key in STATES and word[0].isupper() and (behind_city or key in CLEAR_STATES):
        return STATES[key]
    if key in PROVINCES and word[0].isupper() and behind_city:
        return PROVINCES[key]
    if key in COUNTERS and (key not in CAPITAL_COUNTERS or word[0].isupper()) and _NUMBER.match(place.text, end):
        return COUNTERS[key]
    if key == "sec" and place.text.startswith(" of ", end):
        return TITLES[key]
    if key in TITLES and word[0].isupper() and _NAME.match(place.text, end):
        return TITLES[key]
    return WORDS.get(key)


def _dotless(place: Place) -> Reading | None:
    """ "Prof Li" and "Acme Inc" as British newspapers write them, and "the No 1 seed", "the bus, No 73,"."""
    number = _NUMBER_SIGN.match(place.text, place.at)
    if (
        number
        and place.previous
        and (place.text[place.at - 2 : place.at - 1].isalnum() or _NUMBER_ENDS.match(place.text, number.end()))
    ):
        return Reading(number.end("word"), "numbers" if number["word"] == "Nos" else "number")
    match = _DOTLESS.match(place.text, place.at)
    if match is None:
        return None
    word = match["word"]
    spoken = DOTLESS.get(word)
    if word in DOTLESS_TITLES and _FULL_NAME.match(place.text, match.end()):
        spoken = TITLES.get(word.lower(), word)
    elif word in DOTLESS_BEHIND_NAME and place.previous[:1].isupper():
        spoken = DOTLESS_BEHIND_NAME[word]
    return Reading(match.end(), spoken) if spoken else None


def _street_or_saint(place: Place) -> Reading | None:
    """Behind a name or an ordinal it is a street, unless that name is a saint's: "Main St.", "5th st.", "St. Louis"."""
    street = _STREET.match(place.text, place.at)
    if street and _names_a_street(place, street.end()):
        return _dotted(place, street.end(), "Streets" if street["word"].endswith("s") else "Street")
    saint = _SAINT.match(place.text, place.at)
    return saint and Reading(saint.end("dot"), "Sainte" if saint["word"] == "Ste" else "Saint")


def _names_a_street(place: Place, end: int) -> bool:
    if place.previous[:1].isdigit() or place.previous in _FAMOUS_STREETS:
        return True
    return place.previous[:1].isupper() and (opens(place, end) or not _NAME.match(place.text, end))


def _initialism(place: Place) -> Reading | None:
    match = _INITIALISM.match(place.text, place.at)
    if match is None:
        return None
    written = place.text[place.at : match.start("ending")] if match["ending"] else match.group()
    letters = written.replace(" ", "").rstrip(".")
    if match["ending"]:
        # Engines take a letter of its own for what stands between a stop and an apostrophe.
        return Reading(
            match.end(), INITIALISMS.get(letters.lower(), letters.upper()).replace(".", "") + match["ending"]
        )
    state = STATES.get(letters.lower()) or PROVINCES.get(letters.lower())
    if state and place.text[max(0, place.at - 2) : place.at] == ", ":
        return Reading(match.end(), state, dotted=written.endswith("."))
    # Letters with stops between them are spelled; a stop behind the last would end the sentence.
    spoken = INITIALISMS.get(letters.lower(), letters.upper())
    if letters == "p.a":
        spoken = "per annum"
    return _dotted(place, match.end(), spoken) if written.endswith(".") else Reading(match.end(), spoken)


def _initial(place: Place) -> Reading | None:
    match = _INITIAL.match(place.text, place.at)
    if match is None:
        return None
    return Reading(match.start("letter") + 1 if opens(place, match.end()) else match.end(), match["letter"])


def _party(place: Place) -> Reading | None:
    """ "Ro Khanna, D-Calif.," -> "Democrat of California" """
    match = _PARTY.match(place.text, place.at)
    if match is None:
        return None
    written = match["state"].rstrip(".")
    state = STATES.get(written.lower()) or POSTAL.get(written) or (written if written in _STATE_NAMES else None)
    if state is None:
        return None
    return Reading(match.end(), f"{_PARTIES[match['party']]} of {state}", dotted=bool(match["dot"]))


def _dotted(place: Place, end: int, spoken: str) -> Reading:
    """What ends in a full stop at `end`, which is left to the pause where the next word opens a sentence."""
    return Reading(end - 1, spoken) if opens(place, end) else Reading(end, spoken, dotted=True)


RULES: Final[tuple[Rule, ...]] = (_party, _initialism, _street_or_saint, _abbreviation, _initial, _dotless)
