"""The fast precision, a part of the voice in 8-bit integers: how fast it is, and how it sounds beside the exact one.

    python benchmarks/precision.py [--rounds 7] [--data FOLDER_OR_FILE ...]

Speeds are of whole sentences on one core, in turn with stock Piper. Both precisions read the same articles, without
noise, and are written down by Whisper at three levels.
"""

import argparse
import itertools
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import mean, median
from typing import Any

from engine import SENTENCES, stock
from intelligibility import LEVELS_DB, OWN_ARTICLES, text_files
from result import Result, write_results
from speeds import CORES, Listener, Voice, difference, rate

from tts.fast_stages import log_mel_distance
from tts.pool import SynthesisPool
from tts.scales import Scales
from tts.synthesizer import PiperModel, PiperSynthesizer
from tts.voices import PACKAGED_VOICE, VoiceCatalogue

GOAL_SPEED, GOAL_POINTS = 1.6, 0.5  # times stock Piper; points of word error rate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--data", type=Path, nargs="*", default=[], help="more articles: text files, or folders")
    parser.add_argument("--json", type=Path, help="write the results here too")
    options = parser.parse_args()
    files = [file for place in (OWN_ARTICLES, *options.data) for file in text_files(place)]
    with tempfile.TemporaryDirectory(prefix="readcast-bench-") as folder:
        results = [speed(Path(folder), options.rounds), sound(Path(folder), files)]
    write_results(options.json, results)
    for one in results:
        print(one)
    print(f"fast precision: {results[0].measured} x stock piper (goal {GOAL_SPEED})")


def speed(folder: Path, rounds: int) -> Result:
    voice = VoiceCatalogue(folder).find(PACKAGED_VOICE)
    say = stock(voice)
    speakers: dict[str, Callable[[str], Any]] = {"stock": lambda text: list(say(text))}
    for name in ("exact", "fast"):
        model = PiperModel(voice, 1, folder, fast=name == "fast")
        synthesizer = PiperSynthesizer(voice, Scales(0, 0), model)
        speakers[name] = lambda text, synthesizer=synthesizer: synthesizer.speak(tuple(text.split())).samples
    if not model.engine.fast:
        raise RuntimeError("the voice was found too different in integers and stays exact")
    times: dict[str, list[float]] = defaultdict(list)
    for turn, text, (name, speak) in itertools.product(range(rounds + 1), SENTENCES, speakers.items()):
        started = time.perf_counter()
        speak(text)
        if turn:  # the first warms up
            times[name].append(time.perf_counter() - started)
    exact, fast = (
        median(a / b for a, b in zip(times["stock"], times[name], strict=True)) for name in ("exact", "fast")
    )
    distance = mean(log_mel_distance(speakers["exact"](text), speakers["fast"](text)) for text in SENTENCES)
    note = f"exact {exact:.2f} x; one core, {rounds} rounds of three sentences; log-mel distance {distance:.2f} dB"
    return Result(
        "fast precision, against stock Piper", round(fast, 2), "x", f">= {GOAL_SPEED}", fast >= GOAL_SPEED, note
    )


def sound(folder: Path, files: list[Path]) -> Result:
    listener, counts = Listener(LEVELS_DB), {}
    with SynthesisPool(CORES) as pool:
        for name in ("exact", "fast"):
            place = folder / name
            place.mkdir()
            voice = Voice(place, pool, fast=name == "fast")
            counts[name] = listener.errors([voice.read(file, [1.0]) for file in files], 1.0, None)
    points, low, high = difference(counts["fast"], counts["exact"])
    rates = f"{rate(counts['fast']):.1f} and {rate(counts['exact']):.1f} %; {low:+.1f} to {high:+.1f} by chance"
    note = f"{rates}; {counts['fast'][:, 1].sum()} words heard"
    goal = "fast precision: word error rate above the exact one's"
    return Result(goal, round(points, 2), "points", f"<= {GOAL_POINTS}", points <= GOAL_POINTS, note)


if __name__ == "__main__":
    main()
