"""data-readcast in fragments and pages."""

import pytest
from lxml import html as lxml_html

from tests.tts.text.pages import page
from tts.article import Block
from tts.text.extract import article_from_html
from tts.text.extraction.directives import Directives, directives_of

Found = list[tuple[str, int | None, str | None]]
LONG = "This paragraph of the page is long enough to be taken for one of the article, whoever chooses among them."


def found(html: str) -> Found:
    return [(block.text, block.pause, block.voice) for block in article_from_html(html).blocks]


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("skip", Directives(skip=True)),
        ("pause:800; voice:amy", Directives(pause=800, voice="amy")),
        ("PAUSE: 800ms voice:en_US-joe-medium", Directives(pause=800, voice="en_US-joe-medium")),
        ("pause:99999", Directives(pause=10_000)),
        ("pause:-5", Directives(pause=0)),
        ("pause:1e3;pause:;voice:;voice:a/b;unknown:1;skipped", Directives()),
        ("", Directives()),
    ],
)
def test_wishes(value: str, wanted: Directives) -> None:
    element = lxml_html.fragment_fromstring("<p>x</p>")
    element.set("data-readcast", value)
    assert directives_of(element) == wanted


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>a</p><p data-readcast=skip>no</p><p>b</p>", [("a", None, None), ("b", None, None)]),
        ("<p>a <span data-readcast=skip>no </span>b</p>", [("a b", None, None)]),
        ("<p data-readcast='pause:300'>a</p><p>b</p>", [("a", 300, None), ("b", None, None)]),
        ("<div data-readcast='pause:300'><p>a</p><p>b</p></div>", [("a", None, None), ("b", 300, None)]),
        ("<p>a</p><hr data-readcast='pause:1500'><p>b</p>", [("a", 1500, None), ("b", None, None)]),
        ("<p>a</p><span data-readcast='pause:5'></span><p>b</p>", [("a", 5, None), ("b", None, None)]),
        ("<p>a<span data-readcast='pause:5'></span> b</p><p>c</p>", [("a b", 5, None), ("c", None, None)]),
        ("<hr data-readcast='pause:5'><p>a</p>", [("a", None, None)]),
        ("<div data-readcast='pause:9'><p data-readcast='pause:200'>a</p></div>", [("a", 200, None)]),
        ("<p>a</p><figure data-readcast='skip pause:7'>x</figure><p>b</p>", [("a", 7, None), ("b", None, None)]),
        (
            "<div data-readcast='voice:amy'><p>a</p><ul><li data-readcast='voice:joe'>b</li></ul></div><p>c</p>",
            [("a", None, "amy"), ("b", None, "joe"), ("c", None, None)],
        ),
        ("<p><b data-readcast='voice:amy'>all of it</b></p>", [("all of it", None, "amy")]),
        ("<p>He said <q data-readcast='voice:amy'>yes</q>.</p>", [("He said yes.", None, None)]),
    ],
)  # fmt: skip
def test_fragments(html: str, wanted: Found) -> None:
    assert found(html) == wanted


def test_whole_pages_keep_what_the_author_asked_for() -> None:
    body = (
        f"<div data-readcast='voice:amy'><p>One. {LONG}</p><blockquote><p>Two. {LONG}</p></blockquote></div>"
        f"<p data-readcast='skip'>Skipped. {LONG}</p><hr data-readcast='pause:1500'><p>Three. {LONG}</p>"
        f"<p data-readcast='pause:400; voice:joe'>Four, with <b>bold</b> and <a href=/x>a link</a>. {LONG}</p>"
    )
    assert found(page(body))[1:-1] == [
        (f"One. {LONG}", None, "amy"),
        (f"Two. {LONG}", 1500, "amy"),
        (f"Three. {LONG}", None, None),
        (f"Four, with bold and a link. {LONG}", 400, "joe"),
    ]


def test_a_pause_outlives_the_block_it_stood_after() -> None:
    html = "<div data-readcast='pause:500'><p>a</p><p>Advertisement</p></div><p>b</p>"
    assert found(html) == [("a", 500, None), ("b", None, None)]
    body = f"<p>One. {LONG}</p><p>Sign up for our newsletter</p><hr data-readcast='pause:900'><p>Two. {LONG}</p>"
    assert found(page(body))[1] == (f"One. {LONG}", 900, None)


def test_an_article_for_one_voice() -> None:
    article = article_from_html(page("").replace("<article>", "<article data-readcast='voice:amy'>"))
    assert article.voices == {"amy"}
    assert all(isinstance(block, Block) and block.voice == "amy" for block in article.blocks)
