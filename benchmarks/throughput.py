"""How long an article takes from text to finished audio, beside other programs with the same voice.

    python benchmarks/throughput.py [--data FILE] [--rounds 5] [--voice en_US-joe-medium]

ours      text -> tagged, levelled MP3 and FLAC, with the marks of every word
stock     Piper as it comes, warm -> a bare WAV
loudness  loudness-tts, warm -> a levelled WAV and its timings
bare      only the calls that synthesize the same sentences, on all cores: what nobody can be faster than

All in turn, round after round; the ratios are medians of each round's own.
"""

import argparse
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import median

from peers import Answer, peer
from result import Result, write_results
from serving import ROOT, tell
from texts import article

from api.assembly import narrator_shelf
from api.settings import Settings
from tts.audio.encode import FORMATS
from tts.audio.hls import Segmenter
from tts.audio.tags import Tags
from tts.marks import speech_marks, to_webvtt
from tts.narrate import narrate_live, record
from tts.narrator import Narrator
from tts.pool import SynthesisPool
from tts.text.extract import article_from_text
from tts.text.normalize import normalize
from tts.text.sentences import split_sentences
from tts.voices import PACKAGED_VOICE, VoiceCatalogue

GOALS = {"stock": 1.25, "loudness": 2.0, "bare": 0.9}
WORDS = 600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, help="the article, as text; without it one of 600 words is made up")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--voice", default=PACKAGED_VOICE)
    parser.add_argument("--json", type=Path, help="write the results here too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="readcast-bench-") as name:
        folder = Path(name)
        text = options.data or folder / "article.txt"
        if options.data is None:
            text.write_text(article(WORDS, 1)[1], "utf-8")
        settings = Settings(data_dir=folder, voices_dir=ROOT / "voices")
        voice = VoiceCatalogue(settings.voices_dir).find(options.voice)
        narrator = narrator_shelf(settings).get(voice)
        with (
            peer("piper-tts", "stock.py", str(voice.model)) as stock,
            peer("loudness-tts", "loudness.py", str(voice.model)) as loudness,
            SynthesisPool(settings.worker_threads) as pool,
        ):
            runs: dict[str, Callable[[], Answer]] = {
                "ours": lambda: ours(text, narrator, pool, folder),
                "bare": lambda: bare(text, narrator),
                "stock": lambda: stock.render(text, folder / "stock.wav"),
                "loudness": lambda: loudness.render(text, folder / "loudness.wav"),
            }
            rounds = measure(runs, options.rounds)
    report(rounds, options.json)


def measure(runs: dict[str, Callable[[], Answer]], rounds: int) -> dict[str, list[Answer]]:
    """What each needed, round by round, after one that is thrown away."""
    found: dict[str, list[Answer]] = defaultdict(list)
    for turn in range(rounds + 1):
        answers = {name: run() for name, run in runs.items()}
        tell(f"round {turn} of {rounds}: " + ", ".join(f"{name} {one.seconds:.2f} s" for name, one in answers.items()))
        if turn:
            for name, answer in answers.items():
                found[name].append(answer)
    return found


def ours(text: Path, narrator: Narrator, pool: SynthesisPool, folder: Path) -> Answer:
    """What the server does between claiming a narration and storing its files, the cutting of segments included."""
    started = time.perf_counter()
    read = replace(article_from_text(text.read_text("utf-8")), language="en")
    outputs = {folder / "master.flac": FORMATS["flac"], folder / "narration.mp3": FORMATS["mp3"]}
    cut = Segmenter(narrator.sample_rate, lambda segment: None)
    spoken = narrate_live(read, narrator, lane=pool.lane())
    recorded = record(spoken, narrator.sample_rate, outputs, Tags(title="Benchmark"), on_mp3=cut.add)
    cut.finish()
    manifest = recorded.manifest
    (folder / "manifest.json").write_text(manifest.to_json(), "utf-8")
    (folder / "transcript.vtt").write_text(to_webvtt(manifest), "utf-8")
    speech_marks(manifest)
    return Answer(time.perf_counter() - started, manifest.duration)


def bare(text: Path, narrator: Narrator) -> Answer:
    """The synthesis calls of the same sentences, nothing before and nothing after them."""
    read = replace(article_from_text(text.read_text("utf-8")), language="en")
    spoken = (normalize(sentence.text, "en").words for sentence in split_sentences(read))
    calls = [tuple(word.spoken for word in words) for words in spoken if words]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        started = time.perf_counter()
        samples = sum(len(speech.samples) for speech in threads.map(narrator.synthesizer.speak, calls))
        return Answer(time.perf_counter() - started, samples / narrator.sample_rate)


def report(rounds: dict[str, list[Answer]], target: Path | None) -> None:
    print(f"{'':12}{'wall':>10}{'audio':>10}{'x real time':>14}{'ours is':>18}")
    ratios = {}
    for name, answers in rounds.items():
        ratios[name] = median(
            o.seconds and one.seconds / o.seconds for o, one in zip(rounds["ours"], answers, strict=True)
        )
        wall, speech = median(one.seconds for one in answers), median(one.speech for one in answers)
        print(f"{name:12}{wall:8.2f} s{speech:8.1f} s{speech / wall:14.1f}{ratios[name]:10.2f} x as fast")
    note = f"median of {len(rounds['ours'])} interleaved rounds; wall time of the same article, both warm"
    words = {
        "stock": "stock Piper making a bare WAV",
        "loudness": "loudness-tts",
        "bare": "the bare sum of its synthesis calls",
    }
    results = [
        Result(f"article to finished audio, against {words[name]}", round(ratios[name], 2), "x", f">= {goal}",
               ratios[name] >= goal, note)
        for name, goal in GOALS.items()
    ]  # fmt: skip
    write_results(target, results)
    print(f"throughput: {ratios['stock']:.2f} x stock piper (goal {GOALS['stock']})")


if __name__ == "__main__":
    main()
