"""On a pool of threads, or heard while it is spoken, a narration is what it would be without."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.tts.test_narrate import ARTICLE
from tts.article import Article, Block, BlockKind
from tts.audio.encode import FORMATS
from tts.errors import EmptyArticle, SynthesisFailed
from tts.narrate import SpokenPart, SpokenSentence, narrate, narrate_live, narrate_to_file, record
from tts.narrator import Narrator
from tts.pool import HereAndNow, Result, SynthesisPool
from tts.reuse import SpokenBefore
from tts.synthesizer import Speech, SpeechStream

ONE = Article((Block(BlockKind.PARAGRAPH, "The harbour reopened on Monday after two years of work."),))
EMPTY = Article((Block(BlockKind.PARAGRAPH, "***"),))
LOCH = "The ship sailed up the loch at noon."  # the tiny voice has no sound for its end
CHUNK = 1_501  # samples, not a whole number of milliseconds


class InChunks:
    """A voice whose samples come a few at a time; it tells what it has been asked and what it has given."""

    def __init__(self, narrator: Narrator, slow: float = 0) -> None:
        self._voice, self._slow = narrator.synthesizer, slow
        self.sample_rate, self.fingerprint = self._voice.sample_rate, self._voice.fingerprint
        self.asked: list[str] = []
        self.chunks = self.wanted = 0

    def speak(self, words: tuple[str, ...]) -> Speech:
        time.sleep(self._slow)
        self.asked.append(" ".join(words))
        return self._voice.speak(words)

    def stream(self, words: tuple[str, ...]) -> SpeechStream:
        self.asked.append(" ".join(words))
        stream = self._voice.stream(words)
        self.wanted = -(-stream.length // CHUNK)
        return replace(stream, chunks=self._cut(np.concatenate(list(stream.chunks))))

    def _cut(self, samples: Any) -> Iterator[Any]:
        for start in range(0, len(samples), CHUNK):
            self.chunks += 1
            yield samples[start : start + CHUNK]


@pytest.fixture
def voice(narrator: Narrator) -> InChunks:
    return InChunks(narrator)


@pytest.fixture
def chunked(narrator: Narrator, voice: InChunks) -> Narrator:
    return replace(narrator, synthesizer=voice)


@pytest.fixture(params=[0, 1, 3], ids=lambda threads: f"{threads} threads")
def pool(request: pytest.FixtureRequest) -> Iterator[SynthesisPool | None]:
    """No pool at all for 0."""
    if request.param == 0:
        yield None
        return
    with SynthesisPool(request.param) as pool:
        yield pool


def lane_of(pool: SynthesisPool | None) -> dict[str, Any]:
    return {"lane": pool.lane()} if pool else {}


def joined(said: list[SpokenPart | SpokenSentence]) -> np.ndarray:
    return np.frombuffer(b"".join(one.pcm for one in said), "<i2").astype(int)


def entries(said: list[SpokenPart | SpokenSentence]) -> list[Any]:
    return [one.entry for one in said if isinstance(one, SpokenSentence)]


def alike(live: list[SpokenPart | SpokenSentence], whole: list[SpokenSentence], rate: int) -> None:
    near = round(0.005 * rate)
    for one, other in zip(entries(live), entries(list(whole)), strict=True):
        assert replace(one, start=0, length=0, words=()) == replace(other, start=0, length=0, words=())
        assert [word.text for word in one.words] == [word.text for word in other.words]
        times = [(word.start, word.length) for word in one.words]
        assert np.allclose(times, [(word.start, word.length) for word in other.words], rtol=0, atol=near)
        assert np.allclose((one.start, one.length), (other.start, other.length), rtol=0, atol=near)
    assert len(joined(live)) == pytest.approx(len(joined(list(whole))), abs=near)


def test_a_pool_speaks_the_same(narrator: Narrator) -> None:
    with SynthesisPool(3) as pool:
        assert list(narrate(ARTICLE, narrator, lane=pool.lane())) == list(narrate(ARTICLE, narrator))


def test_a_pool_speaks_ahead_but_not_everything(narrator: Narrator, voice: InChunks, chunked: Narrator) -> None:
    article = Article(tuple(Block(BlockKind.PARAGRAPH, f"This is paragraph number {n}.") for n in range(200)))
    with SynthesisPool(1) as pool:
        lane = pool.lane()
        said = narrate(article, chunked, lane=lane)
        next(said)
        pool.lane().submit(1000, lambda: None).result(10)  # done after all that is waiting
        assert len(voice.asked) == lane.ahead + 1


def test_live_it_is_the_same_narration(narrator: Narrator, chunked: Narrator, pool: SynthesisPool | None) -> None:
    whole = list(narrate(ARTICLE, narrator))
    live = list(narrate_live(ARTICLE, chunked, **lane_of(pool)))
    alike(live, whole, narrator.sample_rate)
    first = next(number for number, one in enumerate(live) if isinstance(one, SpokenSentence))
    assert first > 2
    assert all(isinstance(one, SpokenSentence) for one in live[first:])
    assert [one.pcm for one in live[first + 1 :]] == [one.pcm for one in whole[1:]]
    # It sounds the same too, but for the fade where the first sentence ends.
    sure = whole[0].entry.length - round(0.02 * narrator.sample_rate)
    assert np.abs(joined(live)[:sure] - joined(list(whole))[:sure]).max() <= 1


def test_entries_lie_where_they_are_in_the_pcm(chunked: Narrator, tmp_path: Path) -> None:
    live = list(narrate_live(ARTICLE, chunked))
    second = next(n for n, one in enumerate(live) if isinstance(one, SpokenSentence)) + 1
    assert len(joined(live[:second])) == entries(live)[1].start
    path = tmp_path / "a.flac"
    recording = record(live, chunked.sample_rate, {path: FORMATS["flac"]})
    assert recording.manifest.samples == len(joined(live))
    assert recording.manifest.sentences == tuple(entries(live))


def test_sound_comes_before_the_first_sentence_is_finished(voice: InChunks, chunked: Narrator) -> None:
    said = narrate_live(ARTICLE, chunked)
    part = next(said)
    assert isinstance(part, SpokenPart)
    assert part.pcm
    assert 0 < voice.chunks < voice.wanted / 2
    assert len(voice.asked) == 1
    said.close()


class Noted(HereAndNow):
    """Tells when each piece of work that was handed in will be heard."""

    def __init__(self, ahead: int) -> None:
        self.ahead = ahead
        self.due: list[float] = []

    def submit(self, due: float, work: Callable[[], Result]) -> Future[Result]:
        self.due.append(due)
        return super().submit(due, work)


@pytest.mark.parametrize(("ahead", "handed_in"), [(0, [1, 2, 3]), (4, [1, 3, 7])])
def test_the_second_part_has_one_sentence_beside_it(chunked: Narrator, ahead: int, handed_in: list[int]) -> None:
    article = Article(tuple(Block(BlockKind.PARAGRAPH, f"This is paragraph number {n}.") for n in range(20)))
    lane = Noted(ahead)
    said = narrate_live(article, chunked, lane=lane)
    counts = []
    for _ in handed_in:
        assert isinstance(next(said), SpokenPart)
        counts.append(len(lane.due))
    assert counts == handed_in  # parts, and sentences beside them
    if ahead:
        first, second_part, sentence = lane.due[:3]
        assert first == 0 < second_part < sentence
    said.close()


def test_who_stops_listening_takes_back_what_waits(narrator: Narrator) -> None:
    voice = InChunks(narrator, slow=0.05)
    with SynthesisPool(1) as pool:
        said = narrate_live(ARTICLE, replace(narrator, synthesizer=voice), lane=pool.lane())
        for one in said:
            if isinstance(one, SpokenSentence):
                break
        held = threading.Event()
        pool.lane().submit(-1, lambda: held.wait(10))  # before all that waits
        time.sleep(0.1)
        asked = len(voice.asked)
        said.close()
        held.set()
    assert len(voice.asked) == asked < 6


@pytest.mark.parametrize("speak", [narrate, narrate_live])
def test_one_sentence_is_an_article(
    narrator: Narrator, chunked: Narrator, pool: SynthesisPool | None, speak: Any
) -> None:
    alike(list(speak(ONE, chunked, **lane_of(pool))), list(narrate(ONE, narrator)), narrator.sample_rate)


@pytest.mark.parametrize("speak", [narrate, narrate_live])
def test_nothing_to_say_is_nothing(narrator: Narrator, pool: SynthesisPool | None, speak: Any, tmp_path: Path) -> None:
    assert list(speak(EMPTY, narrator, **lane_of(pool))) == []
    with pytest.raises(EmptyArticle):
        record(speak(EMPTY, narrator), narrator.sample_rate, {tmp_path / "a.mp3": FORMATS["mp3"]})
    assert list(tmp_path.iterdir()) == []


def test_what_was_spoken_before_is_not_spoken_again(
    narrator: Narrator, voice: InChunks, chunked: Narrator, pool: SynthesisPool | None, tmp_path: Path
) -> None:
    master = tmp_path / "a.flac"
    before = SpokenBefore(narrate_to_file(ARTICLE, narrator, master).manifest, master)
    again = list(narrate_live(ARTICLE, chunked, before=[before], **lane_of(pool)))
    assert again == list(narrate(ARTICLE, narrator))
    assert voice.asked == []
    first = replace(ARTICLE, title="The harbour is open")
    fresh = list(narrate_live(first, chunked, before=[before], **lane_of(pool)))
    assert voice.asked == ["The harbour is open"]
    alike(fresh, list(narrate(first, narrator)), narrator.sample_rate)


@pytest.mark.parametrize("speak", [narrate, narrate_live])
@pytest.mark.parametrize("text", [LOCH, f"All is well here today. {LOCH} They went home."], ids=["first", "later"])
def test_a_sentence_that_cannot_be_spoken_fails_the_whole(
    narrator: Narrator, pool: SynthesisPool | None, speak: Any, text: str
) -> None:
    with pytest.raises(SynthesisFailed, match="loch"):
        list(speak(Article((Block(BlockKind.PARAGRAPH, text),)), narrator, **lane_of(pool)))
    if pool:
        assert list(speak(ONE, narrator, lane=pool.lane()))  # the pool goes on
