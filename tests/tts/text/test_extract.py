"""Articles out of HTML and plain text."""

import gzip
import json
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tts.article import Article
from tts.errors import ArticleError, EmptyArticle, NoArticleFound
from tts.text.extract import article_from_html, article_from_text

SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "extraction"

LONG = "It has enough words in it to be taken for a paragraph of an article, which is what it is meant to be here."
PAGE = f"""<!DOCTYPE html>
<html lang="en-GB"><head><title>A great story | Example News</title>
<meta property="og:title" content="A great story | Example News"><meta property="og:site_name" content="Example News">
<meta property="og:image" content="https://example.com/i.jpg"><meta name="author" content="Jane Doe">
<meta property="article:published_time" content="2025-01-02T03:04:05Z">
<link rel="canonical" href="https://example.com/story"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<article><h1>A great story</h1><p>By Jane Doe</p>
<p>The <b>first</b> paragraph&nbsp;has <code>code</code>, <a href="/x">a link</a> &amp; more.<!-- c -->
{LONG}<sup><a href="#fn1">1</a></sup></p>
<h2>A heading</h2><p>The second paragraph is here.<br>It goes on. {LONG}</p>
<blockquote><p>One quote is here.</p><p>Another quote is here.</p></blockquote>
<ul><li>One item</li><li>Two items <ul><li>Inner item</li></ul></li></ul>
<pre><code>def secret(): pass</code></pre><table><tr><td>A cell</td></tr></table>
<figure><img src="x.jpg"><figcaption>A caption of it</figcaption></figure>
<p>The last paragraph is here. {LONG}</p></article>
<footer>© 2025 Example News. All rights reserved.</footer></body></html>"""  # fmt: skip


def blocks(article: Article) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in article.blocks]


def test_a_page_gives_its_article_and_metadata() -> None:
    article = article_from_html(PAGE)
    assert blocks(article) == [
        ("paragraph", f"The first paragraph has code, a link & more. {LONG}"),
        ("heading", "A heading"),
        ("paragraph", f"The second paragraph is here. It goes on. {LONG}"),
        ("quote", "One quote is here."),
        ("quote", "Another quote is here."),
        ("list_item", "One item"),
        ("list_item", "Two items"),
        ("list_item", "Inner item"),
        ("paragraph", f"The last paragraph is here. {LONG}"),
    ]
    assert article.title == "A great story"
    assert article.byline == "Jane Doe"
    assert article.language == "en-GB"
    assert article.published_at == "2025-01-02T03:04:05+00:00"
    assert article.source_url == "https://example.com/story"
    assert article.image_url == "https://example.com/i.jpg"


def test_what_the_caller_knows_wins() -> None:
    article = article_from_html(PAGE, url="https://example.com/a", language="fr")
    assert (article.source_url, article.language) == ("https://example.com/a", "fr")


def test_a_fragment_is_read_whole_and_its_first_heading_is_the_title() -> None:
    article = article_from_html("<h1>Title</h1><p>One short paragraph.</p>")
    assert (article.title, blocks(article)) == ("Title", [("paragraph", "One short paragraph.")])


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p>Say <em>it</em><a href=x>, twice</a>.</p>", ["Say it, twice."]),
        ("loose <b>bold</b><div>div<p>par</p>tail</div>", ["loose bold", "div", "par", "tail"]),
        ("<p>one<br>two<br><br>three</p>", ["one two", "three"]),
        ("<p>x<sup>2</sup>, 1<sup>st</sup>.<sup>[3]</sup> H<sub>2</sub>O</p>", ["x², 1st. H2O"]),
        ("<p>a <sup class='reference'>4</sup>b</p><pre>code</pre>", ["a b"]),
        ("<p hidden>no</p><div class='share-buttons'>no</div><script>no</script><p>yes</p>", ["yes"]),
        ("<p>caf&eacute; &lt;tag&gt; &amp;amp; cafe\u0301\x00\x07\u200b!</p>", ["café <tag> &amp; café!"]),
        ("<?xml version='1.0' encoding='latin-1'?><p>é</p>", ["é"]),
        ("plain words", ["plain words"]),
    ],
)
def test_fragments(html: str, texts: list[str]) -> None:
    assert [block.text for block in article_from_html(html).blocks] == texts


