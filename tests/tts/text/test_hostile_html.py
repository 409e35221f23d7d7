"""HTML that was made to do harm, or by accident: bounded time, clean blocks or an error of ours."""

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tts.errors import ArticleError, NoArticleFound, TTSError
from tts.text.extract import article_from_html, article_from_text

LONG = "It has enough words in it to be taken for a paragraph of an article, which is what it is meant to be here."
TAGS = ["<p>", "</p>", "<html>", "<body>", "<h1>", "<li>", "<blockquote>", "<br>", "<sup>", "<a href='#x'>", "<!--"]
TAGS += ["<table>", "<", ">", "&amp", "text of it. ", "\x00", "<title>", "<nav>", "<pre>", "<ol reversed>", "</ol>"]
TAGS += ["<div data-readcast='pause:5 voice:a'>", "</div>", "<hr data-readcast='pause:7'>", "<p data-readcast=skip>"]
TAGS += ["<article class=post-1>", "<body class=postid-2>", "</article>", "<td>", "<form>", "<script>", "(Photo: A)"]
TAGS += ["<script type='application/ld+json'>{}</script>", "<meta property=og:title content=T>", '<a href="', "[1]"]
TAGS += ["<header>", "<h2>", "<a href='#a'>", "<math>", "<s>", "</s>", "<div class=pullquote>", "Updated at 3.20"]
TAGS += ["<main>", "<li value=3>", "https://example.com ", "Read more: x", "\ud800", "\ue000", LONG]


@settings(deadline=None)
@given(st.one_of(st.text(st.characters(codec=None)), st.lists(st.sampled_from(TAGS), max_size=30).map("".join)))
def test_any_html_gives_clean_blocks_or_a_domain_error(html: str) -> None:
    for read in (article_from_html, article_from_text):
        try:
            article = read(html)
        except ArticleError:
            continue
        assert article.blocks
        assert all(block.pause is None or 0 <= block.pause <= 10_000 for block in article.blocks)
        for block in article.blocks:
            assert block.text == " ".join(block.text.split()) != ""
            block.text.encode()  # no half surrogates


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<p>a",
        "<h2>a</h2>",
        "a<b>b</b>",
        "<li>a",
        "a<br>",
        "<",
        "&",
        " ",
        "<sup>[1]</sup>",
        "<td>a",
        "<!-- -->",
        "<h2><a href='#a'>a</a></h2>",
        "<header><h2>a</h2>",
        "<math>a",
        "<math alttext='\\a{'>a</math>",
        "<s>a</s>b",
        "<p class=pullquote>a",
        "<div class=pullquote>",
    ],
)
def test_hostile_html_takes_linear_time(piece: str) -> None:
    html = f"<html><body><article><p>{LONG}</p>" + piece * (100_000 // len(piece))
    started = time.perf_counter()
    article_from_html(html)
    assert time.perf_counter() - started < 4


@pytest.mark.parametrize(
    "piece",
    [
        "<b>",
        "<p>a",
        "<table><tr><td>a",
        "<tr><td>a<td>b",
        "<p a='<",
        "<ol><li>a",
        "(Photo: ",
        "\0",
        "[(",
        "<meta name=a>",
    ],
)
def test_a_megabyte_takes_seconds(piece: str) -> None:
    html = f"<html><body><article><p>{LONG}</p>" + piece * (1_000_000 // len(piece))
    started = time.perf_counter()
    with suppress(TTSError):
        article_from_html(html)
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize(
    "attributes",
    [
        " ".join(f"a{n}=1" for n in range(50_000)),
        " ".join(f"a{n}='<'" for n in range(50_000)),
        "/".join(f'a{n}="<p>"' for n in range(50_000)),
        "\t".join(f"a{n}" for n in range(50_000)),
    ],
)
def test_a_tag_with_thousands_of_attributes_is_refused(attributes: str) -> None:
    with pytest.raises(NoArticleFound, match="attributes"):
        article_from_html(f"<p {attributes}>x</p>")
