"""Sentences that no full stop ends because they were lines: the items of a list, a caption's label, a date line."""

import re
from collections.abc import Iterator
from typing import Final

_BULLET: Final = r"(?:[•‣◦⁃▪●]\s*)"
_ITEM: Final = re.compile(rf"\s*(?P<bullet>{_BULLET}?)(?P<number>\d{{1,3}}|[a-z])(?P<mark>\.\)|[.)])\s")
# A list within a text: "You need: 1. Bread. 2. Milk."
_INNER: Final = re.compile(r"[:：](?=\s{1,3}[1a]\.\s)")
_INNER_ITEM_LENGTH: Final = 500
_JOINED: Final = re.compile(r"(?:[,;:：]|\b(?:and|or|und|oder|et|ou|y|e|o|en|of|i|lub|и|или))\s{1,3}$")
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


def inner_items(text: str) -> Iterator[tuple[int, int]]:
    """Where items of lists within the text begin, and where the full stop behind each number or letter stands."""
    at = 0
    while opening := _INNER.search(text, at):
        at = opening.end()
        first = _ITEM.match(text, at)
        for following in _following(text, at, _INNER_ITEM_LENGTH):
            if first:
                yield first.start("bullet"), first.start("mark")
                first = None
            yield following.start("bullet"), following.start("mark")
            at = following.end()


def opens_line(text: str, start: int) -> bool:
    """Whether the item of such a list is one of its own, not joined to others: "1. Bread, 2. Milk and 3. Eggs"."""
    return _JOINED.search(text, max(0, start - 10), start) is None


def _items(text: str) -> Iterator[int]:
    """Items 2, 3, ... of a list that opens the text: "1) Wash. 2) Dry.", "a. First b. Second"."""
    for item in _following(text, 0, len(text)):
        yield item.start()


def _following(text: str, at: int, longest: int) -> Iterator[re.Match[str]]:
    """The items of a list behind the first, which is at `at`; each may be as long as that."""
    match = _ITEM.match(text, at)
    while match:
        number = match["number"]
        following = str(int(number) + 1) if number.isdigit() else chr(ord(number) + 1)
        pattern = rf"(?<=\s){re.escape(match['bullet'])}{re.escape(following + match['mark'])}\s+(?=[^\W_a-z])"
        found = re.compile(pattern).search(text, match.end(), match.end() + longest)
        match = _ITEM.match(text, found.start()) if found else None
        if match:
            yield match
