"""What is known of each candidate, as numbers from about 0 to 1; all but the last in any language."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tts.text.takeaways.candidates import Candidate, words_of

Matrix = NDArray[np.float64]

NAMES: Final = (
    *("inverse_place", "first", "second", "third", "early", "log_place", "relative_place", "last_two"),
    *("like_all", "like_lead", "rank", "frequency"),
    *("size", "size_off", "opens_quote", "capitals", "says"),
)
_LEAD: Final = 3
_USUAL_SIZE: Final = 18
_LINKED: Final = 0.1  # sentences less alike than that do not vote for each other
_STEPS: Final = 20
_COMMON: Final = 0.4  # a word in so many of the sentences says nothing about any

_CAPITAL: Final = re.compile(r"(?<=\s)[A-Z]\w")
_SAYS: Final = re.compile(r"\b(?:said|says|say|told|according|added|reported|announced|claimed|warned)\b")


class Features(NamedTuple):
    values: Matrix  # a row for each candidate, a column for each of NAMES
    alike: Matrix  # how alike each two are, 0 to 1
    title: Matrix  # how alike each is to the title
    counts: Matrix  # how often each has each word of the vocabulary
    vocabulary: list[str]


def features_of(candidates: Sequence[Candidate], title: str) -> Features:
    """The features of one or more candidates; `title` may be empty."""
    words = list(dict.fromkeys(word for candidate in candidates for word in candidate.words)) or [""]
    vocabulary = {word: n for n, word in enumerate(words)}
    counts = np.zeros((len(candidates), len(words)))
    for row, candidate in zip(counts, candidates, strict=True):
        for word in candidate.words:
            row[vocabulary[word]] += 1
    weights = _unit(np.minimum(counts, 2) * np.log((1 + len(counts)) / (0.5 + (counts > 0).sum(0))))
    alike = weights @ weights.T
    in_title = np.zeros(counts.shape[1])
    in_title[[vocabulary[word] for word in words_of(title) if word in vocabulary]] = 1
    columns = [*_places(candidates), *_centrality(counts, weights, alike), *_wording(candidates)]
    return Features(np.array(columns, float).T, alike, weights @ _unit(in_title), counts, words)


def _places(candidates: Sequence[Candidate]) -> list[Matrix]:
    place = np.array([candidate.place for candidate in candidates], float)
    last = place[-1]
    return [
        1 / (1 + place),
        *(place == n for n in range(3)),
        place < 5,
        np.log1p(place) / 4,
        place / (last + 1),
        place > last - 2,
    ]


def _centrality(counts: Matrix, weights: Matrix, alike: Matrix) -> list[Matrix]:
    """Likeness to all and to the lead, the rank that like sentences give each other, the frequency of its words."""
    share = counts.sum(0) / (counts.sum() or 1)
    telling = (counts > 0).mean(0) < _COMMON
    return [
        weights @ _unit(weights.sum(0)),
        weights @ _unit(weights[:_LEAD].sum(0)),
        _ranks(alike) * len(counts) / 2,
        3 * (counts > 0) @ (share * telling),
    ]


def _ranks(alike: Matrix) -> Matrix:
    """The share of time that a walk from sentence to like sentence spends at each (LexRank)."""
    links = np.where(alike > _LINKED, alike, 0)
    np.fill_diagonal(links, 0)
    out = links.sum(1, keepdims=True)
    links = np.where(out > 0, links / np.where(out > 0, out, 1), 1 / len(links))
    rank = np.full(len(links), 1 / len(links))
    for _ in range(_STEPS):
        rank = 0.15 / len(links) + 0.85 * (rank @ links)
    return rank


def _wording(candidates: Sequence[Candidate]) -> list[Matrix]:
    texts = [candidate.text for candidate in candidates]
    sizes = np.array([candidate.size for candidate in candidates], float)
    tests = [
        [text[:1] in "\"“„«'‘" for text in texts],
        [len(_CAPITAL.findall(text)) / (text.count(" ") + 1) for text in texts],
        [c.english and _SAYS.search(c.text) is not None for c in candidates],
    ]
    return [sizes / 20, np.abs(sizes - _USUAL_SIZE) / 10, *(np.array(test, float) for test in tests)]


def _unit(rows: Matrix) -> Matrix:
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    unit: Matrix = rows / np.where(length > 0, length, 1)
    return unit
