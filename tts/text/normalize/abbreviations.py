"""English abbreviations that end in a full stop, and initials: engines would stop at each as at a sentence's end."""

import re
from typing import Final

from tts.text.normalize.american_states import STATES
from tts.text.normalize.spoken import Place, Reading, Rule

# Read so in front of a name.
_TITLES: Final = {
    "dr": "Doctor",
    "mr": "Mister",
    "mrs": "Missus",
    "ms": "Ms",
    "mx": "Mx",
    "messrs": "Messrs",
    "prof": "Professor",
    "sen": "Senator",
    "sens": "Senators",
    "rep": "Representative",
    "reps": "Representatives",
    "gov": "Governor",
    "govs": "Governors",
    "pres": "President",
    "amb": "Ambassador",
    "atty": "Attorney",
    "gen": "General",
    "col": "Colonel",
    "maj": "Major",
    "capt": "Captain",
    "cmdr": "Commander",
    "adm": "Admiral",
    "lt": "Lieutenant",
    "sgt": "Sergeant",
    "cpl": "Corporal",
    "pvt": "Private",
    "det": "Detective",
    "insp": "Inspector",
    "supt": "Superintendent",
    "rev": "Reverend",
    "hon": "Honorable",
    "fr": "Father",
    "msgr": "Monsignor",
    "mt": "Mount",
    "ft": "Fort",
    "pt": "Point",
}
# Read so in front of a number.
_COUNTERS: Final = {
    "no": "number",
    "nos": "numbers",
    "p": "page",
    "pp": "pages",
    "fig": "figure",
    "figs": "figures",
    "vol": "volume",
    "vols": "volumes",
    "ch": "chapter",
    "sec": "section",
    "art": "article",
    "para": "paragraph",
    "ver": "version",
    "c": "circa",
    "ca": "circa",
    "rs": "rupees",
    "tel": "telephone",
}
# Read so everywhere.
_WORDS: Final = {
    "jr": "Junior",
    "sr": "Senior",
    "vs": "versus",
    "v": "v",
    "etc": "et cetera",
    "approx": "approximately",
    "est": "established",
    "inc": "Incorporated",
    "corp": "Corporation",
    "co": "Company",
    "cos": "Companies",
    "ltd": "Limited",
    "bros": "Brothers",
    "dept": "department",
    "govt": "government",
    "assn": "association",
    "univ": "university",
    "intl": "international",
    "ave": "Avenue",
    "blvd": "Boulevard",
    "rd": "Road",
    "hwy": "Highway",
    "apt": "apartment",
    "al": "al",
    "cf": "compare",
    "viz": "namely",
    "ed": "edition",
    "eds": "editors",
    "min": "minimum",
    "max": "maximum",
    "avg": "average",
    "misc": "miscellaneous",
    "incl": "including",
}
_INITIALISMS: Final = {
    "e.g": "for example",
    "i.e": "that is",
    "ph.d": "PhD",
    "m.d": "M.D",
    "p.s": "P.S",
    "n.b": "note",
    "w.r.t": "with respect to",
}

_ABBREVIATION: Final = re.compile(r"(?P<word>[A-Za-z]{1,6})\.(?!\w)")
_INITIALISM: Final = re.compile(r"(?:[A-Za-z]\.){1,8}[A-Za-z](?:\.|(?!\w))|Ph\.\s?D\.?(?!\w)")
_INITIAL: Final = re.compile(r"(?P<letter>[A-Z])\.(?=\s?[A-Z][\w.’'])")
_NAME: Final = re.compile(r"\s?[^\W\d_a-z]|\s(?:and|&)\s")
_NUMBER: Final = re.compile(r"\s?[\d$£€]")
_SAINT: Final = re.compile(r"(?P<word>St|Ste)(?P<dot>\.?)\s?(?=[A-Z])")
_STREET: Final = re.compile(r"(?P<word>[Ss]ts?)(?P<dot>\.)(?!\w)")


def _abbreviation(place: Place) -> Reading | None:
    match = _ABBREVIATION.match(place.text, place.at)
    if match is None:
        return None
    spoken = _expand(match["word"], place, match.end())
    return Reading(match.end(), spoken, dotted=True) if spoken else None


def _expand(word: str, place: Place, end: int) -> str | None:
    key = word.lower()
    if key in STATES and word[0].isupper() and place.text[max(0, place.at - 2) : place.at] == ", ":
        return STATES[key]
    if key in _COUNTERS and _NUMBER.match(place.text, end):
        return _COUNTERS[key]
    if key in _TITLES and word[0].isupper() and _NAME.match(place.text, end):
        return _TITLES[key]
    return _WORDS.get(key)


def _street_or_saint(place: Place) -> Reading | None:
    """Behind a name or an ordinal it is a street, unless that name is a saint's: "Main St.", "5th st.", "St. Louis"."""
    behind_name = place.previous[:1].isupper() or place.previous[:1].isdigit()
    street = _STREET.match(place.text, place.at)
    if street and behind_name and not _NAME.match(place.text, street.end()):
        return Reading(street.end(), "Streets" if street["word"].endswith("s") else "Street", dotted=True)
    saint = _SAINT.match(place.text, place.at)
    return saint and Reading(saint.end("dot"), "Saint")


def _initialism(place: Place) -> Reading | None:
    match = _INITIALISM.match(place.text, place.at)
    if match is None:
        return None
    written = match.group()
    letters = written.replace(" ", "").rstrip(".")
    # Letters with stops between them are spelled; a stop behind the last would end the sentence.
    spoken = _INITIALISMS.get(letters.lower(), letters.upper())
    return Reading(match.end(), spoken, dotted=written.endswith("."))


def _initial(place: Place) -> Reading | None:
    match = _INITIAL.match(place.text, place.at)
    return match and Reading(match.end(), match["letter"])


RULES: Final[tuple[Rule, ...]] = (_initialism, _street_or_saint, _abbreviation, _initial)
