"""The numbers of the items of ordered lists in HTML, as a browser shows them."""

import re
from dataclasses import dataclass
from typing import Any, Final

_INTEGER: Final = re.compile(r"\s*([+-]?[0-9]{1,9})")


@dataclass
class _Counter:
    next: int
    step: int


class ListNumbers:
    """Told of each element that a walk enters and leaves, it knows the number of the item to be read next."""

    def __init__(self) -> None:
        self._lists: list[_Counter] = []
        self._due: int | None = None

    def take(self) -> int | None:
        """The number of the item that the walk is in, once: for its first block."""
        number, self._due = self._due, None
        return number

    def enter(self, element: Any) -> None:
        if element.tag == "ol":
            self._lists.append(_counter(element))
        elif element.tag == "li" and self._lists and _is_in_ordered_list(element):
            counter = self._lists[-1]
            number = _integer(element.get("value"))
            self._due = counter.next if number is None else number
            counter.next = self._due + counter.step

    def leave(self, element: Any) -> None:
        if element.tag == "ol" and self._lists:
            self._lists.pop()
        elif element.tag == "li":
            self._due = None


def _counter(ordered_list: Any) -> _Counter:
    step = -1 if "reversed" in ordered_list.attrib else 1
    start = _integer(ordered_list.get("start"))
    if start is None:
        start = 1 if step > 0 else sum(1 for child in ordered_list if child.tag == "li")
    return _Counter(start, step)


def _is_in_ordered_list(item: Any) -> bool:
    parent = item.getparent()
    return parent is not None and parent.tag == "ol"


def _integer(text: str | None) -> int | None:
    match = _INTEGER.match(text or "")
    return int(match[1]) if match else None
