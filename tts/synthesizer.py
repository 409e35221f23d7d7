"""From spoken words to samples: the Synthesizer protocol and Piper behind it. The only module that imports piper."""

import itertools
import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from piper import PiperVoice, espeakbridge
from piper.config import PiperConfig
from piper.patch_voice_with_alignment import add_alignment_output

from tts.alignment import align_words, time_phonemes
from tts.batching import Feed
from tts.engine import ALL, ENGINE_ERRORS, BatchEngine, Engine, ModelSource, Samples, load_engine
from tts.errors import SynthesisFailed, VoiceFilesInvalid
from tts.scales import Scales
from tts.voice_files import file_hash
from tts.voices import Voice

_SOUNDS = ("Ll", "Lo", "Lu")  # letters of the phonetic alphabet; stress marks are Lm, the rest punctuation
# Piper drops a mark behind raw phonemes: it belongs inside.
_MARK_BEHIND_PHONEMES = re.compile(r"\]\]([.,;:!?]+)")
_CONFIG_ERRORS = (OSError, ValueError, KeyError, TypeError, DecodeError)
_FIRST_FRAMES = 28  # a third of a second: heard soon, and long enough to compute what follows
_GROWTH = 4  # times as long is the next chunk: fewer contexts computed twice, and ready in time from 4 x real time on
_NUMBERS = ("1, 2, 3, 4, 5, 6, 7, 8, 9.", "10 11 12 13, 14 15 16 17?", "1998, 2746, 385.", "30 40 50, 60 70 80 90!")


@dataclass(frozen=True)
class Speech:
    """One sentence, spoken."""

    samples: Samples  # mono, -1 to 1, at the synthesizer's sample rate
    words: tuple[tuple[int, int], ...]  # start and end sample of each word given


@dataclass(frozen=True)
class SpeechStream:
    """One sentence while it is being spoken: all times are known before the first sample is."""

    length: int  # samples of all chunks together
    words: tuple[tuple[int, int], ...]  # start and end sample of each word given
    chunks: Iterator[Samples]  # to be read once; SynthesisFailed may be raised between chunks


class Synthesizer(Protocol):
    """A voice that is ready to speak. Safe to use from several threads."""

    sample_rate: int
    fingerprint: tuple[str, ...]  # everything of the voice that decides the sound

    def speak(self, words: tuple[str, ...]) -> Speech:
        """Speak one sentence given as words. Raises SynthesisFailed."""
        ...

    def stream(self, words: tuple[str, ...]) -> SpeechStream:
        """As `speak`, but the first samples come soon. Raises SynthesisFailed."""
        ...


