"""How well text is split into sentences, and how fast, beside other splitters.

    python benchmarks/sentences.py --data golden_rules_en.jsonl --paragraphs gum_dev.jsonl

The rules: a text counts when all of its sentences are right, but for white space around them.
The paragraphs: F1 of the places where sentences begin within a paragraph, counted in characters that are not white
space; that a paragraph's first sentence begins with it earns nothing. The column "with ends" is the same with the
end of each paragraph for one more place that everybody finds: published figures are often counted so, and it puts
each splitter about a third closer to 100. Measured is the splitting alone, before long sentences are cut and tiny
ones merged for the voice. pysbd and blingfire are measured where they are installed.
Each line of both files: {"text": ..., "sents": [...]}; paragraphs also have a "genre".
"""

import argparse
import importlib
import json
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sentencex import segment

from tts.text.splitting.starts import split_text

GOAL_RULES, GOAL_F1 = 46, 98.5
ALL = "all genres"

Splitter = Callable[[str], list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="rules, one JSON object a line")
    parser.add_argument("--paragraphs", type=Path, help="paragraphs by genre, one JSON object a line")
    parser.add_argument("--wrong", action="store_true", help="print what ours has wrong")
    options = parser.parse_args()
    rules = read(options.data)
    right = {name: sum(rule_holds(rule, split) for rule in rules) for name, split in splitters().items()}
    if options.wrong:
        print_wrong_rules(rules)
    if options.paragraphs:
        paragraphs = read(options.paragraphs)
        for name, split in splitters().items():
            print_paragraphs(name, paragraphs, split, options.wrong and name == "readcast")
    print(", ".join(f"{name} {count}" for name, count in right.items()) + f" of {len(rules)} rules")
    print(f"sentences: {right['readcast']} of {len(rules)} rules (goal {GOAL_RULES})")


def splitters() -> dict[str, Splitter]:
    """Ours, sentencex as it comes, and the others that are there."""
    found: dict[str, Splitter] = {
        "readcast": lambda text: split_text(text, "en"),
        "sentencex": lambda text: list(segment("en", text)),
    }
    for name, make in {
        "pysbd": lambda module: module.Segmenter(language="en", clean=False).segment,
        "blingfire": lambda module: lambda text: module.text_to_sentences(text).split("\n"),
    }.items():
        try:
            found[name] = make(importlib.import_module(name))
        except ImportError:
            continue
    return found


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def rule_holds(rule: dict[str, Any], split: Splitter) -> bool:
    return [piece.strip() for piece in split(rule["text"])] == [sentence.strip() for sentence in rule["sents"]]


def print_wrong_rules(rules: list[dict[str, Any]]) -> None:
    for rule in rules:
        if not rule_holds(rule, splitters()["readcast"]):
            print(f"{rule['sents']}\n    not {split_text(rule['text'], 'en')}")


def starts_of(sentences: list[str]) -> set[int]:
    """Where each sentence but the first begins, counted in characters that are not white space."""
    places, place = set(), 0
    for sentence in sentences[:-1]:
        place += len("".join(sentence.split()))
        places.add(place)
    return places


def print_paragraphs(name: str, paragraphs: list[dict[str, Any]], split: Splitter, show: bool) -> None:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    started = time.process_time()
    found = [split(paragraph["text"]) for paragraph in paragraphs]
    seconds = time.process_time() - started
    for paragraph, sentences in zip(paragraphs, found, strict=True):
        ours, theirs = starts_of(sentences), starts_of(paragraph["sents"])
        if show:
            print_wrong_places(paragraph["text"], ours, theirs)
        for row in (paragraph["genre"], ALL):
            for index, count in enumerate((len(ours & theirs), len(ours), len(theirs), 1)):
                counts[row][index] += count
    print(f"{name:14}{'precision':>11}{'recall':>9}{'F1':>8}{'with ends':>12}")
    for row, (both, ours_count, theirs_count, ends) in sorted(counts.items()):
        precision, recall = 100 * both / max(1, ours_count), 100 * both / max(1, theirs_count)
        f1 = 200 * both / max(1, ours_count + theirs_count)
        with_ends = 200 * (both + ends) / (ours_count + theirs_count + 2 * ends)
        goal = f"  (goal {GOAL_F1})" if row == ALL and name == "readcast" else ""
        print(f"{row:14}{precision:11.1f}{recall:9.1f}{f1:8.1f}{with_ends:12.1f}{goal}")
    size = sum(len(paragraph["text"].encode()) for paragraph in paragraphs)
    print(f"{size / seconds / 1e6:.1f} MB a second of processor time\n")


def print_wrong_places(text: str, ours: set[int], theirs: set[int]) -> None:
    dense = "".join(text.split())
    for place in sorted(ours ^ theirs):
        verdict = "too many" if place in ours else "missed"
        print(f"{verdict:9} {dense[max(0, place - 50) : place]} | {dense[place : place + 40]}")


if __name__ == "__main__":
    main()
