"""What a page says of itself."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tts.text.pages import page
from tts.text.extract import article_from_html
from tts.text.extraction.byline import clean_byline
from tts.text.extraction.html_tree import parse_html
from tts.text.extraction.metadata import Guess, PageFacts, read_facts
from tts.text.extraction.page_title import clean_title

NEWS = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "The bridge &amp; the river",
    "author": {"@type": "Person", "name": "Jane Doe"},
    "datePublished": "2025-01-02T03:04:05Z",
    "inLanguage": "en_GB",
    "image": {"@type": "ImageObject", "url": "/lead.jpg"},
    "mainEntityOfPage": {"@id": "https://example.com/bridge"},
    "publisher": {"@type": "Organization", "name": "Example Post"},
}
WANTED = PageFacts(
    title="The bridge & the river",
    byline="Jane Doe",
    published_at="2025-01-02T03:04:05+00:00",
    language="en-GB",
    image_url="https://example.com/lead.jpg",
    canonical_url="https://example.com/bridge",
)
META = """<title>Meta title | Example Post</title><meta property=og:title content="Meta title | Example Post">
<meta property=og:site_name content="Example Post"><meta name=author content="By Ann Lee, 3 May 2024">
<meta property=article:published_time content=2024-05-03><meta property=og:image content=//cdn.example.com/m.jpg>
<meta property=og:url content=https://example.com/meta><meta property=og:locale content=de_DE>"""


def script(data: Any) -> str:
    return f"<script type='application/ld+json'>{data if isinstance(data, str) else json.dumps(data)}</script>"


def facts(head: str, url: str | None = None, guess: Guess | None = None) -> PageFacts:
    return read_facts(parse_html(f"<html><head>{head}</head><body><p>x</p></body></html>"), url, guess or Guess())


@pytest.mark.parametrize(
    "data",
    [
        NEWS,
        [NEWS],
        [{"@type": "WebSite", "name": "Example Post"}, NEWS],
        {"@context": "https://schema.org", "@graph": [{"@type": "BreadcrumbList"}, NEWS]},
        {"@graph": [[NEWS]]},
        {**NEWS, "@type": ["Article", "BlogPosting"], "author": ["Jane Doe"], "image": ["/lead.jpg"]},
        {**NEWS, "@type": "https://schema.org/BlogPosting", "url": "/bridge", "mainEntityOfPage": True},
        {"@graph": [{**NEWS, "author": {"@id": "#j"}}, {"@type": "Person", "@id": "#j", "name": "Jane Doe"}]},
        "<!-- " + json.dumps(NEWS) + " -->",
        "//<![CDATA[\n" + json.dumps(NEWS).replace("}}", "},}") + "\n//]]>",
        json.dumps(NEWS).replace("The bridge", "The\tbridge"),
        {"@type": "WebPage", "mainEntity": NEWS},
    ],
)
def test_json_ld(data: Any) -> None:
    assert facts(META + script(data), "https://example.com/x") == replace(WANTED, canonical_url=WANTED.canonical_url)


@pytest.mark.parametrize(
    "broken",
    ["{", "[1, 2", '"', "null", "[" * 100_000, '{"@type": 5, "author": [[[[]]]]}', '{"@graph": {"@graph": 1}}', ""],
)
def test_broken_json_ld_leaves_the_meta_elements(broken: str) -> None:
    assert facts(META + script(broken)) == PageFacts(
        title="Meta title",
        byline="Ann Lee",
        published_at="2024-05-03",
        language="de-DE",
        image_url="https://cdn.example.com/m.jpg",
        canonical_url="https://example.com/meta",
    )


def test_then_the_guess() -> None:
    guess = Guess("A title", "Jane Doe", "2025-01-02", "https://example.com/i.jpg")
    assert facts("", guess=guess) == PageFacts("A title", "Jane Doe", "2025-01-02", None, "https://example.com/i.jpg")


def test_a_site_name_is_a_title_only_where_there_is_no_other() -> None:
    head = "<title>Example Post</title><meta property=og:site_name content='Example Post'>"
    assert facts(head).title == "Example Post"
    assert facts(head, guess=Guess(title="The bridge")).title == "The bridge"


def test_a_date_that_nobody_filled_in_is_none() -> None:
    assert facts(script({**NEWS, "datePublished": "0001-01-01T00:00:00"})).published_at is None


