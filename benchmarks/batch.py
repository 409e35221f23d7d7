"""How many articles `readcast batch` renders in an hour, beside a shell loop over Piper's CLI; and how fast it sees
that all is there.

    python benchmarks/batch.py [--articles 50] [--data FOLDER] [--words 400] [--known 500] [--json FILE]

ours   readcast batch FOLDER: a levelled MP3 and FLAC of each article with its marks, takeaways too
stock  for each file: piper -i FILE -f a.wav, then ffmpeg a.wav FILE.mp3

Both are run as a person runs them, start and loading of the voice included, on the same files. Before, ours renders one
short text, so that the voice is prepared, which is done once on a machine. The second run goes over --known articles
that a voice of a few kB has rendered; by its own clock, so without the start of the process.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imageio_ffmpeg
from peers import own_environment, python_of
from result import Result, write_results
from serving import ROOT, tell
from texts import article

from tests.tiny_voice import make_tiny_voice
from tts.voices import PACKAGED_VOICE, VoiceCatalogue

GOAL, KNOWN_GOAL = 1.5, 200
TINY = "en_US-tiny-low"
# The audio's length is read from the WAV, because MP3 is padded.
LOOP = """set -e
for file in "$1"/*.txt; do
  audio="$2/$(basename "$file" .txt)"
  "$PYTHON" -m piper -m "$MODEL" -i "$file" -f "$audio.wav"
  "$FFMPEG" -nostdin -loglevel error -y -i "$audio.wav" -b:a 64k "$audio.mp3"
done"""


@dataclass(frozen=True)
class Rendered:
    articles: int
    seconds: float  # of wall time
    audio: float  # seconds

    @property
    def articles_an_hour(self) -> float:
        return self.articles * 3600 / self.seconds

    @property
    def audio_hours_an_hour(self) -> float:
        return self.audio / self.seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=50)
    parser.add_argument("--data", type=Path, help="a folder of articles as text; without it they are made up")
    parser.add_argument("--words", type=int, default=400, help="of each that is made up")
    parser.add_argument("--known", type=int, default=500, help="articles of the second run")
    parser.add_argument("--json", type=Path, help="write the results here too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="readcast-bench-") as name:
        folder = Path(name)
        texts = articles(folder / "articles", options.articles, options.words, options.data)
        runs = {"ours": ours(folder, texts), "stock": stock(folder / "stock", texts)}
        known, started = second_run(folder / "known", options.known, options.words)
    print(f"{'':8}{'articles':>10}{'wall':>10}{'audio':>10}{'articles/h':>14}{'audio h/h':>12}")
    for name, run in runs.items():
        print(
            f"{name:8}{run.articles:10}{run.seconds:8.1f} s{run.audio:8.0f} s{run.articles_an_hour:14.0f}"
            f"{run.audio_hours_an_hour:12.1f}"
        )
    print(f"second run: {known:.0f} articles a second, and {started:.1f} s to start")
    ratio = runs["stock"].seconds / runs["ours"].seconds
    note = "{:.0f} articles and {:.1f} hours of audio an hour".format(*rates(runs["ours"]))
    note += ", Piper's CLI and ffmpeg {:.0f} and {:.1f}".format(*rates(runs["stock"]))
    known_note = f"{options.known} articles of {options.words} words, by the run's own clock"
    write_results(
        options.json,
        [
            Result(f"{len(texts)} articles to MP3, against a shell loop over Piper's CLI", round(ratio, 2), "x",
                   f">= {GOAL}", ratio >= GOAL, note),
            Result("a second run that finds everything done", round(known), "articles a second", f">= {KNOWN_GOAL}",
                   known >= KNOWN_GOAL, known_note),
        ],
    )  # fmt: skip
    note += f"; second run {known:.0f} articles a second"
    print(f"batch: {ratio:.2f} x a shell loop over Piper's CLI (goal >= {GOAL}), {note}")


def rates(run: Rendered) -> tuple[float, float]:
    return run.articles_an_hour, run.audio_hours_an_hour


def articles(folder: Path, count: int, words: int, data: Path | None) -> list[Path]:
    """So many text files, of a folder or made up."""
    folder.mkdir()
    given = sorted(data.glob("*.txt"))[:count] if data else []
    if data and not given:
        raise SystemExit(f"There is no .txt file in {data}.")
    for number in range(len(given) or count):
        text = given[number].read_text("utf-8") if given else article(words, number)[1]
        (folder / f"{number:05d}.txt").write_text(text, "utf-8")
    return sorted(folder.glob("*.txt"))


def ours(folder: Path, texts: list[Path]) -> Rendered:
    settings = {"DATA_DIR": str(folder / "data"), "VOICES_DIR": str(ROOT / "voices")}
    warm = folder / "warm"
    warm.mkdir()
    (warm / "warm.txt").write_text(article(30, -1)[1], "utf-8")
    tell("Preparing the voice.")
    batch(warm, settings)
    tell(f"readcast batch over {len(texts)} articles.")
    started = time.perf_counter()
    report = batch(texts[0].parent, settings)
    seconds = time.perf_counter() - started
    if report["done"] != len(texts):
        raise RuntimeError(f"Not all were rendered: {report}")
    return Rendered(len(texts), seconds, report["audio_seconds"])


def stock(folder: Path, texts: list[Path]) -> Rendered:
    folder.mkdir()
    model = VoiceCatalogue(ROOT / "voices").find(PACKAGED_VOICE).model
    env = own_environment() | {
        "PYTHON": str(python_of("piper-tts")),
        "MODEL": str(model),
        "FFMPEG": imageio_ffmpeg.get_ffmpeg_exe(),
    }
    tell(f"Piper's CLI and ffmpeg over {len(texts)} articles.")
    started = time.perf_counter()
    subprocess.run(["bash", "-c", LOOP, "loop", str(texts[0].parent), str(folder)], env=env, check=True)
    seconds = time.perf_counter() - started
    if len(list(folder.glob("*.mp3"))) != len(texts):
        raise RuntimeError("Piper did not render all.")
    return Rendered(len(texts), seconds, sum(length(file) for file in folder.glob("*.wav")))


def second_run(folder: Path, count: int, words: int) -> tuple[float, float]:
    """Articles a second that are seen to be there, and seconds of the process beside that."""
    folder.mkdir()
    make_tiny_voice(folder / "voices", TINY)
    settings = {"DATA_DIR": str(folder / "data"), "VOICES_DIR": str(folder / "voices"), "DEFAULT_VOICE": TINY}
    texts = articles(folder / "articles", count, words, None)
    tell(f"A tiny voice renders {count} articles.")
    batch(texts[0].parent, settings)
    started = time.perf_counter()
    report = batch(texts[0].parent, settings)
    seconds = time.perf_counter() - started
    if report["skipped"] != count:
        raise RuntimeError(f"Not all were there: {report}")
    return count / report["wall_seconds"], seconds - report["wall_seconds"]


def batch(source: Path, settings: dict[str, str]) -> dict[str, Any]:
    """The report of `readcast batch`."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("READCAST_")}
    env |= {f"READCAST_{name}": value for name, value in settings.items()} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", "from api.cli import app; app()", "batch", str(source), "--json"]
    said = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True).stdout
    report: dict[str, Any] = json.loads(said.splitlines()[-1])
    return report


def length(file: Path) -> float:
    with wave.open(str(file)) as audio:
        return audio.getnframes() / audio.getframerate()


if __name__ == "__main__":
    main()
