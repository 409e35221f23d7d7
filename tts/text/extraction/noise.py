"""Words on a page that are not the article's: credits, addresses, advertisement labels, "Read more: …"."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from tts.article import Block, BlockKind
from tts.text.extraction import noise_words as words

_LONGEST_NOISE: Final = 300
_LONGEST_LABEL: Final = 80
_LONGEST_CREDIT: Final = 200


def without_marks(blocks: Iterable[Block]) -> list[Block]:
    """What is not for listeners whoever wrote it goes: credits and addresses in brackets, "[note 2]", and blocks that
    are only an address or an advertisement's label. The pause after a block that goes is made all the same."""
    return _kept(map(_without_brackets, blocks), lambda block: not block.text or _is_label(block.text))


def without_page_noise(blocks: Iterable[Block]) -> list[Block]:
    """`without_marks`, and what pages put between an article's paragraphs goes; then headings with nothing below."""
    kept = _kept(without_marks(map(_without_button, blocks)), is_page_noise)
    while kept and kept[-1].kind is BlockKind.HEADING:
        kept.pop()
    return kept


def add_pause(blocks: list[Block], milliseconds: int | None) -> None:
    """Makes the pause after the last of the blocks at least as long."""
    if blocks and milliseconds is not None:
        blocks[-1] = replace(blocks[-1], pause=max(milliseconds, blocks[-1].pause or 0))


def _kept(blocks: Iterable[Block], is_noise: Callable[[Block], bool]) -> list[Block]:
    kept: list[Block] = []
    for block in blocks:
        if is_noise(block):
            add_pause(kept, block.pause)
        else:
            kept.append(block)
    return kept


def _without_brackets(block: Block) -> Block:
    text = block.text
    if "(" in text or "[" in text or "<" in text:
        text = words.IN_BRACKETS.sub(_without_mark, text).strip()
    return block if text == block.text else replace(block, text=text)


def is_page_noise(block: Block) -> bool:
    """Whether a block of a page is a pointer, a button, an offer or a notice; a sentence with such words is not."""
    text = block.text
    if len(text) > _LONGEST_NOISE:
        return False
    if _is_pointer(text) or words.UPDATED.fullmatch(text) or words.REPORTERS.fullmatch(text):
        return True
    if words.PICTURE_CREDIT.match(text):
        return len(text) <= _LONGEST_CREDIT
    offered = words.BUTTON.fullmatch(text) or any(
        pattern.match(text) for pattern in (words.WALL, words.OFFER, words.FOLLOW, words.NOTICE)
    )
    return bool(offered) and not words.SPEECH.search(text)


def _without_mark(bracketed: re.Match[str]) -> str:
    """The brackets and what is in them, unless that is a credit, an address or the mark of a note."""
    inner = bracketed["round"] or bracketed["square"] or bracketed["angle"]
    is_short = len(inner) <= _LONGEST_CREDIT
    is_credit = is_short and (words.CREDIT_IN_BRACKETS.match(inner) or words.REPORTERS.fullmatch(inner))
    is_note = bracketed["square"] and words.NOTE_MARK.fullmatch(inner)
    return "" if is_credit or is_note or words.ADDRESS_IN_BRACKETS.fullmatch(inner) else bracketed[0]


def _is_label(text: str) -> bool:
    """Whether a block is only an address or the label of an advertisement."""
    if words.ADDRESS.fullmatch(text):
        return True
    return len(text) <= _LONGEST_LABEL and words.ADVERT_LABEL.fullmatch(text) is not None


def _is_pointer(text: str) -> bool:
    match = words.POINTER.fullmatch(text)
    if not match:
        return False
    label = text[: match.start("rest")] if match["rest"] else text
    return label.strip().lower() not in words.NEEDS_COLON or (match["rest"] or "").startswith(":")


def _without_button(block: Block) -> Block:
    """The block without the button that some put behind a sentence worth quoting."""
    button = words.QUOTE_BUTTON.search(block.text, max(len(block.text) - 20, 0))
    return replace(block, text=block.text[: button.start()]) if button and button.start() else block
