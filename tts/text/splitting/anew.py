"""What may follow an abbreviation: the number that it counts, or a sentence that no opening word begins."""

import re
from typing import Final

from tts.text.splitting.words import Words

_ROMAN: Final = re.compile(r"(?=[IVXL])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?![\w’'])")
_HAVE_FIRST: Final = re.compile(r"Vols?|Ch|Chap|Figs?|Pt|Bk|Art|Bd|Kap|Abb|Tab|Cap")
_MONTHS: Final = frozenset(("jan", "feb", "mar", "apr", "aug", "sep", "sept", "oct", "nov", "dec"))
# In small letters: what begins with "In Oct." goes on.
_IN_MONTH: Final = re.compile(
    r"(?<!\w)(?:in|of|since|until|till|by|last|next|through|from|to|mid|early|late|before|after|during)[\s-][A-Z][a-z]+$"
)
_OF_A_DATE: Final = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|eleventh|twelfth|[a-z]{3,5}teenth|twent|thirt",
    re.IGNORECASE,
)
# A small word that is no headline's: "Police said", "Mayor Lee came", not "Officials of State Meet".
_VERB: Final = r"(?!(?:and|but|nor|for|the|with|from|over|into|than|upon)\b)[a-z]{3}"
_NAME: Final = r"[A-Z][\w’'-]{0,30}\s+"
_SUBJECT: Final = re.compile(_NAME + _VERB)
_LONG_SUBJECT: Final = re.compile(rf"(?:{_NAME}){{1,3}}{_VERB}")
_CAPITALIZED: Final = re.compile(r"[A-Z][a-z]")
_LETTERS: Final = re.compile(r"(?:[A-Z]\.)+[A-Z]")
_LETTERED: Final = re.compile(
    r"(?<!\w)(?:[Vv]itamins?|[Hh]epatitis|[Pp]lan|[Gg]rade|[Gg]roup|[Oo]ption|[Tt]ype|[Ss]ide)\s[A-K]$"
)


def is_numbered(word: str, next_word: str) -> bool:
    """Whether a Roman numeral belongs to the abbreviation of what is counted before it: “Vol. II”, not “No. I left.”"""
    if not _ROMAN.match(next_word):
        return False
    if next_word == "I":
        return _HAVE_FIRST.fullmatch(word) is not None
    return len(next_word) > 1 or word[:1].isupper()


def begins_anew(behind: str, word: str, text: str, at: int, words: Words) -> bool:
    """Whether a sentence begins at `at` behind an abbreviation, `word`, though by no word that mostly opens one.

    “opened in Oct. | Police said”, “joined the F.B.I. | Agents met him”, “rich in vitamin B. | Calcium is”
    """
    if not words.subjects:
        return False
    if _LETTERED.search(behind):
        return _CAPITALIZED.match(text, at) is not None
    found = _LONG_SUBJECT.match(text, at)
    if found is None:
        return False
    small = word.lower()
    if small in _MONTHS and _IN_MONTH.search(behind):
        return _OF_A_DATE.match(text, at) is None
    if not (small in words.trailing or _LETTERS.fullmatch(word)) or len(behind.split()) < 3:
        return False
    return _SUBJECT.match(text, at) is not None and found.group().split()[0].lower() in words.subjects
