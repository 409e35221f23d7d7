"""Speech on a GPU: sentences of many articles in batches against one at a time, and against this machine's cores.

    python benchmarks/gpu.py [--json FILE]

Needs onnxruntime-gpu in onnxruntime's place and a CUDA device; says so where there is none.
"""

import argparse
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.result import Result, write_results
from tts.batching import MOST_TOGETHER
from tts.engine import has_cuda
from tts.scales import Scales
from tts.synthesizer import PiperModel, PiperSynthesizer
from tts.text.normalize import normalize
from tts.text.sentences import split_block
from tts.voices import PACKAGED_VOICE, VoiceCatalogue

GOAL = 2.0  # times one sentence at a time on the same GPU
ROUNDS = 5
NOTE = "onnxruntime has no CUDA here: nothing to measure"


def sentences() -> list[tuple[str, ...]]:
    """Spoken words of the sentences of our own articles, several times over."""
    found = []
    for file in sorted((Path(__file__).parent / "articles").glob("*.txt")):
        for block in file.read_text("utf-8").split("\n\n"):
            spoken = (normalize(text, "en") for text in split_block(block, "en"))
            found += [tuple(word.spoken for word in each.words) for each in spoken if each.words]
    return found * 4


def measure(threads: int, synthesizer: PiperSynthesizer, said: list[tuple[str, ...]]) -> float:
    """Seconds of audio a second."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        samples = sum(len(speech.samples) for speech in pool.map(synthesizer.speak, said))
    return samples / synthesizer.sample_rate / (time.perf_counter() - begun)


def compare() -> tuple[float, float]:
    """Audio seconds a second, one sentence at a time and in batches; medians."""
    voice = VoiceCatalogue(Path("voices")).find(PACKAGED_VOICE)
    said = sentences()
    with tempfile.TemporaryDirectory() as folder:
        synthesizer = PiperSynthesizer(voice, Scales(), PiperModel(voice, cache=Path(folder), cuda=True))
        measure(MOST_TOGETHER, synthesizer, said)
        rounds = [(measure(1, synthesizer, said), measure(MOST_TOGETHER, synthesizer, said)) for _ in range(ROUNDS)]
    return median(alone for alone, _ in rounds), median(together for _, together in rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the results there, too")
    arguments = parser.parse_args()
    measured: float | str = NOTE
    if has_cuda():
        alone, together = compare()
        print(f"one at a time  {alone:7.1f} x real time\nin batches     {together:7.1f} x real time")
        measured = round(together / alone, 2)
    met = isinstance(measured, float) and measured >= GOAL
    goal = f"at least {GOAL} x one at a time"
    if arguments.json:
        note = "" if has_cuda() else "batches are tested on the CPU (tests/tts/test_voice_graph.py)"
        write_results(arguments.json, [Result("Batches of sentences on a GPU", measured, "x", goal, met, note)])
    print(f"gpu: {measured} x (goal {GOAL})")


if __name__ == "__main__":
    main()
