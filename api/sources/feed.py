"""RSS and Atom feeds: the pages that their items lead to."""

import hashlib
import io
import json
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from api.sources.entry import Entry

FEED_TYPES = "application/atom+xml,application/rss+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1"  # to accept


@dataclass(frozen=True)
class FeedItem:
    """`link` is absolute; "" where the item leads to no page. `key` and `fingerprint` are SHA-256, hex."""

    title: str
    link: str
    key: str  # of what tells it from other items: its id, else its link
    fingerprint: str  # of what the feed says of it
    published: datetime | None
    updated: datetime | None


def read_feed(data: bytes, address: str, content_type: str = "") -> list[FeedItem] | None:
    """The items of a feed that was fetched from `address`, in its order, each once; None where it is no feed."""
    told = {"content-location": address, "content-type": content_type}
    # As a file: a string would be taken for the name of one, or for an address.
    feed = feedparser.parse(io.BytesIO(data), response_headers=told, sanitize_html=False)
    if not feed.get("version"):  # of nothing it tells none
        return None
    items: dict[str, FeedItem] = {}
    for said in feed.entries:
        item = _item(said, address)
        items.setdefault(item.key, item)
    return list(items.values())


def entries_in_feed(data: bytes, address: str, content_type: str = "") -> Iterator[Entry] | None:
    """An entry for each item of a feed; None where it is no feed."""
    items = read_feed(data, address, content_type)
    return None if items is None else (_entry(item, address, number) for number, item in enumerate(items, 1))


def _item(said: Any, address: str) -> FeedItem:
    link = urljoin(address, str(said.get("link") or "").strip()) if said.get("link") else ""
    # Of a dict: feedparser's own `get` takes `updated` and `published` for each other.
    told = [dict.get(said, name) for name in ("link", "title", "updated", "published", "summary")]
    told += [content.get("value") for content in said.get("content", ())]
    return FeedItem(
        title=str(said.get("title") or ""),
        link=link if link.startswith(("http://", "https://")) else "",
        key=_sha256(said.get("id") or link or json.dumps(told)),
        fingerprint=_sha256(json.dumps(told)),
        published=_time(dict.get(said, "published_parsed")),
        updated=_time(dict.get(said, "updated_parsed")),
    )


def _entry(item: FeedItem, address: str, number: int) -> Entry:
    if not item.link:
        return Entry(f"{address} entry {number}", error=f"no link to its page: {item.title[:80]}")
    fields = {"url": item.link} | ({"published_at": item.published} if item.published else {})
    return Entry.of(item.link, fields, max(filter(None, (item.published, item.updated)), default=None))


def _time(parsed: Any) -> datetime | None:
    """feedparser's time, which is in UTC."""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
