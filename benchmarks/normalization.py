"""How many written cases come out as a newsreader would say them, and how fast.

    python benchmarks/normalization.py --data tn_dev.jsonl

A case is right when espeak says the same phonemes for our output as for one of its spoken references.
Each line of the file: {"class": ..., "written": ..., "spoken": [...], "set": ...}.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from piper.phonemize_espeak import EspeakPhonemizer

GOAL = 93


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="cases, one JSON object a line")
    parser.add_argument("--wrong", action="store_true", help="print each wrong case")
    options = parser.parse_args()
    cases = [json.loads(line) for line in options.data.read_text("utf-8").splitlines()]
    started = time.perf_counter()
    from tts.text.normalize import normalize

    loaded = time.perf_counter() - started
    espeak = EspeakPhonemizer()

    def sound(text: str) -> str:
        said = "".join(symbol for sentence in espeak.phonemize("en-us", text) for symbol in sentence)
        return "".join(symbol for symbol in said if symbol.isalpha() and symbol not in "ˈˌː")

    readers: dict[str, Callable[[str], str]] = {
        "espeak alone": lambda text: text,
        "readcast": lambda text: normalize(text, "en").text,
    }
    right = {
        name: score(cases, reader, sound, options.wrong and name == "readcast") for name, reader in readers.items()
    }
    print_table(cases, right)
    print(f"load {loaded:.2f} s, {speed(cases, readers['readcast']):.3f} ms a word")
    share = 100 * sum(right["readcast"]) / len(cases)
    print(f"normalization: {share:.1f} % (goal {GOAL})")


def score(
    cases: list[dict[str, Any]], reader: Callable[[str], str], sound: Callable[[str], str], show: bool
) -> list[bool]:
    verdicts = []
    for case in cases:
        said = reader(case["written"])
        good = sound(said) in {sound(spoken) for spoken in case["spoken"]}
        verdicts.append(good)
        if show and not good:
            print(f"{case['set']}/{case['class']}: {case['written']!r} -> {said!r}, not {case['spoken'][0]!r}")
    return verdicts


def print_table(cases: list[dict[str, Any]], right: dict[str, list[bool]]) -> None:
    rows: dict[str, list[int]] = defaultdict(list)
    for index, case in enumerate(cases):
        rows[f"{case['set']}"].append(index)
        rows[f"{case['set']}: {case['class']}"].append(index)
    print(f"{'':24}{'cases':>6}" + "".join(f"{name:>15}" for name in right))
    for name, indexes in sorted(rows.items()):
        shares = [100 * sum(verdicts[i] for i in indexes) / len(indexes) for verdicts in right.values()]
        print(f"{name:24}{len(indexes):6}" + "".join(f"{share:13.1f} %" for share in shares))


def speed(cases: list[dict[str, Any]], reader: Callable[[str], str]) -> float:
    """Milliseconds a word, median of five rounds over all cases."""
    words = sum(len(case["written"].split()) for case in cases)
    rounds = []
    for _ in range(5):
        started = time.perf_counter()
        for case in cases:
            reader(case["written"])
        rounds.append(time.perf_counter() - started)
    return 1000 * sorted(rounds)[2] / words


if __name__ == "__main__":
    main()
