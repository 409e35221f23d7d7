"""Fetches the page of an article from an address that a stranger may have chosen.

FetchError
├── AddressForbidden    not http(s), with a password in it, or not on the public internet
├── PageUnavailable     no name, no connection, no certificate, too slow, an error status, a redirect too many
│   └── HostBusy        429 or 503: the host wants to be asked later
├── NotHTML             something else than a page
└── PageTooLarge        longer than the limit
"""

import re
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version
from types import MappingProxyType
from typing import Final

import httpx

from api.charset import decode_html
from api.public_network import NotPublic, PublicTransport, Resolve, parse_networks, resolve_host
from api.retry import asked_to_wait

HTML_TYPES: Final = ("text/html", "application/xhtml+xml")
LOOKS_LIKE_HTML: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)


class FetchError(Exception):
    """A page could not be fetched; the text is fit to show to the person who asked for it."""


class AddressForbidden(FetchError):
    """The address is not one that may be fetched."""


class PageUnavailable(FetchError):
    """The page could not be had from its server; `status` is what it answered, if it did."""

    status: int | None = None


class HostBusy(PageUnavailable):
    """The host wants to be asked later, in `retry_after` seconds; 0 where it does not say when."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotHTML(FetchError):
    """The address holds something else than an HTML page."""


class PageTooLarge(FetchError):
    """The page is longer than the limit."""


@dataclass(frozen=True)
class FetchLimits:
    max_bytes: int = 5_000_000  # of the page, unpacked
    timeout_seconds: float = 15  # for everything: names, redirects and the last byte
    max_redirects: int = 5
    allow_networks: tuple[str, ...] = ()  # CIDRs that may be fetched from though they are not public


@dataclass(frozen=True)
class Page:
    url: str  # after redirects
    html: str


@dataclass(frozen=True)
class Fetched:
    """What is at an address. With status 304 it is what it was, and `body` is empty."""

    url: str  # after redirects
    status: int  # 200 to 299, or 304
    headers: Mapping[str, str]  # any case
    body: bytes  # unpacked

    @property
    def content_type(self) -> tuple[str, str | None]:
        """The media type, lower case, "" when not said; and the charset."""
        return _content_type(self.headers)

    @property
    def etag(self) -> str | None:
        return _sendable(self.headers.get("etag"))

    @property
    def last_modified(self) -> str | None:
        return _sendable(self.headers.get("last-modified"))


def if_changed(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The headers with which a thing that did not change since it was `Fetched` answers 304."""
    said = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in said.items() if value}


def fetch_page(url: str, limits: FetchLimits, resolve: Resolve = resolve_host) -> Page:
    """The HTML page at `url`. FetchError; ValueError for a network in `limits` that is none.

    Only http and https, only public addresses or `limits.allow_networks`: this is checked for each
    redirect, on the connection made. No proxies, cookies or credentials.
    """
    return page_of(fetch(url, limits, kinds=HTML_TYPES, resolve=resolve))


def page_of(fetched: Fetched) -> Page:
    """The HTML page that was fetched. NotHTML."""
    kind, charset = fetched.content_type
    html = decode_html(fetched.body, charset)
    if not kind and not LOOKS_LIKE_HTML.search(html[:2000]):
        raise NotHTML(f"{fetched.url} does not look like HTML: give the address of the article itself.")
    return Page(fetched.url, html)


def fetch(
    url: str,
    limits: FetchLimits,
    *,
    kinds: tuple[str, ...] | None = None,
    accept: str = "*/*",
    conditions: Mapping[str, str] = MappingProxyType({}),
    resolve: Resolve = resolve_host,
) -> Fetched:
    """What is at `url`, as `fetch_page` does, but of any media type, or of one of `kinds`.

    `accept` says what is liked best where all is taken. With `conditions` the answer may be 304. FetchError and
    ValueError.
    """
    deadline = time.monotonic() + limits.timeout_seconds
    transport = PublicTransport(deadline, parse_networks(limits.allow_networks), resolve)
    headers = {
        "User-Agent": f"readcast/{version('readcast')} (+article narration)",
        "Accept": ",".join(kinds) if kinds else accept,
        "Accept-Encoding": "gzip",
        **conditions,
    }
    no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    with httpx.Client(transport=transport, headers=headers, cookies=no_cookies, trust_env=False) as client:
        address = url
        for _ in range(limits.max_redirects + 1):
            answer = _visit(client, checked_url(address), limits, deadline, kinds)
            if isinstance(answer, Fetched):
                return answer
            address = answer
    raise PageUnavailable(f"{url} redirects more than {limits.max_redirects} times: give the final address.")


