"""What stands between words: where a word starts and ends, and the pause that punctuation stands for."""

import re
from typing import Final

# Symbols such as % $ & + = ° are left out: engines read them, so they belong to words.
_GAP_CHARACTERS: Final = (
    r"\s\x00-\x20\x7f-\xa0!\"'()*,\-./:;<>?\[\\\]^_`{|}~"
    r"¡«»·¿©®\u00ad\u02c6\u02dc\u060c\u061b\u061f\u0964\u0965"
    r"\u2000-\u200b\u200e-\u202f\u203b-\u205f\u2060-\u206f\u2190-\u2bff\u2e00-\u2e7f"
    r"\u3000-\u3004\u3008-\u3020\u3030\u303d\ud800-\uf8ff\ufe00-\ufe1f\ufe30-\ufe4f\ufeff"
    r"\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b-\uff65\ufff0-\uffff"
    r"\U0001f000-\U0001faff\U000e0000-\U0010ffff\u2122"
)
# Signs that are read where they stand between words or numbers: "upgrade/update", "2*8", "A → B", "≈ 40".
_READ_SIGN: Final = (
    r"(?<=[a-z])/[a-z]|(?<=[a-z]\s)/\s[a-z]|(?<=\d)\*\d|(?<=\d\s)\*\s\d|(?<=\w)[→⇒]\w|(?<=\w\s)[→⇒]\s\w|[≈≅≥≤≠∞√]"
    # "<28 weeks", "p<0.001", "was > 5%"; a heart, "<3", and a path, "News > 2024", are not.
    r"|(?<![\w<>=-])(?!<3(?![\d.,%]|\s[a-z]))[<>]=?[$£€]?\.?\d|(?<!\w\w)(?<=[pPnN])[<>]=?\s?\.?\d"
    r"|(?<=[a-z]\s)[<>]=?\s(?!(?:19|20)\d\d(?!\d))[$£€]?\.?\d"
)
# Footnote marks, "word(s)", and punctuation that does not open a number: -5, .5, '90s, ~40.
GAP: Final = re.compile(
    r"(?:[\[\](){}]{16,}+"  # nobody means these; one at a time they take a second a megabyte
    r"|\[(?:\d{1,3}|[a-z]|(?:note|nb|fn) \d{1,3}|citation needed)\](?![a-z])"
    r"|(?<=\w)\((?:s|es|ies)\)"
    r"|(?!(?<![^\s(\[“\"'<>=])(?:[-−]?[$£€¥]?\.?\d|['’‘]\d0s|~\d|\[\w\]\w|\.(?:NET|com|org|net|gov|edu|io|ai|eu|uk)\b))"
    rf"(?!{_READ_SIGN})"
    rf"[{_GAP_CHARACTERS}])+"
)
WORD: Final = re.compile(
    rf"(?:[-−](?=[$£€¥]?\.?\d))?(?:\.(?=\d))?[^{_GAP_CHARACTERS}]+"
    rf"(?:(?:['’\-\u2011·]|(?<=\d)[.,:](?=\d)|\.(?=[a-z]))[^{_GAP_CHARACTERS}]+)*"
)

_MARKS: Final = re.compile(
    r"\((?:s|es|ies)\)|(?P<question>[?？؟])|(?P<exclamation>[!！])|(?P<ellipsis>…|\.\s?\.[\s.]*)|(?P<stop>[.。．।॥](?=\W|$))"
    r"|(?P<semicolon>[;；؛])|(?P<colon>[:：](?=\s|$))|(?P<comma>[,，、،])"
    r"|(?P<dash>—|\s[-–−]+\s|--|⸺)|(?P<bracket>(?<=\s)[(（]|[)）])|(?P<bullet>[•·|](?=\s))"
)
_SPOKEN: Final = {
    "question": "?",
    "exclamation": "!",
    "ellipsis": ".",
    "stop": ".",
    "semicolon": ";",
    "colon": ":",
    "comma": ",",
    "dash": ",",
    "bracket": ",",
    "bullet": ",",
}
_STRENGTH: Final = tuple(_SPOKEN)


def pause_at_end(gap: str) -> str:
    """The mark that closes a text which ends in `gap`; "" where the text just stops."""
    kinds = _kinds(gap) - {"dash", "bracket", "bullet"}
    return _SPOKEN[min(kinds, key=_STRENGTH.index)] if kinds else ""


def pause_between(gap: str, following: str, *, english: bool) -> str:
    """The mark for `gap` in front of the character `following`; "" where it is no pause."""
    kinds = _kinds(gap)
    if not kinds:
        return ""
    kind = min(kinds, key=_STRENGTH.index)
    mark = _SPOKEN[kind]
    if mark not in ".!?":
        return mark
    spaced = any(character.isspace() for character in gap)
    if not english:
        return "" if gap == "." else mark  # z.B.
    # Engines break at every stop: in English one stays only where a new sentence can start.
    if following.isupper() or (spaced and not following.islower()):
        return mark
    return "" if kinds == {"stop"} else ","


def _kinds(gap: str) -> set[str]:
    return {match.lastgroup for match in _MARKS.finditer(gap) if match.lastgroup}
