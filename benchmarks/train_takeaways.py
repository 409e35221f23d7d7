"""Learns how takeaways are chosen, and writes tts/text/takeaways/weights.py.

    python benchmarks/train_takeaways.py --data takeaways_dev.jsonl

Each line of the file: {"article": ..., "highlights": [...]}. First the chance of a word to stand in the highlights is
learned, by logistic regression. Then all sets of three candidates of every article are scored by ROUGE-1 and -2 against
the highlights. A set is drawn with a probability that grows with the weighted sum of its features; the weights are
those of the highest expected score, less a penalty on large ones.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from nltk.stem.porter import PorterStemmer

from tts.article import Article, Block, BlockKind
from tts.text.takeaways import how_many, weights
from tts.text.takeaways.candidates import candidates_of, words_of
from tts.text.takeaways.features import Matrix
from tts.text.takeaways.ranking import SET_NAMES, Pool, pool_of, sets_of
from tts.text.takeaways.weights import Weights
from tts.text.takeaways.words import WORD_NAMES, chances

BIGRAMS, PENALTY, STEPS, RATE = 0.5, 5e-3, 120, 0.08
WORD_PENALTY, WORD_STEPS = 1.0, 12
STEM = cache(PorterStemmer().stem)


class Example(NamedTuple):
    pool: Pool
    used: Matrix  # 1 for each of the pool's words that stands in the highlights
    rewards: Matrix  # of each set


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="articles and highlights, one JSON object a line")
    rows = read(parser.parse_args().data)
    learned = learn([example_of(pool_for(row["article"]), row["highlights"]) for row in rows])
    Path(weights.__file__).write_text(source(learned), "utf-8")


def source(learned: Weights) -> str:
    """The module with the weights."""
    old = Path(weights.__file__).read_text("utf-8")
    parts = []
    for name, part in zip(Weights._fields, learned, strict=True):
        lines = "".join(f'        "{key}": {value:.4f},\n' for key, value in part.items())
        parts.append(f"    {name}={{\n{lines}    }},\n")
    return old[: old.index("WEIGHTS: Final")] + f"WEIGHTS: Final = Weights(\n{''.join(parts)})\n"


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def article_of(text: str) -> Article:
    return Article(blocks=(Block(BlockKind.PARAGRAPH, text),), language="en")


def pool_for(text: str, limit: int = 3) -> Pool:
    candidates, total = candidates_of(article_of(text))
    return pool_of(candidates, None, how_many(total, limit))


def example_of(pool: Pool, highlights: Sequence[str]) -> Example | None:
    """What is learned from an article; nothing where there is no choice."""
    if len(pool.candidates) <= pool.wanted:
        return None
    sets = sets_of(pool, np.zeros(len(pool.words)))[0]
    texts = [tokens(candidate.text) for candidate in pool.candidates]
    wanted = tokens(" ".join(highlights))
    rewards = f_scores(texts, wanted, sets)
    rewards += BIGRAMS * f_scores([list(pairwise(text)) for text in texts], list(pairwise(wanted)), sets)
    said = set(words_of(" ".join(highlights)))
    return Example(pool, np.array([word in said for word in pool.vocabulary], float), rewards)


def tokens(text: str) -> list[str]:
    """As rouge-score has them."""
    return [STEM(word) if len(word) > 3 else word for word in re.findall(r"[a-z0-9]+", text.lower())]


def f_scores(texts: Sequence[Sequence[Any]], wanted: Sequence[Any], sets: Any) -> Matrix:
    """ROUGE-N F1, times 10, of each set of texts."""
    counts = Counter(wanted)
    has = np.array([[Counter(text)[word] for word in counts] for text in texts]).reshape(len(texts), len(counts))
    shared = np.minimum(has[sets].sum(1), np.array(list(counts.values()), int)).sum(1)
    lengths = np.array([len(text) for text in texts])[sets].sum(1)
    scores: Matrix = 20 * shared / (lengths + len(wanted))
    return scores


def learn(examples: Sequence[Example | None]) -> Weights:
    """The weights of words, and with them those of sets."""
    given = [example for example in examples if example is not None]
    words = learn_words(np.vstack([one.pool.words for one in given]), np.hstack([one.used for one in given]))
    return Weights(words, learn_sets(given, words))


def learn_words(features: Matrix, used: Matrix) -> dict[str, float]:
    """Logistic regression by Newton's method, with a penalty on large weights of scaled features."""
    scale = np.sqrt((features**2).mean(0))
    scaled, weight = features / scale, np.zeros(len(WORD_NAMES))
    for _ in range(WORD_STEPS):
        chance = 1 / (1 + np.exp(-scaled @ weight))
        slope = scaled.T @ (chance - used) + WORD_PENALTY * weight
        bend = (scaled * (chance * (1 - chance))[:, None]).T @ scaled + WORD_PENALTY * np.eye(len(weight))
        weight = weight - np.linalg.solve(bend, slope)
    return dict(zip(WORD_NAMES, map(float, weight / scale), strict=True))


def learn_sets(given: Sequence[Example], words: dict[str, float]) -> dict[str, float]:
    """The weights with the highest expected reward over the examples, found by Adam from zero."""
    values = [sets_of(one.pool, chances(one.pool.words, words))[1] for one in given]
    centred = np.vstack([rows - rows.mean(0) for rows in values])
    scale = centred.std(0) + 1e-6
    centred /= scale
    rewards = np.hstack([example.rewards - example.rewards.mean() for example in given])
    sizes = np.array([len(example.rewards) for example in given])
    starts = np.cumsum(sizes) - sizes
    weight, drift, energy = (np.zeros(len(SET_NAMES)) for _ in range(3))
    for step in range(1, STEPS + 1):
        slope = gradient(centred, rewards, starts, sizes, weight) - 2 * PENALTY * weight
        drift = 0.9 * drift + 0.1 * slope
        energy = 0.999 * energy + 0.001 * slope * slope
        weight += RATE * drift / (1 - 0.9**step) / (np.sqrt(energy / (1 - 0.999**step)) + 1e-9)
    return dict(zip(SET_NAMES, map(float, weight / scale), strict=True))


def gradient(values: Matrix, rewards: Matrix, starts: Any, sizes: Any, weight: Matrix) -> Matrix:
    scores = values @ weight
    chances = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
    chances /= np.repeat(np.add.reduceat(chances, starts), sizes)
    expected = np.repeat(np.add.reduceat(chances * rewards, starts), sizes)
    slope: Matrix = values.T @ (chances * (rewards - expected)) / len(starts)
    return slope


if __name__ == "__main__":
    main()
