"""From spoken words to samples: the Synthesizer protocol and Piper, the engine behind it.

The only module that imports piper or onnxruntime.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
import onnx
import onnxruntime
from google.protobuf.message import DecodeError
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as engine
from piper import PiperVoice, SynthesisConfig
from piper.config import PiperConfig
from piper.patch_voice_with_alignment import add_alignment_output

from tts.alignment import TimedPhoneme, align_words
from tts.errors import SynthesisFailed, VoiceFilesInvalid
from tts.scales import Scales
from tts.voice_files import file_hash
from tts.voices import Voice

Samples = NDArray[np.float32]

# onnxruntime's errors share no base class of their own.
_ENGINE_ERRORS = (
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
_SOUNDS = ("Ll", "Lo", "Lu")  # letters of the phonetic alphabet; stress marks are Lm, the rest punctuation
# Piper drops a mark behind raw phonemes: it belongs inside.
_MARK_BEHIND_PHONEMES = re.compile(r"\]\]([.,;:!?]+)")
_CONFIG_ERRORS = (OSError, ValueError, KeyError, TypeError, DecodeError)


@dataclass(frozen=True)
class Speech:
    """One sentence, spoken."""

    samples: Samples  # mono, -1 to 1, at the synthesizer's sample rate
    words: tuple[tuple[int, int], ...]  # start and end sample of each word given


class Synthesizer(Protocol):
    """A voice that is ready to speak. Safe to use from several threads."""

    sample_rate: int
    fingerprint: tuple[str, ...]  # everything of the voice that decides the sound

    def speak(self, words: tuple[str, ...]) -> Speech:
        """Speak one sentence given as words. Raises SynthesisFailed."""
        ...


class PiperModel:
    """A voice's files, loaded once for all of its speakers, running on `threads` cores a call."""

    def __init__(self, voice: Voice, threads: int = 1) -> None:
        """Raises VoiceFilesInvalid."""
        if voice.model is None or voice.config is None:
            raise VoiceFilesInvalid(f"The files of voice {voice.name} are not installed.")
        self.piper = _load(voice.model, voice.config, threads)
        self.hashes = (file_hash(voice.model), file_hash(voice.config))
        self.word_phonemes = lru_cache(maxsize=20_000)(self.phonemize)

    def phonemize(self, text: str) -> tuple[str, ...]:
        text = _MARK_BEHIND_PHONEMES.sub(r"\1]]", text)
        # Piper's own method holds the lock that espeak-ng needs.
        return tuple(symbol for sentence in self.piper.phonemize(text) for symbol in sentence)


class PiperSynthesizer:
    """A Piper voice, or one speaker of it, with word timings."""

    def __init__(self, voice: Voice, scales: Scales, model: PiperModel | None = None) -> None:
        """`model` is the voice's, if it is loaded already. Raises VoiceFilesInvalid."""
        self._model = model or PiperModel(voice)
        self._piper = self._model.piper
        self._config = SynthesisConfig(
            speaker_id=voice.speaker_id,
            noise_scale=scales.noise,
            noise_w_scale=scales.noise_w,
            length_scale=scales.length,
            normalize_audio=False,  # Piper would level each sentence on its own
        )
        self.sample_rate = self._piper.config.sample_rate
        self.fingerprint: tuple[str, ...] = (*self._model.hashes, str(voice.speaker_id), repr(scales))

    def speak(self, words: tuple[str, ...]) -> Speech:
        text = " ".join(words)
        phonemes = self._model.phonemize(text)
        if not any(unicodedata.category(symbol[0]) in _SOUNDS for symbol in phonemes):
            raise SynthesisFailed(f"The voice has no sound for {text!r}.")
        ids = self._piper.phonemes_to_ids(list(phonemes))
        try:
            samples, lengths = self._piper.phoneme_ids_to_audio(ids, self._config, include_alignments=True)
        except _ENGINE_ERRORS as error:
            raise SynthesisFailed(f"The voice could not speak {text!r}: {error}") from error
        samples = np.atleast_1d(np.asarray(samples, dtype=np.float32))
        if not np.isfinite(samples).all() or samples.size == 0:
            raise SynthesisFailed(f"The voice gave no usable sound for {text!r}.")
        timed = self._timed(phonemes, lengths, len(samples))
        return Speech(samples, tuple(align_words([self._model.word_phonemes(word) for word in words], timed)))

    def _timed(self, phonemes: Sequence[str], lengths: NDArray[np.int64] | None, total: int) -> list[TimedPhoneme]:
        id_map = self._piper.config.phoneme_id_map
        known = [symbol for symbol in phonemes if symbol in id_map]
        widths = _widths(known, id_map, lengths)
        if widths is None:  # a model without durations: spread the time evenly
            widths = [total // max(1, len(known))] * len(known)
            begin = 0
        else:
            begin = total - sum(widths[1:])
            widths = widths[1:]
        timed = []
        for symbol, width in zip(known, widths, strict=False):
            timed.append(TimedPhoneme(symbol, begin, begin + width))
            begin += width
        return timed


def _widths(
    known: list[str], id_map: Mapping[str, Sequence[int]], lengths: NDArray[np.int64] | None
) -> list[int] | None:
    """Samples of the opening mark, of each phoneme with the padding after it, and of the closing mark."""
    if lengths is None:
        return None
    pad = len(id_map.get("_", []))
    counts = [len(id_map["^"]) + pad, *(len(id_map[symbol]) + pad for symbol in known), len(id_map["$"])]
    if sum(counts) != len(lengths):
        return None
    edges = np.cumsum([0, *counts])
    return [int(lengths[a:b].sum()) for a, b in pairwise(edges)]


def _load(model_file: Path, config_file: Path, threads: int) -> PiperVoice:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    try:
        config = PiperConfig.from_dict(json.loads(config_file.read_text("utf-8")))
        model = onnx.load(str(model_file))
        with suppress(ValueError):  # patched on disk already, or a model with no durations to show
            add_alignment_output(model)
        session = onnxruntime.InferenceSession(
            model.SerializeToString(), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except (*_CONFIG_ERRORS, *_ENGINE_ERRORS) as error:
        raise VoiceFilesInvalid(f"The voice cannot be loaded from {model_file}: {error}") from error
    return PiperVoice(session=session, config=config)
