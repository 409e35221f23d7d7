"""The sentences of a narration on their way to being spoken: some ahead of the one that is heard, in order."""

import itertools
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from tts.article import Block, Sentence
from tts.narrator import Narrator
from tts.pool import Lane
from tts.reuse import SpokenBefore
from tts.text.normalize import SpokenText
from tts.utterance import Utterance, speak, speak_live

_CHARACTERS_A_SECOND = 15  # of what is said; good enough to tell what is due first


@dataclass(frozen=True)
class Reading:
    """A sentence as it is to be said."""

    sentence: Sentence
    block: Block
    spoken: SpokenText
    speaker: Narrator

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word.spoken for word in self.spoken.words)

    @property
    def key(self) -> str:
        """Hash of all that decides how it sounds."""
        return self.speaker.key(self.spoken.text)


class SentenceQueue:
    """Hands readings to a lane as far ahead as it wants; those spoken before cost nothing."""

    def __init__(self, readings: Iterator[Reading], lane: Lane, before: Sequence[SpokenBefore] = ()) -> None:
        self._readings = readings
        self._lane = lane
        self._before = before
        self._due = 0.0  # seconds until what is handed in next is heard
        self._waiting: deque[tuple[Reading, Future[Utterance]]] = deque()

    def in_order(self) -> Iterator[tuple[Reading, Utterance]]:
        """Each reading with how it sounds. Raises SynthesisFailed."""
        with closing(self):
            while self._hand_in(self._lane.ahead + 1):
                reading, future = self._waiting.popleft()
                yield reading, future.result()

    def close(self) -> None:
        """Take back what waits in the lane."""
        for _, future in self._waiting:
            future.cancel()

    def first_live(self) -> Iterator[bytes | tuple[Reading, Utterance]]:
        """The first reading's PCM in parts, then the reading; nothing if there is none. Raises SynthesisFailed."""
        reading = next(self._readings, None)
        if reading is None:
            return
        known = self._known(reading)
        if known is not None:
            yield reading, known
            return
        said = speak_live(reading.words, reading.speaker)
        heard, self._due = 0.0, len(reading.spoken.text) / _CHARACTERS_A_SECOND
        for number in itertools.count():
            coming = self._lane.submit(heard, partial(next, said))
            if number:  # beside the second part, due as soon as the short first one was heard, one sentence is enough
                self._hand_in(self._lane.ahead if number > 1 else min(1, self._lane.ahead))
            part = coming.result()
            if isinstance(part, Utterance):
                yield reading, part
                return
            yield part
            heard += len(part) / 2 / reading.speaker.sample_rate
            self._due = max(self._due, heard)

    def _hand_in(self, wanted: int) -> bool:
        """Fill the lane up to `wanted` readings; whether any wait."""
        while len(self._waiting) < wanted and (reading := next(self._readings, None)) is not None:
            self._waiting.append((reading, self._future(reading)))
            self._due += len(reading.spoken.text) / _CHARACTERS_A_SECOND
        return bool(self._waiting)

    def _future(self, reading: Reading) -> Future[Utterance]:
        known = self._known(reading)
        if known is None:
            return self._lane.submit(self._due, partial(speak, reading.words, reading.speaker))
        future: Future[Utterance] = Future()
        future.set_result(known)
        return future

    def _known(self, reading: Reading) -> Utterance | None:
        key, words = reading.key, len(reading.spoken.words)
        return next((known for before in self._before if (known := before.find(key, words))), None)
