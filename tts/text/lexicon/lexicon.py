"""Lexicon: finds a site's pronunciations in a text, however many there are, without trying each in turn."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, Final, NamedTuple

from tts.article import Article, canonical_hash
from tts.text.lexicon.bounds import apart, ending_after, rest_of_word
from tts.text.lexicon.entry import LexiconEntry, Match
from tts.text.lexicon.folding import canonical, fold, fold_with_ends
from tts.text.lexicon.seams import SEAM, UNSPACED, parts_word
from tts.text.lexicon.speech import elided, spoken_for
from tts.text.normalize.gaps import GAP, WORD
from tts.text.normalize.spoken import Place, Reading

_HEAD: Final = 3  # folded characters by which entries are first told apart
_GLANCE: Final = 12  # characters that are looked at for them
_JOINT: Final = re.compile(r"['’\-\u2010\u2011]")
_COMPOUND: Final = re.compile(rf"[\w\u0300-\u036f]++(?:{_JOINT.pattern}[\w\u0300-\u036f]++)++")
_LONGEST_COMPOUND: Final = 100
# Wherever `normalize` or `_inside` may look for an entry.
_STARTS: Final = re.compile(rf"(?<!\w)\w|[^\w\s]|[{UNSPACED}]|(?<=[{UNSPACED}])\w")
_WORD_OPENS: Final = 6  # characters that tell whether a word begins with them
_ADDRESS: Final = re.compile(r"[@/]|\.[^\W\d]")
_KINDS: Final = tuple(Match)


class _Known(NamedTuple):
    """An entry as it is looked up: by the characters from the one at which `normalize` asks for it."""

    entry: LexiconEntry
    leading: str  # folded: the punctuation before that character
    rank: tuple[int, ...]  # the lowest wins


class _Found(NamedTuple):
    entry: LexiconEntry
    end: int  # of the text, with an ending such as 's
    ending: str


class _Sought(NamedTuple):
    """For each place in `text` from `start` to `end`: the word there, as `normalize` sees it, ends at `word_end`, and
    the first entry beside a seam in it is at `end`, or there is none and the word ends there."""

    text: str
    start: int
    end: int
    word_end: int


class Lexicon:
    """Entries, ready to be found. Immutable, so safe to use from several threads.

    Where several begin at one place the longest wins, then a case-sensitive one, then word before exact
    before prefix, then the more special language, then the one given first.
    """

    def __init__(self, entries: Iterable[LexiconEntry] = ()) -> None:
        self.entries = tuple(entries)
        self._by_language: dict[str, Lexicon] = {}
        self._sought = _Sought("", 0, 0, 0)  # the last search, which keeps `rule` linear
        self._known: dict[str, list[_Known]] = {}
        lengths: dict[str, set[int]] = {}
        for index, entry in enumerate(self.entries):
            for core, known in _ways_to_find(entry, index):
                self._known.setdefault(core, []).append(known)
                lengths.setdefault(core.partition(" ")[0][:_HEAD], set()).add(len(core))
        for found in self._known.values():
            found.sort(key=lambda known: known.rank)
        self._lengths = {head: tuple(sorted(each, reverse=True)) for head, each in lengths.items()}
        self._firsts = frozenset(head[:1] for head in lengths)

    def for_language(self, language: str | None) -> "Lexicon":
        """The entries for texts in `language` (BCP 47; None is English, as for `normalize`)."""
        tag = (language or "en").replace("_", "-").casefold()
        found = self._by_language.get(tag)  # asked for each sentence; two threads at worst make it twice
        if found is None:
            kept = tuple(entry for entry in self.entries if _is_for(entry, tag))
            found = self._by_language[tag] = self if len(kept) == len(self.entries) else Lexicon(kept)
        return found

    def rule(self, place: Place) -> Reading | None:
        """What is spoken at `place`; the `first` of `normalize`. Linear in the text's length."""
        found = self._first(place.text, place.at)
        if found:
            return spoken_for(place.text, found.entry, found.end, found.ending)
        return self._inside(place)

    def touching(self, texts: Iterable[str]) -> tuple[LexiconEntry, ...]:
        """The entries that `rule` may use in any of the texts, for whatever language, in their own order.

        Also those that other rules read over, in a date, say. Which other entries there are matters only where
        they begin at the same place.
        """
        touched: set[LexiconEntry] = set()
        for text in texts if self.entries else ():
            for start in _STARTS.finditer(text):
                for found in self._all(text, start.start()):
                    touched.add(found.entry)
                    if found.entry.language is None:  # wins over the rest in every language
                        break
        return tuple(entry for entry in dict.fromkeys(self.entries) if entry in touched)

    def occurring_in(self, article: Article) -> "Lexicon":
        """The entries that may change how the article is spoken: it sounds the same by them alone."""
        # A block that names a voice may be in another language.
        mine = self.for_language(article.language) if article.language and not article.voices else self
        return Lexicon(mine.touching(block.text for _, block in article.read_blocks))

    @property
    def key(self) -> str:
        """SHA-256 (hex) of the entries; "" where there are none."""
        return canonical_hash(self.as_json()) if self.entries else ""

    def as_json(self) -> list[dict[str, Any]]:
        """The entries, to be kept; `Lexicon.from_json` reads them back."""
        return [{name: value for name, value in asdict(e).items() if value is not None} for e in self.entries]

    @classmethod
    def from_json(cls, entries: Iterable[dict[str, Any]]) -> "Lexicon":
        return cls(LexiconEntry(**{**entry, "match": Match(entry["match"])}) for entry in entries)

    def _first(self, text: str, at: int) -> _Found | None:
        return next(self._all(text, at), None)

    def _all(self, text: str, at: int) -> Iterator[_Found]:
        """What fits at a place, the best first."""
        if text[at : at + 2].isascii() and text[at : at + 1].lower() not in self._firsts:
            return  # most places, soon
        token = fold(text[at : at + _GLANCE]).partition(" ")[0]
        heads = {token[:1], token[:2], token[:_HEAD]} & self._lengths.keys()
        if not heads:
            return
        lengths = sorted({length for head in heads for length in self._lengths[head]}, reverse=True)
        # Accents of their own and white space may make the text longer than the entry.
        folded, ends = fold_with_ends(text[at : at + 3 * lengths[0] + _GLANCE])
        for length in lengths:
            known = self._known.get(folded[:length]) if length <= len(folded) else None
            width = ends.get(length) if ends is not None else length
            if known and width is not None:
                yield from _that_fit(known, text, at, at + width)

    def _inside(self, place: Place) -> Reading | None:
        """The part of "pro-Huawei", "l'Huawei" or "我喜欢华为" before the entry, which `normalize` would pass over."""
        text, at = place.text, place.at
        seam = None if text.isascii() else self._behind_seam(text, at)
        compound = _COMPOUND.match(text, at, at + _LONGEST_COMPOUND)
        for joint in _JOINT.finditer(text, at, compound.end()) if compound else ():
            if seam is not None and seam < joint.end():
                break
            before = text[at : joint.start()]
            found = self._first(text, joint.end())
            if found and joint.group() in "'’":
                reading = elided(text, before, found.entry, found.end, found.ending)
                if reading:
                    return reading
            elif found:
                # Other rules know better what to do with a number.
                return Reading(joint.start(), before) if any(map(str.isalpha, before)) else None
        if seam is None or not text[at].isalnum() or _ADDRESS.search(text, at, seam):
            return None
        return Reading(seam, text[at:seam])

    def _behind_seam(self, text: str, at: int) -> int | None:
        """Where the first entry is that begins behind `at`, beside a letter of a script without spaces, in the run of
        characters that `normalize` would read as one word."""
        if WORD.match(text, at, at + _WORD_OPENS) is None:
            return None
        sought = self._sought
        if sought.text is not text or not sought.start <= at < sought.word_end:
            word = WORD.match(text, at)
            sought = self._seek(text, at, word.end() if word else at)
        elif at >= sought.end:
            sought = self._seek(text, at, sought.word_end)
        self._sought = sought
        return sought.end if sought.end < sought.word_end else None

    def _seek(self, text: str, at: int, word_end: int) -> _Sought:
        for seam in SEAM.finditer(text, at + 1, word_end):
            start = seam.start()
            if start < word_end and parts_word(text, start) and self._first(text, start):
                return _Sought(text, at, start, word_end)
        return _Sought(text, at, word_end, word_end)


