"""Which elements of HTML a reader aloud passes over."""

import re
from typing import Any, Final

# Whoever strikes words out takes them back, which cannot be heard.
STRUCK_OUT: Final = ("del", "s", "strike")
# fmt: off
_TAGS: Final = frozenset((
    "script", "style", "noscript", "template", "title", "caption", "figcaption", "img", "graphic",
    "picture", "svg", "math", "canvas", "iframe", "object", "embed", "video", "audio", "button", "select",
    "textarea", "input", "nav", "aside", "footer", "dialog", "rt", "rp", *STRUCK_OUT
))
# fmt: on
_CLASS: Final = re.compile(
    r"(?:[a-z]{1,20}-)?(?:share|sharing|social|related|newsletter|promo|advert|advertisement|cookies?|consent"
    r"|breadcrumbs?|caption|footnotes?|reflist|sr-only|screen-reader-text|editsection)(?:-[a-z]{1,20}){0,2}",
    re.IGNORECASE,
)
_FOOTNOTE_CLASS: Final = re.compile(r"(?:^|\s)(?:footnote|noteref|reference|fn)(?:[\s_-]|$)", re.IGNORECASE)
_RAISED_MARK: Final = re.compile(r"\[[\w*†‡ ]{1,20}\]|[*†‡]{1,3}")
_LINKED_MARK: Final = re.compile(r"\[\d{1,3}\]|\[?[*†‡§¶]{1,3}\]?|[↩↑⤴⏎]\ufe0e?")
_LINKED_NUMBER: Final = re.compile(r"[\[(]?[0-9]{1,3}[\])]?")
_NOTE_ADDRESS: Final = re.compile(r"[^#]*#_?(?:ftn|fn|foot|note|ref|cite|edn|endnote)", re.IGNORECASE)
_LAYOUT_ROLES: Final = ("presentation", "none")
_LONGEST_CELL: Final = 500
_FORM_OF_A_PAGE: Final = 1_000  # characters; a search or sign-up form has fewer


def is_silent(element: Any) -> bool:
    """Whether an element is not text to listen to: hidden, a footnote mark, a picture, a widget by tag or class.

    Tables and code blocks are not judged here.
    """
    tag, attributes = element.tag, element.attrib
    if tag in _TAGS or (tag == "form" and not _holds_a_page(element)):
        return True
    if tag in ("sup", "a") and is_footnote_mark(element):
        return True
    if not attributes:
        return False
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}".split()
    return any(_CLASS.fullmatch(name) for name in names[:20])


def is_footnote_mark(element: Any) -> bool:
    """Whether a sup or a is one: by its role or class, or as "[1]" or "†" with a link into the page; not "1st"."""
    role = element.get("role", "")
    if "doc-noteref" in role or "doc-backlink" in role or _FOOTNOTE_CLASS.search(element.get("class", "")):
        return True
    if element.tag == "sup":
        link = element.find(".//a")
        return (link is not None and "#" in link.get("href", "")) or bool(_RAISED_MARK.fullmatch(_short_text(element)))
    address = element.get("href", "")[:500]
    if "#" not in address:
        return False
    text = _short_text(element)
    return bool(_LINKED_MARK.fullmatch(text) or (_NOTE_ADDRESS.match(address) and _LINKED_NUMBER.fullmatch(text)))


def is_layout(table: Any) -> bool:
    """Whether a table only places things on the page: one cell a row, other tables or long texts in its cells."""
    if table.get("role") in _LAYOUT_ROLES or table.find(".//table") is not None:
        return True  # whether one nests is asked first: so each cell of nested tables is looked at once
    if table.find(".//th") is not None or table.find(".//caption") is not None or table.find(".//pre") is not None:
        return False
    cells = [len(row.findall("td")) for row in table.iter("tr")]
    if max(cells, default=0) < 2:
        return True
    return any(len("".join(cell.itertext())) > _LONGEST_CELL for cell in table.iter("td"))


def _holds_a_page(form: Any) -> bool:
    """Some frameworks put the whole page in one form."""
    characters = 0
    for text in form.itertext("p", "h1", "h2", "li", "blockquote", "article"):
        characters += len(text)
        if characters > _FORM_OF_A_PAGE:
            return True
    return False


def _short_text(element: Any) -> str:
    """The element's text, or "" if it is too long for a mark."""
    text = ""
    for piece in element.itertext():
        text += piece
        if len(text) > 60:
            return ""
    return text.strip()
