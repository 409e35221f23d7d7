"""Voices are levelled once and for good."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tiny_voice import make_tiny_voice
from tts.article import Article, Block, BlockKind
from tts.audio.loudness import TARGET_LUFS, measure_loudness
from tts.errors import SynthesisFailed, VoiceFilesInvalid
from tts.narrate import narrate_to_file
from tts.narrator import Narrator, NarratorShelf
from tts.scales import Scales
from tts.synthesizer import PiperSynthesizer, Synthesizer
from tts.voices import Voice, VoiceCatalogue


@pytest.fixture
def loads(tmp_path: Path) -> Iterator[list[str]]:
    yield []


def shelf(folder: Path, loads: list[str]) -> NarratorShelf:
    def load(voice: Voice) -> Synthesizer:
        loads.append(voice.name)
        return PiperSynthesizer(voice, Scales(0, 0))

    return NarratorShelf(load, folder)


def test_a_voice_is_loaded_once_and_its_gain_is_kept(tmp_path: Path, voices_dir: Path, loads: list[str]) -> None:
    voice = VoiceCatalogue(voices_dir).find("en_US-tiny-low")
    first = shelf(tmp_path, loads)
    assert first.get(voice) is first.get(voice)
    assert loads == ["en_US-tiny-low"]
    (note,) = tmp_path.iterdir()
    note.write_text('{"gain_db": 1.25}')  # what is noted is taken, not measured again
    assert shelf(tmp_path, loads).get(voice).gain_db == 1.25


def test_narrations_have_the_target_loudness(tmp_path: Path, narrator: Narrator) -> None:
    blocks = [Block(BlockKind.PARAGRAPH, "The old harbour reopened on Monday after two years of work by many people.")]
    narrate_to_file(Article(tuple(blocks * 3)), narrator, tmp_path / "a.mp3")
    loudness = measure_loudness(tmp_path / "a.mp3")
    assert loudness.integrated == pytest.approx(TARGET_LUFS, abs=1)
    assert loudness.true_peak <= -1


def test_keys_differ_by_text_voice_and_scales(tmp_path: Path, voices_dir: Path) -> None:
    make_tiny_voice(tmp_path, "en_US-crowd-low", speakers=3)
    catalogue = VoiceCatalogue(tmp_path)
    one = VoiceCatalogue(voices_dir).find("en_US-tiny-low")
    synthesizers = [
        PiperSynthesizer(one, Scales(0, 0)),
        PiperSynthesizer(one, Scales(0, 0, 1.2)),
        PiperSynthesizer(catalogue.find("en_US-crowd-low#1"), Scales(0, 0)),
        PiperSynthesizer(catalogue.find("en_US-crowd-low#2"), Scales(0, 0)),
    ]
    keys = {Narrator(one, synthesizer, 0.0).key(text) for synthesizer in synthesizers for text in ("one", "two")}
    assert len(keys) == 8


def test_a_sentence_without_a_sound_is_a_failure_not_a_noise(voices_dir: Path) -> None:
    synthesizer = PiperSynthesizer(VoiceCatalogue(voices_dir).find("en_US-tiny-low"), Scales(0, 0))
    with pytest.raises(SynthesisFailed, match="no sound"):
        synthesizer.speak(("ꦗꦮ",))


def test_broken_files_are_named(tmp_path: Path) -> None:
    model = make_tiny_voice(tmp_path, "en_US-broken-low")
    voice = VoiceCatalogue(tmp_path).find("en_US-broken-low")
    model.write_bytes(b"not a model")
    with pytest.raises(VoiceFilesInvalid, match="en_US-broken-low"):
        PiperSynthesizer(voice, Scales())
