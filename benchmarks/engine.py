"""How fast the speech engine speaks on one core, and how soon a long sentence is heard, beside Piper as it comes.

    python benchmarks/engine.py [--rounds 7] [--voice en_US-joe-medium]

All run in turn, round after round, so that other work on the machine meets all alike; medians are printed.
With the PyPI package streaming-vits installed it runs too, given the phonemes' ids.
"""

import argparse
import itertools
import json
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import onnxruntime
from piper import PiperVoice, SynthesisConfig
from piper.config import PiperConfig

from tts.scales import Scales
from tts.synthesizer import PiperModel, PiperSynthesizer
from tts.voices import Voice, VoiceCatalogue

SENTENCES = (
    "The old harbour reopened on Monday after two years of work.",
    "The mayor said that the city would spend another four million dollars on the quays, the cranes and the railway.",
    "The old harbour reopened on Monday after two years of work by many people, and the mayor said that the city would "
    "spend another four million dollars on the quays, the cranes and the railway that once carried grain to the mills.",
)
GOAL = 1.5  # times the speed of Piper as it comes
Speak = Callable[[str], Iterator[Any]]  # a sentence to its samples, in chunks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--voice", default="en_US-joe-medium")
    parser.add_argument("--voices", type=Path, default=Path("voices"), help="folder of voices beside the packaged one")
    options = parser.parse_args()
    voice = VoiceCatalogue(options.voices).find(options.voice)
    with tempfile.TemporaryDirectory() as folder:
        print_loads(voice, Path(folder))
        synthesizer = PiperSynthesizer(voice, Scales(0, 0), PiperModel(voice, 1, Path(folder)))
        speakers: dict[str, Speak] = {
            "stock piper": stock(voice),
            "ours, whole": lambda text: iter([synthesizer.speak(tuple(text.split())).samples]),
            "ours, streamed": lambda text: synthesizer.stream(tuple(text.split())).chunks,
            **rival(voice, synthesizer, Path(folder)),
        }
        print_table(speakers, options.rounds)


def print_loads(voice: Voice, folder: Path) -> None:
    for name in ("prepared now", "prepared before"):
        started = time.perf_counter()
        PiperModel(voice, 1, folder)
        print(f"load, {name}: {time.perf_counter() - started:.2f} s")


def stock(voice: Voice) -> Speak:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    started = time.perf_counter()
    session = onnxruntime.InferenceSession(str(voice.model), options, providers=["CPUExecutionProvider"])
    print(f"load, stock: {time.perf_counter() - started:.2f} s")
    assert voice.config
    piper = PiperVoice(session=session, config=PiperConfig.from_dict(json.loads(voice.config.read_text("utf-8"))))
    config = SynthesisConfig(noise_scale=0, noise_w_scale=0, normalize_audio=False)
    return lambda text: (chunk.audio_float_array for chunk in piper.synthesize(text, config))


def rival(voice: Voice, synthesizer: PiperSynthesizer, folder: Path) -> dict[str, Speak]:
    try:
        import streaming_vits.engine as module
        from streaming_vits import StreamingTTS
    except ImportError:
        return {}
    module.phon.build = lambda *_, **__: None  # its own reads another program's files: it is given the ids instead
    assert voice.model and voice.config
    model = Path(shutil.copy(voice.model, folder))  # it writes beside the model
    shutil.copy(voice.config, folder)
    engine = StreamingTTS(str(model), threads=1, verbose=False, cache=str(folder))
    scales = np.array([0, 1, 0], np.float32)
    piper = synthesizer._model

    def speak(text: str) -> Iterator[Any]:
        ids = piper.ids(piper.phonemize(text))
        engine.phoneme_ids = lambda _: (np.array([ids], np.int64), 0)
        return (chunk.audio for chunk in engine.stream(text, scales=scales))

    return {"streaming-vits": speak}


def print_table(speakers: dict[str, Speak], rounds: int) -> None:
    firsts: dict[tuple[str, str], list[float]] = defaultdict(list)
    wholes: dict[tuple[str, str], list[float]] = defaultdict(list)
    seconds: dict[str, float] = {}
    sounds: dict[tuple[str, str], Any] = {}
    for turn, text, (name, speak) in itertools.product(range(rounds + 1), SENTENCES, speakers.items()):
        started = time.perf_counter()
        chunks = speak(text)
        first = next(chunks)
        heard = time.perf_counter() - started
        samples = np.concatenate([first, *chunks])
        if turn:  # the first is for warming up
            firsts[name, text].append(heard)
            wholes[name, text].append(time.perf_counter() - started)
        seconds[text], sounds[name, text] = len(samples) / 22_050, samples
    base = next(iter(speakers))
    print(
        f"{'':16}"
        + "".join(f"{f'{seconds[text]:.1f} s':>20}" for text in SENTENCES)
        + f"{'first samples':>16}{'SNR':>8}"
    )
    ratios = {}
    for name in speakers:
        speeds = [seconds[text] / median(wholes[name, text]) for text in SENTENCES]
        each = [median(b / o for b, o in zip(wholes[base, t], wholes[name, t], strict=True)) for t in SENTENCES]
        ratios[name] = median(each)
        cells = "".join(f"{f'{speed:.1f} x ({ratio:.2f})':>20}" for speed, ratio in zip(speeds, each, strict=True))
        first = median(firsts[name, SENTENCES[-1]])
        print(f"{name:16}{cells}{first:14.3f} s{similarity(sounds, base, name):5.0f} dB")
    print("x real time on one core (in brackets: times stock piper); first samples of the longest sentence")
    whole, streamed = ratios["ours, whole"], median(firsts["ours, streamed", SENTENCES[-1]])
    print(f"engine: {whole:.2f} x stock piper (goal {GOAL}), first samples after {streamed:.3f} s")


def similarity(sounds: dict[tuple[str, str], Any], base: str, name: str) -> float:
    """Least signal-to-noise ratio of the sentences, decibels."""
    ratios = []
    for text in SENTENCES:
        wanted, samples = sounds[base, text].astype(float), sounds[name, text].astype(float)
        noise = float(((wanted - samples) ** 2).sum()) if len(wanted) == len(samples) else float("inf")
        ratios.append(10 * np.log10((wanted**2).sum() / max(noise, 1e-12)))
    return float(min(ratios))


if __name__ == "__main__":
    main()