def _ways_to_find(entry: LexiconEntry, index: int) -> list[tuple[str, _Known]]:
    """The entry by all of its characters, and without the punctuation that `normalize` would pass over."""
    folded = fold(entry.written)
    gap = GAP.match(folded)
    starts = {0, gap.end() if gap else 0, next(i for i, c in enumerate(folded) if c.isalnum())}
    special = entry.language.count("-") + 1 if entry.language else 0
    rank = (-len(folded), not entry.case_sensitive, _KINDS.index(entry.match), -special, index)
    return [(folded[start:], _Known(entry, folded[:start], rank)) for start in sorted(starts)]


def _that_fit(candidates: list[_Known], text: str, at: int, end: int) -> Iterator[_Found]:
    for known in candidates:
        start = at - len(known.leading)
        if start < 0 or (known.leading and fold(text[start:at]) != known.leading):
            continue
        entry = known.entry
        if entry.case_sensitive and canonical(text[start:end]) != canonical(entry.written):
            continue
        if not apart(text, start, end, entry.match):
            continue
        ending = rest_of_word(text, end) if entry.match is Match.PREFIX else ending_after(text, end)
        if ending is not None:
            yield _Found(entry, end + len(ending), ending)


def _is_for(entry: LexiconEntry, language: str) -> bool:
    """An entry for "en" is for texts in "en-gb" too, not the other way round."""
    if entry.language is None:
        return True
    tag = entry.language.casefold()
    return language == tag or language.startswith(f"{tag}-")
