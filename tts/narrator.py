"""A voice that is loaded, levelled and ready to narrate; and the shelf that keeps such voices."""

import json
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tts.article import canonical_hash
from tts.audio.encode import FORMATS, Encoder
from tts.audio.loudness import MASTER_LUFS, level, level_stream, measure_loudness
from tts.audio.stitch import cut_piece, silence
from tts.calibration import calibration_texts
from tts.resampled import Resampled
from tts.synthesizer import Speech, SpeechStream, Synthesizer
from tts.text.lexicon import Lexicon
from tts.voices import Voice

# Part of every key: raise it when the same text would sound different.
PIPELINE_VERSION = 1
_GAIN_STEPS = 6  # the limiter takes a little loudness away again: approach the target


@dataclass(frozen=True)
class Narrator:
    """Safe to use from several threads."""

    voice: Voice
    synthesizer: Synthesizer
    gain_db: float  # brings the voice to the target loudness
    lexicon: Lexicon = field(default_factory=Lexicon)  # pronounces by the site's own entries
    others: Mapping[str, "Narrator"] = field(default_factory=dict)  # who reads the blocks that name another voice

    @property
    def sample_rate(self) -> int:
        return self.synthesizer.sample_rate

    def key(self, spoken: str) -> str:
        """SHA-256 (hex) of all that decides how `spoken` sounds."""
        return canonical_hash([PIPELINE_VERSION, *self.synthesizer.fingerprint, spoken])

    def speak(self, words: tuple[str, ...]) -> Speech:
        """One sentence at the target loudness. Raises SynthesisFailed."""
        speech = self.synthesizer.speak(words)
        return Speech(level(speech.samples, self.gain_db, self.sample_rate), speech.words)

    def stream(self, words: tuple[str, ...]) -> SpeechStream:
        """As `speak`, but the first samples come soon. Raises SynthesisFailed."""
        stream = self.synthesizer.stream(words)
        levelled = level_stream(stream.chunks, self.gain_db, self.sample_rate)
        return SpeechStream(stream.length, stream.words, levelled)

    def speaker(self, voice: str | None) -> "Narrator":
        """Who reads a block that asks for `voice`: another, at this sample rate and by this lexicon, or none."""
        if voice is None or voice == self.voice.name:
            return self
        return replace(self.others[voice].at_rate(self.sample_rate), lexicon=self.lexicon)

    def at_rate(self, sample_rate: int) -> "Narrator":
        """The same narrator, heard at a sample rate in Hz, so that it can stand beside another in one master."""
        if sample_rate == self.sample_rate:
            return self
        return replace(self, synthesizer=Resampled(self.synthesizer, sample_rate))


class NarratorShelf:
    """Loads each voice once a process and measures its gain once for good (kept in `folder`)."""

    def __init__(self, load: Callable[[Voice], Synthesizer], folder: Path) -> None:
        self._load = load
        self._folder = folder
        self._narrators: dict[tuple[str, ...], Narrator] = {}
        self._lock = threading.Lock()

    def get(self, voice: Voice) -> Narrator:
        """The narrator for an installed voice. Raises VoiceFilesInvalid."""
        key = (voice.name, str(voice.model), str(voice.model.stat().st_mtime_ns if voice.model else None))
        narrator = self._narrators.get(key)  # who is here already never waits for another to be loaded
        if narrator is None:
            with self._lock:
                narrator = self._narrators.get(key) or self._make(voice)
                self._narrators[key] = narrator
        return narrator

    def _make(self, voice: Voice) -> Narrator:
        synthesizer = self._load(voice)
        identity = canonical_hash([PIPELINE_VERSION, *synthesizer.fingerprint])
        note = self._folder / f"{identity[:32]}.json"
        if note.exists():
            return Narrator(voice, synthesizer, float(json.loads(note.read_text())["gain_db"]))
        gain_db = measure_gain(synthesizer, voice.language)
        self._folder.mkdir(parents=True, exist_ok=True)
        part = note.with_suffix(f".{threading.get_ident()}.part")
        part.write_text(json.dumps({"voice": voice.name, "gain_db": gain_db}))
        part.replace(note)
        return Narrator(voice, synthesizer, gain_db)


def measure_gain(synthesizer: Synthesizer, language: str) -> float:
    """Decibels that bring the voice to the target loudness, from some sentences of its own."""
    speeches = [synthesizer.speak(tuple(text.split())).samples for text in calibration_texts(language)]
    gain_db = 0.0
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / "trial.wav"
        for _ in range(_GAIN_STEPS):
            with Encoder(synthesizer.sample_rate, {trial: FORMATS["wav"]}) as encoder:
                for samples in speeches:
                    levelled = level(samples, gain_db, synthesizer.sample_rate)
                    piece = cut_piece(levelled, synthesizer.sample_rate)
                    encoder.write(piece.pcm + silence(300, synthesizer.sample_rate))
            gain_db += MASTER_LUFS - measure_loudness(trial).integrated
    return round(gain_db, 2)
