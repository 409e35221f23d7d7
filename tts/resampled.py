"""A synthesizer heard at another sample rate. The only module that imports soxr."""

from collections.abc import Iterable, Iterator

import numpy as np
import soxr

from tts.synthesizer import Speech, SpeechStream, Synthesizer


class Resampled:
    """A Synthesizer whose speech is resampled, word timings included."""

    def __init__(self, synthesizer: Synthesizer, sample_rate: int) -> None:
        self._synthesizer = synthesizer
        self.sample_rate = sample_rate
        self.fingerprint: tuple[str, ...] = (*synthesizer.fingerprint, f"{sample_rate} Hz")

    def speak(self, words: tuple[str, ...]) -> Speech:
        """Raises SynthesisFailed."""
        speech = self._synthesizer.speak(words)
        rate = self._synthesizer.sample_rate
        samples = np.asarray(soxr.resample(speech.samples, rate, self.sample_rate), dtype=np.float32)
        spans = ((start * self.sample_rate // rate, end * self.sample_rate // rate) for start, end in speech.words)
        return Speech(samples, tuple((min(start, len(samples)), min(end, len(samples))) for start, end in spans))

    def stream(self, words: tuple[str, ...]) -> SpeechStream:
        """The whole sentence at once: it is resampled as a whole. Raises SynthesisFailed."""
        speech = self.speak(words)
        return SpeechStream(len(speech.samples), speech.words, iter([speech.samples]))


def resampled_pcm(pieces: Iterable[bytes], rate: int, target: int) -> Iterator[bytes]:
    """Signed 16-bit mono PCM at another sample rate (Hz), as it comes."""
    if rate == target:
        yield from pieces
        return
    resampler = soxr.ResampleStream(rate, target, 1, dtype="int16")
    for piece in pieces:
        yield resampler.resample_chunk(np.frombuffer(piece, "<i2")).tobytes()
    yield resampler.resample_chunk(np.zeros(0, np.int16), last=True).tobytes()
