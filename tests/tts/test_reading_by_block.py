"""What a block asks for: its number said, its own pause, another voice; and the words a site pronounces its way."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.tiny_voice import make_tiny_voice
from tts.article import Article, Block, BlockKind
from tts.narrate import narrate, narrate_to_file, render_key
from tts.narrator import Narrator, NarratorShelf
from tts.reuse import SpokenBefore
from tts.scales import Scales
from tts.synthesizer import PiperModel, PiperSynthesizer
from tts.text.lexicon import Lexicon, LexiconEntry
from tts.voices import VoiceCatalogue

PLAIN = Block(BlockKind.PARAGRAPH, "The harbour reopened on Monday after two years.")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Narrator:
    """A voice that speaks at another sample rate."""
    folder = tmp_path_factory.mktemp("other")
    make_tiny_voice(folder, "fr_FR-autre-medium", sample_rate=22_050)
    shelf = NarratorShelf(lambda voice: PiperSynthesizer(voice, Scales(0, 0)), folder / "gains")
    return shelf.get(VoiceCatalogue(folder).find("fr_FR-autre-medium"))


def test_the_number_of_an_item_is_said_with_its_first_word(narrator: Narrator) -> None:
    item = Block(BlockKind.LIST_ITEM, "Bring the ships in. Then close the gate.")
    (plain, second), (numbered, same) = (
        list(narrate(Article((block,)), narrator)) for block in (item, replace(item, number=3))
    )
    assert numbered.entry.length > plain.entry.length
    assert [word.text for word in numbered.entry.words] == [word.text for word in plain.entry.words]
    assert numbered.entry.words[1].start - plain.entry.words[1].start == numbered.entry.length - plain.entry.length
    assert same.pcm == second.pcm


def test_a_block_has_the_pause_it_asks_for(narrator: Narrator) -> None:
    (spoken,) = narrate(Article((replace(PLAIN, pause=2000),)), narrator)
    assert len(spoken.pcm) // 2 - spoken.entry.length == 2 * narrator.sample_rate


def test_a_block_is_read_by_the_voice_it_names(narrator: Narrator, other: Narrator, tmp_path: Path) -> None:
    quote = Block(BlockKind.QUOTE, "Le port a rouvert lundi, après 2 ans.", voice="fr_FR-autre-medium")
    article = Article((PLAIN, quote, PLAIN), language="en")
    cast = replace(narrator, others={"fr_FR-autre-medium": other})
    first, second, third = narrate(article, cast)
    assert first.pcm == third.pcm
    # The same words by the other voice alone, which takes 16,000 of its 22,050 samples a second here.
    (alone,) = narrate(Article((replace(quote, voice=None),), language="fr"), other)
    assert second.entry.length / narrator.sample_rate == pytest.approx(alone.entry.length / other.sample_rate, abs=0.02)
    heard, expected = (
        _loudest(s.pcm, rate) for s, rate in ((second, narrator.sample_rate), (alone, other.sample_rate))
    )
    assert heard == pytest.approx(expected, abs=5)
    last = second.entry.words[-1]
    assert last.start + last.length <= second.entry.start + second.entry.length
    assert narrate_to_file(article, cast, tmp_path / "a.flac").manifest.samples > 0


def _loudest(pcm: bytes, rate: int) -> float:
    samples = np.frombuffer(pcm, "<i2")
    return float(np.abs(np.fft.rfft(samples, 1 << 17)).argmax() * rate / (1 << 17))


def test_an_entry_changes_only_the_sentences_it_occurs_in(narrator: Narrator, tmp_path: Path) -> None:
    article = Article((PLAIN, Block(BlockKind.PARAGRAPH, "Huawei opened a shop there. Nobody came on Monday.")))
    before = SpokenBefore(narrate_to_file(article, narrator, tmp_path / "a.flac").manifest, tmp_path / "a.flac")
    lexicon = Lexicon([LexiconEntry("Huawei", spoken="wah way"), LexiconEntry("Absent", spoken="absent")])
    taught = replace(narrator, lexicon=lexicon)
    old, new = (list(narrate(article, one)) for one in (narrator, taught))
    assert [a.entry.key == b.entry.key for a, b in zip(old, new, strict=True)] == [True, False, True]
    assert new[1].entry.words[0].text == "Huawei"
    assert before.find(new[2].entry.key, len(new[2].entry.words)) is not None
    assert before.find(new[1].entry.key, len(new[1].entry.words)) is None


def test_the_keys_of_an_article_know_the_entries_in_it_only(narrator: Narrator, other: Narrator) -> None:
    article = Article((PLAIN,))
    absent, present = (Lexicon([LexiconEntry(written, spoken="so")]) for written in ("Huawei", "harbour"))
    assert absent.occurring_in(article).key == ""
    assert present.occurring_in(article).key not in ("", Lexicon([LexiconEntry("Monday", "so")]).key)
    assert Lexicon.from_json(present.as_json()).key == present.key
    key = render_key(article, narrator)
    assert render_key(article, replace(narrator, lexicon=absent)) == key
    assert render_key(article, replace(narrator, lexicon=present)) != key
    named = Article((replace(PLAIN, voice="fr_FR-autre-medium"),))
    assert render_key(named, replace(narrator, others={"fr_FR-autre-medium": other})) != key


def test_raw_phonemes_are_spoken(narrator: Narrator) -> None:
    article = Article((Block(BlockKind.PARAGRAPH, "They visited Huawei on Monday."),))
    taught = replace(narrator, lexicon=Lexicon([LexiconEntry("Huawei", ipa="ˈwɑːweɪ")]))
    spelled, (spoken,) = list(narrate(article, narrator)), narrate(article, taught)
    assert [word.text for word in spoken.entry.words] == [word.text for word in spelled[0].entry.words]
    assert spoken.entry.length != spelled[0].entry.length


def test_a_mark_behind_raw_phonemes_is_a_pause(voices_dir: Path) -> None:
    model = PiperModel(VoiceCatalogue(voices_dir).find("en_US-tiny-low"))
    assert "".join(model.phonemize("[[həˈloʊ]], world!")) == "həˈloʊ, wˈɜːld!"
    assert "".join(model.phonemize("We met [[həˈloʊ]].")).endswith("həˈloʊ.")
