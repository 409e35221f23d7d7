"""Runs a voice's network: whole, as its publisher made it, or split and optimized so that sound comes soon.

The only module that imports onnxruntime, but for its quantizer in fast_stages.
"""

import itertools
import logging
import platform
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from google.protobuf.message import DecodeError
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as engine

from tts.batching import Batcher, Feed
from tts.blocked_layout import DOMAIN, keep_blocked
from tts.fast_stages import in_integers, log_mel_distance
from tts.graph_tools import GraphUnknown
from tts.prepared_voice import PreparedStage, PreparedVoice, prepared_path, read_prepared, write_prepared
from tts.scales import Scales
from tts.voice_graph import VoiceGraph, split_voice
from tts.windows import Row, Stage, in_chunks

logger = logging.getLogger(__name__)

Samples = NDArray[np.float32]

# onnxruntime's errors share no base class of their own.
ENGINE_ERRORS = (
    engine.EPFail,
    engine.EngineError,
    engine.Fail,
    engine.InvalidArgument,
    engine.InvalidGraph,
    engine.InvalidProtobuf,
    engine.NoModel,
    engine.NoSuchFile,
    engine.NotImplemented,
    engine.RuntimeException,
)
# A graph that is not as expected shows it in many ways; the voice then runs as it is.
_UNPREPARED = (GraphUnknown, AttributeError, LookupError, StopIteration, TypeError, ValueError, DecodeError, OSError)
_UNQUANTIZED = (AssertionError, ImportError, RuntimeError)  # the quantizer's own
_LEAST_SNR = 1e6  # 60 dB, as powers: a prepared voice that differs more from the original is not used
_MOST_DISTANCE = 0.7  # decibels: twice joe's, whose words are heard as well as before; from 0.8 on he hisses
ALL = 1 << 40  # frames
_CPU = ("CPUExecutionProvider",)
CUDA = ("CUDAExecutionProvider", "CPUExecutionProvider")


@dataclass(frozen=True)
class Utterance:
    """What an engine makes of phoneme ids."""

    length: int  # samples
    id_lengths: NDArray[np.int64] | None  # samples of each id; None when the model does not tell
    chunks: Callable[[Iterator[int]], Iterator[Samples]]  # the samples, in chunks of so many frames


class WholeEngine:
    """A model that is run as its publisher made it."""

    fast = False

    def __init__(self, model: onnx.ModelProto, hop: int, threads: int) -> None:
        """`hop`: samples a frame. Raises ENGINE_ERRORS."""
        self._session, self._hop = _session(model.SerializeToString(), threads), hop

    def utter(self, feed: Feed) -> Utterance:
        samples, *widths = self._session.run(None, feed)
        samples = np.atleast_1d(samples.squeeze().astype(np.float32))
        lengths = np.atleast_1d((widths[0].squeeze() * self._hop).astype(np.int64)) if widths else None
        return Utterance(samples.size, lengths, lambda _: iter([samples] if samples.size else []))


