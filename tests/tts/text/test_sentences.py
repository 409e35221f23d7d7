"""Sentences: lossless, of a length that a voice speaks well, split where a reader would."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tts.article import Article, Block, BlockKind
from tts.text.sentences import LONGEST_CHARACTERS, SHORTEST_LETTERS, split_block, split_sentences


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Dr. Lee met Mr. Cho at 5 p.m. in Washington. ", "They spoke for an hour about it."]),
        ("en", ["The U.S. economy grew by 3.5 percent. ", "Nobody had expected as much."]),
        ("en-GB", ['He said, "Leave the room right now." ', 'She stayed. "I will not leave," she said.']),
        ("en", ["“Why should I ever go?” she asked him. ", "“Because I said so,” he answered."]),
        ("en", ["He wrote to a.b@example.com about it! ", "Nobody ever answered him, of course."]),
        ("fr", ["Il a dit : « Bonjour à tous. » ", "Puis il est parti très loin."]),
        ("fr", ["Puis il est parti très loin. ", "« Bonjour à tous », dit-elle."]),
        ("de", ["Er sagte: „Das ist das Ende.“ ", "Dann ging er aus dem Haus."]),
        ("ja", ["今日は良い天気です。", "明日は雨が降るでしょう。"]),
        ("en", ["A rocket 🚀 was launched today. ", "It came down in the sea 🌊 again."]),
    ],
)
def test_where_sentences_end(language: str, sentences: list[str]) -> None:
    assert split_block("".join(sentences), language) == sentences


@pytest.mark.parametrize("text", ["No. Why? He never came to see us.", "He never came to see us. Why? No."])
def test_what_is_too_short_for_a_voice_goes_with_its_neighbour(text: str) -> None:
    assert split_block(text, "en") == [text]


def test_a_long_sentence_is_cut_into_even_pieces_at_clauses() -> None:
    clause = "and then, as had been said before, they all went on to the next of the many towns"
    pieces = split_block(", ".join([clause] * 9) + ".", "en")
    assert all(len(piece) <= LONGEST_CHARACTERS for piece in pieces)
    assert all(piece.endswith(", ") for piece in pieces[:-1])
    assert max(map(len, pieces)) < 2 * min(map(len, pieces))


def test_a_long_sentence_without_clauses_is_cut_at_spaces_and_without_spaces_anywhere() -> None:
    assert all(piece.endswith(" ") for piece in split_block("word " * 200, "en"))
    assert [len(piece) for piece in split_block("x" * 1000, "en")] == [333, 333, 334]
    assert all(piece[0] == "e" for piece in split_block("e\u0301" * 500, "en"))


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
@given(TEXTS, st.sampled_from(["en", "de-DE", "zh", "xx", ""]))
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


@pytest.mark.parametrize(
    "piece", ["« a. ", "‘a. ", "(a. ", "[", '"', "Dr. ", "a", "1", "\n", "It is. ", "。", "e\u0301", "‹ a. "]
)
def test_hostile_text_is_split_in_linear_time(piece: str) -> None:
    started = time.perf_counter()
    split_block(piece * (200_000 // len(piece)), "en")
    assert time.perf_counter() - started < 2
