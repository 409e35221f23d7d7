"""What sources list, from real files and a real web server."""

import gzip
import io
import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from api.fetch import FetchLimits, HostBusy, PageUnavailable
from api.polite import PoliteFetcher, RobotsForbid, Stopped
from api.sources import Entry, SourceUnreadable, open_source
from api.sources.entry import chosen, parse_since
from tests.api.page_server import Handler, Site, running

HERE = FetchLimits(timeout_seconds=10, allow_networks=("127.0.0.0/8",))
MOST = 100_000


@pytest.fixture
def site() -> Iterator[Site]:
    with running(Site()) as site:
        site.serve("/robots.txt", b"", 404)
        yield site


@pytest.fixture
def fetcher() -> PoliteFetcher:
    return PoliteFetcher(HERE, delay=0)


def listed(name: str | Path, fetcher: PoliteFetcher, stdin: bytes = b"") -> list[Entry]:
    return list(open_source(str(name), fetcher, MOST, io.BytesIO(stdin)).entries)


def places(entries: list[Entry]) -> list[str]:
    return [entry.place for entry in entries]


def urls(entries: list[Entry]) -> list[str]:
    return [str(entry.article.url) for entry in entries if entry.article]


def test_lines_are_articles_or_addresses_and_wrong_ones_are_named(fetcher: PoliteFetcher) -> None:
    lines = (
        '\ufeff{"text": "One.", "external_id": "1"}\n\nhttps://news.example/a\n"https://news.example/b"\n'
        '{"text": "One.", "colour": "red"}\n[1]\nnonsense\n' + "x" * (MOST + 5) + '\n{"text": "Last."}'
    )
    entries = listed("-", fetcher, lines.encode())
    assert [(entry.place, entry.error is None) for entry in entries] == [
        ("line 1", True),
        ("line 3", True),
        ("line 4", True),
        ("line 5", False),
        ("line 6", False),
        ("line 7", False),
        ("line 8", False),
        ("line 9", True),
    ]
    assert urls(entries)[1:3] == ["https://news.example/a", "https://news.example/b"]
    assert "colour" in str(entries[3].error)
    assert "100,000 bytes" in str(entries[6].error)
    assert all(entry.article.priority == "batch" for entry in entries if entry.article)


def test_lines_are_read_one_by_one(fetcher: PoliteFetcher) -> None:
    reading, writing = os.pipe()
    with open(reading, "rb") as read, open(writing, "wb", buffering=0) as write:  # noqa: PTH123
        entries = open_source("-", fetcher, MOST, read).entries
        write.write(b"https://news.example/a\n")
        assert next(entries).place == "line 1"  # though the pipe stays open


def test_a_table_has_the_fields_of_articles(fetcher: PoliteFetcher, tmp_path: Path) -> None:
    table = tmp_path / "articles.csv"
    table.write_text(
        '\ufefftitle,text,url,published_at,draft\n"Harbour, again","Two\nlines.",,2026-05-04T09:00:00Z,true\n'
        ",,https://news.example/a,,\n,a,b,,,more\n"
    )
    first, second, third = listed(table, fetcher)
    assert first.article is not None
    assert (first.place, first.article.title, first.article.text) == ("line 2", "Harbour, again", "Two\nlines.")
    assert (first.article.draft, first.dated) == (True, datetime(2026, 5, 4, 9, tzinfo=UTC))
    assert (second.place, urls([second])) == ("line 4", ["https://news.example/a"])
    assert "double quotes" in str(third.error)


@pytest.mark.parametrize("header", ["titel,text", "title,byline"])
def test_a_table_with_a_wrong_header_is_refused(fetcher: PoliteFetcher, tmp_path: Path, header: str) -> None:
    (tmp_path / "a.csv").write_text(f"{header}\na,b\n")
    with pytest.raises(SourceUnreadable, match="text, html, markdown"):
        listed(tmp_path / "a.csv", fetcher)


