"""Fetching pages from a real server, and from addresses that must not be reached."""

import gzip
import socket
import time
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest

from api.charset import decode_html
from api.fetch import AddressForbidden, FetchLimits, NotHTML, PageTooLarge, PageUnavailable, fetch_page
from tests.api.page_server import Answer, Handler, Site, running

LOOPBACK = ("127.0.0.0/8",)
HERE = FetchLimits(timeout_seconds=10, allow_networks=LOOPBACK)
PAGE = "<!DOCTYPE html><html><body><p>Käse für alle</p></body></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    with running(Site()) as site:
        yield site


def test_a_page_is_fetched_by_an_honest_visitor(site: Site) -> None:
    url = site.serve("/news", PAGE.encode(), Content_Type="text/html; charset=utf-8")
    page = fetch_page(f"{url}#part", HERE)
    assert (page.url, page.html) == (url, PAGE)
    headers = site.asked[0][2]
    assert headers["User-Agent"].startswith("readcast/")
    assert headers["Host"] == f"127.0.0.1:{site.server_port}"
    assert "Cookie" not in headers


def test_proxies_of_the_environment_are_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert fetch_page(site.serve("/", PAGE.encode(), Content_Type="text/html"), HERE).html == PAGE


def test_redirects_are_followed_without_cookies_and_the_final_address_is_given(site: Site) -> None:
    site.serve("/a", b"", 302, Location="b?x=1", Set_Cookie="who=you")
    site.serve("/b?x=1", b"", 308, Location=site.url("/c", "localhost"))
    site.serve("/c", PAGE.encode(), Content_Type="application/xhtml+xml")
    page = fetch_page(site.url("/a"), FetchLimits(allow_networks=("127.0.0.1", "::1")))
    assert page.url == site.url("/c", "localhost")
    assert all("Cookie" not in headers for _, _, headers in site.asked)


def test_a_redirect_loop_ends(site: Site) -> None:
    url = site.serve("/loop", b"", 301, Location="/loop")
    with pytest.raises(PageUnavailable, match="more than 5 times"):
        fetch_page(url, HERE)
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://127.1/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest/meta-data/",
        "https://192.168.0.1/",
        "http://224.0.0.1/",
    ],
)
def test_what_is_not_public_is_forbidden(url: str) -> None:
    with pytest.raises(AddressForbidden, match="not on the public internet"):
        fetch_page(url, FetchLimits(timeout_seconds=5))


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://example.com/", "gopher://x/", "example.com", "", "http://", "http://[::1",
     "http://example.com:70000/", "http://user:pw@example.com/", "http://user@example.com/", "http://a\x00b/"],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_forbidden(url: str) -> None:
    with pytest.raises(AddressForbidden) as caught:
        fetch_page(url, HERE)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    "location", ["http://169.254.169.254/", "http://[::1]/", "//0x0a000001/", "file:///etc/passwd", "http://a:b@c/"]
)
def test_a_redirect_is_checked_like_the_first_address(site: Site, location: str) -> None:
    url = site.serve("/", b"", 302, Location=location)
    with pytest.raises(AddressForbidden):
        fetch_page(url, HERE)


def test_a_redirect_to_nonsense_is_the_pages_fault(site: Site) -> None:
    with pytest.raises(PageUnavailable, match="Invalid URL in location"):
        fetch_page(site.serve("/", b"", 302, Location="http://[zz]/"), HERE)


def test_one_private_address_among_public_ones_is_enough_to_refuse(site: Site) -> None:
    with pytest.raises(AddressForbidden):
        fetch_page(site.url("/", "two.test"), HERE, lambda host, port: ["127.0.0.1", "10.0.0.1"])
    assert site.asked == []


def test_the_address_that_was_checked_is_the_one_connected_to(site: Site) -> None:
    """A name that is public when checked and private a moment later: here 127.0.0.1 plays the public part."""
    limits = FetchLimits(allow_networks=("127.0.0.1/32",))
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    site.serve("/", PAGE.encode(), Content_Type="text/html")
    url = site.url("/", "rebind.test")
    assert fetch_page(url, limits, lambda host, port: next(answers)).url == url
    assert [(path, address) for path, address, _ in site.asked] == [("/", "127.0.0.1")]
    assert site.asked[0][2]["Host"] == f"rebind.test:{site.server_port}"
    with pytest.raises(AddressForbidden):
        fetch_page(url, limits, lambda host, port: next(answers))
    assert len(site.asked) == 1


