"""What is not read, and what must be though it looks like it."""

import time

import pytest

from tests.tts.text.pages import SENTENCES, page
from tts.article import Block, BlockKind
from tts.text.extract import article_from_html, article_from_text
from tts.text.extraction.noise import is_page_noise, without_marks, without_page_noise
from tts.text.markdown import article_from_markdown


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text)


@pytest.mark.parametrize(
    "text",
    [
        "Read more: The bridge in numbers", "READ MORE", "ALSO READ: Why steel rusts", "Also read | Steel prices",
        "Related: Steel prices rise", "Related stories", "See also: Bridges", "More: The council's plan",
        "Watch: The bridge sways", "Don't miss: A walk", "You may also like", "More from the city desk",
        "Lesen Sie auch: Die Brücke", "Lire aussi : Le pont", "Leia também: A ponte", "Más: no".replace("Más", "Read"),
        "Advertisement", "ADVERTISEMENT", "Anzeige", "Advertisement - Continue Reading Below",
        "Article continues below advertisement", "Story continues below", "Sponsored",
        "Sign up for our newsletter", "Sign up for our free daily newsletter and never miss a story.",
        "Get the best of the week delivered to your inbox.", "Subscribe to our newsletter!",
        "Share this article", "Share on Facebook", "Share this:", "Follow us", "Follow us on Twitter and Facebook.",
        "Follow @example on Instagram", "Like us on Facebook", "Tweet", "5 Comments", "Leave a comment", "Print",
        "Photo by Jane Doe/Getty Images", "Photo: Jane Doe", "Image credit: Jane Doe", "Photo courtesy of the city",
        "The bridge in spring. Jane Doe/Getty Images", "Image: Example", "(AP Photo/Jane Doe)",
        "Subscribe to continue reading", "Already a subscriber? Log in", "To continue reading, please sign in.",
        "This article is for subscribers only.", "You have reached your limit of free articles.",
        "© 2025 Example Post", "All rights reserved.", "We use cookies to improve your experience.",
        "More of it: https://example.com/a and https://example.com/b",
        "(Reporting by Jane Doe; editing by John Roe)", "Reporting by Jane Doe in London; Editing by J. Roe",
        "Additional reporting by PA", "Our Standards: The Thomson Reuters Trust Principles", "Updated at 03.20 BST",
        "Last updated: 3 May 2024 at 10:20 am", "Do you have a story? Email us at news@example.com with it.",
        "Jump to Recipe Print Recipe", "Pin this recipe", "Did you make this recipe? Tag @cook on Instagram.",
        "Tag @cook on Instagram", "Your email address will not be published. Required fields are marked *",
    ],
)  # fmt: skip
def test_page_noise_is_left_out(text: str) -> None:
    assert not without_page_noise([paragraph(text)])


@pytest.mark.parametrize(
    "text",
    [
        "Read more books, she said.", "Read this and weep.", "More than 100 people came.",
        "More, she said, was to come.",
        "Watch the river when it rains.", "Related diseases are rare.", "Related to this is the cost of steel.",
        "Share this with your friends, he said.", "Follow him on Twitter, he said, and you will see.",
        "“Sign up for our newsletter,” the site told everyone who came.", "Photo by photo, the archive grew.",
        "Photographs of the bridge were shown.", "Images of the storm went around the world.",
        "Advertisements fell by 3 percent.", "Ads for cars are back.", "Advertising pays for most of it.",
        "Subscribers pay ten euros a month.", "Subscribe and cancel: that is what most people do, a study says.",
        "Print is not dead.", "Comments were mixed.", "Copyright law is old.", "Cookies were baked by his mother.",
        "Follow the river to the sea.", "Join us, they shouted.", "The report from Reuters was first.",
        "Credit cards are accepted.", "Get up early and walk.", "See https://example.com for the numbers.",
        "Reporting by the newspaper showed that it was true.", "Editing by night, he finished the film.",
        "Updated in 2019, the plan has two parts.", "Updated on Monday, the list has 12 names.",
        "Do you have a story that nobody knows? Most people do.", "Our standards: we ask both sides.",
        "Pin this recipe to the door of the kitchen and cook.", "Published 12 books in a year.",
        "Want a bridge? Build one.", "Close to the river stands a mill.", "To continue, they needed money.",
    ],
)  # fmt: skip
def test_sentences_with_such_words_stay(text: str) -> None:
    assert without_page_noise([paragraph(text)]) == [paragraph(text)]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The bridge (Photo: Jane Doe) stands.", "The bridge stands."),
        ("The bridge stands. (Image credit: NASA/JPL)", "The bridge stands."),
        ("The bridge (AP Photo/Jane Doe, File) stands.", "The bridge stands."),
        ("The bridge [Photo by Jane Doe] stands.", "The bridge stands."),
        ("The bridge (Getty Images) stands (https://example.com/a).", "The bridge stands."),
        ("The bridge stands. (Reporting by Jane Doe in London; Editing by John Roe)", "The bridge stands."),
        ("The bridge (writing by Hand is slow) stands.", None),
        ("The bridge[note 2] stands (see www.example.com).", "The bridge stands."),
        ("It stands (photo by photo it shows) and (the photographer says) lasts.", None),
        ("It is (credited to him) in (Reuters) and costs (credit: 5 euros).", None),
        ("See https://example.com/a for it.", None),
    ],
)
def test_marks_inside_a_text(text: str, left: str | None) -> None:
    assert [block.text for block in without_marks([paragraph(text)])] == [left or text]


