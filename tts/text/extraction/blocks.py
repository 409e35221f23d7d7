"""From a tree of HTML (or of trafilatura's TEI) to blocks of clean text."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from lxml import etree

from tts.article import Block, BlockKind
from tts.text.extraction.directives import directives_of
from tts.text.extraction.list_numbers import ListNumbers
from tts.text.extraction.silence import is_layout, is_silent

_KINDS: Final = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "head"), BlockKind.HEADING),
    **dict.fromkeys(("blockquote", "quote"), BlockKind.QUOTE),
    **dict.fromkeys(("li", "item", "dt", "dd"), BlockKind.LIST_ITEM),
}
_LINE_BREAKS: Final = frozenset(("br", "lb"))
# Tags inside a line of text, some of them silent; every other tag starts a new block.
# fmt: off
_INLINE: Final = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "hi", "i", "ins", "kbd", "label", "mark", "q", "ref", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    "button", "canvas", "img", "input", "math", "noscript", "picture", "rp", "rt", "script", "select", "style",
    "svg", "template", *_LINE_BREAKS
))
# fmt: on
EXPONENTS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PARAGRAPH_BREAK: Final = re.compile(r"\n[^\S\n]*\n")
_WHITE: Final = re.compile(r"\s+")
# Control characters, soft hyphens, zero-width and direction marks, half surrogates; joiners belong to words.
_UNREADABLE: Final = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ufffe\uffff\ud800-\udfff]"
)


def one_line(text: str) -> str:
    """`text` as a block holds it: NFC, on one line, without control characters or white space around it."""
    if not text.isprintable() or "  " in text:  # most text needs none of it
        text = " ".join(_UNREADABLE.sub("", text).split())
    return unicodedata.normalize("NFC", text.strip())


@dataclass(frozen=True)
class Notes:
    """What is read in place of a table of data and of a block of code; nothing, by default."""

    table: str | None = None
    code: str | None = None


NO_NOTES: Final = Notes()


class _Frame(NamedTuple):
    """What holds inside an open element."""

    kind: BlockKind
    voice: str | None
    block_voice: str | None  # without what inline elements ask for
    pause: int | None  # after this very element
    read: bool


def blocks_in(root: Any, notes: Notes = NO_NOTES, only: Collection[Any] | None = None) -> Iterator[Block]:
    """The blocks below an lxml element, in order; with `only`, just what is in one of these elements.

    Text is never empty; code, tables of data, captions and footnote marks are out. A paragraph in a quote or a
    list item is of that kind; two line breaks in a row end a paragraph. Directives (see `directives`) are obeyed.
    """
    return _Walk(root, notes, None if only is None else frozenset(only)).blocks()


class _Walk:
    """One pass over a tree. A block is held back until the next one: a pause may yet be put after it."""

    def __init__(self, root: Any, notes: Notes, only: frozenset[Any] | None) -> None:
        self._root = root
        self._notes = notes
        self._only = only
        self._frames = [_Frame(BlockKind.PARAGRAPH, None, None, None, only is None)]
        self._numbers = ListNumbers()
        self._line: list[str] = []
        self._line_voices: set[str | None] = set()
        self._line_pause: int | None = None
        self._held: Block | None = None

    def blocks(self) -> Iterator[Block]:
        walk = etree.iterwalk(self._root, events=("start", "end"))
        for event, element in walk:
            if element.tag not in _INLINE:
                yield from self._end_line()
            if event == "end":
                self._leave(element)
            elif not self._enter(element):
                walk.skip_subtree()
        yield from self._end_line()
        if self._held:
            yield self._held

    def _enter(self, element: Any) -> bool:
        """Whether to go into the element."""
        wish = directives_of(element)
        outer = self._frames[-1]
        read = not wish.skip and (outer.read or (self._only is not None and element in self._only))
        block_voice = outer.block_voice if element.tag in _INLINE else wish.voice or outer.block_voice
        kind = _KINDS.get(element.tag, outer.kind)
        substitute = self._substitute(element) if read else None
        if substitute is not None:
            kind = BlockKind.PARAGRAPH
        self._frames.append(_Frame(kind, wish.voice or outer.voice, block_voice, wish.pause, read))
        self._numbers.enter(element)
        self._write(_opening(element) if substitute is None else substitute)
        return not wish.skip and substitute is None

    def _leave(self, element: Any) -> None:
        frame = self._frames.pop()
        self._numbers.leave(element)
        if frame.pause is not None:
            self._pause(frame.pause)
        if element is not self._root:
            self._write(_folded(element.tail))

    def _substitute(self, element: Any) -> str | None:
        """What is read instead of the element: a note, or "" for silence; None where the element is read."""
        if element.tag == "pre":
            return self._notes.code or ""
        if element.tag == "table" and not is_layout(element):
            holds_code = element.find(".//pre") is not None
            return (self._notes.code if holds_code else self._notes.table) or ""
        return "" if element is not self._root and element not in (self._only or ()) and is_silent(element) else None

    def _write(self, text: str) -> None:
        if self._frames[-1].read and text:
            self._line.append(text)
            if not text.isspace():
                self._line_voices.add(self._frames[-1].voice)

    def _pause(self, milliseconds: int) -> None:
        """After the text so far: the block that is being gathered, else the one before; the longest counts."""
        if self._line_voices:
            self._line_pause = max(milliseconds, self._line_pause or 0)
        elif self._held:
            self._held = replace(self._held, pause=max(milliseconds, self._held.pause or 0))

    def _end_line(self) -> Iterator[Block]:
        """Ends the paragraph being gathered."""
        if not self._line:
            return
        frame = self._frames[-1]
        voice = next(iter(self._line_voices)) if len(self._line_voices) == 1 else frame.block_voice
        for paragraph in _PARAGRAPH_BREAK.split("".join(self._line)):
            if text := one_line(paragraph):
                if self._held:
                    yield self._held
                self._held = Block(frame.kind, text, number=self._numbers.take(), voice=voice)
        if self._line_voices and self._line_pause is not None:
            pause, self._line_pause = self._line_pause, None
            self._line_voices.clear()
            self._pause(pause)
        self._line.clear()
        self._line_voices.clear()


def _opening(element: Any) -> str:
    """The text that an element starts with."""
    if element.tag in _LINE_BREAKS:
        return "\n"
    text = _folded(element.text)
    raised = element.tag == "sup" or (element.tag == "hi" and element.get("rend") == "#sup")
    return text.translate(EXPONENTS) if raised and text.isdecimal() and text.isascii() else text


def _folded(text: str | None) -> str:
    return _WHITE.sub(" ", text) if text else ""
