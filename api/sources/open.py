"""Finds out what a source is: a file, a folder, standard input, or what an address leads to."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from api.fetch import Fetched
from api.polite import PoliteFetcher
from api.sources.entry import Entry, SourceUnreadable
from api.sources.feed import entries_in_feed
from api.sources.folder import count_files, entries_in_folder, entry_of_file, is_article_file
from api.sources.lines import entries_in_lines
from api.sources.packed import NotUnpacked, unpacked
from api.sources.sitemap import entries_in_sitemap, root_name
from api.sources.table import entries_in_csv

_LINES, _TABLE, _XML = (".jsonl", ".ndjson"), (".csv",), (".xml", ".gz", ".rss", ".atom")
_CHUNK = 1_000_000


@dataclass(frozen=True)
class Source:
    """`count` is how many entries there are about, where that can be told at once."""

    name: str
    entries: Iterator[Entry]
    count: int | None = None


def open_source(name: str, fetcher: PoliteFetcher, max_bytes: int, stdin: BinaryIO | None = None) -> Source:
    """The source of that name: a path, an address or "-".

    An entry may have `max_bytes`. Raises SourceUnreadable; a FetchError comes when the entries are asked for.
    """
    if name == "-":
        if stdin is None:
            raise SourceUnreadable("There is no standard input here.")
        return Source("standard input", entries_in_lines(stdin, max_bytes))
    if name.startswith(("http://", "https://")):
        return Source(name, _entries_at(name, fetcher, max_bytes))
    path = Path(name)
    if path.is_dir():
        return Source(name, entries_in_folder(path, max_bytes), count_files(path))
    if not path.is_file():
        raise SourceUnreadable(f"{name} is no file, folder or address (http://... or https://...), nor -.")
    return _of_file(path, fetcher, max_bytes)


def _of_file(path: Path, fetcher: PoliteFetcher, max_bytes: int) -> Source:
    name, suffix = str(path), path.suffix.lower()
    if suffix in _LINES or (suffix == ".txt" and _begins_with_address(path)):
        return Source(name, _opened(path, entries_in_lines, max_bytes), _count_lines(path))
    if suffix in _TABLE:
        return Source(name, _opened(path, entries_in_csv, max_bytes))
    if suffix in _XML:
        return Source(name, _entries_in(path.read_bytes(), path.resolve().as_uri(), fetcher, max_bytes))
    if is_article_file(path):
        return Source(name, iter([entry_of_file(path, path.name, max_bytes)]), 1)
    raise SourceUnreadable(
        f"{name} is of no kind known: .jsonl, .csv, .xml (a sitemap or feed), .html, .md, .txt, or a folder of them."
    )


def _entries_at(address: str, fetcher: PoliteFetcher, max_bytes: int) -> Iterator[Entry]:
    """A sitemap, a feed, a list of addresses, or the page itself. Raises FetchError, SourceUnreadable."""
    fetched = fetcher.listing(address)
    yield from _entries_in(fetched.body, fetched.url, fetcher, max_bytes, answer=fetched, asked=address)


def _entries_in(
    data: bytes,
    address: str,
    fetcher: PoliteFetcher,
    max_bytes: int,
    *,
    answer: Fetched | None = None,
    asked: str = "",
) -> Iterator[Entry]:
    """What the data list; `answer` is what they came in, where they were asked for."""
    kind = answer.content_type[0] if answer else ""
    try:
        data = unpacked(data)
    except NotUnpacked as error:
        raise SourceUnreadable(f"{address} is {error}.") from error
    if root_name(data) in ("urlset", "sitemapindex"):
        return entries_in_sitemap(data, address, fetcher)
    feed = entries_in_feed(data, address, answer.headers.get("content-type", "") if answer else "")
    if feed is not None:
        return feed
    if kind == "text/plain":
        return entries_in_lines(io.BytesIO(data), max_bytes)
    if asked and kind in ("text/html", "application/xhtml+xml", ""):
        return iter([Entry.of(asked, {"url": asked})])
    raise SourceUnreadable(f"{address} is neither a sitemap nor a feed.")


def _opened(path: Path, read: Callable[[BinaryIO, int], Iterator[Entry]], max_bytes: int) -> Iterator[Entry]:
    with path.open("rb") as file:
        yield from read(file, max_bytes)


def _begins_with_address(path: Path) -> bool:
    with path.open("rb") as file:
        return file.readline(1000).strip().startswith((b"http://", b"https://"))


def _count_lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b""))
