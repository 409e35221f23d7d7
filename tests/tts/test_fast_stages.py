"""A voice partly in integers: nearly the same sound under another fingerprint; not used where it is not near."""

from pathlib import Path

import numpy as np
import pytest

from tests.tiny_vits import make_tiny_vits
from tts import engine
from tts.engine import StagedEngine, WholeEngine
from tts.fast_stages import log_mel_distance
from tts.scales import Scales
from tts.synthesizer import PiperModel, PiperSynthesizer
from tts.voices import PACKAGED_VOICE, Voice, VoiceCatalogue

WORDS = ("The", "old", "harbour", "reopened", "on", "Monday", "after", "two", "years", "of", "work")


def made(voice: Voice, cache: Path, fast: bool) -> PiperSynthesizer:
    return PiperSynthesizer(voice, Scales(0, 0), PiperModel(voice, 1, cache, fast=fast))


def test_the_real_voice_sounds_nearly_the_same(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    voice = VoiceCatalogue(tmp_path).find(PACKAGED_VOICE)
    exact, fast = (made(voice, tmp_path, each) for each in (False, True))
    wanted, said = exact.speak(WORDS), fast.speak(WORDS)
    assert said.words == wanted.words
    assert 0 < log_mel_distance(wanted.samples, said.samples) < 1
    assert fast.fingerprint != exact.fingerprint
    streamed = np.concatenate(list(fast.stream(WORDS).chunks))
    assert np.abs(streamed - said.samples).max() < 0.01
    again = made(voice, tmp_path, True)
    assert again.fingerprint == fast.fingerprint
    assert np.array_equal(again.speak(WORDS).samples, said.samples)
    assert not caplog.records


def test_a_voice_that_would_differ_too_much_stays_exact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    make_tiny_vits(tmp_path)
    voice = VoiceCatalogue(tmp_path).find("en_US-vits-low")
    monkeypatch.setattr(engine, "_MOST_DISTANCE", 0.0)
    exact, fast = (made(voice, tmp_path / "cache", each) for each in (False, True))
    assert fast.fingerprint == exact.fingerprint
    assert np.array_equal(fast.speak(WORDS).samples, exact.speak(WORDS).samples)
    assert [record.getMessage().startswith("en_US-vits-low.onnx is not spoken fast") for record in caplog.records] == [
        True
    ]
    made(voice, tmp_path / "cache", True)
    assert len(caplog.records) == 1  # what was found out is kept


def test_a_voice_that_cannot_be_split_is_run_as_it_is(voices_dir: Path, tmp_path: Path) -> None:
    model = PiperModel(VoiceCatalogue(voices_dir).find("en_US-tiny-low"), 1, tmp_path, fast=True)
    assert isinstance(model.engine, WholeEngine)


@pytest.mark.parametrize("error", [RuntimeError, AssertionError, ImportError, ValueError])
def test_a_quantizer_that_fails_leaves_the_exact_voice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise error("no")

    make_tiny_vits(tmp_path)
    monkeypatch.setattr(engine, "in_integers", fail)
    model = PiperModel(VoiceCatalogue(tmp_path).find("en_US-vits-low"), 1, tmp_path / "cache", fast=True)
    assert isinstance(model.engine, StagedEngine)
    assert not model.engine.fast
    assert "is not spoken fast" in caplog.text


def test_all_speakers_are_asked(tmp_path: Path) -> None:
    make_tiny_vits(tmp_path, speakers=3)
    model = PiperModel(VoiceCatalogue(tmp_path).find("en_US-vits-low"), 1, tmp_path / "cache")
    assert {int(feed["sid"][0]) for feed in model._speech(Scales())} == {0, 1, 2}


def test_a_voice_that_says_no_numbers_stays_exact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_tiny_vits(tmp_path)
    monkeypatch.setattr(PiperModel, "phonemize", lambda model, text: tuple(text))
    model = PiperModel(VoiceCatalogue(tmp_path).find("en_US-vits-low"), 1, tmp_path / "cache", fast=True)
    assert isinstance(model.engine, StagedEngine)
    assert not model.engine.fast


@pytest.mark.parametrize(("noise", "least", "most"), [(0.0, 0, 0), (1e-5, 0, 0.1), (0.1, 10, 60)])
def test_the_distance_counts_what_can_be_heard(noise: float, least: float, most: float) -> None:
    quiet = np.zeros(22_050, np.float32)
    hiss = noise * np.random.default_rng(1).standard_normal(quiet.size).astype(np.float32)
    assert least <= log_mel_distance(quiet, quiet + hiss) <= most
    assert log_mel_distance(quiet[:100], (quiet + hiss)[:100]) <= most  # less than a frame