def test_a_folder_is_read_with_all_in_it(fetcher: PoliteFetcher, tmp_path: Path) -> None:
    for name in ("b.md", "a.html", "news/2026/c.txt", ".git/d.txt", "picture.png", "broken.txt", "long.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("The harbour reopened.")
    (tmp_path / "broken.txt").write_bytes(b"\0\1")
    (tmp_path / "long.txt").write_text("a" * (MOST + 1))
    os.utime(tmp_path / "b.md", (0, 1_600_000_000))
    source = open_source(str(tmp_path), fetcher, MOST)
    assert source.count == 5
    entries = list(source.entries)
    assert places(entries) == ["a.html", "b.md", "broken.txt", "long.txt", "news/2026/c.txt"]
    assert [entry.error for entry in entries if entry.error] == [
        "not text",
        "longer than 100,000 bytes (READCAST_MAX_BODY_BYTES)",
    ]
    articles = [entry.article for entry in entries if entry.article]
    assert [article.external_id for article in articles] == ["a.html", "b.md", "news/2026/c.txt"]
    assert (articles[0].html, articles[1].markdown, articles[2].text) == ("The harbour reopened.",) * 3
    assert entries[1].dated == datetime.fromtimestamp(1_600_000_000, UTC)


def test_what_is_there_twice_is_told_by_its_name(fetcher: PoliteFetcher, tmp_path: Path) -> None:
    (tmp_path / "addresses.txt").write_text("https://news.example/a\nhttps://news.example/b\n")
    (tmp_path / "story.txt").write_text("The harbour reopened.\n")
    assert len(urls(listed(tmp_path / "addresses.txt", fetcher))) == 2
    assert places(listed(tmp_path / "story.txt", fetcher)) == ["story.txt"]
    for wrong in (tmp_path / "none.jsonl", "gopher://news.example/"):
        with pytest.raises(SourceUnreadable, match="no file, folder or address"):
            listed(wrong, fetcher)
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    with pytest.raises(SourceUnreadable, match="of no kind known"):
        listed(tmp_path / "a.pdf", fetcher)


def sitemap(*pages: str, lastmod: str = "2026-05-04") -> bytes:
    urls = "".join(f"<url><loc>{page}</loc><lastmod>{lastmod}</lastmod></url>" for page in pages)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


def test_an_index_of_sitemaps_packed_or_not(site: Site, fetcher: PoliteFetcher) -> None:
    one = site.serve("/1.xml", sitemap("https://news.example/a", "not an address"), Content_Type="application/xml")
    two = site.serve("/2.xml.gz", gzip.compress(sitemap("https://news.example/b", lastmod="2026-06")))
    gone = site.serve("/3.xml", b"", 404)
    broken = site.serve("/4.xml", b"<urlset><url><loc>https://news.example/c</loc></url>")
    children = "".join(f"<sitemap><loc>{child}</loc></sitemap>" for child in (one, two, gone, broken))
    index = site.serve("/sitemap.xml", f"<sitemapindex>{children}</sitemapindex>".encode())
    entries = listed(index, fetcher)
    assert places(entries) == [
        "https://news.example/a",
        "not an address",
        "https://news.example/b",
        gone,
        "https://news.example/c",
        broken,
    ]
    assert [entry.error is None for entry in entries] == [True, False, True, False, True, False]
    assert [entry.dated for entry in entries[:3:2]] == [
        datetime(2026, 5, 4, tzinfo=UTC),
        datetime(2026, 6, 1, tzinfo=UTC),
    ]


def test_an_index_that_names_itself_ends(site: Site, fetcher: PoliteFetcher) -> None:
    site.serve("/s.xml", f"<sitemapindex><sitemap><loc>{site.url('/s.xml')}</loc></sitemap></sitemapindex>".encode())
    assert listed(site.url("/s.xml"), fetcher) == []
    assert len(site.asked) < 6


def test_xml_reads_no_files_and_does_not_explode(site: Site, fetcher: PoliteFetcher, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("https://secret.example/")
    doctype = f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    url = site.serve("/s.xml", f"{doctype}<urlset><url><loc>&x;</loc></url></urlset>".encode())
    assert "secret" not in str(listed(url, fetcher))
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 50 if n else "ha" * 50}">' for n in range(8))
    feed = f"<!DOCTYPE rss [{bomb}]><rss version='2.0'><channel><item><link>&a7;</link></item></channel></rss>"
    url = site.serve("/b.xml", feed.encode())
    began = time.monotonic()
    assert len(str(listed(url, fetcher))) < 1_000
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "feed",
    [
        "<rss version='2.0'><channel><item><link>{0}/a</link><pubDate>Mon, 04 May 2026 09:00:00 GMT</pubDate></item>"
        "<item><title>No link</title></item></channel></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='{0}/a'/>"
        "<published>2026-05-04T11:00:00+02:00</published></entry><entry><title>No link</title></entry></feed>",
    ],
)
def test_feeds_lead_to_pages(site: Site, fetcher: PoliteFetcher, feed: str) -> None:
    address = site.serve("/feed", feed.format("https://news.example").encode(), Content_Type="application/xml")
    page, without = listed(address, fetcher)
    assert (page.place, page.dated) == ("https://news.example/a", datetime(2026, 5, 4, 9, tzinfo=UTC))
    assert page.article is not None
    assert page.article.published_at == page.dated
    assert "No link" in str(without.error)


