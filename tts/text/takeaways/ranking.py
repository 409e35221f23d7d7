"""The choice: of all sets of a few good candidates, the one that scores best."""

from collections.abc import Sequence
from functools import cache
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tts.text.takeaways.candidates import Candidate
from tts.text.takeaways.features import NAMES, Matrix, features_of
from tts.text.takeaways.weights import WEIGHTS, Weights
from tts.text.takeaways.words import WORD_NAMES, chances, word_features

SET_NAMES: Final = (*NAMES, "repeated", "hit", "length", "length_off")
FEWEST_WORDS, MOST_WORDS = 6, 40
MOST_WORDS_FIRST: Final = 48  # the first sentence often is the news, and long
_SUMMARY_WORDS: Final = 38  # of an editor's three sentences
_USUAL_WORDS: Final = 45  # of three of ours
_SAME: Final = 0.6  # two sentences as alike as that say the same
_SAME_WORDS: Final = 0.8  # so do two when the longer has so many of the shorter's words
_TITLE: Final = 0.4  # of what likeness to the whole article counts; the articles learned from have no titles


class Pool(NamedTuple):
    """The candidates that could be chosen from, in the article's order, and how many to choose."""

    candidates: list[Candidate]
    values: Matrix  # as in Features, for these
    alike: Matrix
    title: Matrix
    vocabulary: list[str]
    holds: Matrix  # 1 where a candidate has a word of the vocabulary
    words: Matrix  # what is known of each of its words, as WORD_NAMES
    wanted: int


def pool_of(candidates: Sequence[Candidate], title: str | None, count: int) -> Pool:
    """The few that are near the topic or early, stand alone and do not say the same; if none stands alone, one."""
    if count < 1 or all(candidate.speech for candidate in candidates):
        none = np.zeros((0, 0))
        return Pool([], none.reshape(0, len(NAMES)), none, np.zeros(0), [], none, none.reshape(0, len(WORD_NAMES)), 0)
    values, alike, titled, counts, vocabulary = features_of(candidates, title or "")
    good = 2 * values[:, NAMES.index("like_all")] + 0.8 * (1 - values[:, NAMES.index("relative_place")]) ** 4
    order = [int(n) for n in np.argsort(-(good + 2 * _TITLE * titled), kind="stable")]
    order = [n for n in order if not candidates[n].speech]
    standing = [n for n in order if _stands(candidates[n])]
    if not standing:
        standing, count = sorted(order, key=lambda n: _weakness(candidates[n]))[:1], 1
    kept: list[int] = []
    for n in standing:
        if len(kept) < 4 + 2 * count and not any(_same(candidates, alike, n, other) for other in kept):
            kept.append(n)
    rows = np.array(sorted(kept), int)
    mine = np.flatnonzero(counts[rows].any(0))
    known = [vocabulary[n] for n in mine]
    return Pool(
        [candidates[n] for n in rows],
        values[rows],
        alike[np.ix_(rows, rows)],
        titled[rows],
        known,
        (counts[np.ix_(rows, mine)] > 0).astype(float),
        word_features(candidates, counts[:, mine], known),
        min(count, len(rows)),
    )


def choose(pool: Pool, weights: Weights = WEIGHTS) -> list[Candidate]:
    """The best set of the pool's `count`, in the article's order."""
    if not pool.candidates:
        return []
    sets, values = sets_of(pool, chances(pool.words, weights.words))
    scores = values @ np.array([weights.sets[name] for name in SET_NAMES])
    scores += _TITLE * weights.sets["like_all"] * pool.title[sets].sum(1)
    return [pool.candidates[n] for n in sets[int(scores.argmax())]]


def sets_of(pool: Pool, worth: Matrix) -> tuple[NDArray[np.int64], Matrix]:
    """All sets of `count`, and a row of SET_NAMES for each.

    That is its members' sums, how much they repeat each other, what share of a summary's words they hit if `worth` is
    the chance of each word to stand there, and how long they are.
    """
    sets = _sets(len(pool.candidates), pool.wanted)
    pairs = [pool.alike[sets[:, one], sets[:, other]] for one, other in combinations(range(pool.wanted), 2)]
    repeated = np.sum(pairs, axis=0) if pairs else np.zeros(len(sets))
    length = np.array([candidate.size for candidate in pool.candidates])[sets].mean(1) * 3
    expected = pool.holds[sets].max(1) @ worth * 3 / pool.wanted
    hit = 2 * expected / (length + _SUMMARY_WORDS)
    sizes = [length / 50, np.abs(length - _USUAL_WORDS) / 20]
    return sets, np.column_stack([pool.values[sets].sum(1), repeated, hit, *sizes])


@cache
def _sets(total: int, count: int) -> NDArray[np.int64]:
    return np.array(list(combinations(range(total), count)), np.int64)


def _stands(candidate: Candidate) -> bool:
    most = MOST_WORDS_FIRST if candidate.place == 0 else MOST_WORDS
    return FEWEST_WORDS <= candidate.size <= most and not candidate.dangling and not candidate.boilerplate


def _weakness(candidate: Candidate) -> tuple[bool, bool, bool, bool]:
    small = candidate.size < FEWEST_WORDS
    return candidate.boilerplate, candidate.size > MOST_WORDS, candidate.dangling, small


def _same(candidates: Sequence[Candidate], alike: Matrix, one: int, other: int) -> bool:
    first, second = set(candidates[one].words), set(candidates[other].words)
    shared = len(first & second) / (min(len(first), len(second)) or 1)
    return bool(alike[one, other] >= _SAME) or shared >= _SAME_WORDS
