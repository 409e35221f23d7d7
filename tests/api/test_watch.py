"""Feeds of a real web server, watched."""

import os
import signal
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from typer.testing import CliRunner

from api.assembly import Assembly
from api.cli import app
from api.fetch import AddressForbidden, FetchError, HostBusy
from api.settings import Settings
from api.sources.feed import read_feed
from api.watch import Polled, poll
from storage.database import Database
from storage.models import Site, WatchedFeed
from storage.sites import default_site
from storage.watched_feeds import claim_feed
from tests.api.conftest import TEXT
from tests.api.page_server import Handler, running
from tests.api.page_server import Site as Server

READCAST = str(Path(sysconfig.get_path("scripts")) / "readcast")


class News(Server):
    """A site with a feed of its articles, which knows conditional requests."""

    def __init__(self) -> None:
        super().__init__()
        self.items: dict[str, str] = {}
        self.answers["/feed"] = self.feed

    def publish(self, name: str, title: str = "Harbour", text: str = TEXT) -> None:
        page = f"<html><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
        self.serve(f"/{name}", page.encode(), Content_Type="text/html; charset=utf-8")
        item = f"<item><title>{title}</title><link>{self.url(f'/{name}')}</link><guid>{name}</guid></item>"
        self.items.pop(name, None)
        self.items = {name: item, **self.items}

    def feed(self, handler: Handler) -> None:
        body = f"<rss version='2.0'><channel><title>News</title>{''.join(self.items.values())}</channel></rss>"
        etag = f'"{hash(body)}"'
        if handler.headers.get("If-None-Match") == etag:
            handler.send(b"", 304)
        else:
            handler.send(body.encode(), ETag=etag, Content_Type="application/rss+xml")

    def visits(self) -> list[str]:
        """What was asked for since the last look, but the feed."""
        asked, self.asked = [path for path, _, _ in self.asked], []
        return [path for path in asked if path != "/feed"]


@pytest.fixture
def news() -> Iterator[News]:
    with running(News()) as news:
        assert isinstance(news, News)
        yield news


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"fetch_timeout": 5.0})


@pytest.fixture
def watched(client: TestClient, news: News) -> Callable[..., Polled | None]:
    """Polls the feed of `news` for the default site."""
    assembly: Assembly = client.app.state.assembly  # type: ignore[attr-defined]

    def poll_it(path: str = "/feed", interval: float = 0, **how: Any) -> Polled | None:
        with assembly.database.read() as session:
            site = default_site(session)
        return poll(assembly, site, news.url(path), interval=interval, voice=None, **{"pause": 0.0, **how})

    return poll_it


def titles(client: TestClient) -> list[str]:
    """Of the articles, newest first."""
    return [article["title"] for article in client.get("/v1/articles").json()["items"]]


def test_new_and_changed_entries_become_articles_once(
    client: TestClient, news: News, watched: Callable[..., Polled]
) -> None:
    news.publish("one", "First")
    news.publish("two", "Second")
    assert watched().taken == 2
    assert titles(client) == ["Second", "First"]  # the newest is the newest here too
    assert news.visits() == ["/one", "/two"]
    assert watched().unchanged and news.visits() == []
    news.publish("three", "Third")
    news.publish("one", "First, corrected", f"It was wrong. {TEXT}")
    polled = watched()
    assert (polled.taken, polled.known) == (2, 1)
    assert news.visits() == ["/three", "/one"]
    assert sorted(titles(client)) == ["First, corrected", "Second", "Third"]
    article = client.get("/v1/articles").json()["items"][0]
    assert article["source_url"] == news.url("/three")


def test_a_page_that_cannot_be_read_is_tried_again_and_then_left(
    client: TestClient, news: News, watched: Callable[..., Polled]
) -> None:
    news.publish("good")
    news.publish("bad")
    news.serve("/bad", b"", 500)
    for number in range(1, 6):
        polled = watched()
        assert (polled.taken, polled.failed, polled.known) == (number == 1, 1, number > 1)
    assert news.visits().count("/bad") == 5
    assert watched().unchanged  # from now on the feed is only looked at when it changes
    assert news.visits() == []
    news.publish("bad", "Now it can be read")
    assert watched().taken == 1


