"""From an article to files: whole, in order, timed, and nothing left where it fails."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.tiny_voice import HOP, tone
from tts.article import Article, Block, BlockKind
from tts.audio.encode import FORMATS
from tts.errors import EmptyArticle, SynthesisFailed
from tts.manifest import Manifest
from tts.marks import speech_marks, to_webvtt
from tts.narrate import narrate, narrate_to_file, record
from tts.narrator import Narrator
from tts.reuse import SpokenBefore

ARTICLE = Article(
    (
        Block(
            BlockKind.PARAGRAPH, "The harbour reopened on Monday after two years of work. Dr. Lind paid $3.5bn for it."
        ),
        Block(BlockKind.HEADING, "What comes next"),
        Block(BlockKind.QUOTE, "“We waited for a long time,” she said."),
        Block(BlockKind.LIST_ITEM, "More ships than ever before"),
    ),
    title="Harbour reopens",
    language="en",
)


def test_sentences_come_in_order_and_join_without_a_gap(narrator: Narrator) -> None:
    spoken = list(narrate(ARTICLE, narrator))
    assert [s.entry.text for s in spoken] == [
        "Harbour reopens",
        "The harbour reopened on Monday after two years of work.",
        "Dr. Lind paid $3.5bn for it.",
        "What comes next",
        "“We waited for a long time,” she said.",
        "More ships than ever before",
    ]
    assert [s.entry.block for s in spoken] == [-1, 0, 0, 1, 2, 3]
    for one, two in pairwise(spoken):
        assert two.entry.start == one.entry.start + len(one.pcm) // 2
    pauses = [len(s.pcm) // 2 - s.entry.length for s in spoken]
    rate = narrator.sample_rate
    assert pauses == [ms * rate // 1000 for ms in (650, 300, 550, 650, 550, 300)]


def test_words_are_the_articles_own_and_lie_where_they_sound(narrator: Narrator) -> None:
    third = list(narrate(ARTICLE, narrator))[2].entry
    assert [word.text for word in third.words] == ["Dr.", "Lind", "paid", "$3.5bn", "for", "it"]
    text = ARTICLE.blocks[0].text
    assert all(text[w.start_char : w.end_char] == w.text for w in third.words)
    assert all(a.start + a.length <= b.start for a, b in pairwise(third.words))
    assert third.start <= third.words[0].start
    assert third.words[-1].start + third.words[-1].length <= third.start + third.length


def test_a_word_sounds_where_its_mark_says(narrator: Narrator, tmp_path: Path) -> None:
    article = Article((Block(BlockKind.PARAGRAPH, "We see a zoo nearby today."),))
    master = tmp_path / "a.flac"
    manifest = narrate_to_file(article, narrator, master).manifest
    samples, _ = soundfile.read(master, dtype="int16")
    zoo = next(word for word in manifest.sentences[0].words if word.text == "zoo")
    first_sound = samples[zoo.start : zoo.start + 2 * HOP]
    heard = np.abs(np.fft.rfft(first_sound, 1 << 15)).argmax() * narrator.sample_rate / (1 << 15)
    assert heard == pytest.approx(tone("z"), abs=15)


def test_a_recording_is_as_long_as_its_manifest_says(narrator: Narrator, tmp_path: Path) -> None:
    flac, mp3 = tmp_path / "a.flac", tmp_path / "a.mp3"
    seen: list[int] = []
    outputs = {flac: FORMATS["flac"], mp3: FORMATS["mp3"]}
    recording = record(narrate(ARTICLE, narrator), narrator.sample_rate, outputs, on_progress=seen.append)
    assert soundfile.info(flac).frames == recording.manifest.samples
    assert seen == sorted(seen)
    assert seen[-1] == ARTICLE.characters
    assert Manifest.from_json(recording.manifest.to_json()) == recording.manifest
    assert [chapter.title for chapter in recording.manifest.chapters()] == ["Harbour reopens", "What comes next"]
    assert recording.manifest.chapters()[-1].end == pytest.approx(recording.manifest.duration)


def test_noise_zero_is_the_same_every_time(narrator: Narrator) -> None:
    assert [s.pcm for s in narrate(ARTICLE, narrator)] == [s.pcm for s in narrate(ARTICLE, narrator)]


def test_an_edit_speaks_only_the_changed_sentence(narrator: Narrator, tmp_path: Path) -> None:
    master = tmp_path / "a.flac"
    before = SpokenBefore(narrate_to_file(ARTICLE, narrator, master).manifest, master)
    first = ARTICLE.blocks[0].text.replace("Monday", "Tuesday")
    edited = Article((Block(BlockKind.PARAGRAPH, first), *ARTICLE.blocks[1:]), ARTICLE.title, language="en")
    fresh = list(narrate(edited, narrator))
    spoken: list[tuple[str, ...]] = []

    class Listening:
        sample_rate = narrator.sample_rate
        fingerprint = narrator.synthesizer.fingerprint

        def speak(self, words: tuple[str, ...]) -> object:
            spoken.append(words)
            return narrator.synthesizer.speak(words)

    reused = list(narrate(edited, Narrator(narrator.voice, Listening(), narrator.gain_db), before=[before]))  # type: ignore[arg-type]
    assert len(spoken) == 1
    assert "Tuesday" in spoken[0]
    assert [s.entry for s in reused] == [s.entry for s in fresh]
    assert [s.pcm for s in reused] == [s.pcm for s in fresh]


def test_a_damaged_master_is_not_used_where_it_is_damaged(narrator: Narrator, tmp_path: Path) -> None:
    master = tmp_path / "a.flac"
    manifest = narrate_to_file(ARTICLE, narrator, master).manifest
    master.write_bytes(master.read_bytes()[: master.stat().st_size // 2])
    before = SpokenBefore(manifest, master)
    found = [before.find(sentence.key, len(sentence.words)) for sentence in manifest.sentences]
    assert found[0] is not None
    assert found[-1] is None
    assert [s.pcm for s in narrate(ARTICLE, narrator, before=[before])] == [s.pcm for s in narrate(ARTICLE, narrator)]


def test_a_sentence_that_cannot_be_spoken_fails_the_whole(narrator: Narrator, tmp_path: Path) -> None:
    article = Article((Block(BlockKind.PARAGRAPH, "All is well here today. The ship sailed up the loch at noon."),))
    path = tmp_path / "a.mp3"
    with pytest.raises(SynthesisFailed, match="loch"):
        narrate_to_file(article, narrator, path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_say_leaves_no_file(narrator: Narrator, tmp_path: Path) -> None:
    with pytest.raises(EmptyArticle):
        narrate_to_file(Article((Block(BlockKind.PARAGRAPH, "***"),)), narrator, tmp_path / "a.mp3")
    assert list(tmp_path.iterdir()) == []


def test_marks_scale_with_the_speed(narrator: Narrator, tmp_path: Path) -> None:
    manifest = narrate_to_file(ARTICLE, narrator, tmp_path / "a.flac").manifest
    plain, fast = list(speech_marks(manifest)), list(speech_marks(manifest, 2.0))
    assert [mark.text for mark in plain] == [mark.text for mark in fast]
    assert all(p.start == pytest.approx(2 * f.start, abs=0.002) for p, f in zip(plain, fast, strict=True))
    assert plain[0].type == "sentence"
    assert plain[1].type == "word"
    assert max(mark.end for mark in plain) <= manifest.duration


def test_webvtt_times_each_word_inside_its_cue(narrator: Narrator, tmp_path: Path) -> None:
    article = Article((Block(BlockKind.PARAGRAPH, "Tom & Jerry <ran> --> away from the old house."),))
    vtt = to_webvtt(narrate_to_file(article, narrator, tmp_path / "a.flac").manifest)
    header, cue = vtt.split("\n\n", 1)
    number, times, text = cue.rstrip("\n").split("\n")
    assert (header, number) == ("WEBVTT", "1")
    assert times.startswith("00:00:00.000 --> 00:00:0")
    assert "&amp;" in text
    assert "&lt;" in text
    assert "-->" not in text
    assert text.count("<00:00:0") == len(article.blocks[0].text.split()) - 1  # none for the arrow


def test_long_text_is_spoken_as_it_is_asked_for(narrator: Narrator) -> None:
    blocks = tuple(Block(BlockKind.PARAGRAPH, f"This is paragraph number {n} of many.") for n in range(20_000))
    read: list[int] = []

    class Counted(tuple[Block, ...]):
        def __iter__(self) -> Iterator[Block]:
            for number, block in enumerate(tuple.__iter__(self)):
                read.append(number)
                yield block

    spoken = narrate(Article(Counted(blocks)), narrator)
    assert next(spoken).entry.start == 0
    assert read == [0]  # nothing waited for the rest
