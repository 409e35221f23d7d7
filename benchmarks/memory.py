"""Peak memory of rendering a text of 100,000 words, beside one of 1,000 words.

    python benchmarks/memory.py [--words 100000] [--real] [--json FILE]

Each text is taken in and rendered by a process of its own, as a server does it: through the queue, to MP3, FLAC and
manifest in the store, row completed. The peak is the most that the whole process had in memory, interpreter and
libraries included. By default a voice of a few kB speaks: what grows with the text is the same, and the real voice,
which `--real` takes, would add the same to both and some twenty minutes.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from result import Result, write_results
from texts import article

from api.assembly import Assembly, assembled
from api.ingest import ingest
from api.schemas import ArticleIn
from api.settings import DEFAULT_VOICE, Settings
from storage.narrations import get_narration
from storage.sites import default_site
from tests.tiny_voice import make_tiny_voice

ROOT = Path(__file__).parent.parent
GOAL = 1.3  # times the short text's
SHORT = 1_000  # words
STEPS = ("short text", "taken in", "rendered")  # the peak so far


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--real", action="store_true", help="speak with the packaged voice")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    peaks = {words: measure(words, options.real) for words in (SHORT, options.words)}
    print(f"{'peak memory, MB':20}" + "".join(f"{step:>14}" for step in STEPS) + f"{'seconds':>10}")
    for words, found in peaks.items():
        print(
            f"{f'{words} words':20}" + "".join(f"{found[step]:14.1f}" for step in STEPS) + f"{found['seconds']:10.0f}"
        )
    ratio = peaks[options.words][STEPS[-1]] / peaks[SHORT][STEPS[-1]]
    note = f"{peaks[options.words][STEPS[-1]]:.0f} MB for {options.words} words, {peaks[SHORT][STEPS[-1]]:.0f} MB for "
    note += f"{SHORT}; {'the packaged' if options.real else 'a tiny'} voice"
    goal = f"peak memory of {options.words} words, of that of {SHORT}"
    write_results(options.json, [Result(goal, round(ratio, 2), "x", f"<= {GOAL}", ratio <= GOAL, note)])
    print(f"memory: {ratio:.2f} x (goal <= {GOAL}), {note}")


def measure(words: int, real: bool) -> dict[str, float]:
    """Peaks in MB, and seconds, of a process that does nothing but this text."""
    command = [sys.executable, __file__, "--alone", str(words), *(["--real"] if real else [])]
    said = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    return {name: float(value) for name, value in json.loads(said.splitlines()[-1]).items()}


def alone(words: int, real: bool) -> None:
    """Render a very short text, so that all is loaded, then that of so many words."""
    voices, voice = ROOT / "voices", DEFAULT_VOICE
    with tempfile.TemporaryDirectory(prefix="readcast-memory-") as name:
        if not real:
            voices, voice = Path(name) / "voices", "en_US-tiny-low"
            make_tiny_voice(voices, voice)
        data = Path(name) / "data"
        settings = Settings(data_dir=data, voices_dir=voices, default_voice=voice, takeaways_audio=False)
        with assembled(settings) as assembly:
            assembly.queue.start()
            try:
                print(json.dumps(peaks(assembly, words)))
            finally:
                assembly.queue.stop()


def peaks(assembly: Assembly, words: int) -> dict[str, float]:
    found = {}
    wait(assembly, take_in(assembly, 60, 2))
    found[STEPS[0]] = peak()
    started = time.perf_counter()
    narration_id = take_in(assembly, words, 1)
    found[STEPS[1]] = peak()
    wait(assembly, narration_id)
    found[STEPS[2]] = peak()
    return {**found, "seconds": time.perf_counter() - started}


def take_in(assembly: Assembly, words: int, seed: int) -> str:
    """A text of so many words into the queue; its narration's id."""
    title, text = article(words, seed)
    with assembly.database.write() as session:
        site = default_site(session)
    return ingest(assembly, site, ArticleIn(title=title, text=text, language="en")).narrations[0].id


def wait(assembly: Assembly, narration_id: str) -> None:
    """Return when it is rendered. Raises RuntimeError if it failed."""
    while True:
        with assembly.database.read() as session:
            narration = get_narration(session, narration_id)
        if narration.status == "completed":
            return
        if narration.status in ("failed", "canceled"):
            raise RuntimeError(f"The narration failed: {narration.error}")
        time.sleep(0.2)


def peak() -> float:
    """The most this process ever had in memory, MB."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / 1e6


if __name__ == "__main__":
    if sys.argv[1:2] == ["--alone"]:
        alone(int(sys.argv[2]), "--real" in sys.argv)
    else:
        main()
