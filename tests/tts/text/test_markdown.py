"""Articles out of Markdown."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tts.errors import ArticleError, ArticleTooLong, EmptyArticle
from tts.text.markdown import article_from_markdown


def blocks(markdown: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in article_from_markdown(markdown).blocks]


def test_blocks_keep_their_kind_and_inline_words() -> None:
    assert blocks(
        "Use `print()` to *say* [it](http://x.example) ![chart](c.png) aloud[^1],\nplease.<br>Now.\n\n"
        "## Then\n\n> One.\n>\n> Two.\n\n- a\n  - b\n\n    c\n1. d\n"
    ) == [
        ("paragraph", "Use print() to say it aloud, please. Now."),
        ("heading", "Then"),
        ("quote", "One."),
        ("quote", "Two."),
        ("list_item", "a"),
        ("list_item", "b"),
        ("list_item", "c"),
        ("list_item", "d"),
    ]


def test_code_tables_comments_and_footnotes_are_left_out() -> None:
    assert blocks(
        "```python\nx = 1\n```\n\n    indented\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<!-- no -->\n\n"
        "<div>From <b>HTML</b></div>\n\n[^1]: A note.\n\n---\n\nText."
    ) == [("paragraph", "From HTML"), ("paragraph", "Text.")]


def test_items_of_ordered_lists_have_their_number() -> None:
    article = article_from_markdown("3. a\n\n   b\n4. c\n   1. d\n\n- e")
    assert [(block.number, block.text) for block in article.blocks] == [
        (3, "a"),
        (None, "b"),
        (4, "c"),
        (1, "d"),
        (None, "e"),
    ]


def test_html_in_markdown_may_surround_markdown() -> None:
    article = article_from_markdown(
        '<div data-readcast="voice:amy">\n\nOne *two*.\n\n</div>\n\nThree.\n\n<hr data-readcast="pause:900">\n\n'
        'Four <span data-readcast="skip">five </span>six.[^n]\n\n[^n]: https://example.com\n'
    )
    assert [(block.text, block.voice, block.pause) for block in article.blocks] == [
        ("One two.", "amy", None),
        ("Three.", None, 900),
        ("Four six.", None, None),
    ]


def test_signs_of_html_in_code_are_words() -> None:
    assert blocks("Use `<b>` & `a < b`.") == [("paragraph", "Use <b> & a < b.")]


def test_front_matter() -> None:
    article = article_from_markdown('---\ntitle: "On: this"\nauthor: Ann Lee\nlang: en-GB\n---\n# On: this\n\nText.')
    assert (article.title, article.byline, article.language) == ("On: this", "Ann Lee", "en-GB")
    assert [block.text for block in article.blocks] == ["Text."]


def test_a_first_top_heading_is_the_title() -> None:
    article = article_from_markdown("# Title\n\nText.")
    assert (article.title, [block.text for block in article.blocks]) == ("Title", ["Text."])
    assert article_from_markdown("Text.\n\n# Later").title is None
    assert article_from_markdown("## Second\n\nText.").title is None


def test_a_rule_at_the_start_is_no_front_matter() -> None:
    assert blocks("---\n\ntitle: x\n\nText.") == [("paragraph", "title: x"), ("paragraph", "Text.")]


@pytest.mark.parametrize("markdown", ["", " \n", "```\ncode\n```", "<!-- x -->", "![a](b)"])
def test_nothing_to_read(markdown: str) -> None:
    with pytest.raises(EmptyArticle):
        article_from_markdown(markdown)


PIECES = ["# ", "> ", "- ", "`", "[a](b)", "\n", "<b>", "---\n", "|", "x"]


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_any_text_gives_clean_blocks_or_a_domain_error(markdown: str) -> None:
    try:
        article = article_from_markdown(markdown)
    except ArticleError:
        return
    assert all(block.text == " ".join(block.text.split()) != "" for block in article.blocks)


@pytest.mark.parametrize("size", [20_000, 1_000_000])
@pytest.mark.parametrize("piece", ["[", "*a ", "`a", ">", "![a", "<a", "\\", "- a\n", "a__b ", "&amp;", "|a", "- - "])
def test_hostile_markdown_takes_linear_time(piece: str, size: int) -> None:
    started = time.perf_counter()
    try:
        article_from_markdown("x\n\n" + piece * (size // len(piece)))
    except ArticleTooLong:
        assert size > 20_000
    assert time.perf_counter() - started < 10
