"""RSS and Atom feeds: the pages that their entries lead to."""

import io
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from api.sources.entry import Entry


def entries_in_feed(data: bytes, address: str) -> Iterator[Entry] | None:
    """The entries of a feed that was fetched from `address`, in its order; None where it is no feed."""
    # As a file: a string would be taken for the name of one, or for an address.
    feed = feedparser.parse(io.BytesIO(data), response_headers={"content-location": address})
    return _entries(feed, address) if feed.version else None


def _entries(feed: Any, address: str) -> Iterator[Entry]:
    for number, item in enumerate(feed.entries, 1):
        # Of a dict: feedparser's own `get` takes one for the other.
        published, updated = (_time(dict.get(item, f"{name}_parsed")) for name in ("published", "updated"))
        link = str(item.get("link") or "").strip()
        if not link:
            yield Entry(f"{address} entry {number}", error=f"no link to its page: {str(item.get('title') or '')[:80]}")
            continue
        link = urljoin(address, link)
        fields = {"url": link} | ({"published_at": published} if published else {})
        yield Entry.of(link, fields, max(filter(None, (published, updated)), default=None))


def _time(parsed: Any) -> datetime | None:
    """feedparser's time, which is in UTC."""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None