def test_a_redirect_to_the_same_name_is_resolved_and_checked_again(site: Site) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    site.serve("/", b"", 302, Location="/secret")
    with pytest.raises(AddressForbidden):
        fetch_page(
            site.url("/", "rebind.test"),
            FetchLimits(allow_networks=("127.0.0.1/32",)),
            lambda host, port: next(answers),
        )
    assert [path for path, _, _ in site.asked] == ["/"]


def test_the_next_address_is_tried_when_one_does_not_answer(site: Site) -> None:
    site.serve("/", PAGE.encode(), Content_Type="text/html")
    limits = FetchLimits(allow_networks=("127.0.0.0/8", "::1"))
    page = fetch_page(site.url("/", "dual.test"), limits, lambda host, port: ["::1", "127.0.0.1"])
    assert page.html == PAGE


@pytest.mark.parametrize("packed", [False, True])
def test_a_page_over_the_limit_is_refused_at_the_limit(site: Site, packed: bool) -> None:
    page = PAGE.encode() + b" " * 100_000
    body = gzip.compress(page, mtime=0) if packed else page
    url = site.serve("/", body, Content_Type="text/html", Content_Encoding="gzip" if packed else "identity")
    with pytest.raises(PageTooLarge, match="99999 bytes"):
        fetch_page(url, FetchLimits(max_bytes=99_999, allow_networks=LOOPBACK))
    assert fetch_page(url, FetchLimits(max_bytes=len(page), allow_networks=LOOPBACK)).html == page.decode()


def test_a_gzip_bomb_is_not_unpacked(site: Site) -> None:
    squeeze = zlib.compressobj(1, wbits=31)
    bomb = b"".join(squeeze.compress(bytes(10_000_000)) for _ in range(20)) + squeeze.flush()
    url = site.serve("/", bomb, Content_Type="text/html", Content_Encoding="gzip")
    tracemalloc.start()
    with pytest.raises(PageTooLarge):
        fetch_page(url, FetchLimits(max_bytes=1_000_000, allow_networks=LOOPBACK))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


@pytest.mark.parametrize(
    ("body", "packing"),
    [
        (gzip.compress(PAGE.encode(), mtime=0)[:-9], "gzip"),
        (b"no gzip", "gzip"),
        (b"", "gzip"),
        (b"x", "gzip, gzip"),
        (b"x", "br"),
    ],
)
def test_a_page_that_is_packed_wrongly_is_unavailable(site: Site, body: bytes, packing: str) -> None:
    with pytest.raises(PageUnavailable):
        fetch_page(site.serve("/", body, Content_Type="text/html", Content_Encoding=packing), HERE)


