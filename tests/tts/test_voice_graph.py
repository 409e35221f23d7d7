"""Voices taken apart say what they say as a whole, and say it soon."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper
from piper.patch_voice_with_alignment import add_alignment_output

from tests.tiny_vits import HOP, make_tiny_vits, tiny_vits
from tests.tiny_voice import make_tiny_voice
from tts.engine import BatchEngine, Samples, StagedEngine, WholeEngine
from tts.graph_tools import GraphUnknown
from tts.prepared_voice import read_prepared
from tts.scales import Scales
from tts.synthesizer import PiperModel, PiperSynthesizer
from tts.voice_graph import split_voice
from tts.voices import PACKAGED_VOICE, Voice, VoiceCatalogue

WORDS = ("The", "old", "harbour", "reopened", "on", "Monday", "after", "two", "years", "of", "work")
LONG = (
    *WORDS,
    *[
        "and",
        "the",
        "mayor",
        "said",
        "that",
        "the",
        "city",
        "would",
        "spend",
        "another",
        "four",
        "million",
        "dollars",
        "on",
        "the",
        "quays",
    ],
)


def decibels(wanted: Samples, samples: Samples) -> float:
    """Signal-to-noise ratio."""
    assert wanted.shape == samples.shape
    noise = float(np.square(wanted - samples, dtype=np.float64).sum())
    return float(10 * np.log10(np.square(wanted, dtype=np.float64).sum() / max(noise, 1e-20)))


def tiny(folder: Path, speakers: int = 1, speaker: str = "") -> Voice:
    make_tiny_vits(folder, speakers=speakers)
    return VoiceCatalogue(folder).find(f"en_US-vits-low{speaker}")


def as_published(voice: Voice, cache: Path | None = None) -> PiperModel:
    """The voice, not split."""
    model = PiperModel(voice, 1, cache)
    assert voice.model
    graph = onnx.load(str(voice.model))
    add_alignment_output(graph)
    model.engine = WholeEngine(graph, model.config.hop_length, 1)
    return model


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def real(cache: Path) -> tuple[Voice, PiperModel]:
    voice = VoiceCatalogue(cache).find(PACKAGED_VOICE)
    return voice, PiperModel(voice, 1, cache)


@pytest.mark.parametrize(("speakers", "speaker"), [(1, ""), (3, "#2")])
def test_the_parts_say_what_the_whole_says(tmp_path: Path, speakers: int, speaker: str) -> None:
    voice = tiny(tmp_path, speakers, speaker)
    parts = PiperSynthesizer(voice, Scales(0, 0), model := PiperModel(voice))
    whole = PiperSynthesizer(voice, Scales(0, 0), as_published(voice))
    assert isinstance(model.engine, StagedEngine)
    for words in (WORDS[:1], WORDS, LONG):
        spoken, wanted = parts.speak(words), whole.speak(words)
        assert decibels(wanted.samples, spoken.samples) > 90
        assert spoken.words == wanted.words


def test_speakers_differ(tmp_path: Path) -> None:
    one, two = (PiperSynthesizer(tiny(tmp_path, 3, f"#{n}"), Scales(0, 0)).speak(WORDS).samples for n in (0, 1))
    assert decibels(one, two) < 60


@pytest.mark.parametrize("sizes", [[1], [2, 3], [28, 84, 252], [1 << 40]])
def test_chunks_of_any_size_join_to_the_same_samples(tmp_path: Path, sizes: list[int]) -> None:
    model = PiperModel(tiny(tmp_path))
    feed = model.feed(model.ids(model.phonemize(" ".join(LONG))), Scales(0, 0), None)
    wanted = np.concatenate(list(model.engine.utter(feed).chunks(itertools.repeat(1 << 40))))
    chunks = list(model.engine.utter(feed).chunks(itertools.cycle(sizes)))
    assert [len(chunk) for chunk in chunks[:-1]] == [
        HOP * n for n, _ in zip(itertools.cycle(sizes), chunks[1:], strict=False)
    ]
    assert decibels(wanted, np.concatenate(chunks)) > 120


def test_noise_is_drawn_once_a_sentence(tmp_path: Path) -> None:
    model = PiperModel(tiny(tmp_path))
    feed = model.feed(model.ids(model.phonemize(" ".join(LONG))), Scales(0.7, 0.8), None)
    made, other = model.engine.utter(feed), model.engine.utter(feed)
    whole, chunks = (np.concatenate(list(made.chunks(itertools.repeat(n)))) for n in (1 << 40, 5))
    assert decibels(whole, chunks) > 120
    assert decibels(whole, np.concatenate(list(other.chunks(itertools.repeat(5))))) < 20


def test_threads_share_a_voice(tmp_path: Path) -> None:
    synthesizer = PiperSynthesizer(tiny(tmp_path), Scales(0, 0))
    wanted = [synthesizer.speak(words).samples for words in (WORDS, LONG)]
    with ThreadPoolExecutor(4) as pool:
        spoken = list(pool.map(lambda words: synthesizer.speak(words).samples, [WORDS, LONG] * 4))
    assert all(decibels(wanted[index % 2], samples) > 120 for index, samples in enumerate(spoken))


def test_a_model_that_is_not_vits_is_run_as_it_is(tmp_path: Path) -> None:
    voice = VoiceCatalogue(make_tiny_voice(tmp_path).parent).find("en_US-tiny-low")
    model = PiperModel(voice)
    assert isinstance(model.engine, WholeEngine)
    stream = PiperSynthesizer(voice, Scales(0, 0), model).stream(WORDS)
    assert sum(len(chunk) for chunk in stream.chunks) == stream.length
    assert not list(tmp_path.glob("*.prepared"))


def test_a_stage_with_something_unknown_in_it_is_not_split() -> None:
    model = tiny_vits()
    tanh = next(node for node in reversed(model.graph.node) if node.op_type == "Tanh")
    model.graph.node.insert(len(model.graph.node) - 1, helper.make_node("CumSum", [tanh.output[0], "axis"], ["sums"]))
    model.graph.initializer.append(helper.make_tensor("axis", onnx.TensorProto.INT64, [], [2]))
    model.graph.node[-1].input[0] = "sums"
    with pytest.raises(GraphUnknown, match="CumSum"):
        split_voice(model)


def test_a_voice_is_prepared_once_and_again_when_the_file_is_damaged(tmp_path: Path) -> None:
    voice = tiny(tmp_path / "voices")
    wanted = PiperSynthesizer(voice, Scales(0, 0), PiperModel(voice, 1, tmp_path / "cache")).speak(WORDS).samples
    (file,) = (tmp_path / "cache").iterdir()
    written = file.stat().st_mtime_ns
    PiperModel(voice, 1, tmp_path / "cache")
    assert file.stat().st_mtime_ns == written
    content = bytearray(file.read_bytes())
    for damage in (b"", bytes(content[:-100]), bytes(content[:5000] + b"damaged" + content[5007:])):
        file.write_bytes(damage)
        assert read_prepared(file) is None
        again = PiperSynthesizer(voice, Scales(0, 0), PiperModel(voice, 1, tmp_path / "cache")).speak(WORDS).samples
        assert decibels(wanted, again) > 120
        assert read_prepared(file) is not None
        assert list(file.parent.iterdir()) == [file]


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert isinstance(PiperModel(tiny(tmp_path), 1, tmp_path / "file" / "cache").engine, StagedEngine)


def test_the_real_voice_says_the_same_with_the_same_times(real: tuple[Voice, PiperModel], cache: Path) -> None:
    voice, model = real
    assert isinstance(model.engine, StagedEngine)
    parts, whole = (PiperSynthesizer(voice, Scales(0, 0), each) for each in (model, as_published(voice, cache)))
    for words in (("A",), WORDS, LONG):
        spoken, wanted = parts.speak(words), whole.speak(words)
        assert decibels(wanted.samples, spoken.samples) > 60
        assert spoken.words == wanted.words


def test_the_real_voice_streams_the_very_samples(real: tuple[Voice, PiperModel]) -> None:
    voice, model = real
    synthesizer = PiperSynthesizer(voice, Scales(0, 0), model)
    spoken, stream = synthesizer.speak(LONG), synthesizer.stream(LONG)
    assert stream.words == spoken.words and stream.length == len(spoken.samples)
    first = next(stream.chunks)
    assert len(first) < 0.4 * synthesizer.sample_rate
    assert decibels(spoken.samples, np.concatenate([first, *stream.chunks])) > 90


def test_a_batch_says_what_its_sentences_say_alone(tmp_path: Path) -> None:
    voice = tiny(tmp_path)
    together, alone = (PiperModel(voice, 1, tmp_path / "cache") for _ in range(2))
    graph = onnx.load(str(voice.model))
    add_alignment_output(graph)
    together.engine = BatchEngine(graph, together.config.hop_length, ("CPUExecutionProvider",))
    sentences = [tuple(text.split()) for text in ("The ships came in.", "It opened again.", "Nobody was hurt.")]
    synthesizer = PiperSynthesizer(voice, Scales(0, 0), together)
    with ThreadPoolExecutor(3) as threads:
        spoken = list(threads.map(synthesizer.speak, sentences * 4))
    wanted = [PiperSynthesizer(voice, Scales(0, 0), alone).speak(words) for words in sentences] * 4
    for said, expected in zip(spoken, wanted, strict=True):
        assert said.words == expected.words
        edge = len(expected.samples) - 1000  # the end sees another sentence's silence behind it
        assert decibels(said.samples[:edge], expected.samples[:edge]) > 60