class StagedEngine:
    """A model in parts: the encoder sees the sentence, the stages make samples a few frames at a time."""

    def __init__(self, voice: PreparedVoice, threads: int) -> None:
        """Raises ENGINE_ERRORS."""
        level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL  # they have been optimized
        self.fast = voice.fast
        self._encoder, self._outputs = _session(voice.encoder, threads, level), voice.outputs
        self._stages = [(stage, _session(stage.graph, threads, level)) for stage in voice.stages]

    def utter(self, feed: Feed) -> Utterance:
        row, widths, told = self._encode(feed)
        stages = [self._stage(stage, session, told) for stage, session in self._stages]
        hop = int(np.prod([stage.ratio for stage in stages]))
        lengths = np.atleast_1d((widths.squeeze() * hop).astype(np.int64))
        return Utterance(hop * row.shape[3], lengths, lambda sizes: in_chunks(row, stages, sizes))

    def between(self, feed: Feed) -> list[Feed]:
        """What each stage is given when the whole voice is given `feed`."""
        row, _, told = self._encode(feed)
        given = []
        for stage, session in self._stages:
            given.append({stage.inputs[0]: row, **{name: told[name] for name in stage.inputs[1:]}})
            row = session.run(None, given[-1])[0]
        return given

    def _encode(self, feed: Feed) -> tuple[Row, NDArray[Any], Feed]:
        """Frames, how many of them each id is long, and what the stages are told of the speaker."""
        frames, widths, *speaker = self._encoder.run(list(self._outputs), feed)
        told = {name: value[:, :, None] for name, value in zip(self._outputs[2:], speaker, strict=True)}
        return frames[:, :, None], widths, told

    @staticmethod
    def _stage(stage: PreparedStage, session: onnxruntime.InferenceSession, told: Feed) -> Stage:
        feed = {name: told[name] for name in stage.inputs[1:]}

        def run(row: Row) -> Row:
            made: Row = session.run(None, {stage.inputs[0]: row, **feed})[0]
            return made

        return Stage(run, stage.ratio, stage.left, stage.right, stage.step, stage.width)


class BatchEngine:
    """A model on a GPU, as its publisher made it; what several threads ask at once is spoken together."""

    fast = False

    def __init__(self, model: onnx.ModelProto, hop: int, providers: tuple[str, ...] = CUDA) -> None:
        """Raises ENGINE_ERRORS, and ValueError for a model that does not tell how long its ids are."""
        if len(model.graph.output) < 2:
            raise ValueError("The model does not tell how long its sounds are: sentences could not be told apart.")
        session = _session(model.SerializeToString(), 1, providers=providers)
        self._batcher = Batcher(lambda feed: session.run(None, feed), hop)

    def utter(self, feed: Feed) -> Utterance:
        samples, lengths = self._batcher.speak(feed)
        return Utterance(samples.size, lengths, lambda _: iter([samples] if samples.size else []))


Engine = WholeEngine | StagedEngine | BatchEngine


def has_cuda() -> bool:
    """Whether onnxruntime-gpu is installed in onnxruntime's place, and can be used."""
    return CUDA[0] in onnxruntime.get_available_providers()


@dataclass(frozen=True)
class ModelSource:
    """Where an engine comes from."""

    file: Path
    hash: str  # of the file
    read: Callable[[], onnx.ModelProto]  # with the lengths of its ids as a second output
    hop: int  # samples a frame
    question: Feed  # what it is asked, without noise, to see whether two engines say the same
    speech: Callable[[Scales], list[Feed]]  # some sentences in its language, to see what flows in its stages


def load_engine(source: ModelSource, cache: Path, threads: int, fast: bool = False) -> Engine:
    """The fastest engine that says the same as the model itself. Raises ENGINE_ERRORS and what `read` raises.

    `fast` says it with some stages in integers, where that is near enough. What was prepared is kept in `cache`.
    """
    machine = f"{onnxruntime.__version__} {platform.machine()} {_block()}{' fast' if fast else ''}"
    path, question = prepared_path(cache, source.file, source.hash, machine), source.question
    prepared = read_prepared(path)
    if prepared is not None:
        with suppress(*ENGINE_ERRORS):
            staged = StagedEngine(prepared, threads)
            if _alike(_answer(staged, question), prepared.probe):
                return staged
    model = source.read()
    whole = WholeEngine(model, source.hop, threads)
    try:
        graph = split_voice(model)
        prepared = _prepare(graph, _answer(whole, question))
        staged = StagedEngine(prepared, threads)
        if not _alike(_answer(staged, question), prepared.probe):
            return whole
    except (*_UNPREPARED, *ENGINE_ERRORS):
        return whole
    if fast:
        try:
            prepared = _made_fast(prepared, graph, staged, source)
            staged = StagedEngine(prepared, threads)
        except (*_UNPREPARED, *ENGINE_ERRORS, *_UNQUANTIZED):
            logger.warning("%s is not spoken fast.", source.file.name, exc_info=True)
    with suppress(OSError):  # a folder that cannot be written: prepared again next time
        write_prepared(path, prepared)
    return staged


