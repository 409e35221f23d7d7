"""Abbreviations of a language other than English: engines would stop at their full stops, or spell them."""

import re
from collections.abc import Iterable
from typing import Final

from tts.text.normalize.languages import Language
from tts.text.normalize.spoken import Place, Reading, Rule

_SPACE: Final = "[ \u00a0\u202f]?"
_SPACES: Final = re.compile("[ \u00a0\u202f]")
_ROMAN: Final = re.compile("[IVXLC]{1,7}")
_INITIAL: Final = re.compile(r"(?P<letter>[^\W\d_])\.")
_FOLLOWING: Final = re.compile("[ \u00a0\u202f]?(.)")


def short_form_rules(language: Language) -> tuple[Rule, ...]:
    """The rules for the short forms of a table, and for a person's initials."""
    anywhere = {_key(written): spoken for written, spoken in language.anywhere.items()}
    in_front_of_numbers = {_key(written): spoken for written, spoken in language.before_number.items()}
    tables = (language.anywhere, language.before_name, language.before_number, language.after_number)
    written = [*filter(None, (form for table in tables for form in table))]
    if not written:
        return (_initial,)
    pattern = re.compile(_alternatives(written))

    def short_form(place: Place) -> Reading | None:
        match = pattern.match(place.text, place.at)
        if match is None:
            return None
        found = match.group()
        spoken = _behind_number(found, place, language.after_number)
        spoken = spoken or _in_front(found, place, match.end(), language.before_name, in_front_of_numbers)
        spoken = spoken or anywhere.get(_key(found))
        return Reading(match.end(), spoken, dotted=found.endswith(".")) if spoken else None

    return (short_form, _initial)


def _behind_number(found: str, place: Place, table: dict[str, str]) -> str | None:
    counted = place.previous[-1:].isdigit() or _ROMAN.fullmatch(place.previous)
    return table.get(found) if counted else None


def _in_front(found: str, place: Place, end: int, names: dict[str, str], numbers: dict[str, str]) -> str | None:
    following = _FOLLOWING.match(place.text, end)
    if following is None:
        return None
    if following[1].isupper() and found in names:
        return names[found]
    return numbers.get(_key(found)) if following[1].isdigit() else None


def _initial(place: Place) -> Reading | None:
    """The letter of "J. Dupont", without the stop."""
    match = _INITIAL.match(place.text, place.at)
    if match is None or not match["letter"].isupper():
        return None
    following = _FOLLOWING.match(place.text, match.end())
    return Reading(match.end(), match["letter"]) if following and following[1].isupper() else None


def _key(written: str) -> str:
    """Without spaces, with a small first letter, as a sentence may start with any of them."""
    bare = _SPACES.sub("", written).replace("’", "'")
    return bare[:1].lower() + bare[1:]


def _alternatives(written: Iterable[str]) -> str:
    longest_first = sorted(set(written), key=len, reverse=True)
    return "|".join(map(_pattern, longest_first))


def _pattern(written: str) -> str:
    first, rest = written[0], written[1:]
    # "P. ex." may open a sentence; "A. C. Milan" is not before Christ
    either_case = first.isalpha() and rest == rest.lower()
    opening = f"[{first.lower()}{first.upper()}]" if either_case else re.escape(first)
    inner = "".join(_SPACE if c == " " else "['’]" if c in "'’" else re.escape(c) for c in rest)
    # "n°5" and "S.5" are written too
    return opening + inner + (r"(?![^\W\d_])" if written[-1] in ".°º№" else r"(?!\w)")
