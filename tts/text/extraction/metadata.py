"""What a page says of itself: title, byline, date, language, lead image, canonical address.

JSON-LD counts first, then Open Graph and other meta elements, then a guess.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from tts.text.extraction.blocks import one_line
from tts.text.extraction.byline import clean_byline
from tts.text.extraction.json_ld import JsonLd, strings, without_tags
from tts.text.extraction.page_title import clean_title

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,3}", re.IGNORECASE)
_DATE_META: Final = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date", "publish-date", "publication_date", "pubdate",
    "date",
)  # fmt: skip
_AUTHOR_META: Final = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl")
_SITE_META: Final = ("og:site_name", "application-name", "apple-mobile-web-app-title")
_IMAGE_META: Final = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
_LONGEST_VALUE: Final = 2_000
_FIRST_YEAR: Final = 1800  # a date of the year 1 is a field that nobody filled


@dataclass(frozen=True)
class PageFacts:
    """What is not known is None. URLs are absolute http(s) ones; the date is ISO 8601."""

    title: str | None = None
    byline: str | None = None
    published_at: str | None = None
    language: str | None = None
    image_url: str | None = None
    canonical_url: str | None = None
    free: bool = True  # False: the page says that only subscribers see all of it
    titles: tuple[str, ...] = field(default=(), compare=False)  # all that the page gives itself
    body: str | None = None  # the article's text, where the page gives it beside its HTML


@dataclass(frozen=True)
class Guess:
    """What another source makes of the page; counts where the page itself says nothing."""

    title: str | None = None
    byline: str | None = None
    published_at: str | None = None
    image_url: str | None = None
    site: str | None = None


def read_facts(tree: Any, url: str | None, guess: Guess) -> PageFacts:
    """The facts of a page (lxml), `url` being its address if known."""
    page = _Page(tree)
    base = url or page.base
    canonical = _absolute(page.canonical, base)
    titles = page.titles(guess, url or canonical)
    return PageFacts(
        title=next(iter(titles), None),
        titles=tuple(titles),
        byline=page.byline(guess),
        published_at=_date([*strings(page.article.get("datePublished")), *page.meta(*_DATE_META), *page.times()])
        or guess.published_at,
        language=_language(page.languages()),
        image_url=_absolute([*page.images(), guess.image_url or ""], base or canonical),
        canonical_url=canonical,
        free=str(page.article.get("isAccessibleForFree", True)).lower() not in ("false", "no", "0"),
        body=next(iter(strings(page.article.get("articleBody"))), None),
    )


class _Page:
    def __init__(self, tree: Any) -> None:
        self._tree = tree
        self._meta: dict[str, list[str]] = {}
        for element in tree.iter("meta"):
            name = (
                element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
            )
            value = element.get("content")
            if name and value and value.strip() and len(value) <= _LONGEST_VALUE:
                self._meta.setdefault(name.strip().lower(), []).append(value.strip())
        self._json = JsonLd(tree)
        self._headings = [one_line("".join(heading.itertext())) for heading in tree.iter("h1")]
        self._head_title = one_line(tree.findtext(".//title") or "")
        self.article = self._json.article(next(iter(self.meta("og:title")), None) or self._head_title)

    @property
    def base(self) -> str | None:
        """The address that relative ones are relative to, as far as the page says."""
        bases = [element.get("href", "") for element in self._tree.iter("base")]
        return next((base for base in [*bases, *self.meta("og:url")] if _is_web(base)), None)

    @property
    def canonical(self) -> list[str]:
        links = [link.get("href", "") for link in self._tree.iter("link") if "canonical" in link.get("rel", "").lower()]
        main = self._json.addresses(self.article.get("mainEntityOfPage"))
        return [*links, *strings(self.article.get("url")), *main, *self.meta("og:url")]

    def meta(self, *names: str) -> list[str]:
        return [value for name in names for value in self._meta.get(name, ())]

    def titles(self, guess: Guess, url: str | None) -> list[str]:
        """All that the page calls itself, the best first; its site's name only where there is nothing else."""
        said = [without_tags(value) for value in strings(self.article.get("headline"))[:1]]
        said += [without_tags(value) for value in self.meta("og:title", "twitter:title")]
        said += [guess.title or "", self._head_title, *self._headings]
        sites = [*self.meta(*_SITE_META), *self._json.sites, guess.site or ""]
        titles = [title for value in said if (title := clean_title(value, sites, self._headings, url))]
        return sorted(titles, key=lambda title: title in sites)

    def byline(self, guess: Guess) -> str | None:
        for names in (self._json.names(self.article.get("author")), self.meta(*_AUTHOR_META), [guess.byline or ""]):
            if byline := clean_byline(names):
                return byline
        return None

    def languages(self) -> Iterator[str]:
        for value in (self.article.get("inLanguage"),):
            yield from strings(value.get("alternateName") if isinstance(value, dict) else value)
        for name in ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "xml:lang"):
            yield self._tree.get(name, "")
        yield from self.meta("content-language", "og:locale", "dc.language")

    def images(self) -> list[str]:
        return [*self._json.addresses(self.article.get("image")), *self.meta(*_IMAGE_META)]

    def times(self) -> Iterator[str]:
        for element in self._tree.iter("time"):
            if element.get("itemprop") == "datePublished" or "pubdate" in element.attrib:
                yield element.get("datetime", "")


def _language(values: Iterable[str]) -> str | None:
    tags = (value.strip().replace("_", "-") for value in values if value)
    return next((tag for tag in tags if _LANGUAGE.fullmatch(tag)), None)


def _date(values: Iterable[str]) -> str | None:
    """The first one that is ISO 8601, in its usual form."""
    for value in values:
        try:
            return _iso(value.strip())
        except ValueError:
            continue
    return None


def _iso(value: str) -> str:
    moment = datetime.fromisoformat(value)
    if moment.year < _FIRST_YEAR:
        raise ValueError(value)
    return value if len(value) == len("2025-01-02") else moment.isoformat()


def _absolute(values: Iterable[str], base: str | None) -> str | None:
    """The first address of the web in `values`, relative ones taken from `base`."""
    for value in values:
        try:
            address = urljoin(base or "", one_line(value)) if value.strip() else ""
        except ValueError:
            continue
        if _is_web(address):
            return address
    return None


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(address) <= _LONGEST_VALUE
