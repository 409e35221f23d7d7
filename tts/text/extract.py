"""Articles out of HTML pages, HTML fragments and plain text."""

import re
from collections.abc import Iterator
from typing import Any, Final

from tts.article import Article, Block, BlockKind
from tts.errors import EmptyArticle, NoArticleFound
from tts.text.extraction.blocks import blocks_in, one_line
from tts.text.extraction.directives import directives_of
from tts.text.extraction.html_tree import parse_html
from tts.text.extraction.noise import without_marks
from tts.text.extraction.page import article_from_page
from tts.text.extraction.prepare import apply_options, notes_of
from tts.text.reading_options import DEFAULT_OPTIONS, ReadingOptions

_WHOLE_PAGE: Final = re.compile(r"<(?:!doctype|html|head|title|body|nav)\b", re.IGNORECASE)
_LIST_MARK: Final = re.compile(r"\s*(?:[-*•]|(?P<number>\d{1,3})[.)])\s+(?=\S)")


def article_from_html(
    html: str, *, url: str | None = None, language: str | None = None, options: ReadingOptions = DEFAULT_OPTIONS
) -> Article:
    """The article in a page or a fragment of one, with what its metadata tell.

    `url` and `language` (BCP 47), where given, win over what the page says. Navigation, tables of data, code blocks,
    captions and footnote marks are left out. Raises NoArticleFound. Time is linear in the page's size.
    """
    tree = parse_html(html)
    read = article_from_page if _WHOLE_PAGE.search(html) else _from_fragment
    return read(tree, url, language, options)


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
    blocks = tuple(without_marks(block for lines in paragraphs for block in _text_blocks(lines)))
    if not blocks:
        raise EmptyArticle("The text is empty.")
    return Article(blocks=blocks, title=one_line(title or "") or None, language=language)


def _text_blocks(lines: list[str]) -> Iterator[Block]:
    items: list[tuple[int | None, list[str]]] = []
    for line in lines:
        if mark := _LIST_MARK.match(line):
            items.append((int(mark["number"]) if mark["number"] else None, [line[mark.end() :]]))
        elif items and line[0].isspace():
            items[-1][1].append(line)  # an item goes on
        else:
            items = []
            break
    kind = BlockKind.LIST_ITEM if items else BlockKind.PARAGRAPH
    for number, piece in items or [(None, lines)]:
        text = one_line(" ".join(piece))
        if text:
            yield Block(kind, text, number=number)


def _from_fragment(tree: Any, url: str | None, language: str | None, options: ReadingOptions) -> Article:
    """All of it is the article, as content management systems send it; its first h1 is the title."""
    included = apply_options(tree, options)
    title = ""
    heading = next((heading for heading in tree.iter("h1") if not directives_of(heading).skip), None)
    if heading is not None:
        title = one_line("".join(heading.itertext()))
        heading.clear(keep_tail=True)
    blocks = tuple(without_marks(blocks_in(tree, notes_of(options), included)))
    if not blocks:
        raise NoArticleFound("There is no text in the HTML to read aloud.")
    return Article(blocks=blocks, title=title or None, language=language, source_url=url)