def test_an_address_may_be_a_page_or_a_list(site: Site, fetcher: PoliteFetcher) -> None:
    page = site.serve("/a", b"<html><body><p>The harbour.</p></body></html>", Content_Type="text/html")
    assert urls(listed(page, fetcher)) == [page]
    text = site.serve("/list", b"https://news.example/a\n", Content_Type="text/plain")
    assert urls(listed(text, fetcher)) == ["https://news.example/a"]
    picture = site.serve("/p", b"\x89PNG", Content_Type="image/png")
    with pytest.raises(SourceUnreadable, match="neither a sitemap nor a feed"):
        listed(picture, fetcher)


def test_since_and_limit_choose() -> None:
    start = datetime(2026, 5, 1, tzinfo=UTC)
    entries = [Entry(str(day), dated=start + timedelta(days=day)) for day in range(5)] + [Entry("undated")]
    assert places(list(chosen(entries, start + timedelta(days=3), None))) == ["3", "4", "undated"]
    assert places(list(chosen(entries, None, 2))) == ["0", "1"]
    assert parse_since("2026-05-04") == datetime(2026, 5, 4, tzinfo=UTC)
    assert parse_since("2026-05-04T09:00:00+02:00") == datetime(2026, 5, 4, 7, tzinfo=UTC)
    with pytest.raises(ValueError, match="2026-05-04"):
        parse_since("yesterday")


def test_robots_txt_is_obeyed_and_asked_for_once(site: Site, fetcher: PoliteFetcher) -> None:
    site.serve("/robots.txt", b"User-agent: *\nDisallow: /\n\nUser-agent: readcast\nDisallow: /private/\n")
    for path in ("/a", "/b", "/private/c"):
        site.serve(path, b"<html></html>", Content_Type="text/html")
    assert fetcher.page(site.url("/a")).status == 200
    assert fetcher.page(site.url("/b")).status == 200
    with pytest.raises(RobotsForbid, match=r"robots\.txt"):
        fetcher.page(site.url("/private/c"))
    assert [path for path, _, _ in site.asked] == ["/robots.txt", "/a", "/b"]


def test_a_site_whose_robots_txt_cannot_be_told_is_left_alone(site: Site, fetcher: PoliteFetcher) -> None:
    site.serve("/robots.txt", b"", 500)
    site.serve("/a", b"<html></html>", Content_Type="text/html")
    with pytest.raises(PageUnavailable, match="500"):
        fetcher.page(site.url("/a"))
    assert [path for path, _, _ in site.asked] == ["/robots.txt"]


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_host_is_asked_again_when_it_says(site: Site, fetcher: PoliteFetcher, status: int) -> None:
    times: list[float] = []

    def answer(handler: Handler) -> None:
        times.append(time.monotonic())
        if len(times) < 3:
            handler.send(b"", status, Retry_After="1")
        else:
            handler.send(b"<html></html>", Content_Type="text/html")

    site.answers["/a"] = answer
    assert fetcher.page(site.url("/a")).status == 200
    assert [later - sooner > 0.9 for sooner, later in pairwise(times)] == [True, True]


def test_a_host_that_wants_much_later_is_not_waited_for(site: Site, fetcher: PoliteFetcher) -> None:
    site.serve("/a", b"", 429, Retry_After="86400")
    with pytest.raises(HostBusy) as raised:
        fetcher.page(site.url("/a"))
    assert raised.value.retry_after == 86400
    assert len(site.asked) == 2


def test_requests_to_a_host_keep_their_distance_and_a_stop_ends_the_waiting(site: Site) -> None:
    stopped = threading.Event()
    fetcher = PoliteFetcher(HERE, delay=0.3, stopped=stopped)
    site.serve("/a", b"<html></html>", Content_Type="text/html")
    began = time.monotonic()
    for _ in range(3):
        fetcher.page(site.url("/a"))
    assert time.monotonic() - began >= 0.6
    slow = PoliteFetcher(HERE, delay=60, stopped=stopped)
    slow.page(site.url("/a"))
    threading.Timer(0.2, stopped.set).start()
    with pytest.raises(Stopped):
        slow.page(site.url("/a"))


def test_no_more_at_once_than_a_host_should_have(site: Site) -> None:
    fetcher = PoliteFetcher(HERE, delay=0, at_once=2)
    lock, now, most = threading.Lock(), 0, 0

    def answer(handler: Handler) -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.15)
        with lock:
            now -= 1
        handler.send(b"<html></html>", Content_Type="text/html")

    site.answers["/a"] = answer
    threads = [threading.Thread(target=fetcher.page, args=(site.url("/a"),)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_what_did_not_change_is_answered_with_304(site: Site, fetcher: PoliteFetcher) -> None:
    site.answers["/a"] = lambda handler: handler.send(b"", 304 if "If-None-Match" in handler.headers else 200)
    assert fetcher.page(site.url("/a"), {"If-None-Match": '"1"'}).status == 304
