"""The names of an article's authors, out of what pages write in their place."""

import re
from collections.abc import Iterable
from typing import Final

from tts.text.extraction.blocks import one_line

_MOST_NAMES: Final = 10
_LONGEST_NAME: Final = 120
_OPENING: Final = re.compile(
    r"(?:(?:written|posted|published|reported|reviewed|edited|story|text|words|article|submitted)\s+by|by|about|author|von|par"
    r"|por|sobre|di|door|av|autor(?:in)?|auteur)(?:\s*:\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DAY: Final = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
# Where the date, the time or the place of publication begins; nothing of a name stands behind it.
_DATE: Final = re.compile(
    rf"(?:^|[\s,|·•–—/(-]+)(?:(?:first )?(?:published|posted|updated|last updated|modified|created)\b"
    rf"|(?:on\s+)?(?:{_DAY}[.,]?\s+)?(?:{_MONTH}\.?\s+\d|\d{{1,2}}(?:st|nd|rd|th)?\.?\s+{_MONTH}\b)|(?:on\s+)?{_DAY}\b[,.]?\s*\d"
    r"|(?:on\s+)?\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}:\d{2}|\d+\s+(?:min(?:ute)?|hour|day|week|month|year)s?\b"
    r"|(?:yesterday|today)\b)",
    re.IGNORECASE,
)
# A month that is no name of a person, left over from a date.
_LONE_MONTH: Final = re.compile(r"(\S+ \S.*) (?:January|February|July|September|October|November|December)")
_BEHIND_DATE: Final = re.compile(r"\bby\s+(?=\w)", re.IGNORECASE)
_SPACE_BEFORE_COMMA: Final = re.compile(r"\s,")
_PART: Final = re.compile(r"\s*(?:;|\||•|·)\s*")
_NOT_A_NAME: Final = re.compile(
    r"https?:|www\.|^@\w+$|^\W*$|^(?:admin(?:istrator)?|author|authors|editor|guest|none|null|undefined|unknown|user|webmaster|root)$",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"\s*[(<]?\b[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}[)>]?")


def clean_byline(values: Iterable[str]) -> str | None:
    """The names in `values`, each once, parted by commas; without "By", dates and addresses. None if there is none."""
    names: dict[str, str] = {}
    for value in values:
        for part in _PART.split(one_line(value[: _LONGEST_NAME * _MOST_NAMES])):
            name = _clean_name(part)
            if name:
                names.setdefault(name.casefold(), name)
    return ", ".join(list(names.values())[:_MOST_NAMES]) or None


def _clean_name(name: str) -> str:
    if date := _DATE.search(name):
        behind = _BEHIND_DATE.search(name, date.end())
        name = name[: date.start()] or (name[behind.end() :] if behind else "")
    name = _OPENING.sub("", _ADDRESS.sub("", name).strip(" ,-–—/"), count=1)
    if leftover := _LONE_MONTH.fullmatch(name):
        name = leftover[1]
    name = _SPACE_BEFORE_COMMA.sub(",", name).strip(" ,-–—/:(")
    return "" if _NOT_A_NAME.search(name) or len(name) > _LONGEST_NAME else name