def test_of_several_articles_the_one_that_the_page_is_about() -> None:
    other = {**NEWS, "headline": "Something else", "author": "Ann Lee"}
    assert facts("<title>The bridge & the river</title>" + script([other, NEWS])).byline == "Jane Doe"


def test_relative_addresses_are_resolved_and_odd_ones_dropped() -> None:
    canonical = "<link rel=canonical href='/a?b=1'>"
    assert facts(canonical, "https://example.com/x/y").canonical_url == "https://example.com/a?b=1"
    assert facts("<base href='https://example.com/'>" + canonical).canonical_url == "https://example.com/a?b=1"
    assert facts(canonical).canonical_url is None
    assert facts("<link rel=canonical href='javascript:x'>", "https://example.com").canonical_url is None
    assert facts("<link rel=canonical href='http://[x'>", "https://example.com").canonical_url is None


def test_the_canonical_address_counts_only_where_none_is_given() -> None:
    html = page("", "<link rel=canonical href='https://example.com/c'>")
    assert article_from_html(html).source_url == "https://example.com/c"
    assert article_from_html(html, url="https://example.com/given").source_url == "https://example.com/given"


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("by JANE DOE and Bob May", "JANE DOE and Bob May"),
        ("Written by: Jane Doe", "Jane Doe"),
        ("Jane Doe, 12 March 2024", "Jane Doe"),
        ("Jane Doe | Updated March 3, 2024", "Jane Doe"),
        ("By Jane Doe on January 2, 2020", "Jane Doe"),
        ("Jane Doe 3 hours ago", "Jane Doe"),
        ("Jane Doe - 10:30 AM", "Jane Doe"),
        ("Published Jan 3 by Jane Doe", "Jane Doe"),
        ("Von Anna Weber", "Anna Weber"),
        ("Jane Doe; Bob Roe; jane doe", "Jane Doe, Bob Roe"),
        ("Jane Doe jane@example.com", "Jane Doe"),
        ("By  Jane Doe , Staff Writer", "Jane Doe, Staff Writer"),
        ("Jane Ann Doe November", "Jane Ann Doe"),
        ("About Jane Doe", "Jane Doe"),
        ("Byron May", "Byron May"),
        ("April May", "April May"),
        ("Monday Okoro", "Monday Okoro"),
        ("https://example.com/jane", None),
        ("admin", None),
        ("", None),
    ],
)
def test_bylines(value: str, wanted: str | None) -> None:
    assert clean_byline([value]) == wanted


@pytest.mark.parametrize(
    ("title", "sites", "headings", "url", "wanted"),
    [
        ("Site | Title", ["Site"], [], None, "Title"),
        ("Title | Site", ["Site"], [], None, "Title"),
        ("Title - Part two - C News", ["C News"], [], None, "Title - Part two"),
        ("Title | Section | Site", ["Site"], ["Title"], None, "Title"),
        ("Title – Example", [], [], "https://www.example.com/x", "Title"),
        ("A title | Site", [], ["A title"], None, "A title"),
        ("A title of it | Site", ["Site"], ["Site"], None, "A title of it"),
        ("A long ti…", [], ["A long title here"], None, "A long title here"),
        ("Apple – the company – grows", ["Daily"], [], None, "Apple – the company – grows"),
        ("Mid-term vote: what now", ["vote"], [], None, "Mid-term vote: what now"),
        ("Site", ["Site"], [], None, "Site"),
        ("", [], [], None, None),
    ],
)
def test_titles(title: str, sites: list[str], headings: list[str], url: str | None, wanted: str | None) -> None:
    assert clean_title(title, sites, headings, url) == wanted


def test_a_page_for_subscribers() -> None:
    teaser = "<p>The teaser is one sentence with quite a few words in it.</p><p>Subscribe to continue reading</p>"
    data = script({**NEWS, "isAccessibleForFree": "False"})
    article = article_from_html(f"<html><head>{data}</head><body><article>{teaser}</article></body></html>")
    assert [block.text for block in article.blocks] == ["The teaser is one sentence with quite a few words in it."]
    assert not facts(data).free


KEYS = ["@type", "@graph", "@id", "headline", "author", "name", "image", "url", "datePublished", "isAccessibleForFree"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(["NewsArticle", "#a"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=20,
)


@settings(deadline=None, max_examples=200)
@given(VALUES)
def test_any_json_gives_facts(data: Any) -> None:
    found = facts(script(json.dumps(data).replace("</", "<\\/")), "https://example.com")
    assert isinstance(found, PageFacts)
