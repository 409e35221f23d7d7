"""Where sentences begin: one walk over the full stops and question marks of a text, each judged by its neighbours."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from tts.text.splitting import elsewhere
from tts.text.splitting.clusters import is_inside
from tts.text.splitting.lines import inner_items, line_starts, opens_line
from tts.text.splitting.stops import Stop, ends_sentence
from tts.text.splitting.words import WORDS

_CLOSERS: Final = r"""(?:["'”’“»›«‹)\]}]*+(?:[\ \xa0\u202f]+[»”](?!\w))?)"""
_NOTES: Final = r"(?:\s?\[(?:\d{1,3}|[a-z]|[a-z]+\ needed)\]|(?<=[^\W\d]\.)\d{1,3}(?=\s)|[¹²³⁴-⁹⁰*†‡])*+"
_FACES: Final = r"(?:\s+(?:[:;]-?[)(DP](?!\w)|[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]+(?!\w)))*+"
_EAST_ASIAN: Final = r"[\u2e80-\uffef\U00020000-\U0003ffff]"
_WIDE: Final = "。！？｡‼⁇⁈⁉"
# Runs that a candidate may begin with; looked for first, which is quick and keeps the walk linear.
_RUN: Final = re.compile(rf"[.!?…‽؟۔।．{_WIDE}]++|\n\s*+")
# A candidate: marks, what closes behind them, notes, and the white space in front of the next sentence.
_CANDIDATE: Final = re.compile(
    rf"""
    (?P<marks>[.!?…‽؟۔।]++(?:[\ \xa0]\.(?![\w.]))*+(?:[\ \xa0](?:\.{{3}}|…)(?=\s))?)
      (?P<closers>{_CLOSERS}){_NOTES}{_FACES}(?P<note>\ \d{{1,2}}(?=\s+[^\W\d_a-z]))?(?P<space>\s++)
    | (?:(?P<wide>[!?]*+[{_WIDE}][!?{_WIDE}]*+|．(?!\d))|(?P<narrow>[!?]++))(?P<quoted>["'”’」』）】》〉〕)]*+)
      (?(narrow)(?={_EAST_ASIAN})|\s*+(?=\S))
    | (?P<tight>[.!?])(?<=[^\W\dA-Z]{{2}}[.!?])(?=[^\W\d_a-z][^\W\d_A-Z])
    | (?P<blank>\n\s*\n\s*)
    """,
    re.VERBOSE,
)


def sentence_starts(text: str, language: str) -> list[int]:
    """Where in a text in a language (BCP 47) its sentences begin: ascending, from 0, and empty for no text.

    Each place is behind white space, or behind the mark of a language (or a writer) that puts none there. A bracket
    stays with the sentence that it stands in, a footnote's mark with the one before it. Linear in the text's length.
    """
    if not text:
        return []
    code = re.split("[-_]", language, maxsplit=1)[0].lower()
    items = dict(inner_items(text)) if code in WORDS else {}
    lines = sorted({*line_starts(text), *(start for start in items if opens_line(text, start))})
    found = _stops(text, code, lines, frozenset(items.values())) if code in WORDS else elsewhere.starts(text, code)
    places = {0, *found, *lines}
    return sorted(place for place in places if place < len(text) and not is_inside(text, place))


def split_text(text: str, language: str) -> list[str]:
    """The sentences between those places; joined they are the text."""
    return [text[start:end] for start, end in pairwise([*sentence_starts(text, language), len(text)])]


def _candidates(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while run := _RUN.search(text, at):
        match = _CANDIDATE.match(text, run.start())
        at = max(run.end(), match.end()) if match else run.end()
        if match and match.end() < len(text):
            yield match


def _stops(text: str, code: str, lines: list[int], enumerators: frozenset[int]) -> Iterator[int]:
    words, begin, line = WORDS[code], 0, 0
    for match in _candidates(text):
        while line < len(lines) and lines[line] <= match.start():
            begin, line = max(begin, lines[line]), line + 1
        for end in _ends(match) if match.start() not in enumerators else ():
            stop = Stop(text, begin, match, end, words)
            if (not stop.has_note or stop.opens) and ends_sentence(stop):
                begin = end
                yield begin
                break


def _ends(match: re.Match[str]) -> tuple[int, ...]:
    """Behind a number that may be a footnote's, and in front of it."""
    return (match.end(), match.start("note") + 1) if match["note"] else (match.end(),)
