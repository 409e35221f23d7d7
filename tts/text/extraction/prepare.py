"""A page's tree made ready: without what the site excludes, and plain enough for trafilatura."""

from typing import Any, Final

from tts.text.extraction.blocks import Notes, one_line
from tts.text.extraction.directives import ATTRIBUTE, directives_of
from tts.text.extraction.other_articles import other_articles
from tts.text.extraction.silence import is_footnote_mark, is_layout
from tts.text.reading_options import ReadingOptions, matching

_UNREAD: Final = ("pre", "figcaption", "caption")
_TABLE_PARTS: Final = ("table", "thead", "tbody", "tfoot", "tr", "td", "th")


def apply_options(tree: Any, options: ReadingOptions) -> list[Any] | None:
    """Empties what `exclude` matches; returns the elements that `include` matches, None where there are none."""
    for element in matching(tree, options.exclude):
        element.clear(keep_tail=True)
    return matching(tree, options.include) or None


def simplify(tree: Any) -> None:
    """Empties what a reader passes over and trafilatura would not; tables that only lay out become divs."""
    for element in list(tree.iter(*_UNREAD, "sup", "a")):
        if element.tag in _UNREAD or is_footnote_mark(element):
            element.clear(keep_tail=True)
    for element in tree.xpath(f"//*[@{ATTRIBUTE}]"):
        if directives_of(element).skip:
            element.clear(keep_tail=True)
    for article in other_articles(tree):
        article.clear(keep_tail=True)
    for table in list(tree.iter("table")):
        if is_layout(table):
            _make_plain(table)


def _make_plain(table: Any) -> None:
    """Turns the table, not the ones in it, into divs."""
    waiting = [table]
    while waiting:
        element = waiting.pop()
        element.tag = "div"
        waiting.extend(child for child in element if child.tag in _TABLE_PARTS[1:])


def notes_of(options: ReadingOptions) -> Notes:
    return Notes(table=one_line(options.table_note or "") or None, code=one_line(options.code_note or "") or None)