def checked_url(text: str) -> httpx.URL:
    """The address, without its fragment. Raises AddressForbidden if it is not http(s) or has a password in it."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise AddressForbidden(f"{text[:200]} is not a web address: {error}.") from error
    if url.scheme not in ("http", "https") or not url.host or not 0 < (url.port or 80) < 65536:
        raise AddressForbidden(f"{text[:200]} is not a web address: it should start with https:// or http://.")
    if url.userinfo:
        raise AddressForbidden(f"The address at {url.host} has a user or password in it: leave them out.")
    return url.copy_with(fragment=None)


def _visit(
    client: httpx.Client, url: httpx.URL, limits: FetchLimits, deadline: float, kinds: tuple[str, ...] | None
) -> Fetched | str:
    """What is at `url`, or the address that it redirects to."""
    try:
        with client.stream("GET", url, follow_redirects=False) as response:
            if response.next_request is not None:
                return str(response.next_request.url)
            if response.status_code == HTTPStatus.NOT_MODIFIED and _conditional(response.request):
                return Fetched(str(url), response.status_code, response.headers, b"")
            if not response.is_success:
                raise _refused(response, ", or send the article's HTML" if kinds else "")
            kind, _ = _content_type(response.headers)
            if kinds and kind and kind not in kinds:
                raise NotHTML(f"{url} is {kind}, not HTML: give the address of the article itself.")
            body = b"".join(unpacked(response, limits.max_bytes))
        if time.monotonic() >= deadline:  # a body without a length looks complete when it is cut
            raise httpx.ReadTimeout("the time is up")
    except NotPublic as error:
        allowed = "Whoever runs readcast can allow its network (READCAST_FETCH_ALLOW_NETWORKS)."
        message = f"{url} must not be fetched: {error}. {allowed}"
        raise AddressForbidden(message) from error
    except httpx.TransportError as error:
        if isinstance(error, httpx.TimeoutException) or time.monotonic() >= deadline:
            message = f"{url} took longer than {limits.timeout_seconds:g} seconds: try again later."
            raise PageUnavailable(message) from error
        reason = str(error) or type(error).__name__
        raise PageUnavailable(f"{url} could not be fetched ({reason}): try again later.") from error
    return Fetched(str(url), response.status_code, response.headers, body)


def _conditional(request: httpx.Request) -> bool:
    return "if-none-match" in request.headers or "if-modified-since" in request.headers


def _refused(response: httpx.Response, advice: str) -> PageUnavailable:
    said = f"{response.url} answered {response.status_code}"
    refused = PageUnavailable(f"{said}: check the address{advice}.")
    if response.status_code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        refused = HostBusy(f"{said}: it wants to be asked less often, or later.", asked_to_wait(response.headers))
    refused.status = response.status_code
    return refused


def _sendable(said: str | None) -> str | None:
    """A validator that can be sent back as it came; any other would make the next request impossible."""
    return said if said and said.isascii() and said.isprintable() and len(said) <= 1000 else None


def _content_type(headers: Mapping[str, str]) -> tuple[str, str | None]:
    header = headers.get("content-type", "")
    charset = re.search(r"""charset\s{0,9}=\s{0,9}["']?([\w:.-]{1,40})""", header, re.I | re.A)
    return re.split("[;,]", header, maxsplit=1)[0].strip().lower(), charset[1] if charset else None


def unpacked(response: httpx.Response, most: int) -> Iterator[bytes]:
    """The body, never unpacking more than `most` bytes and one. PageTooLarge, PageUnavailable."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip"):  # httpx would unpack any, in any depth, without limit
        raise PageUnavailable(f"{response.url} is packed as {packing}, which was not asked for.")
    gunzip = zlib.decompressobj(wbits=31)  # 31: with gzip's header
    received = unpacked = 0
    for chunk in response.iter_raw():
        received += len(chunk)
        try:
            data = chunk if packing == "identity" else gunzip.decompress(chunk, most + 1 - unpacked)
        except zlib.error as error:
            raise PageUnavailable(f"{response.url} is packed wrongly: {error}.") from error
        unpacked += len(data)
        if max(received, unpacked) > most:
            raise PageTooLarge(f"{response.url} is longer than {most} bytes: send the article's HTML instead.")
        yield data
    if packing != "identity" and not gunzip.eof:
        raise PageUnavailable(f"{response.url} broke off: try again.")
