"""Unpacks what is stored gzipped, and no more of it than may be."""

import zlib

from api.polite import SITEMAP_BYTES

_GZIP = b"\x1f\x8b"


class NotUnpacked(Exception):
    """It is broken, or unpacks to more than it may; the text says which."""


def unpacked(data: bytes) -> bytes:
    """The data as they are, or unpacked if they are gzipped. Raises NotUnpacked."""
    if not data.startswith(_GZIP):
        return data
    gunzip = zlib.decompressobj(wbits=31)  # 31: with gzip's header
    try:
        plain = gunzip.decompress(data, SITEMAP_BYTES + 1)
    except zlib.error as error:
        raise NotUnpacked(f"packed wrongly: {error}") from error
    if len(plain) > SITEMAP_BYTES:
        raise NotUnpacked(f"unpacks to more than {SITEMAP_BYTES:,} bytes")
    if not gunzip.eof:
        raise NotUnpacked("packed, and broken off")
    return plain
