"""What stands above an article and is known or of no use to a listener: title, byline, date, reading time."""

import re
from collections.abc import Iterable
from typing import Final

from tts.article import Block
from tts.text.extraction.page_title import letters

_FIRST_BLOCKS: Final = 5
_LONGEST: Final = 150
_MONTH: Final = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|ene|abr|ago|dic|fev|set|out)[^\W\d_]{0,8}\.?"
)
_DATE: Final = (
    rf"(?:(?:[^\W\d_]{{2,10}},? )?(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)? (?:de )?{_MONTH},? (?:de )?\d{{4}}|\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}))"
)
_PUBLISHED: Final = (
    r"(?:(?:first |last )?(?:published|posted|updated|modified)|publicado|publié|veröffentlicht|aktualisiert"
    r"|actualizado|atualizado|pubblicato)"
)
_TIME: Final = r"(?:at|um|às|a las)?\W{0,3}\d{1,2}:\d{2}.{0,80}"
# A date with at most a time or names behind it; a line that opens with "Published" and has a date; a reading time.
_LINE: Final = re.compile(
    rf"\W{{0,5}}(?:{_PUBLISHED}\b.{{0,60}}\d.{{0,60}}"
    rf"|(?:on\b|date\b)?\W{{0,3}}{_DATE}(?:\W.{{0,20}}|\W{{1,5}}{_TIME}|\W{{1,5}}(?:by|{_PUBLISHED})\b.{{0,100}})?"
    r"|\d{1,2} min(?:ute)?s?(?: read)?"
    r"|(?:(?:estimated )?reading time|lesezeit|tempo de leitura|temps de lecture|tiempo de lectura|tempo di lettura)\b"
    r".{0,40})\W{0,5}",
    re.IGNORECASE,
)
_BYLINE: Final = re.compile(r"(?:(?:written|posted|reported) )?by:? [A-ZÀ-Þ][^.?!:]{1,60}", re.IGNORECASE)
_CAPITAL: Final = re.compile(r"[A-ZÀ-Þ]")


def without_masthead(blocks: list[Block], titles: Iterable[str], byline: str | None) -> list[Block]:
    """Titles and the byline are known; among the first blocks they would be read a second time."""
    known = {letters(text) for text in (*titles, byline or "", f"by {byline or ''}")}
    first = [block for block in blocks[:_FIRST_BLOCKS] if letters(block.text) not in known and not _is_line(block.text)]
    return first + blocks[_FIRST_BLOCKS:]


def _is_line(text: str) -> bool:
    """Whether a block only says when or by whom the article was published."""
    if len(text) > _LONGEST:
        return False
    if _LINE.fullmatch(text):
        return True
    return bool(_BYLINE.fullmatch(text)) and _all_capitalised(text.split()[2:])


def _all_capitalised(words: Iterable[str]) -> bool:
    """Names and the small words between them."""
    return all(
        _CAPITAL.match(word) or word.strip(",|&") in ("", "and", "de", "van", "von", "for", "of") for word in words
    )
