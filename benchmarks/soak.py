"""How much one worker's memory grows over 2,000 renders of short texts.

    python benchmarks/soak.py [--renders 2000] [--real] [--json FILE]

All goes through the real queue: articles are taken in, worker threads claim, render and store them. By default a voice
of a few kB speaks, which takes minutes; `--real` takes the packaged voice and hours. The texts hold ever new words,
made up of syllables but as often repeated as those of a newspaper, because what a process remembers of words grows too.
"""

import argparse
import gc
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from result import Result, write_results

from api.assembly import Assembly, assembled
from api.ingest import ingest
from api.schemas import ArticleIn
from api.settings import DEFAULT_VOICE, Settings
from storage.models import Status
from storage.narrations import count_by_status
from storage.sites import default_site
from tests.tiny_voice import make_tiny_voice

ROOT = Path(__file__).parent.parent
GOAL = 10  # per cent
WARM = 200  # renders after which the memory is the measure
AHEAD = 20  # narrations in the queue at a time
TEXT_WORDS = 60
VOCABULARY = 60_000
_SYLLABLES = [a + b + c for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "u", "ea") for c in ("", "n", "r", "st")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--renders", type=int, default=2000)
    parser.add_argument("--real", action="store_true", help="speak with the packaged voice")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="readcast-soak-") as name:
        memory = soak(settings(Path(name), options.real), options.renders)
    after = sorted(count for count in memory if count >= min(WARM, options.renders))
    for count in sorted(memory):
        print(f"{count:6} renders {memory[count] / 1e6:8.1f} MB")
    growth = 100 * (memory[after[-1]] / memory[after[0]] - 1)
    note = f"{memory[after[0]] / 1e6:.0f} MB after {after[0]}, {memory[after[-1]] / 1e6:.0f} MB after {after[-1]}; "
    note += f"{'the packaged' if options.real else 'a tiny'} voice"
    goal = f"growth of a worker's memory from render {after[0]} to {after[-1]}"
    write_results(options.json, [Result(goal, round(growth, 1), "%", f"< {GOAL}", growth < GOAL, note)])
    print(f"soak: {growth:.1f} % (goal < {GOAL}), {note}")


def settings(folder: Path, real: bool) -> Settings:
    voices, voice = ROOT / "voices", DEFAULT_VOICE
    if not real:
        voices, voice = folder / "voices", "en_US-tiny-low"
        make_tiny_voice(voices, voice)
    return Settings(data_dir=folder / "data", voices_dir=voices, default_voice=voice, takeaways_audio=False)


def soak(given: Settings, renders: int) -> dict[int, int]:
    """Bytes in memory after so many renders."""
    marks = sorted({1, WARM, *range(500, renders, 500), renders})
    memory = {}
    texts = made_up()
    with assembled(given) as assembly:
        assembly.queue.start()
        try:
            for begin, end in itertools.pairwise([0, *(mark for mark in marks if mark <= renders)]):
                render(assembly, itertools.islice(texts, end - begin))
                gc.collect()
                memory[end] = resident()
                print(f"{end} renders: {memory[end] / 1e6:.1f} MB", file=sys.stderr, flush=True)
        finally:
            assembly.queue.stop()
    return memory


def render(assembly: Assembly, texts: Iterator[str]) -> None:
    """Take the texts in, a few ahead of the workers, and wait until all are rendered. Raises RuntimeError."""
    with assembly.database.write() as session:
        site = default_site(session)
    for text in texts:
        ingest(assembly, site, ArticleIn(text=text, language="en"))
        wait(assembly, AHEAD)
    wait(assembly, 0)


def wait(assembly: Assembly, most: int) -> None:
    """Return when no more than `most` narrations are still to be made. Raises RuntimeError if one failed."""
    while True:
        with assembly.database.read() as session:
            count = count_by_status(session)
        if count.get(Status.FAILED):
            raise RuntimeError("A narration failed.")
        if count.get(Status.QUEUED, 0) + count.get(Status.PROCESSING, 0) <= most:
            return
        time.sleep(0.01)


def resident() -> int:
    """Bytes of this process that are in memory."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def made_up() -> Iterator[str]:
    """Texts of about 60 words, without end and never the same again."""
    chance = random.Random(4)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.choice((1, 2, 2, 3, 3)))) for _ in range(VOCABULARY)]
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))  # Zipf's law
    while True:
        chosen = chance.choices(words, cum_weights=weights, k=TEXT_WORDS)
        sentences = [chosen[start : start + 15] for start in range(0, TEXT_WORDS, 15)]
        yield " ".join(f"{' '.join(sentence).capitalize()}." for sentence in sentences)


if __name__ == "__main__":
    main()
