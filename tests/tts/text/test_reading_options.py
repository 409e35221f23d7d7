"""A site's own selectors and notes."""

import pytest

from tests.tts.text.pages import SENTENCES, page
from tts.errors import EmptyArticle, InvalidSelector, NoArticleFound
from tts.text.extract import article_from_html
from tts.text.markdown import article_from_markdown
from tts.text.reading_options import ReadingOptions, check_selector

TABLE = "<table><tr><th>Year</th><th>Cost</th></tr><tr><td>2024</td><td>12</td></tr></table>"
CODE = "<pre><code>print('x')</code></pre>"
NOTES = ReadingOptions(table_note="There is a table here.", code_note="There is code here.")


def texts(html: str, options: ReadingOptions) -> list[str]:
    return [block.text for block in article_from_html(html, options=options).blocks]


@pytest.mark.parametrize("selector", ["p[", "", "..x", "p:hover(", "x" * 501, "a::before", "p:nonsense", "p{}"])
def test_what_is_no_selector(selector: str) -> None:
    with pytest.raises(InvalidSelector, match="selector"):
        ReadingOptions(exclude=(selector,))
    with pytest.raises(ValueError):
        check_selector(selector)


@pytest.mark.parametrize("selector", ["p", ".a > .b", "#x, main p:not(.y)", "[data-x='1']", "li:nth-child(2n+1)"])
def test_selectors(selector: str) -> None:
    ReadingOptions(include=(selector,))


def test_include_takes_just_that_in_order_and_once() -> None:
    html = "<p class=a>no</p><div class=b>one <p class=b>two</p></div><p>no</p><aside class=c>three</aside>"
    assert texts(html, ReadingOptions(include=(".c", ".b"))) == ["one", "two", "three"]


def test_include_on_a_page_and_the_page_as_ever_where_nothing_matches() -> None:
    html = page("<div class=box><p>Only this.</p></div>")
    assert texts(html, ReadingOptions(include=(".box",))) == ["Only this."]
    assert len(texts(html, ReadingOptions(include=(".other",)))) >= 2
    assert article_from_html(html, options=ReadingOptions(include=(".box",))).title == "The old bridge stays open"


def test_include_keeps_what_surrounds_it_in_force() -> None:
    html = "<div data-readcast='voice:amy'><ol start=4><li>no</li><li class=x>yes</li></ol></div>"
    block = article_from_html(html, options=ReadingOptions(include=(".x",))).blocks[0]
    assert (block.text, block.voice, block.number) == ("yes", "amy", 5)


def test_exclude_wins_and_works_on_pages_and_fragments() -> None:
    options = ReadingOptions(include=("div",), exclude=(".no", "b"))
    assert texts("<div>a <b>x</b>c<p class=no>d</p></div>", options) == ["a c"]
    box = f"<div class=box><p>{SENTENCES[0]} Once more.</p></div>"
    assert any("Once more" in text for text in texts(page(box), ReadingOptions()))
    assert not any("Once more" in text for text in texts(page(box), ReadingOptions(exclude=(".box",))))
    with pytest.raises(NoArticleFound):
        texts(page(""), ReadingOptions(exclude=("html",)))


def test_notes_stand_where_tables_and_code_were() -> None:
    html = f"<p>a</p>{TABLE}<ul><li>b{CODE}</li></ul>"
    assert texts(html, ReadingOptions()) == ["a", "b"]
    article = article_from_html(html, options=NOTES)
    assert [(block.kind.value, block.text) for block in article.blocks] == [
        ("paragraph", "a"),
        ("paragraph", "There is a table here."),
        ("list_item", "b"),
        ("paragraph", "There is code here."),
    ]


def test_notes_on_a_page() -> None:
    body = f"{TABLE}<p>{SENTENCES[1]} {SENTENCES[2]}</p>{CODE}"
    found = texts(page(body), NOTES)
    assert found[1::2] == ["There is a table here.", "There is code here."]
    assert len(found) == 5


def test_layout_tables_are_read() -> None:
    html = f"<table><tr><td><p>{SENTENCES[0]}</p></td></tr></table><table role=presentation><tr><td>a<td>b</table>"
    assert texts(html, NOTES) == [SENTENCES[0], "a", "b"]


def test_markdown() -> None:
    options = ReadingOptions(exclude=("em", "ul"), table_note="A table.", code_note="Code.")
    markdown = "One *two* three.\n\n- x\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n"
    blocks = article_from_markdown(markdown, options=options).blocks
    assert [block.text for block in blocks] == ["One three.", "A table.", "Code."]
    with pytest.raises(EmptyArticle):
        article_from_markdown("*only this*", options=ReadingOptions(exclude=("em",)))
