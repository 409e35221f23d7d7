"""Takeaways that somebody else wrote: whether the article bears them out, and which of its sentences each means."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from num2words import num2words

from tts.article import Article
from tts.text.sentences import split_sentences
from tts.text.takeaways.candidates import words_of
from tts.text.takeaways.takeaway import Takeaway
from tts.voice_folder import primary_language

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS: Final = re.compile(r"[.,](?=\d{3}(?:\D|$))")
_WORD: Final = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?")
_POSSESSIVE: Final = re.compile(r"['’]s?$")
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?…]\s+)[\W_]*$")
_SPELLED_OUT: Final = 100  # numbers up to here may be words in the article
_OPENS: Final = frozenset(
    re.findall(
        r"\w+",
        """a about after against all although among an and another any are as at because before between both but by
        despite during each even every few following for from had has how if in instead is it its just many more most
        much nearly neither no nobody none nor not nothing of on once one only or other our over several since so some
        than that the their there these they this those though through to two under until up was were what when where
        whether which while who why will with within without would""",
    )
)


class Facts:
    """The numbers and names of an article."""

    def __init__(self, article: Article) -> None:
        self._language = primary_language(article.language or "en")
        self._text = " ".join(filter(None, (article.title, article.byline, *(b.text for b in article.blocks))))

    def missing(self, text: str) -> tuple[str, ...]:
        """The numbers and names in `text` that do not stand in the article. German ones count by their stems."""
        numbers = (n for n in _NUMBER.findall(text) if not self._has_number(n))
        names = (name for name in names_in(text) if not self._has_name(name))
        return tuple(dict.fromkeys((*numbers, *names)))

    def _has_number(self, number: str) -> bool:
        if _plain(number) in self._numbers:
            return True
        if not number.isdigit() or int(number) > _SPELLED_OUT:
            return False
        try:
            return str(num2words(int(number), lang=self._language)).casefold() in self._text.casefold()
        except (NotImplementedError, ValueError):
            return False

    def _has_name(self, name: str) -> bool:
        word = _folded(name)
        if self._language == "de":  # any noun is written like a name there
            return set(words_of(word)) <= self._stems
        return word in self._words

    @cached_property
    def _numbers(self) -> set[str]:
        return {_plain(number) for number in _NUMBER.findall(self._text)}

    @cached_property
    def _words(self) -> set[str]:
        return {_folded(word) for word in _WORD.findall(self._text)} | {
            word.casefold() for word in re.findall(r"\w+", self._text)
        }

    @cached_property
    def _stems(self) -> set[str]:
        return set(words_of(self._text))


def names_in(text: str) -> list[str]:
    """Words that begin with a capital. One that opens a sentence counts unless any sentence may open with it."""
    found = []
    for word in _WORD.finditer(text):
        opens = _SENTENCE_START.search(text[: word.start()]) is not None
        if word[0][0].isupper() and not (opens and word[0].casefold() in _OPENS):
            found.append(word[0])
    return found


def linked(texts: Iterable[str], article: Article) -> tuple[Takeaway, ...]:
    """Each text with the sentence that shares the most telling words with it; the article's first if none does."""
    sentences = list(split_sentences(article))
    words = [set(words_of(sentence.text)) for sentence in sentences]
    spread = Counter(word for some in words for word in some)
    found = []
    for text in texts:
        mine = {word: math.log(1 + len(words) / spread[word]) for word in words_of(text) if word in spread}
        # Of two that share the same, the shorter says less else.
        scores = [sum(mine.get(word, 0) for word in some) / math.sqrt(4 + len(some)) for some in words]
        nearest = sentences[max(range(len(scores)), key=scores.__getitem__)] if scores else None
        found.append(Takeaway(text, nearest.block, nearest.start) if nearest else Takeaway(text, 0, 0))
    return tuple(found)


def _plain(number: str) -> str:
    return _THOUSANDS.sub("", number)


def _folded(word: str) -> str:
    return _POSSESSIVE.sub("", word.casefold())
