"""JSONL and lists of addresses: an article object, or an address, on each line."""

import json
from collections.abc import Iterator
from typing import BinaryIO

from api.sources.entry import Entry

_ADDRESS = ("http://", "https://")


def entries_in_lines(file: BinaryIO, max_bytes: int) -> Iterator[Entry]:
    """The entries of UTF-8 lines; empty ones say nothing, one longer than `max_bytes` is an error."""
    number = 0
    while line := file.readline(max_bytes + 1):
        number += 1
        place = f"line {number}"
        if len(line) > max_bytes:
            yield Entry(place, error=f"longer than {max_bytes:,} bytes (READCAST_MAX_BODY_BYTES)")
            while line and not line.endswith(b"\n"):
                line = file.readline(max_bytes)
            continue
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError:
            yield Entry(place, error="not UTF-8")
            continue
        if text:
            yield _entry(place, text)


def _entry(place: str, text: str) -> Entry:
    if text.startswith(_ADDRESS):
        return Entry.of(place, {"url": text})
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return Entry(place, error="neither a JSON object nor an address that starts with http:// or https://")
    if isinstance(value, str):
        return Entry.of(place, {"url": value})
    if not isinstance(value, dict):
        return Entry(place, error='not a JSON object: write an article such as {"url": "https://..."}')
    return Entry.of(place, value)
