"""Articles out of HTML and plain text."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from tests.tts.text.pages import SENTENCES, page
from tts.article import Article
from tts.errors import EmptyArticle, NoArticleFound
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


@pytest.mark.parametrize(
    "sign", ["\x0b", "\x0c", "\x01", "\ufffe", "&#1;", "&#x0B;", "&#11", "&#65534;", "&#xFFFF;", "&#0;"]
)
def test_control_characters_do_no_harm(sign: str) -> None:
    plain, found = (article_from_html(page(f"<p>{sign_}{SENTENCES[0]}{sign_}</p>")) for sign_ in ("", sign))
    assert found == plain


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


def numbers(article: Article) -> list[tuple[int | None, str]]:
    return [(block.number, block.text) for block in article.blocks]


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<ol><li>a<li>b</ol><ul><li>c</ul>", [(1, "a"), (2, "b"), (None, "c")]),
        ("<ol start=5><li>a<li value=9>b<li>c</ol>", [(5, "a"), (9, "b"), (10, "c")]),
        ("<ol reversed><li>a<li>b<li>c</ol>", [(3, "a"), (2, "b"), (1, "c")]),
        ("<ol reversed start=10><li>a<li>b</ol>", [(10, "a"), (9, "b")]),
        ("<ol start=x><li value=y>a<li value='-3'>b</ol>", [(1, "a"), (-3, "b")]),
        ("<ol><li><p>a</p><p>b</p><li>c</ol>", [(1, "a"), (None, "b"), (2, "c")]),
        ("<ol><li>a<ol><li>b<li>c</ol><p>d</p><li>e</ol>", [(1, "a"), (1, "b"), (2, "c"), (None, "d"), (2, "e")]),
        ("<ol><li>a<ul><li>b</ul><li>c</ol>", [(1, "a"), (None, "b"), (2, "c")]),
        ("<ol><li></li><li>b</ol><li>c", [(2, "b"), (None, "c")]),
        ("<ol><li>a<li data-readcast=skip>b<li>c</ol>", [(1, "a"), (3, "c")]),
    ],
)
def test_items_of_ordered_lists_have_their_number(html: str, wanted: list[tuple[int | None, str]]) -> None:
    assert numbers(article_from_html(html)) == wanted


def test_kinds_and_numbers_on_a_page() -> None:
    items = "".join(f"<li>Item {n} of the list is a sentence with <em>some</em> words.</li>" for n in "abc")
    body = (
        f"<h2>Three reasons</h2><ol start=3>{items}</ol><blockquote><p>“{SENTENCES[0]}”</p></blockquote>"
        f"<p>A <a href=/x>link</a>, <code>code</code> and<b> bold</b> words. {SENTENCES[1]}</p>"
    )
    article = article_from_html(page(body))
    assert [(block.kind.value, block.number) for block in article.blocks[1:-1]] == [
        ("heading", None),
        ("list_item", 3),
        ("list_item", 4),
        ("list_item", 5),
        ("quote", None),
        ("paragraph", None),
    ]
    assert article.blocks[-2].text == f"A link, code and bold words. {SENTENCES[1]}"


def test_numbers_in_plain_text() -> None:
    text = "1. a\n2) b\n   goes on\n\n- c\n\n12. d\n\n2024 was a year.\n\n1.5 is no item"
    assert numbers(article_from_text(text)) == [
        (1, "a"),
        (2, "b goes on"),
        (None, "c"),
        (12, "d"),
        (None, "2024 was a year."),
        (None, "1.5 is no item"),
    ]


def test_other_articles_on_the_page_are_left_out() -> None:
    other = f"<article><h2><a href=/o>Another story</a></h2><p>Another. {' '.join(SENTENCES)}</p></article>"
    html = page("").replace("</article>", f"</article>{other}{other}")
    assert not any("Another" in block.text for block in article_from_html(html).blocks)
    posts = page("").replace("<article>", "<article class='post post-7'>").replace("<body>", "<body class='postid-7'>")
    related = other.replace("<article>", "<article class='post post-8'>")
    html = posts.replace("</article>", f"{related}</article>")
    assert not any("Another" in block.text for block in article_from_html(html).blocks)


ENTRIES = (
    "Police closed the river road at noon after a lorry hit the railing.",
    "The mayor says that the buses go another way until the evening.",
    "Divers have looked at the piers and found no crack in the stone.",
)


@pytest.mark.parametrize("outer", ["article", "main", "div"])
@pytest.mark.parametrize("tag", ["div", "article", "section"])
@pytest.mark.parametrize(
    "title",
    [
        "<h2>{0}</h2>",
        "<h2><a href='#{1}'>{0}</a></h2>",
        "<a href='#{1}'><h2>{0}</h2></a>",
        "<h2>{0} <a href='#{1}'>#</a></h2>",
        "<h2><a href='https://example.com/live#{1}'>{0}</a></h2>",
        "<header><h2>{0}</h2></header>",
        "<header><p><a href='#{1}'><time>10:20</time></a></p><h2><a href='#{1}'>{0}</a></h2></header>",
    ],
)
def test_entries_of_a_live_report(outer: str, tag: str, title: str) -> None:
    entries = "".join(
        f"<{tag} id=b{number}>{title.format(f'Title {number}', f'b{number}')}<p>{text}</p></{tag}>"
        for number, text in enumerate(ENTRIES)
    )
    html = page(entries)
    before, inside = html.split("<article>", 1)
    inside, after = inside.rsplit("</article>", 1)
    article = article_from_html(f"{before}<{outer}>{inside}</{outer}>{after}")
    found = [(kind, text.removesuffix(" #")) for kind, text in blocks(article)]
    assert found[1:-1] == [
        block for n, text in enumerate(ENTRIES) for block in (("heading", f"Title {n}"), ("paragraph", text))
    ]


def test_headings_that_lead_to_other_pages_are_not_brought_back() -> None:
    teasers = "<h3><a href=/mill>Why the mill closed down</a></h3>"
    listed = "".join(f"<h3>Story {number}</h3>" for number in range(5))
    for html in (page(teasers), page(f"<div class=related>{listed}</div>")):
        assert not any("tory" in block.text or "mill" in block.text for block in article_from_html(html).blocks)


def test_text_behind_what_is_not_read() -> None:
    body = (
        "<ol><li>Run this: <pre>x = 1</pre> and wait a day.</li><li>Then look.</li></ol>"
        "<p>The picture <math><mfrac><mi>a</mi><mi>b</mi></mfrac></math> is of no use to anyone here.</p>"
    )
    assert blocks(article_from_html(page(body)))[1:-1] == [
        ("list_item", "Run this:"),
        ("list_item", "and wait a day."),
        ("list_item", "Then look."),
        ("paragraph", "The picture is of no use to anyone here."),
    ]


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<math alttext='O(n)'><mi>O</mi></math>", "O(n)"),
        (
            "<span class=katex><span class=katex-mathml><math><semantics><mrow><mi>O</mi></mrow>"
            "<annotation encoding='application/x-tex'>O(n \\log n)</annotation></semantics></math></span>"
            "<span class=katex-html aria-hidden=true>O(nlogn)</span></span>",
            "O(n log n)",
        ),
        ("<math alttext='{\\displaystyle x^{2}\\leq \\pi }'><mi>x</mi></math>", "x² ≤ pi"),
        ("<math><mi>x</mi><mo>+</mo><mn>2</mn></math>", "x+2"),
        ("<math alttext='\\frac{a}{b}'><mi>a</mi></math>", ""),
        (f"<math alttext='{'x+' * 30}y'><mi>a</mi></math>", ""),
        ("<math><msup><mi>x</mi><mn>2</mn></msup></math>", ""),
    ],
)
def test_short_formulas_are_read(formula: str, text: str) -> None:
    html = f"<p>The cost is in rows {formula} and not in words.</p>"
    wanted = " ".join(f"The cost is in rows {text} and not in words.".split())
    assert blocks(article_from_html(html)) == [("paragraph", wanted)]
    assert blocks(article_from_html(page(html)))[1] == ("paragraph", wanted)


def test_what_stands_above_the_article_is_not_read_again() -> None:
    masthead = "<p>By Jane Doe</p><p>January 2, 2025 - 10:30 AM</p><p>Reading time: 5 minutes</p>"
    html = page("").replace("</h1>", f"</h1>{masthead}")
    assert article_from_html(html).blocks == article_from_html(page("")).blocks


def test_a_first_heading_is_not_read_beside_another_title_of_the_page() -> None:
    html = page("", "<meta property=og:title content='Bridge stays'>")
    assert (article_from_html(html).title, article_from_html(html).blocks) == (
        "Bridge stays",
        article_from_html(page("")).blocks,
    )


def test_a_page_put_together_by_a_script() -> None:
    data = {"@type": "NewsArticle", "headline": "A", "articleBody": f"{SENTENCES[0]}\n\n{SENTENCES[1]}"}
    html = f"<html><head><script type='application/ld+json'>{json.dumps(data)}</script></head><body></body></html>"
    assert [block.text for block in article_from_html(html).blocks] == list(SENTENCES[:2])


@pytest.mark.parametrize("text", ["", " \n\t\n", "\x00\u200b"])
def test_empty_text(text: str) -> None:
    with pytest.raises(EmptyArticle):
        article_from_text(text)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the pages of ../shared/data/extraction are not here")
def test_real_pages() -> None:
    """Overlap of runs of four words with the body that people marked, averaged over the pages."""
    expected = json.loads((SHARED / "expected.json").read_text())
    precision = recall = 0.0
    for name, facts in expected.items():
        html = gzip.decompress((SHARED / "html" / f"{name}.html.gz").read_bytes()).decode(errors="replace")
        article = article_from_html(html)
        found = _shingles(" ".join(block.text for block in article.blocks))
        wanted = _shingles(facts["articleBody"])
        common = (found & wanted).total()
        precision += common / found.total() / len(expected)
        recall += common / wanted.total() / len(expected)
    assert precision > 0.97
    assert recall > 0.97


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = "".join(c if c.isalnum() else " " for c in text).split()
    return Counter(zip(*(words[n:] for n in range(4)), strict=False))