def test_a_validator_that_cannot_be_sent_back_is_not_kept(news: News, watched: Callable[..., Polled]) -> None:
    body = b"<rss version='2.0'><channel><title>News</title></channel></rss>"
    news.answers["/odd"] = lambda handler: handler.send(
        body, ETag='"\xe4"', Last_Modified="Mon, 04 May 2026 09:00:00 GMT"
    )
    for _ in range(2):
        assert not watched("/odd").unchanged
    assert "If-None-Match" not in news.asked[1][2]
    assert news.asked[1][2]["If-Modified-Since"] == "Mon, 04 May 2026 09:00:00 GMT"


def test_one_page_that_nobody_foresaw_does_not_end_the_watch(
    news: News, watched: Callable[..., Polled], monkeypatch: pytest.MonkeyPatch, client: TestClient
) -> None:
    import api.watch

    ingest = api.watch.ingest

    def stumbling(assembly: Assembly, site: Site, body: Any) -> Any:
        if str(body.url).endswith("/one"):
            raise RuntimeError("nobody foresaw this")
        return ingest(assembly, site, body)

    monkeypatch.setattr(api.watch, "ingest", stumbling)
    news.publish("one")
    news.publish("two", "Second")
    polled = watched()
    assert (polled.taken, polled.failed) == (1, 1) and titles(client) == ["Second"]


def test_a_feed_that_fails_is_left_alone_as_long_as_it_asks(
    client: TestClient, news: News, watched: Callable[..., Polled | None], settings: Settings
) -> None:
    news.serve("/feed", b"", 503, Retry_After="3600")
    with pytest.raises(HostBusy, match="503"):
        watched()
    assert watched() is None and len(news.asked) == 1
    database = Database(settings.database)
    with database.read() as session:
        feed = session.scalars(select(WatchedFeed)).one()
        assert feed.not_before is not None
        assert timedelta(minutes=59) < feed.not_before - datetime.now(UTC) <= timedelta(minutes=60)
        assert (feed.failures, "503" in (feed.error or "")) == (1, True)
    with database.write() as session:
        session.execute(update(WatchedFeed).values(not_before=None))
    news.answers["/feed"] = news.feed
    news.publish("one")
    polled = watched()
    assert polled is not None and polled.taken == 1
    with database.read() as session:
        feed = session.scalars(select(WatchedFeed)).one()
        assert (feed.failures, feed.error, feed.not_before, feed.lease_owner) == (0, None, None, None)
    database.close()


def test_several_watchers_share_the_work(
    client: TestClient, news: News, watched: Callable[..., Polled | None], settings: Settings
) -> None:
    news.publish("one")
    database = Database(settings.database)
    with database.write() as session:
        assert claim_feed(session, "default", news.url("/feed"), "other", interval=0, lease_seconds=60)
    assert watched() is None  # another is at it
    with database.write() as session:
        session.execute(update(WatchedFeed).values(lease_until=datetime.now(UTC) - timedelta(seconds=1)))
    polled = watched(interval=300)
    assert polled is not None and polled.taken == 1  # and has died
    assert watched(interval=300) is None  # it is not due
    database.close()


def test_a_watch_that_is_stopped_goes_on_where_it_was(
    client: TestClient, news: News, watched: Callable[..., Polled]
) -> None:
    for number in range(4):
        news.publish(f"n{number}")
    assert watched(stopping=lambda: len(news.asked) > 2).stopped
    assert news.visits() == ["/n0", "/n1"]
    polled = watched(interval=300)
    assert (polled.taken, polled.known, polled.stopped) == (2, 2, False)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda handler: handler.send(b"<html><body>Hello</body></html>"), "no RSS"),
        (lambda handler: handler.send(b""), "no RSS"),
        (lambda handler: handler.send(b"", 404), "404"),
        (lambda handler: handler.send(b"", 302, Location="http://169.254.169.254/feed"), "must not be fetched"),
        (lambda handler: handler.send(b"", 302, Location="/odd"), "redirects"),
        (lambda handler: handler.send(b"x" * 6_000_000), "longer"),
        (lambda handler: time.sleep(6), "took longer"),
    ],
)
def test_a_feed_that_cannot_be_had_says_why(
    news: News, watched: Callable[..., Polled], answer: Callable[[Handler], None], says: str
) -> None:
    news.answers["/odd"] = answer
    with pytest.raises(FetchError, match=says):
        watched("/odd")


