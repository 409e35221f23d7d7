"""From a tree of HTML (or of trafilatura's TEI) to blocks of clean text."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree
from lxml import html as lxml_html

from tts.article import Block, BlockKind
from tts.errors import NoArticleFound

_KINDS: Final = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "head"), BlockKind.HEADING),
    **dict.fromkeys(("blockquote", "quote"), BlockKind.QUOTE),
    **dict.fromkeys(("li", "item", "dt", "dd"), BlockKind.LIST_ITEM),
}
# Tags inside a line of text; every other tag starts a new block.
# fmt: off
_INLINE: Final = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "hi", "i", "ins", "kbd", "label", "mark", "q", "ref", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"
))
# fmt: on
# libxml2 is quadratic in the attributes of a tag.
_OVERLOADED_TAG: Final = re.compile(
    r"<[a-z][^\s<>]*+(?:\s++[^\s<>=\"']++(?:=(?:\"[^\"<]*+\"|'[^'<]*+'|[^\s<>\"']*+))?+){1000}", re.IGNORECASE
)
_LINE_BREAKS: Final = frozenset(("br", "lb"))
# fmt: off
_SILENT: Final = frozenset((
    "script", "style", "noscript", "template", "title", "pre", "table", "caption", "figcaption", "img",
    "graphic", "picture", "svg", "math", "canvas", "iframe", "object", "embed", "video", "audio", "button",
    "select", "textarea", "input", "form", "nav", "aside", "footer", "dialog", "rt", "rp"
))
# fmt: on
_SILENT_CLASS: Final = re.compile(
    r"(?:[a-z]{1,20}-)?(?:share|sharing|social|related|newsletter|promo|advert|advertisement|cookies?|consent"
    r"|breadcrumbs?|caption|footnotes?|reflist|sr-only|screen-reader-text|editsection)(?:-[a-z]{1,20}){0,2}",
    re.IGNORECASE,
)
_FOOTNOTE_CLASS: Final = re.compile(r"(?:^|\s)(?:footnote|noteref|reference|fn)(?:[\s_-]|$)", re.IGNORECASE)
_BRACKETED_MARK: Final = re.compile(r"\[[\w*†‡ ]{1,20}\]|[*†‡]{1,3}")
_EXPONENTS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PARAGRAPH_BREAK: Final = re.compile(r"\n[^\S\n]*\n")
_WHITE: Final = re.compile(r"\s+")
# Control characters, soft hyphens, zero-width and direction marks, half surrogates; joiners belong to words.
_UNREADABLE: Final = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ufffe\uffff\ud800-\udfff]"
)


def one_line(text: str) -> str:
    """`text` as a block holds it: NFC, on one line, without control characters or white space around it."""
    return _WHITE.sub(" ", unicodedata.normalize("NFC", _UNREADABLE.sub("", text))).strip()


def parse_html(html: str) -> Any:
    """The lxml root element of a page or a fragment, without comments. Raises NoArticleFound where it is empty."""
    if _OVERLOADED_TAG.search(html):
        raise NoArticleFound("The page cannot be read: one of its tags has more than 1,000 attributes.")
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # Bytes, because lxml refuses a str that names an encoding
    data = html.replace("\0", "").encode("utf-8", "ignore")
    try:
        return lxml_html.document_fromstring(data, parser=parser)
    except etree.ParserError as error:
        raise NoArticleFound("There is no text in the HTML.") from error


def blocks_in(root: Any) -> Iterator[Block]:
    """The blocks below an lxml element, in order. Text is never empty; code, tables, captions and marks are out.

    A paragraph in a quote or a list item is of that kind; two line breaks in a row end a paragraph.
    """
    kinds: list[BlockKind] = [BlockKind.PARAGRAPH]
    line: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        silent = tag in _SILENT or (element is not root and is_silent(element))
        inline = tag in _INLINE
        if not inline and tag not in _LINE_BREAKS:
            yield from _flush(line, kinds[-1])
        if event == "start":
            if tag in _KINDS:
                kinds.append(_KINDS[tag])
            if silent:
                walk.skip_subtree()
            else:
                line.append(_opening(element, tag))
        else:
            if tag in _KINDS:
                kinds.pop()
            line.append(_folded(element.tail) if element is not root else "")
    yield from _flush(line, kinds[-1])


def is_silent(element: Any) -> bool:
    """Whether a reader aloud passes over an HTML element: hidden, a footnote mark, a widget by its class."""
    attributes = element.attrib
    if not attributes and element.tag != "sup":
        return False
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if element.tag in ("sup", "a") and is_footnote_mark(element):
        return True
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}".split()
    return any(_SILENT_CLASS.fullmatch(name) for name in names[:20])


def is_footnote_mark(element: Any) -> bool:
    """Whether a sup or a is one: by its role or class, or raised and a link into the page or "[1]"; not "1st"."""
    if "doc-noteref" in element.get("role", "") or _FOOTNOTE_CLASS.search(element.get("class", "")):
        return True
    if element.tag != "sup":
        return False
    link = element.find(".//a")
    text = "".join(element.itertext()).strip()
    return (link is not None and "#" in link.get("href", "")) or bool(_BRACKETED_MARK.fullmatch(text))


def _opening(element: Any, tag: str) -> str:
    if tag in _LINE_BREAKS:
        return "\n"
    text = _folded(element.text)
    raised = tag == "sup" or (tag == "hi" and element.get("rend") == "#sup")
    return text.translate(_EXPONENTS) if raised and text.isdecimal() and text.isascii() else text


def _folded(text: str | None) -> str:
    return _WHITE.sub(" ", text) if text else ""


def _flush(line: list[str], kind: BlockKind) -> Iterator[Block]:
    """Ends the paragraph that `line` has gathered."""
    for paragraph in _PARAGRAPH_BREAK.split("".join(line)):
        text = one_line(paragraph)
        if text:
            yield Block(kind, text)
    line.clear()
