"""Roman numerals behind the words that ask for one: "Charles III", "World War II", "Chapter IV"."""

import re
from typing import Final

from tts.text.normalize.numerals import cardinal, ordinal
from tts.text.normalize.spoken import Place, Reading, Rule

_NUMERAL: Final = re.compile(r"(?=[IVXL])(?P<tens>XL|L?X{0,3})(?P<ones>IX|IV|V?I{0,3})(?![\w&-]|\.\w|['’]\w{2})")
_TENS: Final = {"": 0, "X": 10, "XX": 20, "XXX": 30, "XL": 40, "L": 50, "LX": 60, "LXX": 70, "LXXX": 80}
_ONES: Final = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
# fmt: off
_COUNTED: Final = frozenset((
    "war", "bowl", "chapter", "part", "act", "scene", "book", "volume", "title", "article", "section",
    "phase", "stage", "type", "class", "level", "grade", "division", "tier", "episode", "season", "game",
    "round", "apollo", "saturn", "mark", "vatican", "rocky", "godfather", "page", "wrestlemania"
))
# fmt: on
# fmt: off
_RULERS: Final = frozenset((
    "alexander", "alfonso", "benedict", "carl", "catherine", "charles", "christian", "clement",
    "constantine", "edward", "elizabeth", "francis", "frederick", "george", "gregory", "gustav", "harald",
    "haakon", "henry", "innocent", "ivan", "james", "john", "juan", "leo", "leopold", "louis", "margrethe",
    "mary", "mehmed", "mohammed", "napoleon", "nicholas", "olav", "otto", "paul", "peter", "philip", "pius",
    "ramses", "richard", "robert", "rudolf", "urban", "victor", "wilhelm", "william"
))
# fmt: on


def _roman(place: Place) -> Reading | None:
    match = _NUMERAL.match(place.text, place.at)
    if match is None or not match.group():
        return None
    value = _TENS[match["tens"]] + _ONES.index(match["ones"])
    before = place.previous.lower()
    if before in _COUNTED:
        return Reading(match.end(), cardinal(value))
    # A king, or the third of a family; "Malcolm X" and "John I think" are neither
    if before in _RULERS and (value > 1 or before in ("elizabeth", "charles", "francis", "leo")):
        return Reading(match.end(), f"the {ordinal(value)}")
    if value in (2, 3) and place.previous[:1].isupper() and place.previous[1:].islower():
        return Reading(match.end(), f"the {ordinal(value)}")
    return None


RULES: Final[tuple[Rule, ...]] = (_roman,)
