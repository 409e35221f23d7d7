"""How well text is split into sentences, and how fast.

    python benchmarks/sentences.py --data golden_rules_en.jsonl --paragraphs gum_dev.jsonl

The rules: a text counts when all of its sentences are right. The paragraphs: F1 of the places where sentences
begin. Measured is the splitting alone, before long sentences are cut and tiny ones merged for the voice.
Each line of both files: {"text": ..., "sents": [...]}; paragraphs also have a "genre".
"""

import argparse
import json
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from tts.text.sentences import _sentence_starts

GOAL_RULES, GOAL_F1 = 46, 98.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="rules, one JSON object a line")
    parser.add_argument("--paragraphs", type=Path, help="paragraphs by genre, one JSON object a line")
    parser.add_argument("--wrong", action="store_true", help="print each wrong rule")
    options = parser.parse_args()
    rules = read(options.data)
    right = sum(rule_holds(rule, options.wrong) for rule in rules)
    if options.paragraphs:
        print_paragraphs(read(options.paragraphs))
    print(f"sentences: {right} of {len(rules)} rules (goal {GOAL_RULES})")


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def split(text: str) -> list[str]:
    starts = sorted({0, *_sentence_starts(text, "en"), len(text)})
    return [text[start:end] for start, end in pairwise(starts)]


def rule_holds(rule: dict[str, Any], show: bool) -> bool:
    found = [sentence.strip() for sentence in split(rule["text"])]
    good = found == [sentence.strip() for sentence in rule["sents"]]
    if show and not good:
        print(f"{rule['sents']}\n    not {found}")
    return good


def starts_of(sentences: list[str]) -> set[int]:
    """Where each sentence but the first begins, counted in characters that are not white space."""
    places, place = set(), 0
    for sentence in sentences[:-1]:
        place += len("".join(sentence.split()))
        places.add(place)
    return places


def print_paragraphs(paragraphs: list[dict[str, Any]]) -> None:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    started = time.perf_counter()
    found = [split(paragraph["text"]) for paragraph in paragraphs]
    seconds = time.perf_counter() - started
    for paragraph, sentences in zip(paragraphs, found, strict=True):
        ours, theirs = starts_of(sentences), starts_of(paragraph["sents"])
        for row in (paragraph["genre"], "all genres"):
            for index, count in enumerate((len(ours & theirs), len(ours), len(theirs))):
                counts[row][index] += count
    print(f"{'':14}{'precision':>11}{'recall':>9}{'F1':>8}")
    for row, (both, ours_count, theirs_count) in sorted(counts.items()):
        precision, recall = 100 * both / max(1, ours_count), 100 * both / max(1, theirs_count)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        goal = f"  (goal {GOAL_F1})" if row == "all genres" else ""
        print(f"{row:14}{precision:11.1f}{recall:9.1f}{f1:8.1f}{goal}")
    size = sum(len(paragraph["text"].encode()) for paragraph in paragraphs)
    print(f"{size / seconds / 1e6:.1f} MB a second")


if __name__ == "__main__":
    main()