def test_a_short_page_with_clear_paragraphs_is_read() -> None:
    article = article_from_html(
        "<html><head><title>X - Site</title></head><body><h1>X</h1><p>A short text stands in here.</p></body></html>"
    )
    assert (article.title, blocks(article)) == ("X", [("paragraph", "A short text stands in here.")])


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p></p>",
        "<pre>code only</pre>",
        "<html><body><nav><a href=/>Home</a> <a href=/news>News</a></nav><footer>© Example</footer></body></html>",
        "<html><body><ul><li><a href=/>Home</a></li><li><a href=/news>News of today</a></li></ul>"
        "<div><p>We use cookies to give you the best experience on our website. Accept all.</p></div></body></html>",
    ],
)
def test_a_page_without_an_article_says_so(html: str) -> None:
    with pytest.raises(NoArticleFound):
        article_from_html(html)


def test_text() -> None:
    article = article_from_text("One\nline.\r\n\r\n- a\n- b\n  goes on\n\n1. c\n2) d\n\n\nA dash\n- is no list\n")
    assert blocks(article) == [
        ("paragraph", "One line."),
        ("list_item", "a"),
        ("list_item", "b goes on"),
        ("list_item", "c"),
        ("list_item", "d"),
        ("paragraph", "A dash - is no list"),
    ]
    assert article.title is None


@pytest.mark.parametrize("text", ["", " \n\t\n", "\x00\u200b"])
def test_empty_text(text: str) -> None:
    with pytest.raises(EmptyArticle):
        article_from_text(text)


TAGS = ["<p>", "</p>", "<html>", "<body>", "<h1>", "<li>", "<blockquote>", "<br>", "<sup>", "<a href='#x'>", "<!--"]
TAGS += ["<table>", "<", ">", "&amp", "text of it. ", "\x00", "<title>", "<nav>", "<pre>"]


@settings(deadline=None)
@given(st.one_of(st.text(st.characters(codec=None)), st.lists(st.sampled_from(TAGS), max_size=30).map("".join)))
def test_any_html_gives_clean_blocks_or_a_domain_error(html: str) -> None:
    for read in (article_from_html, article_from_text):
        try:
            article = read(html)
        except ArticleError:
            continue
        assert article.blocks
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
    ],
)
def test_hostile_html_takes_linear_time(piece: str) -> None:
    html = f"<html><body><article><p>{LONG}</p>" + piece * (100_000 // len(piece))
    started = time.perf_counter()
    article_from_html(html)
    assert time.perf_counter() - started < 4


def test_a_tag_with_thousands_of_attributes_is_refused() -> None:
    with pytest.raises(NoArticleFound, match="attributes"):
        article_from_html("<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">x</p>")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the pages of ../shared/data/extraction are not here")
def test_real_pages() -> None:
    """Overlap of runs of four words with the body that people marked, averaged over the pages."""
    expected = json.loads((SHARED / "expected.json").read_text())
    precision = recall = 0.0
    for name, page in expected.items():
        html = gzip.decompress((SHARED / "html" / f"{name}.html.gz").read_bytes()).decode(errors="replace")
        article = article_from_html(html)
        found = _shingles(" ".join(block.text for block in article.blocks))
        wanted = _shingles(page["articleBody"])
        common = (found & wanted).total()
        precision += common / found.total() / len(expected)
        recall += common / wanted.total() / len(expected)
    assert precision > 0.95
    assert recall > 0.96


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = "".join(c if c.isalnum() else " " for c in text).split()
    return Counter(zip(*(words[n:] for n in range(4)), strict=False))
