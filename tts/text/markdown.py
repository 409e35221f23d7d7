"""Articles out of Markdown (CommonMark with tables, front matter and footnotes)."""

import re
from itertools import pairwise
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tts.article import Article, Block
from tts.errors import ArticleTooLong, EmptyArticle, NoArticleFound
from tts.text.extraction.blocks import blocks_in, one_line
from tts.text.extraction.html_tree import parse_html
from tts.text.extraction.noise import without_marks
from tts.text.extraction.prepare import apply_options, notes_of
from tts.text.reading_options import DEFAULT_OPTIONS, ReadingOptions

_FRONT_MATTER: Final = re.compile(r"(?P<key>[A-Za-z_]{1,40})\s*:\s*(?P<value>\S.*)")
_FRONT_MATTER_LINES: Final = 200
_FOOTNOTE_MARK: Final = re.compile(r"\[\^[^\]\s]{1,60}\](?!:)")
_FOOTNOTE: Final = re.compile(r"\[\^[^\]\s]{1,60}\]:")
_CHECKBOX: Final = re.compile(r"^\[[ xX]\] +(?=\S)")
_WORDS: Final = ("text", "code_inline", "softbreak", "hardbreak")
# markdown-it takes 20 to 70 µs for each character that may mean something, and for each line.
_MARKS: Final = "\n[]*_`<\\&~|!"
_MOST_MARKS: Final = 60_000


def article_from_markdown(markdown: str, *, options: ReadingOptions = DEFAULT_OPTIONS) -> Article:
    """The article in a Markdown text; title and byline from its front matter, else the title from a first "# ".

    Code blocks, tables, images, comments and footnotes are left out. Raises EmptyArticle where nothing is left,
    ArticleTooLong where there is more markup than in the longest book.
    """
    facts, text = _split_front_matter(markdown.replace("\r\n", "\n"))
    if sum(map(text.count, _MARKS)) > _MOST_MARKS:
        raise ArticleTooLong(f"The Markdown has more than {_MOST_MARKS:,} lines and marks such as * and [.")
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(text)
    title = facts.get("title")
    opening = _opening_title(tokens)
    if opening and (not title or title.casefold() == opening.casefold()):
        title, tokens = title or opening, tokens[3:]
    blocks = _blocks(_rendered(parser, tokens), options)
    if not blocks and not title:
        raise EmptyArticle("The Markdown has no text to read aloud.")
    return Article(
        blocks=blocks,
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


def _opening_title(tokens: list[Token]) -> str:
    """The text of the "# " heading that the document starts with."""
    if len(tokens) < 3 or tokens[0].type != "heading_open" or tokens[0].tag != "h1":
        return ""
    children = tokens[1].children or []
    words = [" " if child.type.endswith("break") else child.content for child in children if child.type in _WORDS]
    return one_line(_FOOTNOTE_MARK.sub("", "".join(words)))


def _rendered(parser: MarkdownIt, tokens: list[Token]) -> str:
    """HTML: in it, tags that the author wrote and Markdown's own come to one tree. Footnotes are left out."""
    kept: list[Token] = []
    for token in tokens:
        if token.type == "inline" and _FOOTNOTE.match(token.content):
            token.children = []
        for before, child in pairwise([token, *(token.children or ())]):
            if child.type == "text":
                child.content = _FOOTNOTE_MARK.sub("", child.content)
                if before is token:
                    child.content = _CHECKBOX.sub("", child.content)
                if before.type == "link_open" and child.content.startswith("^"):  # of a note that is an address
                    child.content = ""
        kept.append(token)
    html: str = parser.renderer.render(kept, parser.options, {})
    return html


def _blocks(html: str, options: ReadingOptions) -> tuple[Block, ...]:
    try:
        tree: Any = parse_html(html)
    except NoArticleFound:  # nothing, or a comment
        return ()
    included = apply_options(tree, options)
    return tuple(without_marks(blocks_in(tree, notes_of(options), included)))
