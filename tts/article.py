"""What is read, in order: Article, its Blocks and their Sentences."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    LIST_ITEM = "list_item"


@dataclass(frozen=True)
class Block:
    """A paragraph-level piece of an article. `text` is one line of plain text."""

    kind: BlockKind
    text: str
    number: int | None = None  # of an item in a numbered list; spoken before it
    pause: int | None = None  # milliseconds of silence after it, where the page asks for some
    voice: str | None = None  # who reads it, where the page asks for another voice


@dataclass(frozen=True)
class Sentence:
    """The unit that is synthesized. The sentences of a block, joined, give the block's text back."""

    text: str  # with the white space that follows it in the block
    kind: BlockKind
    block: int  # index into Article.blocks; -1 for the title
    start: int  # first character, counted from the block's start
    ends_block: bool = False


@dataclass(frozen=True)
class Article:
    """A title and blocks, as an editor would recognise them."""

    blocks: tuple[Block, ...]
    title: str | None = None
    byline: str | None = None
    language: str | None = None  # BCP 47, e.g. "en" or "en-GB"
    source_url: str | None = None
    published_at: str | None = None  # ISO 8601
    image_url: str | None = None

    @property
    def read_blocks(self) -> Iterator[tuple[int, Block]]:
        """The blocks in reading order with their index: the title first (-1) unless the text opens with it."""
        title = self.block(-1)
        if title.text and not (self.blocks and self.blocks[0].text.strip().casefold() == title.text.casefold()):
            yield -1, title
        yield from enumerate(self.blocks)

    def block(self, index: int) -> Block:
        """The block that a sentence names; -1 is the title."""
        return self.blocks[index] if index >= 0 else Block(BlockKind.HEADING, (self.title or "").strip())

    @property
    def characters(self) -> int:
        return sum(len(block.text) for _, block in self.read_blocks)

    @property
    def voices(self) -> frozenset[str]:
        """The voices that blocks ask for by name."""
        return frozenset(block.voice for block in self.blocks if block.voice)

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of what a listener would notice: title, byline, language and blocks."""
        blocks = [
            [block.pop("kind"), block.pop("text"), *([block] if block else [])] for block in self.blocks_as_json()
        ]
        return canonical_hash([self.title, self.byline, self.language, blocks])

    def blocks_as_json(self) -> list[dict[str, Any]]:
        """The blocks without what they do not ask for; `blocks_from_json` reads them back."""
        return [{key: value for key, value in vars(block).items() if value is not None} for block in self.blocks]


def blocks_from_json(data: list[dict[str, Any]]) -> tuple[Block, ...]:
    return tuple(Block(**{**item, "kind": BlockKind(item["kind"])}) for item in data)


def canonical_hash(value: Any) -> str:
    """SHA-256 (hex) of the canonical JSON of `value`: sorted keys, no spaces, UTF-8."""
    data = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(data.encode()).hexdigest()
