"""The article of a whole web page."""

import re
from collections.abc import Iterator
from typing import Any, Final

from tts.article import Article, Block, BlockKind
from tts.errors import NoArticleFound
from tts.text.extraction.blocks import blocks_in, one_line
from tts.text.extraction.json_ld import without_tags
from tts.text.extraction.local_links import teasers
from tts.text.extraction.main_text import PageBlocks, trafilatura_document
from tts.text.extraction.masthead import without_masthead
from tts.text.extraction.metadata import Guess, PageFacts, read_facts
from tts.text.extraction.noise import without_page_noise
from tts.text.extraction.prepare import apply_options, notes_of, simplify
from tts.text.reading_options import ReadingOptions

_BOILERPLATE: Final = re.compile(
    r"\b(?:cookies?|consent|privacy policy|javascript|subscribe|sign (?:in|up)|log in|all rights reserved)\b|©",
    re.IGNORECASE,
)
_FULL_SENTENCE: Final = re.compile(r"(?:\S+\s+){4}\S.*[.!?…।。！？”\"»)]$", re.DOTALL)


def article_from_page(tree: Any, url: str | None, language: str | None, options: ReadingOptions) -> Article:
    """The article and the facts of a page (lxml, which this changes). Raises NoArticleFound."""
    included = apply_options(tree, options)
    notes = notes_of(options)
    everything = list(blocks_in(tree, notes, included))
    simplify(tree)
    page = PageBlocks(everything, notes, teasers(tree))
    found = trafilatura_document(tree, url)
    facts = read_facts(tree, url, _guess(found))
    blocks = without_page_noise(everything) if included else _main_blocks(tree, found, page, facts)
    if not blocks:
        raise NoArticleFound(
            "The page has no article in it, only navigation or notices; send the article's own HTML or its text."
        )
    return Article(
        blocks=tuple(without_masthead(blocks, facts.titles, facts.byline)) or tuple(blocks),
        title=facts.title,
        byline=facts.byline,
        language=language or facts.language,
        source_url=url or facts.canonical_url,
        published_at=facts.published_at,
        image_url=facts.image_url,
    )


def _main_blocks(tree: Any, found: Any, page: PageBlocks, facts: PageFacts) -> list[Block]:
    chosen = page.as_chosen(blocks_in(found.body)) if found is not None else []
    # What only subscribers read in full may be one sentence and an offer: that there is an article is known.
    is_prose = _is_prose if facts.free else _is_no_heading
    blocks = without_page_noise(chosen)
    if not any(map(is_prose, blocks)):
        blocks = without_page_noise(_clear_paragraphs(tree, page))
    if not blocks and facts.body and facts.free:  # the page is put together by a script
        blocks = without_page_noise(_paragraphs(without_tags(facts.body)))
    return blocks


def _paragraphs(body: str) -> Iterator[Block]:
    for line in body.splitlines():
        if words := one_line(line):
            yield Block(BlockKind.PARAGRAPH, words)


def _guess(found: Any) -> Guess:
    if found is None:
        return Guess()
    return Guess(
        title=found.title,
        byline=found.author,
        published_at=found.date,
        image_url=found.image,
        site=found.sitename,
    )


def _is_no_heading(block: Block) -> bool:
    return block.kind is not BlockKind.HEADING


def _is_prose(block: Block) -> bool:
    return _is_no_heading(block) and not (len(block.text) < 500 and _BOILERPLATE.search(block.text))


def _clear_paragraphs(tree: Any, page: PageBlocks) -> list[Block]:
    """Everything in the page's main part, if a full sentence is among it."""
    main = next((found for tag in ("article", "main") if (found := tree.find(f".//{tag}")) is not None), None)
    blocks = page.all if main is None else list(blocks_in(main))
    prose = (block for block in blocks if _is_prose(block) and block.kind is not BlockKind.LIST_ITEM)
    return blocks if any(_FULL_SENTENCE.match(block.text) for block in prose) else []
