"""The article among everything else on a page: trafilatura chooses the text, our own walk reads it.

trafilatura knows neither the numbers of list items nor what an author asks for in attributes, and at times loses the
space around a tag. So each piece of its choice is looked up, by its letters, among the blocks of the whole page.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Any, Final

import trafilatura

from tts.article import Block, BlockKind
from tts.text.extraction.blocks import Notes
from tts.text.extraction.noise import add_pause

# trafilatura is quadratic in them; articles have about 1,000.
_MOST_ELEMENTS: Final = 10_000
# A shorter text may well stand in another block by chance.
_SURE_LETTERS: Final = 20
_NEAR: Final = 3  # blocks
# Of a block's letters: then all of it was meant.
_MOST_OF_IT: Final = 0.6
# Less than this, all of it outside what is read, is a menu and not an article.
_SHORTEST_TEXT: Final = 250
# More than these in a row are a list of other articles.
_MOST_HEADINGS: Final = 3
# Each one that is not found where it is expected costs a look through the whole page.
_MOST_SEARCHES: Final = 200


def trafilatura_document(tree: Any, url: str | None) -> Any:
    """trafilatura's Document (body and metadata), or None where it finds nothing or the page is too large for it."""
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        return None
    try:
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
    except (ValueError, RecursionError):  # what no real page brings about
        return None


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@dataclass(frozen=True)
class _Place:
    """Where a chosen text stands: in the page's blocks `first` to `last`."""

    first: int
    last: int


class PageBlocks:
    """All blocks of a page, found by the letters of their text."""

    def __init__(self, blocks: Iterable[Block], notes: Notes, teasers: Iterable[str] = ()) -> None:
        """`teasers` are the texts of headings that lead to other pages."""
        self._blocks = list(blocks)
        self._notes = {note for note in (notes.table, notes.code) if note}
        self._keys = [letters(block.text) for block in self._blocks]
        self._text = "".join(self._keys)
        self._starts = [0, *accumulate(map(len, self._keys))]
        self._same: dict[str, list[int]] = {}
        for index, key in enumerate(self._keys):
            self._same.setdefault(key, []).append(index)
        self._teasers = set(map(letters, teasers))
        self._searches = 0
        self._next = 0  # where the next one is expected

    @property
    def all(self) -> list[Block]:
        return list(self._blocks)

    def as_chosen(self, chosen: Iterable[Block]) -> list[Block]:
        """The page's own blocks for the chosen texts, and the notes that stand between them.

        A text that is a small part of a block keeps its own words and takes over what the author asked for. One
        that no block has is of a kind that is not read, unless most are.
        """
        pieces = [(block, self._find(block)) for block in chosen if block.text not in self._notes]
        found = sum(len(block.text) for block, place in pieces if place is not None)
        total = sum(len(block.text) for block, _ in pieces)
        if 2 * found < total and total > _SHORTEST_TEXT:
            return [block for block, _ in pieces]
        read: list[Block] = []
        end = -1  # the last block of the page that was read
        for place, blocks in groupby((piece for piece in pieces if piece[1] is not None), key=itemgetter(1)):
            start = self._heading_above(place.first, end)
            for skipped in self._blocks[end + 1 : start] if read else ():
                add_pause(read, skipped.pause)
            read += self._notes_between(end, start)
            read += self._blocks[start : place.first]
            read += self._read([block for block, _ in blocks], place)
            end = place.last
        return read + list(self._notes_between(end, len(self._blocks)))

    def _heading_above(self, first: int, end: int) -> int:
        """Where the headings start that stand right above the block `first`; trafilatura loses many of them."""
        start = first
        while start - 1 > end and self._is_lost_heading(start - 1):
            start -= 1
        return start if first - start <= _MOST_HEADINGS else first

    def _is_lost_heading(self, index: int) -> bool:
        return self._blocks[index].kind is BlockKind.HEADING and self._keys[index] not in self._teasers

    def _read(self, chosen: list[Block], place: _Place) -> list[Block]:
        own = self._blocks[place.first : place.last + 1]
        wanted = sum(len(letters(block.text)) for block in chosen)
        if wanted >= _MOST_OF_IT * (self._starts[place.last + 1] - self._starts[place.first]):
            return own
        chosen = [block for block in chosen if len(letters(block.text)) >= _SURE_LETTERS]
        if not chosen:
            return []  # a few words that may stand there by chance
        voice = own[0].voice if len({block.voice for block in own}) == 1 else None
        pause = max((block.pause for block in own if block.pause is not None), default=None)
        taken = [replace(block, voice=voice) for block in chosen]
        taken[0] = replace(taken[0], number=own[0].number)
        taken[-1] = replace(taken[-1], pause=pause)
        return taken

    def _notes_between(self, before: int, after: int) -> Iterator[Block]:
        """Those between two places of the article, or next to its first or last block."""
        start, stop = before + 1, after
        if before < 0:
            start = stop
            while start > 0 and self._blocks[start - 1].text in self._notes:
                start -= 1
        elif after == len(self._blocks):
            stop = start
            while stop < after and self._blocks[stop].text in self._notes:
                stop += 1
        for block in self._blocks[start:stop]:
            if block.text in self._notes:
                yield block

    def _find(self, block: Block) -> _Place | None:
        """Where the block stands, looked for behind the last one that was found first."""
        key = letters(block.text)
        if same := self._same.get(key):
            index = same[min(bisect_left(same, self._next), len(same) - 1)]
            place: _Place | None = _Place(index, index)
        else:
            place = self._find_part(key) if len(key) >= _SURE_LETTERS else self._find_near(key)
        if place:
            self._next = place.last
        return place

    def _find_near(self, key: str) -> _Place | None:
        """A few words are looked for where they are expected only."""
        near = range(self._next, min(self._next + _NEAR, len(self._keys)))
        if not key or not near:
            return None
        index = next((index for index in near if key in self._keys[index]), None)
        if index is not None:
            return _Place(index, index)
        at = self._text.find(key, self._starts[near.start], self._starts[near.stop])
        return self._place_at(at, len(key)) if at >= 0 else None

    def _find_part(self, key: str) -> _Place | None:
        if self._searches >= _MOST_SEARCHES:
            return None
        self._searches += 1
        at = self._text.find(key, self._starts[self._next])
        if at < 0:
            at = self._text.find(key)
        return self._place_at(at, len(key)) if at >= 0 else None

    def _place_at(self, start: int, length: int) -> _Place:
        return _Place(self._block_at(start), self._block_at(start + length - 1))

    def _block_at(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1
