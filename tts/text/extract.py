"""Articles out of HTML pages, HTML fragments and plain text."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

import trafilatura

from tts.article import Article, Block, BlockKind
from tts.errors import EmptyArticle, NoArticleFound
from tts.text.blocks import blocks_in, is_footnote_mark, one_line, parse_html

_WHOLE_PAGE: Final = re.compile(r"<(?:!doctype|html|head|title|body|nav)\b", re.IGNORECASE)
# trafilatura is quadratic in them; articles have about 1,000.
_MOST_ELEMENTS: Final = 10_000
_UNREAD_TAGS: Final = ("pre", "figcaption", "caption", "sup", "a")
_BOILERPLATE: Final = re.compile(
    r"\b(?:cookies?|consent|privacy policy|javascript|subscribe|sign (?:in|up)|log in|all rights reserved)\b|©",
    re.IGNORECASE,
)
_FULL_SENTENCE: Final = re.compile(r"(?:\S+\s+){4}\S.*[.!?…।。！？”\"»)]$", re.DOTALL)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,3}", re.IGNORECASE)
_TITLE_PARTS: Final = re.compile(r"(?P<title>.+\S)\s+[|·•–—»:-]{1,2}\s+(?P<site>\S.*)", re.DOTALL)
_LIST_MARK: Final = re.compile(r"\s*(?:[-*•]|\d{1,3}[.)])\s+(?=\S)")


def article_from_html(html: str, *, url: str | None = None, language: str | None = None) -> Article:
    """The article in a page or a fragment of one, with what its metadata tell.

    `url` and `language` (BCP 47), where given, win over what the page says. Navigation, tables, code blocks,
    captions and footnote marks are left out. Raises NoArticleFound. Time is linear in the page's size.
    """
    tree = parse_html(html)
    if not _WHOLE_PAGE.search(html):
        return _from_fragment(tree, url, language)
    for element in list(tree.iter(*_UNREAD_TAGS)):
        if element.tag not in ("sup", "a") or is_footnote_mark(element):
            element.clear(keep_tail=True)
    found = _trafilatura(tree, url)
    blocks = list(blocks_in(found.body)) if found is not None else []
    if not any(map(_is_prose, blocks)):
        blocks = list(_clear_paragraphs(tree))
    if not blocks:
        raise NoArticleFound(
            "The page has no article in it, only navigation or notices; send the article's own HTML or its text."
        )
    title = _title(tree, found)
    byline = _byline(found)
    return Article(
        blocks=tuple(_without_masthead(blocks, title, byline)) or tuple(blocks),
        title=title,
        byline=byline,
        language=language or _language(tree),
        source_url=url or (found.url if found is not None else None),
        published_at=_published(tree, found),
        image_url=(found.image if found is not None else None) or None,
    )


def article_from_text(text: str, *, title: str | None = None, language: str | None = None) -> Article:
    """Blank lines part paragraphs, single line breaks do not; a paragraph of marked lines ("- ", "1. ") is a list.

    Raises EmptyArticle where there is nothing but white space.
    """
    paragraphs: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    blocks = tuple(block for lines in paragraphs for block in _text_blocks(lines))
    if not blocks:
        raise EmptyArticle("The text is empty.")
    return Article(blocks=blocks, title=one_line(title or "") or None, language=language)


def _text_blocks(lines: list[str]) -> Iterator[Block]:
    items: list[list[str]] = []
    for line in lines:
        if _LIST_MARK.match(line):
            items.append([_LIST_MARK.sub("", line, count=1)])
        elif items and line[0].isspace():
            items[-1].append(line)  # an item goes on
        else:
            items = []
            break
    kind = BlockKind.LIST_ITEM if items else BlockKind.PARAGRAPH
    for piece in items or [lines]:
        text = one_line(" ".join(piece))
        if text:
            yield Block(kind, text)


def _from_fragment(tree: Any, url: str | None, language: str | None) -> Article:
    """All of it is the article, as content management systems send it; its first h1 is the title."""
    title = ""
    for heading in tree.iter("h1"):
        title = one_line("".join(heading.itertext()))
        heading.clear(keep_tail=True)
        break
    blocks = tuple(blocks_in(tree))
    if not blocks:
        raise NoArticleFound("There is no text in the HTML to read aloud.")
    return Article(blocks=blocks, title=title or None, language=language, source_url=url)


def _trafilatura(tree: Any, url: str | None) -> Any:
    """trafilatura's Document, or None where it finds nothing."""
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        return None
    return trafilatura.bare_extraction(
        tree,
        url=url,
        favor_precision=True,
        include_comments=False,
        include_tables=False,
        include_formatting=True,  # without it, block kinds and spaces around inline tags are lost
        include_links=True,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )


def _is_prose(block: Block) -> bool:
    return block.kind is not BlockKind.HEADING and not (len(block.text) < 500 and _BOILERPLATE.search(block.text))


def _clear_paragraphs(tree: Any) -> Iterable[Block]:
    """Everything in the page's main part, if a full sentence is among it."""
    main = next((found for tag in ("article", "main", "body") if (found := tree.find(f".//{tag}")) is not None), tree)
    blocks = list(blocks_in(main))
    prose = (block for block in blocks if _is_prose(block) and block.kind is not BlockKind.LIST_ITEM)
    return blocks if any(_FULL_SENTENCE.match(block.text) for block in prose) else ()


def _title(tree: Any, found: Any) -> str | None:
    """The page's title without the name of its site."""
    title = one_line((found.title if found is not None else None) or tree.findtext(".//title") or "")
    headings = {_letters("".join(heading.itertext())) for heading in tree.iter("h1")}
    site = _letters((found.sitename if found is not None else None) or "")
    parts = _TITLE_PARTS.fullmatch(title)
    if parts and (_letters(parts["title"]) in headings or (site and _letters(parts["site"]) == site)):
        title = parts["title"]
    return title or None


def _byline(found: Any) -> str | None:
    return one_line((found.author if found is not None else None) or "").replace("; ", ", ") or None


def _language(tree: Any) -> str | None:
    values = [tree.get("lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang"), tree.get("xml:lang")]
    values += tree.xpath("//meta[@http-equiv='content-language' or @property='og:locale']/@content")
    tags = (value.strip().replace("_", "-") for value in values if value)
    return next((tag for tag in tags if _LANGUAGE.fullmatch(tag)), None)


def _published(tree: Any, found: Any) -> str | None:
    for value in tree.xpath("//meta[@property='article:published_time']/@content"):
        try:
            return datetime.fromisoformat(value.strip()).isoformat()
        except ValueError:
            continue
    return (found.date if found is not None else None) or None


def _without_masthead(blocks: list[Block], title: str | None, byline: str | None) -> Iterator[Block]:
    """The title and the byline are known; among the first blocks they would be read a second time."""
    known = {_letters(text) for text in (title or "", byline or "", f"by {byline or ''}")}
    for index, block in enumerate(blocks):
        if index > 4 or _letters(block.text) not in known:
            yield block


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
