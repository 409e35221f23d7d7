"""Roman numerals behind the words that ask for one: "Charles III", "World War II", "Chapter IV", "Super Bowl LVIII"."""

import re
from typing import Final

from tts.text.normalize.english.numerals import cardinal, ordinal
from tts.text.normalize.english.surroundings import stands_alone, with_possessive
from tts.text.normalize.spoken import Place, Reading, Rule

_NUMERAL: Final = re.compile(
    r"(?=[IVXLC])(?P<hundreds>C{0,3})(?P<tens>XC|XL|L?X{0,3})(?P<ones>IX|IV|V?I{0,3})(?![\w&]|-[a-z]|\.\w|['’]\w{2})"
)
_SMALL: Final = re.compile(r"(?P<hundreds>)(?P<tens>xl|l?x{0,3})(?P<ones>ix|iv|v?i{0,3})(?![\w&'’-]|\.\w)")
_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_WORLD_WAR: Final = re.compile(r"WW(?P<number>I{1,3}|[1-3])(?!\w)")
_ORDINAL: Final = re.compile(r"(?P<numeral>[IVX]{1,5})(?P<suffix>st|nd|rd|th)(?=\s[A-Z])")
_UNTIL: Final = re.compile(r"(?P<dash>\s?[-–]\s?)")
# fmt: off
_COUNTED: Final = frozenset((
    "act", "acts", "apollo", "article", "articles", "book", "books", "bowl", "canto", "chapter", "chapters", "class",
    "division", "episode", "episodes", "figure", "game", "godfather", "grade", "kombat", "level", "mark", "olympiad",
    "page", "pages", "part", "parts", "phase", "phases", "round", "rocky", "saturn", "scene", "schedule", "season",
    "section", "stage", "table", "tier", "title", "titles", "type", "types", "vatican", "vol", "vols", "volume",
    "volumes", "war", "wars", "wrestlemania"
))
# Names of rulers and popes: any numeral behind them is theirs.
_RULERS: Final = frozenset((
    "abdullah", "afonso", "albert", "alexander", "alfonso", "anne", "baldwin", "baudouin", "benedict", "boniface",
    "carl", "carlos", "catherine", "charles", "christian", "clement", "constantine", "cyrus", "darius", "edward",
    "elizabeth", "eric", "felipe", "ferdinand", "francis", "franz", "frederick", "frederik", "george", "gregory",
    "gustav", "haakon", "harald", "henri", "henry", "hussein", "innocent", "isabella", "ivan", "james", "john", "josef",
    "joseph", "juan", "julius", "leo", "leopold", "louis", "margrethe", "mary", "maximilian", "mehmed", "menelik",
    "mohammed", "murad", "napoleon", "nicholas", "olav", "oscar", "otto", "paul", "pedro", "peter", "philip", "pius",
    "ptolemy", "rainier", "rama", "ramesses", "ramses", "richard", "robert", "rudolf", "sigismund", "sixtus", "stephen",
    "thutmose", "umberto", "urban", "victor", "vittorio", "wilhelm", "willem", "william", "xerxes"
))
# fmt: on
_TITLED: Final = re.compile(
    r"\b(?:King|Queen|Pope|Emperor|Empress|Tsar|Czar|Kaiser|Sultan|Prince)\s(?:[A-Z]\w{1,14}\s){1,2}$"
)
_TWO_NAMES: Final = re.compile(r"(?:^|[^\w-])(?!The\s)[A-Z][\w'’.-]{1,15}\s(?:[A-Z]\.\s)?[A-Z][a-z][\w'’-]{0,14},?\s$")
_ORDERED: Final = re.compile(r"\s(?:century|centuries|Century|Congress|Olympic|Olympiad|Corps|Amendment|Army)(?!\w)")
_INITIAL: Final = re.compile(
    r"\.\s(?!(?:He|She|It|The|His|Her|They|But|In|At|On|And|This|That)\s)[A-Z][a-z]"
)  # "George V. Higgins"
_REACH: Final = 40  # characters that are looked back at
_DOES: Final = re.compile(
    r"['’](?:m|ve|d|ll)(?!\w)|\s(?:am|think|know|knew|like|liked|love|loved|want|wanted|read|saw|wrote|played|watched|bought"
    r"|have|had|can|could|will|would|do|did|never|always|just|really|ever)(?!\w)"
)
# "Francis I", not "the man I like"
_NO_PRONOUN: Final = re.compile(r"['’]s(?!\w)|\s?(?:[,.;:!?)—–-]|$)|\s(?:of|and|in|to|was|is|at|on|by|[A-Z]\w)")
_HIGHEST_OF_A_WORK: Final = 30
_NO_NAMES: Final = frozenset(
    ("The", "An", "In", "On", "For", "With", "And", "To", "Of", "His", "Her", "By", "From", "At")
)
_BIG: Final = frozenset(("L", "C"))  # letters that are rather a size or a grade


