"""Articles out of Markdown (CommonMark with tables, front matter and footnotes)."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tts.article import Article, Block, BlockKind
from tts.errors import EmptyArticle, NoArticleFound
from tts.text.blocks import blocks_in, one_line, parse_html

_CONTAINERS: Final = {
    "blockquote": BlockKind.QUOTE,
    "list_item": BlockKind.LIST_ITEM,
    "heading": BlockKind.HEADING,
}
_FRONT_MATTER: Final = re.compile(r"(?P<key>[A-Za-z_]{1,40})\s*:\s*(?P<value>\S.*)")
_FRONT_MATTER_LINES: Final = 200
_FOOTNOTE_MARK: Final = re.compile(r"\[\^[^\]\s]{1,60}\](?!:)")
_FOOTNOTE: Final = re.compile(r"\[\^[^\]\s]{1,60}\]:")


def article_from_markdown(markdown: str) -> Article:
    """The article in a Markdown text; title and byline from its front matter, else the title from a first "# ".

    Code blocks, tables, images, comments and footnotes are left out. Raises EmptyArticle where nothing is left.
    """
    facts, text = _split_front_matter(markdown.replace("\r\n", "\n"))
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(text)
    blocks = list(_blocks(tokens))
    title = facts.get("title")
    opens_with_title = bool(tokens) and tokens[0].type == "heading_open" and tokens[0].tag == "h1"
    if opens_with_title and blocks and blocks[0].kind is BlockKind.HEADING:
        if not title:
            title = blocks.pop(0).text
        elif title.casefold() == blocks[0].text.casefold():
            blocks.pop(0)
    if not blocks and not title:
        raise EmptyArticle("The Markdown has no text to read aloud.")
    return Article(
        blocks=tuple(blocks),
        title=title,
        byline=facts.get("author") or facts.get("byline"),
        language=facts.get("lang") or facts.get("language"),
    )


def _split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """The one-line values between the "---" lines that a text starts with, and the rest of the text."""
    text = text.lstrip("\ufeff")
    if not text.startswith("---\n"):
        return {}, text
    facts: dict[str, str] = {}
    lines = text.split("\n", _FRONT_MATTER_LINES)
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            return facts, "\n".join(lines[number + 1 :])
        match = _FRONT_MATTER.match(line)
        if match and (value := one_line(match["value"].strip().strip("\"'[]"))):
            facts[match["key"].lower()] = value
    return {}, text


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    kinds: list[BlockKind] = []
    in_table = False
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name == "table":
            in_table = token.nesting == 1
        elif name in _CONTAINERS and token.nesting == 1:
            kinds.append(_CONTAINERS[name])
        elif name in _CONTAINERS and token.nesting == -1:
            kinds.pop()
        elif token.type == "html_block":
            yield from _html_blocks(token.content)
        elif token.type == "inline" and not in_table and not _FOOTNOTE.match(token.content):
            text = one_line(_FOOTNOTE_MARK.sub("", _words(token.children or [])))
            if text:
                yield Block(kinds[-1] if kinds else BlockKind.PARAGRAPH, text)


def _words(children: list[Token]) -> str:
    """The words of a line: of links and inline code too, not of images or tags."""
    words: list[str] = []
    for child in children:
        if child.type in ("text", "code_inline"):
            words.append(child.content)
        elif child.type in ("softbreak", "hardbreak") or child.content.lower().startswith("<br"):
            words.append(" ")
    return "".join(words)


def _html_blocks(html: str) -> Iterator[Block]:
    with suppress(NoArticleFound):  # a comment, or a lone closing tag
        yield from blocks_in(parse_html(html))
