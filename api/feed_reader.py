"""Feeds: RSS and Atom, fetched politely and read."""

import hashlib
import io
import json
import time
from dataclasses import dataclass
from importlib.metadata import version

import feedparser
import httpx

from api.fetch import AddressForbidden, FetchError, FetchLimits, checked_url, unpacked
from api.public_network import NotPublic, PublicTransport, parse_networks
from api.retry import asked_to_wait


class FeedUnavailable(FetchError):
    """The feed could not be had or is none. `retry_after`: the seconds that its server asks to wait, or 0."""

    def __init__(self, message: str, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Entry:
    key: str  # SHA-256 of the entry's id, hex
    url: str
    fingerprint: str  # of what the feed says of it, hex


@dataclass(frozen=True)
class FetchedFeed:
    """`entries` is None where the server says that nothing has changed. `etag` and `last_modified` are for the next."""

    entries: list[Entry] | None
    etag: str | None = None
    last_modified: str | None = None


def fetch_feed(url: str, limits: FetchLimits, etag: str | None = None, last_modified: str | None = None) -> FetchedFeed:
    """The feed at `url`, or word that it is as it was. Raises FetchError; the same rules as for pages."""
    deadline = time.monotonic() + limits.timeout_seconds
    headers = {
        "User-Agent": f"readcast/{version('readcast')} (+article narration)",
        "Accept": "application/atom+xml,application/rss+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1",
        "Accept-Encoding": "gzip",
        **({"If-None-Match": etag} if etag else {}),
        **({"If-Modified-Since": last_modified} if last_modified else {}),
    }
    transport = PublicTransport(deadline, parse_networks(limits.allow_networks))
    try:
        with httpx.Client(transport=transport, headers=headers, trust_env=False) as client:
            address = url
            for _ in range(limits.max_redirects + 1):
                answer = _visit(client, checked_url(address), limits)
                if time.monotonic() >= deadline:  # a body without a length looks complete when it is cut
                    raise FeedUnavailable(f"{url} took longer than {limits.timeout_seconds:g} seconds.")
                if not isinstance(answer, str):
                    return answer
                address = answer
    except NotPublic as error:
        raise AddressForbidden(f"{url} must not be fetched: {error}. Its network can be allowed.") from error
    except httpx.HTTPError as error:
        raise FeedUnavailable(f"{url} could not be fetched ({str(error) or type(error).__name__}).") from error
    raise FeedUnavailable(f"{url} redirects more than {limits.max_redirects} times: give the final address.")


def _visit(client: httpx.Client, url: httpx.URL, limits: FetchLimits) -> FetchedFeed | str:
    with client.stream("GET", url, follow_redirects=False) as response:
        if response.next_request is not None:
            return str(response.next_request.url)
        if response.status_code == 304:
            return FetchedFeed(None)
        if not response.is_success:
            raise FeedUnavailable(f"{url} answered {response.status_code}.", asked_to_wait(response.headers))
        data = b"".join(unpacked(response, limits.max_bytes))
        said = response.headers
    entries = read_entries(data, str(url), said.get("content-type", ""))
    return FetchedFeed(entries, _validator(said.get("etag")), _validator(said.get("last-modified")))


def _validator(said: str | None) -> str | None:
    """What can be sent back as it came; anything else would make the next request impossible."""
    return said if said and said.isascii() and said.isprintable() and len(said) <= 1000 else None


def read_entries(data: bytes, url: str, content_type: str = "") -> list[Entry]:
    """The entries of RSS or Atom that have an address, oldest first as far as the order tells. FeedUnavailable."""
    told = {"content-location": url, "content-type": content_type}
    feed = feedparser.parse(io.BytesIO(data), response_headers=told, sanitize_html=False)
    if not feed.entries and not feed.get("version"):
        raise FeedUnavailable(f"{url} is no RSS or Atom feed.")
    found: dict[str, Entry] = {}
    for entry in feed.entries:
        link = entry.get("link", "")
        if link.startswith(("http://", "https://")):
            # Asked for without a look whether it is there, `updated` is `published`, with a warning.
            said = [entry[name] for name in ("link", "title", "updated", "published", "summary") if name in entry]
            said += [content.get("value") for content in entry.get("content", ())]
            key = _sha256(entry.get("id") or link)
            found.setdefault(key, Entry(key, link, _sha256(json.dumps(said))))
    return list(reversed(found.values()))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
