"""Sentences that no full stop ends because they were lines: the items of a list, a caption's label, a date line."""

import re
from collections.abc import Iterator
from typing import Final

_BULLET: Final = r"(?:[•‣◦⁃▪●]\s*)"
_ITEM: Final = re.compile(rf"\s*(?P<bullet>{_BULLET}?)(?P<number>\d{{1,3}}|[a-z])(?P<mark>\.\)|[.)])\s")
_LABEL: Final = re.compile(r"(?:Figure|Fig\.|Table|Chart|Box|Exhibit)\s\d+(?:[.–-]\d+)*[.:]?\s+(?=[^\W\d_a-z])")
_CREDIT: Final = re.compile(r"(?<=[\w.’\'\")]\s)(?:Image|Photo|Photograph|Picture|Credit|Illustration|Graphic):\s")
_DATE: Final = (
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,\ (?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December)\ \d{1,2},\ \d{4}"
)
_DATE_FIRST: Final = re.compile(rf"\s*{_DATE}\s+(?=[A-Z])", re.VERBOSE)
_DATE_LAST: Final = re.compile(rf"(?<=[\w’'\"”)]\s){_DATE}\s*\Z", re.VERBOSE)
_LONGEST_DATE: Final = 40


def line_starts(text: str) -> Iterator[int]:
    """Where such lines begin behind the first, as far as their form tells."""
    yield from _items(text)
    for pattern in (_LABEL, _DATE_FIRST):
        if match := pattern.match(text):
            yield match.end()
    for match in _CREDIT.finditer(text):
        yield match.start()
    if match := _DATE_LAST.search(text, max(0, len(text) - _LONGEST_DATE)):
        yield match.start()


def _items(text: str) -> Iterator[int]:
    """Items 2, 3, ... of a list that opens the text: "1) Wash. 2) Dry.", "a. First b. Second"."""
    match = _ITEM.match(text)
    while match:
        number = match["number"]
        following = str(int(number) + 1) if number.isdigit() else chr(ord(number) + 1)
        pattern = rf"(?<=\s){re.escape(match['bullet'])}{re.escape(following + match['mark'])}\s+(?=[^\W_a-z])"
        found = re.compile(pattern).search(text, match.end())
        if found is None:
            return
        yield found.start()
        match = _ITEM.match(text, found.start())
