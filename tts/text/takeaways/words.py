"""How likely each word is to stand in an editor's summary: by how often, how early and how it is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from tts.text.takeaways.candidates import Candidate
from tts.text.takeaways.features import Matrix

WORD_NAMES: Final = (
    *("always", "log_times", "times", "spread"),
    *("inverse_place", "log_place", "first", "early", "very_early", "times_early"),
    *("named", "ever_named", "digits", "size"),
    *("named_often", "named_early", "early_often", "article"),
)
_EARLY: Final = 5  # sentences


def word_features(candidates: Sequence[Candidate], counts: Matrix, vocabulary: Sequence[str]) -> Matrix:
    """A row for each word of the vocabulary, a column for each of WORD_NAMES; any language.

    `counts` says how often each candidate has each word.
    """
    has = counts > 0
    times, spread = np.maximum(counts.sum(0), 1), has.mean(0)
    place = np.array([candidate.place for candidate in candidates], float)[has.argmax(0)]
    names = Counter(name for candidate in candidates for name in candidate.names)
    named = np.minimum(1, np.array([names[word] for word in vocabulary], float) / times)
    logs, inverse = np.log(times), 1 / (1 + place)
    early = has[: np.searchsorted([candidate.place for candidate in candidates], _EARLY)].sum(0) / _EARLY
    return np.column_stack(
        [
            np.ones(len(vocabulary)),
            *(logs, np.minimum(times, 8) / 8, spread),
            *(inverse, np.log1p(place) / 4, place == 0, place < _EARLY, place < 3, early),
            *(named, named > 0, [word.isdigit() for word in vocabulary], [len(word) / 10 for word in vocabulary]),
            *(named * logs, named * inverse, early * logs, np.full(len(vocabulary), np.log(1 + place.max()) / 4)),
        ]
    ).astype(float)


def chances(features: Matrix, weights: Mapping[str, float]) -> Matrix:
    """The chance of each word to stand in a summary."""
    found: Matrix = 1 / (1 + np.exp(-features @ np.array([weights[name] for name in WORD_NAMES])))
    return found