def test_rss_and_atom_are_read_and_their_links_resolved() -> None:
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
    <entry><id>urn:2</id><title>B</title><link href="/b"/><updated>2026-05-04T09:00:00Z</updated></entry>
    <entry><id>urn:1</id><title>A</title><link rel="alternate" href="https://news.example/a"/></entry>
    <entry><id>urn:0</id><title>No link</title></entry>
    <entry><id>urn:3</id><title>Bad</title><link href="javascript:alert(1)"/></entry></feed>"""
    items = read_feed(atom, "https://news.example/atom.xml", "application/atom+xml")
    assert items is not None
    assert [item.link for item in items] == ["https://news.example/b", "https://news.example/a", "", ""]
    later = read_feed(atom.replace(b"09:00", b"10:00"), "https://news.example/atom.xml")
    assert later is not None and later[1:] == items[1:]
    assert later[0].key == items[0].key and later[0].fingerprint != items[0].fingerprint
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "' + b"&a;" * 50 + b'">]><rss version="2.0"><channel>'
    bomb += b"<item><link>https://news.example/x</link><title>" + b"&b;" * 50 + b"</title></item></channel></rss>"
    assert len(read_feed(bomb, "https://news.example/rss") or ()) == 1
    outside = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item>'
    outside += b"<link>https://news.example/&f;</link></item></channel></rss>"
    assert all("root:" not in item.link for item in read_feed(outside, "https://news.example/rss") or ())


def test_the_command_polls_named_feeds_or_those_of_the_site(
    client: TestClient, news: News, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("READCAST_")},
        "READCAST_DATA_DIR": str(settings.data_dir),
        "READCAST_VOICES_DIR": str(settings.voices_dir),
        "READCAST_DEFAULT_VOICE": "en_US-tiny-low",
        "READCAST_FETCH_ALLOW_NETWORKS": '["127.0.0.0/8"]',
    }

    monkeypatch.setattr(signal, "signal", lambda number, handler: None)  # those of this process stay

    def once(*feeds: str) -> Result:
        return CliRunner().invoke(app, ["watch", *feeds, "--once"], env=environment)

    nothing = once()
    assert nothing.exit_code == 1 and "no feed to watch" in nothing.stderr
    news.publish("one", "First")
    assert once(news.url("/feed")).exit_code == 0
    assert titles(client) == ["First"]
    news.publish("two", "Second")
    assert client.patch("/v1/site", json={"watched_feeds": ["ftp://x/"]}).status_code == 422
    assert client.patch("/v1/site", json={"watched_feeds": [news.url("/feed")]}).json()["watched_feeds"] == [
        news.url("/feed")
    ]
    database = Database(settings.database)
    with database.write() as session:
        session.execute(update(WatchedFeed).values(polled_at=datetime.now(UTC) - timedelta(seconds=301)))
    database.close()
    running_watch = subprocess.Popen([READCAST, "watch"], env=environment, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while titles(client) != ["Second", "First"]:
        assert running_watch.poll() is None and time.monotonic() < deadline
        time.sleep(0.1)
    running_watch.send_signal(signal.SIGTERM)
    assert "1 taken, 0 failed, 1 known" in running_watch.communicate(timeout=30)[1]
    assert running_watch.returncode == 0
    news.serve("/feed", b"", 500)
    assert once().exit_code == 1


def test_what_is_not_on_the_public_internet_is_not_fetched(
    client: TestClient, news: News, watched: Callable[..., Polled]
) -> None:
    with pytest.raises(AddressForbidden):
        poll_elsewhere(client)
    assert news.asked == []


def poll_elsewhere(client: TestClient) -> None:
    assembly: Assembly = client.app.state.assembly  # type: ignore[attr-defined]
    with assembly.database.read() as session:
        site = default_site(session)
    poll(assembly, site, "http://10.0.0.1/feed", interval=0, voice=None)