class PiperModel:
    """A voice's files, loaded once for all of its speakers, running on `threads` cores a call."""

    def __init__(
        self, voice: Voice, threads: int = 1, cache: Path | None = None, *, cuda: bool = False, fast: bool = False
    ) -> None:
        """The voice is prepared on first use and kept so in `cache`, or beside its model.

        `cuda` runs it on a GPU; `fast` runs a part of it in integers. Raises VoiceFilesInvalid.
        """
        if voice.model is None or voice.config is None:
            raise VoiceFilesInvalid(f"The files of voice {voice.name} are not installed.")
        _set_espeak_voice_once()
        try:
            self.hashes = (file_hash(voice.model), file_hash(voice.config))
            self.config = PiperConfig.from_dict(json.loads(voice.config.read_text("utf-8")))
            self._piper = PiperVoice(session=None, config=self.config)  # for text only: the engine is ours
            self.engine = self._load(voice.model, None if cuda else cache or voice.model.parent, threads, fast)
        except (*_CONFIG_ERRORS, *ENGINE_ERRORS) as error:
            raise VoiceFilesInvalid(f"The voice cannot be loaded from {voice.model}: {error}") from error
        self.word_phonemes = lru_cache(maxsize=20_000)(self.phonemize)

    def phonemize(self, text: str) -> tuple[str, ...]:
        text = _MARK_BEHIND_PHONEMES.sub(r"\1]]", text)
        # Piper's own method holds the lock that espeak-ng needs.
        # Symbols are interned because thousands of words are remembered, in a few dozen symbols.
        return tuple(sys.intern(symbol) for sentence in self._piper.phonemize(text) for symbol in sentence)

    def ids(self, phonemes: Sequence[str]) -> list[int]:
        return self._piper.phonemes_to_ids(list(phonemes))

    def feed(self, ids: Sequence[int], scales: Scales, speaker: int | None) -> Feed:
        """What the model is asked to say `ids`; its own scales where none are given."""
        config = self.config
        own = (config.noise_scale, config.length_scale, config.noise_w_scale)
        given = (scales.noise, scales.length, scales.noise_w)
        chosen = [default if value is None else value for value, default in zip(given, own, strict=True)]
        feed: Feed = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array(chosen, np.float32),
        }
        if config.num_speakers > 1:
            feed["sid"] = np.array([config.default_speaker_id if speaker is None else speaker], np.int64)
        return feed

    def _load(self, file: Path, cache: Path | None, threads: int, fast: bool) -> Engine:
        def read() -> onnx.ModelProto:
            model = onnx.load(str(file))
            with suppress(ValueError):  # patched on disk already, or a model with no durations to show
                add_alignment_output(model)
            return model

        if cache is None:
            return BatchEngine(read(), self.config.hop_length)
        source = ModelSource(file, self.hashes[0], read, self.config.hop_length, self._question(), self._speech)
        return load_engine(source, cache, threads, fast)

    def _speech(self, scales: Scales) -> list[Feed]:
        """Numbers, which espeak-ng can say in every language. Raises ValueError for a voice that reads letters."""
        feeds, speakers = [], self.config.num_speakers
        for index, text in enumerate(_NUMBERS):
            phonemes = self.phonemize(text)
            if not any(symbol in self.config.phoneme_id_map for symbol in phonemes if _is_sound(symbol)):
                raise ValueError(f"The voice does not say {text!r}.")
            feeds.append(self.feed(self.ids(phonemes), scales, index * speakers // len(_NUMBERS)))
        return feeds

    def _question(self) -> Feed:
        """Some sounds, without noise, to tell whether two engines say the same."""
        id_map = self.config.phoneme_id_map
        sounds = [ids for symbol, ids in id_map.items() if _is_sound(symbol)][:12]
        ids = [*id_map.get("^", []), *itertools.chain.from_iterable([*id_map.get("_", []), *ids] for ids in sounds)]
        return self.feed([*ids, *id_map.get("$", [])], Scales(0, 0, 1), None)


class PiperSynthesizer:
    """A Piper voice, or one speaker of it, with word timings."""

    def __init__(self, voice: Voice, scales: Scales, model: PiperModel | None = None) -> None:
        """`model` is the voice's, if it is loaded already. Raises VoiceFilesInvalid."""
        self._model = model or PiperModel(voice)
        self._scales, self._speaker = scales, voice.speaker_id
        self.sample_rate = self._model.config.sample_rate
        self.fingerprint: tuple[str, ...] = (*self._model.hashes, str(voice.speaker_id), repr(scales))
        if self._model.engine.fast:
            self.fingerprint += ("fast",)

    def speak(self, words: tuple[str, ...]) -> Speech:
        stream = self._spoken(words, itertools.repeat(ALL))
        return Speech(np.concatenate(list(stream.chunks)), stream.words)

    def stream(self, words: tuple[str, ...]) -> SpeechStream:
        """The same samples as those of `speak`, where noise is 0; nearly, for a fast voice. Raises SynthesisFailed."""
        return self._spoken(words, (_FIRST_FRAMES * _GROWTH**index for index in itertools.count()))

    def _spoken(self, words: tuple[str, ...], sizes: Iterator[int]) -> SpeechStream:
        text = " ".join(words)
        phonemes = self._model.phonemize(text)
        if not any(map(_is_sound, phonemes)):
            raise SynthesisFailed(f"The voice has no sound for {text!r}.")
        feed = self._model.feed(self._model.ids(phonemes), self._scales, self._speaker)
        try:
            made = self._model.engine.utter(feed)
        except ENGINE_ERRORS as error:
            raise SynthesisFailed(f"The voice could not speak {text!r}: {error}") from error
        if made.length == 0:
            raise SynthesisFailed(f"The voice gave no usable sound for {text!r}.")
        timed = time_phonemes(phonemes, self._model.config.phoneme_id_map, made.id_lengths, made.length)
        places = align_words([self._model.word_phonemes(word) for word in words], timed)
        return SpeechStream(made.length, tuple(places), _checked(made.chunks(sizes), text))


@cache
def _set_espeak_voice_once() -> None:
    """Make Piper set espeak's voice only where another is wanted, not before every text.

    espeak leaks 1.4 kB each time it is set, which is most of what Piper's phonemes cost, in memory and in time.
    """
    set_voice, current = espeakbridge.set_voice, ""

    def set_voice_once(voice: str) -> None:  # Piper holds its lock
        nonlocal current
        if voice != current:
            current = ""
            set_voice(voice)
            current = voice

    espeakbridge.set_voice = set_voice_once


def _is_sound(symbol: str) -> bool:
    return unicodedata.category(symbol[0]) in _SOUNDS


def _checked(chunks: Iterator[Samples], text: str) -> Iterator[Samples]:
    try:
        for samples in chunks:
            if not np.isfinite(samples).all():
                raise SynthesisFailed(f"The voice gave no usable sound for {text!r}.")
            yield samples
    except ENGINE_ERRORS as error:
        raise SynthesisFailed(f"The voice could not speak {text!r}: {error}") from error
