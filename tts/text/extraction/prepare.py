"""A page's tree made ready: without what the site excludes, and plain enough for trafilatura."""

from itertools import islice
from typing import Any, Final

from tts.text.extraction.blocks import Notes, one_line
from tts.text.extraction.directives import ATTRIBUTE, directives_of
from tts.text.extraction.formulas import write_formulas
from tts.text.extraction.local_links import HEADINGS, unlink_headings
from tts.text.extraction.other_articles import entries, other_articles
from tts.text.extraction.pull_quotes import drop_pull_quotes
from tts.text.extraction.silence import STRUCK_OUT, is_footnote_mark, is_layout
from tts.text.reading_options import ReadingOptions, matching

_UNREAD_INLINE: Final = ("math", *STRUCK_OUT)
_UNREAD: Final = ("pre", "figcaption", "caption", *_UNREAD_INLINE)
_LARGEST_HEADER: Final = 50  # elements, of an entry
_TABLE_PARTS: Final = ("table", "thead", "tbody", "tfoot", "tr", "td", "th")


def apply_options(tree: Any, options: ReadingOptions) -> list[Any] | None:
    """Empties what `exclude` matches and pull quotes, writes formulas out; returns what `include` matches, or None."""
    for element in matching(tree, options.exclude):
        element.clear(keep_tail=True)
    drop_pull_quotes(tree)
    write_formulas(tree)
    return matching(tree, options.include) or None


def simplify(tree: Any) -> None:
    """Empties what a reader passes over and trafilatura would not; tables that only lay out become divs."""
    for element in list(tree.iter(*_UNREAD, "sup", "a")):
        if element.tag in _UNREAD:
            element.clear(keep_tail=True)
            if element.tag in _UNREAD_INLINE or (element.tail or "").strip():
                element.tag = "br"  # of most others trafilatura drops the text behind as well
        elif is_footnote_mark(element):
            element.clear(keep_tail=True)
    for element in tree.xpath(f"//*[@{ATTRIBUTE}]"):
        if directives_of(element).skip:
            element.clear(keep_tail=True)
    for article in other_articles(tree):
        article.clear(keep_tail=True)
    for entry in entries(tree):
        entry.tag = "div"  # of articles trafilatura takes the first
    unlink_headings(tree)
    for header in list(tree.iter("header")):
        _keep_headings(header)
    for table in list(tree.iter("table")):
        if is_layout(table):
            _make_plain(table)


def _keep_headings(header: Any) -> None:
    """Of the header of an entry or a section, which trafilatura would drop whole, the headings are left."""
    if header.getnext() is None or next(header.iterancestors("article", "main"), None) is None:
        return
    parts = list(islice(header.iter(), _LARGEST_HEADER + 1))
    headings = [part for part in parts if part.tag in HEADINGS]
    if headings and len(parts) <= _LARGEST_HEADER and not any(part.tag in ("h1", "nav", "form") for part in parts):
        header.clear(keep_tail=True)
        header.tag = "div"
        for heading in headings:
            heading.tail = None
            header.append(heading)


def _make_plain(table: Any) -> None:
    """Turns the table, not the ones in it, into divs."""
    waiting = [table]
    while waiting:
        element = waiting.pop()
        element.tag = "div"
        waiting.extend(child for child in element if child.tag in _TABLE_PARTS[1:])


def notes_of(options: ReadingOptions) -> Notes:
    return Notes(table=one_line(options.table_note or "") or None, code=one_line(options.code_note or "") or None)
