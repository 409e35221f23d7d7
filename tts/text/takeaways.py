"""Takeaways: the few sentences of an article that say most of it, in the publisher's own words."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from tts.article import Article, Block, BlockKind, Sentence
from tts.text.sentences import split_sentences

_READ_FROM: Final = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_FULL_SENTENCE: Final = re.compile(r"[\W_]*(?P<first>\w).*[.!…。！।][\"”’»)\]]*\s*", re.DOTALL)
# Words, or single characters of scripts that put no space between words.
_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_FEWEST_WORDS: Final = 8
_MOST_WORDS: Final = 35
_SHORTEST_REST: Final = 20  # characters that must be left where an opening is cut off
_SAME: Final = 0.8  # two sentences as like as that say the same

_DATELINE: Final = re.compile(
    r"(?:[A-Z][\w.,'’ ]{1,60}\s)?\((?:CNN|AP|AFP|UPI|PA|[A-Z][a-z]+(?: [A-Z][a-z]+)?)\)\s*(?:[-–—]+\s*|(?=[A-Z“\"]))"
    r"|[A-Z][A-Z.,'’ ]{2,40}(?:, [A-Z][a-z.]{1,20})?\s[-–—]+\s"
)
_CONJUNCTION: Final = re.compile(
    r"(?:(?:But|And|Or|Yet),?"
    r"|(?:So|However|Meanwhile|Moreover|Furthermore|Additionally|Nevertheless|Nonetheless|Instead|Also|Still|Then"
    r"|Indeed|In addition|In fact|Of course|For example|For instance|On the other hand|As a result"
    r"|Therefore|Thus|Besides),)\s+"
)
_DANGLING: Final = re.compile(
    r"[\W_]*(?:he|she|it|they|this|that|these|those|his|her|its|their|we|i|you|there|here|such|both|one)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Takeaway:
    """A key sentence; `block` and `start` say where the sentence stands, as in Sentence."""

    text: str
    block: int
    start: int


class _Candidate(NamedTuple):
    sentence: Sentence
    text: str
    weights: dict[str, float]  # TF-IDF, of length 1
    score: float


def find_takeaways(article: Article, limit: int = 5) -> tuple[Takeaway, ...]:
    """The 3 to `limit` sentences that stand best for the article, in its order.

    Fewer than 8 sentences give a third of their number, at least one. Only full sentences of paragraphs and list
    items, no questions; what an English one leans on at its start ("But", "LONDON (AP) -") is cut off.
    """
    english = (article.language or "en").lower().startswith("en")
    sentences = [s for s in split_sentences(article) if s.kind in _READ_FROM and _is_statement(s.text)]
    texts = [_standing_alone(s.text) if english else s.text.strip() for s in sentences]
    weights = _weights([_words(text) for text in texts])
    topic = _sum(weights)
    title = _weight(_words(article.title or ""), Counter(), 1)
    candidates = []
    for number, (sentence, text, weight) in enumerate(zip(sentences, texts, weights, strict=True)):
        # Near the article's topic and title, and early in it
        score = 2 * _likeness(weight, topic) + 0.4 * _likeness(weight, title)
        score += 0.8 * (1 - number / len(texts)) ** 4 - _leans_on_others(text, english)
        candidates.append(_Candidate(sentence, text, weight, score))
    chosen = _choose(candidates, _how_many(len(candidates), limit))
    chosen.sort(key=lambda candidate: (candidate.sentence.block, candidate.sentence.start))
    return tuple(Takeaway(c.text, c.sentence.block, c.sentence.start) for c in chosen)


def has_takeaways(article: Article) -> bool:
    """Whether there are any; told by the first sentences, so that a long article takes no longer."""
    return any(s.kind in _READ_FROM and _is_statement(s.text) for s in split_sentences(article))


def takeaways_article(article: Article, takeaways: Iterable[Takeaway]) -> Article:
    """The takeaways as an article of their own, to be narrated: each a list item under the article's title."""
    return replace(article, blocks=tuple(Block(BlockKind.LIST_ITEM, takeaway.text) for takeaway in takeaways))


def _is_statement(text: str) -> bool:
    match = _FULL_SENTENCE.fullmatch(text)
    return match is not None and not match["first"].islower()


def _standing_alone(text: str) -> str:
    text = text.strip()
    for opening in (_DATELINE, _CONJUNCTION):
        match = opening.match(text)
        if match and len(text) - match.end() >= _SHORTEST_REST:
            text = text[match.end()].upper() + text[match.end() + 1 :]
    return text


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _weights(sentences: Sequence[list[str]]) -> list[dict[str, float]]:
    spread = Counter(word for words in sentences for word in set(words))
    return [_weight(words, spread, len(sentences)) for words in sentences]


def _weight(words: list[str], spread: Counter[str], total: int) -> dict[str, float]:
    """How much each word of a sentence says: the more, the fewer of the `total` sentences have it."""
    raw = {word: n * math.log((1 + total) / (0.5 + spread[word])) for word, n in Counter(words).items()}
    length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
    return {word: value / length for word, value in raw.items()}


def _sum(weights: Sequence[dict[str, float]]) -> dict[str, float]:
    total: Counter[str] = Counter()
    for weight in weights:
        total.update(weight)
    length = math.sqrt(sum(value * value for value in total.values())) or 1.0
    return {word: value / length for word, value in total.items()}


def _likeness(one: dict[str, float], other: dict[str, float]) -> float:
    """The cosine between two, 0 to 1."""
    return sum(value * other.get(word, 0.0) for word, value in one.items())


def _leans_on_others(text: str, english: bool) -> float:
    """What is taken off a sentence that does not stand well alone: too short, too long, speech, "He said so"."""
    fitting = _FEWEST_WORDS <= len(_words(text)) <= _MOST_WORDS
    speech = text[0] in '"“«„' or text.count('"') % 2 == 1 or text.count("“") != text.count("”")
    dangling = english and _DANGLING.match(text) is not None
    return 0.2 * ((not fitting) + speech + dangling)


def _how_many(sentences: int, limit: int) -> int:
    if sentences < 6:
        return min(limit, max(1, sentences // 3))
    return min(limit, max(3, sentences // 8))


def _choose(candidates: list[_Candidate], count: int) -> list[_Candidate]:
    """The best first, each next one the best that does not repeat what is chosen."""
    chosen: list[_Candidate] = []
    repeats = [0.0] * len(candidates)
    left = set(range(len(candidates)))
    while left and len(chosen) < count:
        best = max(left, key=lambda index: (candidates[index].score - 0.5 * repeats[index], -index))
        left.remove(best)
        chosen.append(candidates[best])
        for index in left:
            repeats[index] = max(repeats[index], _likeness(candidates[best].weights, candidates[index].weights))
        left = {index for index in left if repeats[index] < _SAME}
    return chosen