def _session(
    model: bytes, threads: int, level: Any = None, save: Path | None = None, providers: tuple[str, ...] = _CPU
) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # other narrations want the cores
    if level is not None:
        options.graph_optimization_level = level
    if save is not None:
        options.optimized_model_filepath = str(save)
        options.log_severity_level = 3  # it warns that what is saved fits this kind of machine only
    return onnxruntime.InferenceSession(model, sess_options=options, providers=list(providers))


def _prepare(voice: VoiceGraph, probe: Samples) -> PreparedVoice:
    """Raises _UNPREPARED and ENGINE_ERRORS."""
    stages = []
    for stage in voice.stages:
        graph = keep_blocked(_optimized(stage.model), _block()).SerializeToString()
        stages.append(PreparedStage(graph, stage.inputs, stage.ratio, stage.left, stage.right, stage.step, stage.width))
    return PreparedVoice(_optimized(voice.encoder).SerializeToString(), voice.outputs, tuple(stages), probe)


def _made_fast(exact: PreparedVoice, graph: VoiceGraph, engine: StagedEngine, source: ModelSource) -> PreparedVoice:
    """The voice with the stages in integers that bear it; as it is, where none do or the result is too different."""
    stages = list(exact.stages)
    # The flow loses most (6 dB of signal to noise are left), and the last stage hisses.
    between = range(1, len(stages) - 1)
    if not between:
        return exact
    given = [engine.between(feed) for feed in source.speech(Scales())]
    for index in between:
        model = in_integers(graph.stages[index].model, [one[index] for one in given])
        stages[index] = replace(stages[index], graph=_optimized(model).SerializeToString())
    made = replace(exact, stages=tuple(stages), fast=True)
    quick = StagedEngine(made, 1)
    asked = [source.question, *source.speech(Scales(0, 0))]
    distance = max(log_mel_distance(_answer(engine, feed), _answer(quick, feed)) for feed in asked)
    if not distance <= _MOST_DISTANCE:
        logger.warning("%s is not spoken fast: it would differ by %.2f dB.", source.file.name, distance)
        return exact
    return replace(made, probe=_answer(quick, source.question))


def _optimized(model: onnx.ModelProto) -> onnx.ModelProto:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "optimized.onnx"
        _session(model.SerializeToString(), 1, save=path)
        return onnx.load(str(path))


@cache
def _block() -> int:
    """Channels that onnxruntime keeps together in blocked tensors on this processor; 1 when it does not."""
    value, helper = onnx.TensorProto.FLOAT, onnx.helper
    ends = [helper.make_tensor_value_info(name, value, [1, 64, 1, 2]) for name in ("plain", "blocked")]
    node = helper.make_node("ReorderInput", ["plain"], ["blocked"], domain=DOMAIN)
    graph = helper.make_graph([node], "block", ends[:1], ends[1:])
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(DOMAIN, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=9)
    places = np.repeat(np.arange(2, dtype=np.float32)[None], 64, axis=0).reshape(1, 64, 1, 2)
    try:
        blocked = _session(model.SerializeToString(), 1).run(None, {"plain": places})[0].ravel()
    except ENGINE_ERRORS:
        return 1
    return int(blocked.argmax())  # where the second place begins


def _answer(engine: WholeEngine | StagedEngine, question: Mapping[str, NDArray[Any]]) -> Samples:
    return np.concatenate([np.zeros(0, np.float32), *engine.utter(dict(question)).chunks(itertools.repeat(ALL))])


def _alike(samples: Samples, wanted: Samples) -> bool:
    if samples.shape != wanted.shape:
        return False
    power, noise = (float(np.square(each, dtype=np.float64).sum()) for each in (wanted, samples - wanted))
    return noise * _LEAST_SNR <= power
