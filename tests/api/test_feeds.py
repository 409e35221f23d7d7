"""The podcast feed of a site, read back by feedparser and as XML."""

import logging
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from fastapi.testclient import TestClient

from api.cli.serve import without_tokens
from api.settings import Settings
from storage.database import Database
from storage.models import Article, Narration, Site
from tests.api.conftest import TEXT

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/feeds/default.xml"
HTML = """<h1>The harbour opens</h1><p>It opened on Monday. <b>All</b> came &amp; sang &lt;script&gt;.</p>
<h2>What comes next</h2><p>Ships will come again in the spring.</p>"""

Post = Callable[..., dict[str, Any]]


def channel(client: TestClient, address: str = FEED) -> ElementTree.Element:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/rss+xml"
    (found,) = ElementTree.fromstring(answer.content)
    assert found.tag == "channel"
    return found


def items(client: TestClient, address: str = FEED) -> list[ElementTree.Element]:
    return channel(client, address).findall("item")


def said(element: ElementTree.Element, name: str) -> str:
    text = element.findtext(name)
    assert text is not None, name
    return text


def test_an_episode_is_what_the_article_says_and_its_file_is(client: TestClient, completed: Post) -> None:
    article = completed(
        text=None,
        html=HTML,
        external_id="a",
        byline="Ada Lind & Bo",
        source_url="https://news.example/a?b=1&c=2",
        published_at="2026-05-04T09:00:00+02:00",
        language="en",
    )
    parsed = feedparser.parse(client.get(FEED).content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == "rss20"
    (entry,) = parsed.entries
    assert (entry.title, entry.id, entry.guidislink) == ("The harbour opens", article["id"], False)
    assert entry.link == "https://news.example/a?b=1&c=2"
    assert entry.published == "Mon, 04 May 2026 07:00:00 +0000"
    assert entry.author == "Ada Lind & Bo"
    (item,) = items(client)
    # Readers take the description for HTML, and nothing else.
    assert "sang &lt;script&gt;" in said(item, "description")
    assert "sang <script>" in said(item, f"{ITUNES}summary")
    assert said(item, f"{ITUNES}explicit") == "false"
    assert (person := item.find(f"{PODCAST}person")) is not None and person.text == "Ada Lind & Bo"
    (narration,) = [one for one in article["narrations"] if one["kind"] == "article"]
    assert int(said(item, f"{ITUNES}duration")) == round(narration["duration"])

    (enclosure,) = entry.enclosures
    assert enclosure.type == "audio/mpeg"
    file = client.get(enclosure.href, follow_redirects=True)
    assert file.headers["content-type"] == "audio/mpeg"
    assert len(file.content) == int(enclosure.length) > 1000
    part = client.get(enclosure.href, headers={"range": "bytes=0-99"}, follow_redirects=True)
    assert (part.status_code, len(part.content)) == (206, 100)
    assert client.head(enclosure.href, follow_redirects=True).headers["content-length"] == enclosure.length

    transcript = item.find(f"{PODCAST}transcript")
    assert transcript is not None and transcript.attrib["language"] == "en"
    found = client.get(transcript.attrib["url"])
    assert found.headers["content-type"].startswith(transcript.attrib["type"])
    assert found.text.startswith("WEBVTT")
    chapters = item.find(f"{PODCAST}chapters")
    assert chapters is not None and chapters.attrib["type"] == "application/json+chapters"
    found = client.get(chapters.attrib["url"])
    assert found.headers["content-type"] == "application/json+chapters"
    assert found.headers["access-control-allow-origin"] == "*"
    listed = found.json()
    assert listed["version"] == "1.2.0"
    assert [chapter["title"] for chapter in listed["chapters"]] == ["The harbour opens", "What comes next"]
    starts = [chapter["startTime"] for chapter in listed["chapters"]]
    assert starts[0] == 0 < starts[1] < narration["duration"]
    faster = client.get(f"{chapters.attrib['url']}?speed=2").json()["chapters"]
    assert faster[1]["startTime"] == pytest.approx(starts[1] / 2, abs=0.002)


def test_a_site_says_what_its_podcast_is(client: TestClient, settings: Settings) -> None:
    bare = channel(client)
    for name in ("title", "link", "description", "language", "lastBuildDate", f"{ITUNES}author", f"{ITUNES}summary"):
        assert said(bare, name)
    assert said(bare, f"{ITUNES}explicit") == "false"
    assert said(bare, f"{ITUNES}type") == "episodic"
    assert said(bare, "language") == "en-us"
    assert (category := bare.find(f"{ITUNES}category")) is not None and category.attrib == {"text": "News"}
    guid = uuid.UUID(said(bare, f"{PODCAST}guid"))
    assert guid.version == 5
    told = {
        "title": "Harbour & <News>",
        "feed_link": "https://news.example/",
        "feed_description": "All of it & more, read to you.",
        "feed_author": "The Harbour News",
        "feed_email": "podcast@news.example",
        "feed_image_url": "https://news.example/podcast.jpg?a=1&b=2",
        "feed_category": "News > Daily News",
        "feed_explicit": True,
    }
    answer = client.patch("/v1/site", json=told)
    assert answer.status_code == 200, answer.text
    assert {name: answer.json()[name] for name in told} == told
    assert answer.json()["feed_url"] == "http://127.0.0.1/feeds/default.xml"
    full = channel(client)
    assert said(full, "title") == "Harbour & <News>"
    assert said(full, "link") == "https://news.example/"
    assert said(full, "description") == "All of it & more, read to you."
    assert said(full, f"{ITUNES}author") == "The Harbour News"
    assert said(full, f"{ITUNES}explicit") == "true"
    assert said(full, f"{ITUNES}owner/{ITUNES}email") == "podcast@news.example"
    assert (image := full.find(f"{ITUNES}image")) is not None and image.attrib["href"] == told["feed_image_url"]
    within = full.find(f"{ITUNES}category/{ITUNES}category")
    assert within is not None and within.attrib == {"text": "Daily News"}
    locked = full.find(f"{PODCAST}locked")
    assert locked is not None and (locked.text, locked.attrib["owner"]) == ("yes", "podcast@news.example")
    assert uuid.UUID(said(full, f"{PODCAST}guid")) == guid
    assert not feedparser.parse(client.get(FEED).content).bozo
    for wrong in ({"feed_email": "no"}, {"feed_image_url": "javascript:alert(1)"}, {"feed_author": "a\nb"}):
        assert client.patch("/v1/site", json=wrong).status_code == 422


def test_only_what_can_be_heard_is_listed(client: TestClient, completed: Post) -> None:
    assert items(client) == []
    draft = client.post("/v1/articles", json={"text": TEXT, "external_id": "draft", "draft": True}).json()
    heard = completed(external_id="heard")
    assert [said(item, "guid") for item in items(client)] == [heard["id"]]
    # It has no title, headings or byline: the title is how it begins.
    (item,) = items(client)
    assert said(item, "title").startswith("The old harbour reopened on Monday")
    assert len(said(item, "title")) <= 100
    assert item.find(f"{PODCAST}chapters") is None
    assert item.find(f"{PODCAST}person") is None
    assert said(item, "link") == f"http://127.0.0.1/listen/{heard['id']}"
    completed(external_id="draft")
    assert {said(item, "guid") for item in items(client)} == {heard["id"], draft["id"]}
    client.post("/v1/articles", json={"text": TEXT, "external_id": "draft", "draft": True})
    client.delete(f"/v1/articles/{heard['id']}")
    assert items(client) == []


def test_each_article_is_listed_once_in_its_own_voice_or_in_the_one_asked_for(
    client: TestClient, completed: Post
) -> None:
    both = completed(external_id="both")
    own = completed(external_id="own", voice="en_US-other-low")
    client.get(f"/v1/articles/{both['id']}/audio", params={"voice": "en_US-other-low"})
    completed(external_id="both")

    def voices(query: str = "") -> dict[str, str]:
        listed = items(client, FEED + query)
        urls = {said(item, "guid"): item.find("enclosure").attrib["url"] for item in listed}  # type: ignore[union-attr]
        return {guid: url.partition("voice=")[2] for guid, url in urls.items()}

    assert voices() == {both["id"]: "en_US-tiny-low", own["id"]: "en_US-other-low"}
    assert voices("?voice=en_US-other-low") == {both["id"]: "en_US-other-low", own["id"]: "en_US-other-low"}
    assert voices("?voice=en_US-tiny-low") == {both["id"]: "en_US-tiny-low"}
    assert voices("?voice=nobody") == {}
    client.patch("/v1/site", json={"default_voice": "en_US-other-low"})
    assert set(voices().values()) == {"en_US-other-low"}


def test_pages_hold_every_episode_once_newest_first(client: TestClient, completed: Post) -> None:
    # The zones differ: by its text the second would be the newest.
    dates = {"a": "2026-05-04T09:00:00+00:00", "b": "2026-05-04T10:00:00+05:00", "c": "2026-05-03"}
    ids = {
        name: completed(external_id=name, title=name, published_at=_time(date))["id"] for name, date in dates.items()
    }
    ids["now"] = completed(external_id="now", title="now")["id"]
    order = [ids[name] for name in ("now", "a", "b", "c")]
    assert [said(item, "guid") for item in items(client)] == order
    address, pages = f"{FEED}?limit=2&voice=en_US-tiny-low", []
    first = f"http://127.0.0.1{address.replace('limit=2&voice=en_US-tiny-low', 'voice=en_US-tiny-low&limit=2')}"
    while address:
        page = channel(client, address)
        links = {link.attrib["rel"]: link.attrib["href"] for link in page.findall(f"{ATOM}link")}
        assert links["first"] == first
        pages.append([said(item, "guid") for item in page.findall("item")])
        address = links.get("next", "")
        if pages[1:]:
            assert links["self"] != links["first"]
    assert pages == [order[:2], order[2:]]
    for wrong in ("limit=0", "limit=301", "cursor=nonsense"):
        assert client.get(f"{FEED}?{wrong}").status_code == 422
    # A later date moves it, none takes it back to when it came.
    completed(external_id="c", title="c", published_at="2100-01-01T00:00:00Z")
    assert said(items(client)[0], "guid") == ids["c"]
    completed(external_id="c", title="c")
    assert said(items(client)[1], "guid") == ids["c"]


def _time(date: str) -> str:
    return date if "T" in date else f"{date}T00:00:00Z"


def backdate(settings: Settings) -> None:
    """Let everything have happened long ago."""
    time = datetime(2026, 1, 1, 12, 30, 15, 600_000, tzinfo=UTC)
    with Database(settings.database).write() as session:
        session.get_one(Site, "default").changed_at = time
        for article in session.query(Article):
            article.updated_at = time
        for narration in session.query(Narration):
            narration.completed_at = time


def test_who_has_it_is_told_so(client: TestClient, completed: Post, settings: Settings) -> None:
    article = completed(external_id="a")
    other = completed(external_id="b")
    # A time that may be that of the next change too is not told.
    assert "last-modified" not in client.get(FEED).headers
    backdate(settings)
    answer = client.get(FEED, headers={"cache-control": "no-cache"})
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["last-modified"] == "Thu, 01 Jan 2026 12:30:15 GMT"
    etag = {"if-none-match": f'"other", W/{answer.headers["etag"]}'}
    since = {"if-modified-since": answer.headers["last-modified"]}
    for headers in (etag, since, {"if-none-match": "*"}):
        same = client.get(FEED, headers=headers)
        assert (same.status_code, same.content) == (304, b"")
        assert same.headers["etag"] == answer.headers["etag"]
    # The tag decides where both are sent.
    assert client.get(FEED, headers={**since, "if-none-match": '"other"'}).status_code == 200
    head = client.head(FEED)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", answer.headers["etag"])
    # An article that is gone, or is a draft again, makes no other newer.
    client.delete(f"/v1/articles/{other['id']}")
    for headers in (etag, since):
        assert client.get(FEED, headers=headers).status_code == 200
    completed(external_id="b")
    backdate(settings)
    assert client.get(FEED, headers=since).status_code == 304
    client.post("/v1/articles", json={"text": TEXT, "external_id": "b", "draft": True})
    assert client.get(FEED, headers=since).status_code == 200
    backdate(settings)
    etag = {"if-none-match": client.get(FEED).headers["etag"]}
    client.patch("/v1/site", json={"title": "Another"})
    for headers in (etag, since):
        assert client.get(FEED, headers=headers).status_code == 200
    assert article["id"] in client.get(FEED).text


def test_a_private_feed_is_for_who_has_its_token(client: TestClient, completed: Post, settings: Settings) -> None:
    completed(external_id="a")
    completed(external_id="b")
    assert client.patch("/v1/site", json={"feed_private": True}).json()["feed_private"] is True
    assert client.get(FEED).status_code == 404
    made = client.post("/v1/site/feed-token")
    assert made.status_code == 201
    assert made.headers["cache-control"] == "no-store"
    token, address = made.json()["token"], made.json()["feed_url"]
    assert len(token) > 40
    unknown = client.get("/feeds/nobody.xml")
    for wrong in ("", "?token=", "?token=wrong", f"?token={token}x", "?token=%00", "?token=%C3%A9"):
        refused = client.get(FEED + wrong)
        assert (refused.status_code, refused.json()) == (404, unknown.json()), wrong
    answer = client.get(f"{address}&limit=1")
    assert answer.headers["cache-control"] == "private, no-cache"
    links = [link.attrib["href"] for link in channel(client, f"{address}&limit=1").findall(f"{ATOM}link")]
    assert len(links) == 3 and all(token in link for link in links)
    assert len(items(client, links[-1])) == 1
    for path in settings.data_dir.glob("readcast.db*"):
        assert token.encode() not in path.read_bytes()
    # Another token ends the first.
    newer = client.post("/v1/site/feed-token").json()["feed_url"]
    assert [client.get(url).status_code for url in (address, newer)] == [404, 200]
    client.patch("/v1/site", json={"feed_private": False})
    assert client.get(FEED).status_code == 200
    assert token not in client.get(FEED).text


def test_a_token_is_not_logged() -> None:
    arguments = ("127.0.0.1:1", "GET", "/feeds/default.xml?limit=1&token=secret-_1&voice=a", "1.1", 200)
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, '%s - "%s %s HTTP/%s" %d', arguments, None)
    assert without_tokens(record)
    assert record.getMessage() == '127.0.0.1:1 - "GET /feeds/default.xml?limit=1&token=...&voice=a HTTP/1.1" 200'


