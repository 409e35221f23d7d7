"""The months, as they are written out and short."""

from typing import Final

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# Ambiguous where they are in small letters: "they may", "a march".
_WORDS: Final = frozenset(("may", "march", "mar", "dec", "sept"))
MONTH: Final = (
    r"(?i:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?:\.(?=,|\s?[-–]|\s[a-z\d]))?)(?!\w)"
)
SHORT_MONTH: Final = "(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"


def month(written: str) -> str:
    """ "nov." -> "November" """
    name = written.rstrip(".").lower()[:3]
    return next(full for full in MONTHS if full.lower().startswith(name))


def is_also_a_word(written: str) -> bool:
    return written.rstrip(".") in _WORDS
