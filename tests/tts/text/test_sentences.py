"""Sentences: lossless, of a length that a voice speaks well, split where a reader would."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tts.article import Article, Block, BlockKind
from tts.text.sentences import LONGEST_PHONEMES, SHORTEST_LETTERS, split_block, split_sentences
from tts.text.splitting.lengths import phoneme_tenths


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text)


@pytest.mark.parametrize("text", ["No. Why? He never came to see us.", "He never came to see us. Why? No."])
def test_what_is_too_short_for_a_voice_goes_with_its_neighbour(text: str) -> None:
    assert split_block(text, "en") == [text]


def test_what_ends_a_paragraph_goes_with_the_one_before() -> None:
    assert split_block("He never came to see us. No.\n\nThe next day he did come.", "en") == [
        "He never came to see us. No.\n\n",
        "The next day he did come.",
    ]


def phonemes(text: str) -> float:
    return sum(phoneme_tenths(text)) / 10


def test_a_long_sentence_is_cut_into_even_pieces_at_clauses() -> None:
    clause = "and then, as had been said before, they all went on to the next of the many towns"
    pieces = split_block(", ".join([clause] * 9) + ".", "en")
    assert all(phonemes(piece) <= LONGEST_PHONEMES for piece in pieces)
    assert all(piece.endswith(", ") for piece in pieces[:-1])
    assert max(map(len, pieces)) < 2 * min(map(len, pieces))


def test_a_semicolon_is_a_better_place_than_a_comma_and_a_comma_than_a_space() -> None:
    words = "the men of the town went down to the river and over the bridge "
    pieces = split_block(words * 2 + "again, " + words + "today; " + words * 2 + "then, " + words + "now.", "en")
    assert [piece[-2:] for piece in pieces] == ["; ", "w."]


def test_an_ordinary_sentence_is_not_cut() -> None:
    text = "In 1984, 25% of the 1,200 people who lived there said that they would rather leave "
    text += "the town and look for work where there was some than wait until the last of the mines was closed as well."
    assert split_block(text, "en") == [text]


@pytest.mark.parametrize(
    ("unit", "most"), [("1,234,567 and ", 90), ("国家经济发展", 70), ("경제발전", 130), ("ab ", 400)]
)
def test_pieces_are_shorter_where_characters_are_longer_to_say(unit: str, most: int) -> None:
    pieces = split_block(unit * 300, "zh" if unit > "一" else "en")
    assert all(phonemes(piece) <= LONGEST_PHONEMES for piece in pieces)
    assert max(map(len, pieces)) <= most


def test_a_long_sentence_without_clauses_is_cut_at_spaces_and_without_spaces_anywhere() -> None:
    assert all(piece.endswith(" ") for piece in split_block("word " * 200, "en"))
    assert [len(piece) for piece in split_block("x" * 1000, "en")] == [334, 333, 333]
    assert all(piece[0] == "e" for piece in split_block("e\u0301" * 500, "en"))
    assert all(piece[0] == "👩" for piece in split_block("👩\u200d👩\u200d👧" * 500 + "word", "en"))


@pytest.mark.parametrize("token", ["12 345 678", "3.5", "https://example.com/a?b=c;d", "a.b@example.com", "10:30"])
def test_no_cut_is_within_a_number_or_an_address(token: str) -> None:
    text = f"and so on with {token} " * 100
    assert all(len(re.findall("[.:\\d/]+", token)) == 0 or token in piece for piece in split_block(text, "fr"))
    assert sum(piece.count(token) for piece in split_block(text, "fr")) == 100


def test_an_article_yields_its_title_and_blocks_in_order_with_their_places() -> None:
    blocks = (paragraph("The first sentence is here. The second one is here."), Block(BlockKind.QUOTE, "A short one."))
    article = Article(blocks=blocks, title="Some title")
    found = [(s.block, s.start, s.kind.value, s.ends_block, s.text) for s in split_sentences(article)]
    assert found == [
        (-1, 0, "heading", True, "Some title"),
        (0, 0, "paragraph", False, "The first sentence is here. "),
        (0, 28, "paragraph", True, "The second one is here."),
        (1, 0, "quote", True, "A short one."),
    ]


def test_a_block_without_letters_yields_nothing() -> None:
    article = Article(blocks=(paragraph("***"), paragraph("Words are here."), paragraph("🎉 — …")))
    assert [sentence.block for sentence in split_sentences(article)] == [1]


def test_marks_without_letters_go_with_a_sentence() -> None:
    assert split_block("* * * The end of the story is near. * * *", "en") == [
        "* * * The end of the story is near. * * *"
    ]


TEXTS = st.one_of(
    st.text(st.characters(codec=None), max_size=300),
    st.lists(
        st.sampled_from(['"Go. ', "Dr. ", "It is. ", "“Why?” ", "\n\n", " ", "«", "a" * 90, "日本。", "😀! "])
    ).map("".join),
)


@settings(deadline=None)
@given(TEXTS, st.sampled_from(["en", "de-DE", "zh", "hi", "xx", ""]))
def test_sentences_joined_are_the_text(text: str, language: str) -> None:
    pieces = split_block(text, language)
    assert "".join(pieces) == text
    assert all(pieces)
    if len(pieces) > 1:
        assert all(2 * sum(map(str.isalnum, piece)) >= SHORTEST_LETTERS for piece in pieces)


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=4))
def test_sentences_know_their_place(texts: list[str]) -> None:
    article = Article(blocks=tuple(map(paragraph, texts)))
    for sentence in split_sentences(article):
        block = texts[sentence.block]
        end = sentence.start + len(sentence.text)
        assert block[sentence.start : end] == sentence.text
        assert sentence.ends_block == (end == len(block))
        assert any(map(str.isalnum, sentence.text))


@pytest.mark.parametrize("language", ["en", "de", "hi"])
@pytest.mark.parametrize(
    "piece",
    [
        "« a. ",
        "‘a. ",
        "(a. ",
        "(",
        "[",
        ".",
        '"',
        "Dr. ",
        "a",
        "1",
        "1. ",
        "\n",
        "\n ",
        " ",
        "It is. ",
        "。",
        "e\u0301",
        "a. a. a. ",
        "! ",
        "A. (",
        "5 a.m. ",
        "。」",
        "国",
        "?(",
        ". . ",
        "a. 🚀 ",
        "Image: ",
        ": 1. ",
        ": 1. A 2. ",
        "in Oct. Aa aaa ",
    ],
)
def test_hostile_text_is_split_in_linear_time(piece: str, language: str) -> None:
    def seconds(characters: int) -> float:
        started = time.process_time()
        text = piece * (characters // len(piece))
        assert "".join(split_block(text, language)) == text
        return time.process_time() - started

    # Four times the text: a quadratic search would take sixteen times as long.
    assert seconds(200_000) < 10 * seconds(50_000) + 0.1


@pytest.mark.parametrize("language", ["en", "hi"])
def test_half_a_character_does_no_harm(language: str) -> None:
    assert "".join(split_block("One is \ud800 here. Another is there.", language)) == (
        "One is \ud800 here. Another is there."
    )
