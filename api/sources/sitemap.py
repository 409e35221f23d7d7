"""Sitemaps (sitemaps.org): lists of addresses, and lists of such lists; packed or not."""

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from api.fetch import FetchError
from api.polite import PoliteFetcher
from api.sources.entry import Entry, parse_date
from api.sources.packed import NotUnpacked, unpacked

_MOST_SITEMAPS = 50_000  # in an index, as the protocol says
_SAFELY: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_DEPTH = 3  # of indexes in indexes: the protocol allows none


def root_name(data: bytes) -> str | None:
    """The name of the outermost element of XML, without its namespace; None where it is no XML."""
    try:
        for _, element in etree.iterparse(io.BytesIO(data), events=("start",), **_SAFELY):
            return str(etree.QName(element).localname)
    except etree.XMLSyntaxError:
        return None
    return None


def entries_in_sitemap(data: bytes, address: str, fetcher: PoliteFetcher, depth: int = 0) -> Iterator[Entry]:
    """The pages of a sitemap, or of all that an index names. One that cannot be had is an entry with an error."""
    number = 0
    try:
        for kind, location, lastmod in _locations(data):
            number += 1
            if kind == "url":
                yield Entry.of(location, {"url": location}, parse_date(lastmod))
            elif number <= _MOST_SITEMAPS and depth < _DEPTH:
                yield from _entries_at(urljoin(address, location), fetcher, depth + 1)
    except etree.XMLSyntaxError as error:
        yield Entry(address, error=f"not the XML of a sitemap: {error.msg}")


def _entries_at(address: str, fetcher: PoliteFetcher, depth: int) -> Iterator[Entry]:
    try:
        data = unpacked(fetcher.listing(address).body)
    except (FetchError, NotUnpacked) as error:
        yield Entry(address, error=str(error))
        return
    yield from entries_in_sitemap(data, address, fetcher, depth)


def _locations(data: bytes) -> Iterator[tuple[str, str, str]]:
    """url or sitemap, its address and its lastmod ("" where there is none), one by one."""
    for _, element in etree.iterparse(io.BytesIO(data), events=("end",), **_SAFELY):
        kind = etree.QName(element).localname
        if kind not in ("url", "sitemap"):
            continue
        said = {etree.QName(child).localname: (child.text or "").strip() for child in element.iterchildren("{*}*")}
        if said.get("loc"):
            yield kind, said["loc"], said.get("lastmod", "")
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
