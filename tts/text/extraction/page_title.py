"""A page's title without the name of its site."""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from tts.text.extraction.blocks import one_line

_SEPARATOR: Final = re.compile(r"\s+(?:[|·•–—»«:>-]|::|\|\||--)\s+|\s?[|»]\s?")
_LONGEST_TITLE: Final = 1_000


def clean_title(title: str, sites: Iterable[str], headings: Iterable[str], url: str | None) -> str | None:
    """`title` (one line) without the parts before or behind it that name the site.

    A part names it where it is one of `sites` or the address's host, or where the rest is one of the page's h1.
    """
    title = one_line(title[:_LONGEST_TITLE])
    known = {letters(site) for site in sites} | _host_names(url)
    heads = {key: heading for heading in headings if (key := letters(heading)) and key not in known}  # not the logo
    if title.endswith(("…", "...")):  # cut short for a search engine
        start = letters(title)
        title = next((heading for key, heading in heads.items() if start and key.startswith(start)), title)
    while letters(title) not in heads and (cut := _last_cut(title, known, set(heads))):
        title = cut
    return title or None


def letters(text: str) -> str:
    """What two spellings of a title have in common."""
    return "".join(filter(str.isalnum, text)).casefold()


def _last_cut(title: str, sites: set[str], heads: set[str]) -> str | None:
    """The title without one part, or None where none names the site."""
    marks = list(_SEPARATOR.finditer(title))[:20]
    for mark in (*marks[::-1], *marks):
        before, after = title[: mark.start()].strip(), title[mark.end() :].strip()
        if not letters(before) or not letters(after):
            continue
        if letters(after) in sites or letters(before) in heads:
            return before
        if letters(before) in sites or (letters(after) in heads and len(after) > len(before)):
            return after
    return None


def _host_names(url: str | None) -> set[str]:
    """What a site may be called after its address: "news.example.co.uk" gives "newsexample" and "example" as well."""
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return set()
    labels = host.split(".")
    names = {letters(host), *(letters(label) for label in labels[:-1] if len(label) > 3)}
    return {name for name in names if name}
