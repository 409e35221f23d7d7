"""A site's podcast feed: RSS 2.0 with the tags of iTunes and of Podcasting 2.0, paged as RFC 5005 says."""

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final
from urllib.parse import quote, urlencode

from feedgenerator import Enclosure, Rss201rev2Feed

from api.articles import article_of
from api.web_address import web_address
from storage.feeds import Episode, FeedPage
from storage.models import Site
from tts.article import Article, BlockKind
from tts.audio.encode import FORMATS

CHAPTERS_TYPE: Final = "application/json+chapters"
_NAMESPACES: Final = {
    "xmlns:itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "xmlns:podcast": "https://podcastindex.org/namespace/1.0",
}
# XML 1.0 has no way to write these, not even as references.
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SUMMARY: Final = 500  # characters
_TITLE: Final = 100  # of an article that has none
_CATEGORY: Final = "News"


@dataclass(frozen=True)
class FeedAddresses:
    """Where this page of the feed, its first and its next one are; `base` is this server's address."""

    base: str
    this: str
    first: str
    next: str | None


def feed_xml(site: Site, page: FeedPage, language: str, at: FeedAddresses) -> bytes:
    """The page of the feed in UTF-8; equal pages are equal bytes."""
    feed = _Podcast(
        _plain(site.title),
        site.feed_link or at.base,
        _plain(site.feed_description or site.title),
        language=language.lower(),
        feed_url=at.this,
        site=site,
        at=at,
        changed_at=page.changed_at,
    )
    for episode in page.episodes:
        _add(feed, at.base, episode)
    text: str = feed.writeString("utf-8")
    return text.encode()


def _add(feed: "_Podcast", base: str, episode: Episode) -> None:
    row, article = episode.article, article_of(episode.article)
    query = urlencode({"voice": episode.narration.voice})
    # Apple's directory wants an address that ends like a file.
    audio = f"{base}/v1/articles/{quote(row.id)}/audio.mp3?{query}"
    feed.add_item(
        _title(article),
        row.source_url or f"{base}/listen/{quote(row.id)}",
        # Readers take it for HTML.
        escape(_summary(article), quote=False),
        author_name=_plain(row.byline or "") or None,
        pubdate=row.released_at,
        unique_id=row.id,
        unique_id_is_permalink=False,
        enclosures=[Enclosure(audio, str(episode.size), FORMATS["mp3"].media_type)],
        summary=_summary(article),
        narration=f"{base}/v1/narrations/{quote(episode.narration.id)}",
        duration=episode.narration.duration or 0,
        language=row.language,
        image=web_address(row.image_url),
        has_chapters=_has_chapters(article),
    )


class _Podcast(Rss201rev2Feed):  # type: ignore[misc]
    def latest_post_date(self) -> datetime:
        changed: datetime = self.feed["changed_at"]  # the library's own is "now" for an empty feed
        return changed

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), **_NAMESPACES}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        site, at = self.feed["site"], self.feed["at"]
        author, email = _plain(site.feed_author or site.title), _plain(site.feed_email or "")
        handler.addQuickElement("generator", "readcast")
        for rel, address in (("first", at.first), ("next", at.next)):
            if address:
                handler.addQuickElement("atom:link", None, {"rel": rel, "href": address})
        handler.addQuickElement("itunes:author", author)
        handler.addQuickElement("itunes:summary", self.feed["description"])
        handler.addQuickElement("itunes:type", "episodic")
        handler.addQuickElement("itunes:explicit", _yes(site.feed_explicit))
        _add_category(handler, _plain(site.feed_category or _CATEGORY))
        if site.feed_image_url:
            handler.addQuickElement("itunes:image", None, {"href": site.feed_image_url})
        if email:
            handler.startElement("itunes:owner", {})
            handler.addQuickElement("itunes:name", author)
            handler.addQuickElement("itunes:email", email)
            handler.endElement("itunes:owner")
        handler.addQuickElement("podcast:guid", site.feed_guid)
        handler.addQuickElement("podcast:medium", "podcast")
        # Other platforms must not take the feed over unless its owner says so.
        handler.addQuickElement("podcast:locked", "yes", {"owner": email} if email else {})

    def add_item_elements(self, handler: Any, item: Mapping[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("itunes:title", item["title"])
        handler.addQuickElement("itunes:summary", item["summary"])
        handler.addQuickElement("itunes:duration", str(round(item["duration"])))
        handler.addQuickElement("itunes:explicit", _yes(self.feed["site"].feed_explicit))
        handler.addQuickElement("itunes:episodeType", "full")
        if item["image"]:
            handler.addQuickElement("itunes:image", None, {"href": item["image"]})
        if item["author_name"]:
            handler.addQuickElement("itunes:author", item["author_name"])
            handler.addQuickElement("podcast:person", item["author_name"], {"group": "writing", "role": "author"})
        transcript = {"url": f"{item['narration']}/transcript.vtt", "type": "text/vtt"}
        if item["language"]:
            transcript["language"] = item["language"]
        handler.addQuickElement("podcast:transcript", None, transcript)
        if item["has_chapters"]:
            chapters = {"url": f"{item['narration']}/chapters.json", "type": CHAPTERS_TYPE}
            handler.addQuickElement("podcast:chapters", None, chapters)


def _add_category(handler: Any, category: str) -> None:
    """ "News > Daily News" is a category within one."""
    name, _, within = (part.strip() for part in category.partition(">"))
    handler.startElement("itunes:category", {"text": name})
    if within:
        handler.addQuickElement("itunes:category", None, {"text": within})
    handler.endElement("itunes:category")


def _title(article: Article) -> str:
    """Its title; or how it begins, since an episode must have one."""
    text = article.title or next((block.text for block in article.blocks), "")
    return _plain(article.title or "") or textwrap.shorten(_plain(text), _TITLE, placeholder="…") or "…"


def _summary(article: Article) -> str:
    """The article's first paragraph, cut where it is long."""
    paragraphs = (block.text for block in article.blocks if block.kind is not BlockKind.HEADING)
    return textwrap.shorten(_plain(next(paragraphs, "")), _SUMMARY, placeholder="…") or _title(article)


def _has_chapters(article: Article) -> bool:
    headings = [block for _, block in article.read_blocks if block.kind is BlockKind.HEADING]
    return len(headings) > 1


def _plain(text: str) -> str:
    return _NO_XML.sub("", text).strip()


def _yes(value: bool) -> str:
    return "true" if value else "false"