def drip(head: bytes, drop: bytes, length: int = 0) -> Answer:
    """Sends `head`, then a `drop` every 50 ms for far longer than the test lasts."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(head)
        for _ in range(200):
            handler.wfile.write(drop)
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>", b"x"),
        drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n<html>", b"x"),
        drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
        drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        lambda handler: time.sleep(3),
    ],
    ids=["body", "body with length", "headers", "answers before the answer", "silence"],
)
def test_a_slow_server_is_left_when_the_time_is_up(site: Site, answer: Answer) -> None:
    site.answers["/"] = answer
    started = time.monotonic()
    with pytest.raises(PageUnavailable, match=r"longer than 0.5 seconds"):
        fetch_page(site.url("/"), FetchLimits(timeout_seconds=0.5, allow_networks=LOOPBACK))
    assert time.monotonic() - started < 1.5


def test_a_slow_name_server_is_left_when_the_time_is_up() -> None:
    def resolve(host: str, port: int) -> list[str]:
        time.sleep(2)
        return ["8.8.8.8"]

    started = time.monotonic()
    with pytest.raises(PageUnavailable, match=r"longer than 0.3 seconds"):
        fetch_page("http://slow.test/", FetchLimits(timeout_seconds=0.3), resolve)
    assert time.monotonic() - started < 1.0


def test_a_server_that_never_answers_in_tls_is_left_when_the_time_is_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        with pytest.raises(PageUnavailable, match=r"longer than 0.5 seconds"):
            fetch_page(
                f"https://127.0.0.1:{silent.getsockname()[1]}/",
                FetchLimits(timeout_seconds=0.5, allow_networks=LOOPBACK),
            )
        assert time.monotonic() - started < 1.0


@pytest.mark.parametrize("status", [404, 403, 500, 304])
def test_an_error_status_is_unavailable(site: Site, status: int) -> None:
    url = site.serve("/gone", PAGE.encode(), status, Content_Type="text/html")
    with pytest.raises(PageUnavailable, match=f"/gone answered {status}"):
        fetch_page(url, HERE)


def test_a_connection_that_fails_is_unavailable(site: Site) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(PageUnavailable, match="refused"):
            fetch_page(f"http://127.0.0.1:{unused.getsockname()[1]}/", HERE)
    site.answers["/"] = lambda handler: None
    with pytest.raises(PageUnavailable, match="disconnected"):
        fetch_page(site.url("/"), HERE)
    site.serve("/cut", PAGE.encode(), Content_Type="text/html", Content_Length="9999")
    with pytest.raises(PageUnavailable, match="peer closed"):
        fetch_page(site.url("/cut"), HERE)


@pytest.mark.parametrize("host", ["no-such-host.invalid", f"{'x' * 70}.test", "a..test", "a b"])
def test_a_name_that_does_not_resolve_is_unavailable(host: str) -> None:
    with pytest.raises(PageUnavailable):
        fetch_page(f"http://{host}/", FetchLimits(timeout_seconds=5))


def test_only_html_is_a_page(site: Site) -> None:
    with pytest.raises(NotHTML, match="application/pdf"):
        fetch_page(site.serve("/pdf", b"%PDF", Content_Type="application/pdf"), HERE)
    with pytest.raises(NotHTML, match="does not look like"):
        fetch_page(site.serve("/bare", b"just text"), HERE)
    assert fetch_page(site.serve("/untold", b"<!-- a --><HTML><p>Hi"), HERE).html.endswith("Hi")
    assert fetch_page(site.serve("/case", b"<p>Hi", Content_Type="Text/HTML;charset=x"), HERE).html == "<p>Hi"


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (PAGE.encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (PAGE.encode("utf-8"), 'text/html; charset="utf-8"'),
        (PAGE.encode("utf-8-sig"), "text/html; charset=iso-8859-1"),
        (b"\xff\xfe" + PAGE.encode("utf-16-le"), "text/html"),
        (PAGE.encode("utf-8"), "text/html"),
        (PAGE.encode("utf-8"), "text/html; charset=nonsense"),
        (PAGE.encode("utf-8"), "text/html; charset=unicode_escape"),
    ],
)
def test_the_charset_is_understood(site: Site, body: bytes, header: str) -> None:
    assert fetch_page(site.serve("/", body, Content_Type=header), HERE).html == PAGE


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("windows-1251", "cp1251"),
        ("x-sjis", "cp932"),
        ("gb2312", "gb18030"),
        ("windows-874", "cp874"),
        ("utf-16", "utf-8"),
    ],
)
def test_the_charset_in_the_page_is_understood(label: str, codec: str) -> None:
    text = {"cp1251": "Привет", "cp932": "①こんにちは", "gb18030": "你好", "cp874": "สวัสดี", "utf-8": "Grüße"}[codec]
    for meta in (f'<meta charset="{label}">', f"<META http-equiv=Content-Type content='text/html; charset={label}'>"):
        page = f"<html><head>{meta}</head>{text}</html>"
        assert decode_html(page.encode(codec)) == page
    declared = f'<?xml version="1.0" encoding="{label}"?><html>{text}</html>'
    assert decode_html(declared.encode(codec)) == declared
    assert "�" in decode_html(b"<p>\xff</p>")
