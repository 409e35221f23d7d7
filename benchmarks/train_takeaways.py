"""Learns how takeaways are chosen, and writes tts/text/takeaways/weights.py.

    python benchmarks/train_takeaways.py --data takeaways_dev.jsonl

Each line of the file: {"article": ..., "highlights": [...]}. Of every article all sets of three candidates are scored
by ROUGE-1 and -2 against the highlights. A set is drawn with a probability that grows with the weighted sum of its
features; the weights are those of the highest expected score, less a penalty on large ones.
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
from tts.text.takeaways.candidates import candidates_of
from tts.text.takeaways.features import Matrix
from tts.text.takeaways.ranking import SET_NAMES, Pool, pool_of, sets_of

BIGRAMS, PENALTY, STEPS, RATE = 0.5, 5e-3, 120, 0.08
STEM = cache(PorterStemmer().stem)


class Example(NamedTuple):
    values: Matrix  # a row for each set
    rewards: Matrix  # of each set


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="articles and highlights, one JSON object a line")
    rows = read(parser.parse_args().data)
    learned = learn([example_of(pool_for(row["article"]), row["highlights"]) for row in rows])
    lines = "".join(f'    "{name}": {value:.4f},\n' for name, value in learned.items())
    head = '"""What each feature of a set of takeaways counts; made by benchmarks/train_takeaways.py."""\n\n'
    head += "from typing import Final\n\nWEIGHTS: Final[dict[str, float]] = {\n"
    Path(weights.__file__).write_text(f"{head}{lines}}}\n", "utf-8")


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
    sets, values = sets_of(pool)
    texts = [tokens(candidate.text) for candidate in pool.candidates]
    wanted = tokens(" ".join(highlights))
    rewards = f_scores(texts, wanted, sets)
    rewards += BIGRAMS * f_scores([list(pairwise(text)) for text in texts], list(pairwise(wanted)), sets)
    return Example(values, rewards)


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


def learn(examples: Sequence[Example | None]) -> dict[str, float]:
    """The weights with the highest expected reward over the examples, found by Adam from zero."""
    given = [example for example in examples if example is not None]
    centred = np.vstack([example.values - example.values.mean(0) for example in given])
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