def _roman(place: Place) -> Reading | None:
    match = _NUMERAL.match(place.text, place.at)
    if match is None or not match.group() or match.group() in _BIG:
        return None
    if match.group() != "I" and _ORDERED.match(place.text, match.end()):
        return Reading(match.end(), ordinal(_value(match.group())))
    titled = _looks_back(_TITLED, place)
    if match.group() == "I" and not titled and not _is_numeral(place, match.end()):
        return None
    value, before = _value(match.group()), place.previous.lower().rstrip(".")
    if before in _COUNTED:
        return _with_until(place, match.end(), cardinal(value))
    if (before in _RULERS or titled) and not (len(match.group()) == 1 and _INITIAL.match(place.text, match.end())):
        return with_possessive(Reading(match.end(), f"the {ordinal(value)}"), place)
    spoken = _behind_a_name(place, match.group(), value)
    return with_possessive(Reading(match.end(), spoken), place) if spoken else None


def _behind_a_name(place: Place, written: str, value: int) -> str | None:
    """A son's or grandson's, "Thurston Howell III", or the number of a work, "Final Fantasy VII"; not "Malcolm X"."""
    name = place.previous
    if len(written) > 1 and value < _HIGHEST_OF_A_WORK and stands_alone(place, place.at + len(written)):
        return cardinal(value)  # a heading
    if len(written) == 1 or value > _HIGHEST_OF_A_WORK or written == "XX":
        return None
    if not (name[:1].isupper() and name[1:].islower()) or name in _NO_NAMES:
        return None
    person = value < 4 or (value == 4 and _looks_back(_TWO_NAMES, place))
    return f"the {ordinal(value)}" if person else cardinal(value)


def _small(place: Place) -> Reading | None:
    """ "page xii", "part ii" """
    match = _SMALL.match(place.text, place.at)
    if match is None or len(match.group()) < 2 or place.previous.lower() not in _COUNTED:
        return None
    return Reading(match.end(), cardinal(_value(match.group().upper())))


def _world_war(place: Place) -> Reading | None:
    """ "WWI", "WW2" """
    match = _WORLD_WAR.match(place.text, place.at)
    if match is None:
        return None
    value = int(match["number"]) if match["number"].isdecimal() else _value(match["number"])
    return Reading(match.end(), f"World War {cardinal(value)}")


def _ordinal(place: Place) -> Reading | None:
    """ "the IInd Corps" """
    match = _ORDINAL.match(place.text, place.at)
    spoken = ordinal(_value(match["numeral"])) if match else ""
    return Reading(match.end(), spoken) if match and spoken.endswith(match["suffix"]) else None


def _with_until(place: Place, end: int, spoken: str) -> Reading:
    """ "Chapters I-IV" """
    dash = _UNTIL.match(place.text, end)
    until = dash and _NUMERAL.match(place.text, dash.end())
    if not until or not until.group() or until.group() in _BIG:
        return Reading(end, spoken)
    return Reading(until.end(), f"{spoken} to {cardinal(_value(until.group()))}")


def _is_numeral(place: Place, end: int) -> bool:
    """Whether an "I" is one: "World War I began", "Francis I of France"; not "the part I like"."""
    if not place.previous[:1].isupper():
        return False
    if place.previous.lower() in _COUNTED:
        return _DOES.match(place.text, end) is None
    return _NO_PRONOUN.match(place.text, end) is not None


def _looks_back(pattern: re.Pattern[str], place: Place) -> bool:
    return pattern.search(place.text, max(0, place.at - _REACH), place.at) is not None


def _value(written: str) -> int:
    values = [_VALUES[letter] for letter in written]
    following = [*values[1:], 0]
    return sum(value if value >= after else -value for value, after in zip(values, following, strict=True))


RULES: Final[tuple[Rule, ...]] = (_roman, _small, _world_war, _ordinal)
