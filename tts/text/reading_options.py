"""What a site wants read and not read of its pages."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from cssselect import HTMLTranslator
from cssselect.parser import SelectorError
from lxml import etree

from tts.errors import InvalidSelector

_LONGEST_SELECTOR: Final = 500


@dataclass(frozen=True)
class ReadingOptions:
    """CSS selectors and sentences of a site. Raises InvalidSelector.

    Where something matches `include`, only that is the article; what matches `exclude` is never in it.
    `table_note` and `code_note` are read in place of each table of data and each block of code.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    table_note: str | None = None
    code_note: str | None = None

    def __post_init__(self) -> None:
        for selector in (*self.include, *self.exclude):
            check_selector(selector)


DEFAULT_OPTIONS: Final = ReadingOptions()


def check_selector(selector: str) -> None:
    """Raises InvalidSelector unless pages can be searched with it."""
    _compiled(selector)


def matching(root: Any, selectors: tuple[str, ...]) -> list[Any]:
    """The elements below `root` (and itself) that match one of the selectors, in no particular order."""
    found: dict[Any, None] = {}
    for selector in selectors:
        found.update(dict.fromkeys(_compiled(selector)(root)))
    return list(found)


@lru_cache(maxsize=512)
def _compiled(selector: str) -> Any:
    if selector.count("~") > 1:  # each compares every element with all of its siblings
        raise InvalidSelector(f"The selector {selector!r} has more than one ~, which is too slow on large pages.")
    if len(selector) > _LONGEST_SELECTOR:
        raise InvalidSelector(f"The selector {selector[:40]!r}… is longer than {_LONGEST_SELECTOR} characters.")
    try:
        found = etree.XPath(HTMLTranslator().css_to_xpath(selector))
        found(etree.Element("html"))  # a prefix that nobody declared shows only here
    except (SelectorError, etree.XPathError, RecursionError, ValueError) as error:
        raise InvalidSelector(f"{selector!r} is not a CSS selector that can be used: {error}") from error
    return found