def test_hostile_words_stay_words(client: TestClient, completed: Post, settings: Settings) -> None:
    evil = ']]></title><script>alert("1")</script>&lt;b&gt; \ufffe \u202e'
    article = completed(external_id="a", title=evil, byline='"><x y="')
    with Database(settings.database).write() as session:  # as an older version, or another program, may have stored it
        row = session.get_one(Article, article["id"])
        row.title = "\x01\x08" + evil + "\x0b\x1f\x7f"
        row.image_url = 'javascript:alert("\x02")'
        row.source_url = 'https://news.example/"><script>'
        row.updated_at = datetime.now(UTC)
    client.patch("/v1/site", json={"feed_description": "<![CDATA[ ]]> & co"})
    (item,) = items(client)
    assert said(item, "title") == evil.replace("\ufffe", "")
    assert item.find("script") is None
    assert item.find(f"{ITUNES}image") is None
    assert said(item, f"{ITUNES}author") == '"><x y="'
    assert said(channel(client), "description") == "<![CDATA[ ]]> & co"
    parsed = feedparser.parse(client.get(FEED).content)
    assert not parsed.bozo


def test_chapters_are_those_of_what_can_be_heard(client: TestClient, completed: Post) -> None:
    article = completed(external_id="a", text=TEXT)
    (narration,) = [one for one in article["narrations"] if one["kind"] == "article"]
    home = f"/v1/narrations/{narration['id']}/chapters.json"
    assert client.get(home).json() == {"version": "1.2.0", "chapters": []}
    assert client.get(f"{home}?speed=9").status_code == 422
    client.post("/v1/articles", json={"text": TEXT, "external_id": "a", "draft": True})
    assert client.get(home).status_code == 404