@pytest.mark.parametrize(
    "text", ["https://example.com/a/b?c=d", "<https://example.com>", "www.example.com", "Advertisement"]
)
def test_blocks_that_nobody_reads(text: str) -> None:
    assert not list(without_marks([paragraph(text)]))


def test_only_what_is_certain_goes_from_what_a_site_sends() -> None:
    certain = "<p>A (Photo: B) c.</p><p>https://example.com</p><p>Advertisement</p><p>Read more: books</p>"
    assert [block.text for block in article_from_html(certain).blocks] == ["A c.", "Read more: books"]
    plain = "A (Photo: B) c.\n\nhttps://example.com\n\nRead more: books"
    assert [block.text for block in article_from_text(plain).blocks] == ["A c.", "Read more: books"]
    assert [block.text for block in article_from_markdown(plain).blocks] == ["A c.", "Read more: books"]


def test_headings_with_nothing_below_go_at_the_end() -> None:
    heading = Block(BlockKind.HEADING, "Further down")
    assert without_page_noise([heading, paragraph("Text."), heading, paragraph("Share this article")]) == [
        heading,
        paragraph("Text."),
    ]


def test_noise_between_the_paragraphs_of_a_page() -> None:
    noise = (
        "<p>ADVERTISEMENT</p><p><strong>Read more: <a href=/x>Why the mill closed down</a></strong></p>"
        "<p>Sign up for our free newsletter to get the news of the valley in your inbox every morning.</p>"
        "<figure><img src=x.jpg><figcaption>The bridge in spring</figcaption></figure>"
        "<p>(AP Photo/Jane Doe)</p><div class=share-bar><a href=#>Share</a></div>"
        "<p>Follow us on <a href=https://x.com/e>Twitter</a></p>"
    )
    assert article_from_html(page(noise)).blocks == article_from_html(page("")).blocks


def test_what_is_struck_out_is_not_read() -> None:
    html = "<p>The price is <del>ten</del> <ins>five</ins> euros and <s>ten</s> <strike>six</strike> days in all.</p>"
    for text in (html, page(html)):
        assert "The price is five euros and days in all." in [block.text for block in article_from_html(text).blocks]
    assert article_from_markdown("Ten ~~or six~~ days.").blocks[0].text == "Ten days."


@pytest.mark.parametrize(
    "quote",
    [
        f"<blockquote class=pull-quote>“{SENTENCES[0]}”</blockquote>",
        f"<aside class='article__pullquote'><p>{SENTENCES[1]}</p></aside>",
        f"<figure class=wp-block-pullquote><blockquote><p>{SENTENCES[3]}</p><cite>A man</cite></blockquote></figure>",
    ],
)
def test_pull_quotes_that_repeat_a_sentence(quote: str) -> None:
    assert article_from_html(page(quote + quote)).blocks == article_from_html(page("")).blocks
    sent = f"<p>{' '.join(SENTENCES)}</p>"
    assert article_from_html(sent + quote).blocks == article_from_html(sent).blocks


def test_other_pull_quotes_stay() -> None:
    words = "These are words that nobody else says anywhere on the page."
    for html in (page(f"<blockquote class=pullquote>{words}</blockquote>"), f"<div class=pullquote>{words}</div>"):
        assert words in [block.text for block in article_from_html(html).blocks]


FOOTNOTES = [
    "a<sup><a href='#fn1'>1</a></sup>b", "a<a href='#fn1'>[1]</a>b", "a<a href='#note-1'>1</a>b",
    "a<a href='#n'>†</a>b",
    "a<a role=doc-noteref href=x>*</a>b", "a<sup>[note 3]</sup>b", "ab <a href='#top' role=doc-backlink>back</a>",
    "ab <a href='#ref1'>↩</a>",
]  # fmt: skip


@pytest.mark.parametrize("html", FOOTNOTES)
def test_footnote_marks(html: str) -> None:
    assert [block.text for block in article_from_html(f"<p>{html}</p>").blocks] == ["ab"]


@pytest.mark.parametrize("html", ["<a href='#part-2'>2</a>", "<a href=/1>1</a>", "the 1<sup>st</sup>"])
def test_other_links_and_raised_letters_stay(html: str) -> None:
    assert any(letter.isdigit() for letter in article_from_html(f"<p>{html}</p>").blocks[0].text)


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "[",
        "(Photo: ",
        "(x/Getty Images",
        "https://a",
        "a: https://b ",
        "Read ",
        "– ",
        "Print recipe ",
        "Reporting by A. ",
        "Editing by A, and ",
        "Updated at 03.20 PM ",
        "Do you have a story?",
    ],
)
def test_time_is_linear(piece: str) -> None:
    long = paragraph(piece * (500_000 // len(piece)))
    short = [paragraph((piece * 300)[:300].strip())] * 300
    started = time.perf_counter()
    list(without_marks([long]))
    for block in short:
        is_page_noise(block)
    assert time.perf_counter() - started < 4
