"""What a feed lists, and who may read it."""

from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from storage.articles import released_at
from storage.database import Database
from storage.errors import InvalidCursor, SiteNotFound
from storage.feeds import FeedPage, feed_page
from storage.models import Article, Narration, Site
from storage.renditions import claim_rendition, complete_rendition
from storage.sites import change_site, default_site, feed_site, new_feed_token
from tests.storage.samples import VOICE, new_article, rendered


def heard(database: Database, article: Article, voice: str = VOICE, size: int = 1000) -> Narration:
    narration = rendered(database, article, voice, master=f"{article.id}-{voice}")
    with database.write() as session:
        row = claim_rendition(session, narration.id, "mp3", 1.0, "a worker", 60)
        assert row is not None
        complete_rendition(session, row.id, "a worker", "audio/one.mp3", size)
    return narration


def page(database: Database, limit: int = 10, cursor: str | None = None, voice: str | None = None) -> FeedPage:
    with database.read() as session:
        site = default_site(session)
        return feed_page(session, site, voice=voice, default_voice=VOICE, limit=limit, cursor=cursor)


def test_episodes_come_by_date_and_have_their_file(each: Database) -> None:
    dates = ("2026-05-04T10:00:00+05:00", "2026-05-04T09:00:00+00:00", "2026-05-03", "not a date", None)
    articles = [new_article(each, external_id=str(n), published_at=date) for n, date in enumerate(dates)]
    assert page(each).episodes == []
    for article in articles:
        rendered(each, article, "another-voice", master=article.id)  # without its MP3 it is not to be heard
    assert page(each).episodes == []
    for number, article in enumerate(articles):
        heard(each, article, size=1000 + number)
    listed, cursor = [], None
    while True:
        found = page(each, limit=2, cursor=cursor)
        listed += found.episodes
        cursor = found.next_cursor
        if cursor is None:
            break
    assert [one.article.external_id for one in listed] == ["4", "3", "1", "0", "2"]
    assert [one.size for one in listed] == [1004, 1003, 1001, 1000, 1002]
    assert {one.narration.voice for one in listed} == {VOICE}
    assert page(each, voice="another-voice").episodes == []
    with pytest.raises(InvalidCursor):
        page(each, cursor="nonsense")


def test_a_feed_changes_with_what_it_lists(each: Database) -> None:
    article = new_article(each, external_id="a")
    narration = heard(each, article)
    assert page(each).changed_at == narration.completed_at
    with each.write() as session:
        changed = change_site(session, "default", title="Another").changed_at
    assert page(each).changed_at == changed
    new_article(each, external_id="a", draft=True)
    assert page(each).episodes == []
    assert page(each).changed_at > changed
    # Content that nobody has read yet.
    new_article(each, external_id="a", content_hash="b" * 64)
    assert page(each).episodes == []


def test_a_private_feed_opens_for_its_token_alone(each: Database) -> None:
    with each.write() as session:
        default_site(session)
        assert feed_site(session, "default", None).id == "default"
        change_site(session, "default", feed_private=True)
        token = new_feed_token(session, "default")
    with each.read() as session:
        assert feed_site(session, "default", token).id == "default"
        for site, wrong in (
            ("default", None),
            ("default", ""),
            ("default", token + "x"),
            ("other", token),
            ("\0", None),
        ):
            with pytest.raises(SiteNotFound, match="no such feed"):
                feed_site(session, site, wrong)
        assert session.get_one(Site, "default").feed_token_hash not in (None, token)


def test_dates_are_read_as_far_as_they_can_be() -> None:
    otherwise = datetime(2026, 1, 1, tzinfo=UTC)
    assert released_at("2026-05-04T09:00:00+02:00", otherwise) == datetime(2026, 5, 4, 7, tzinfo=UTC)
    assert released_at("2026-05-04", otherwise) == datetime(2026, 5, 4, tzinfo=UTC)
    for text_ in (None, "", "yesterday", "0001-01-01T00:00:00+14:00"):
        assert released_at(text_, otherwise) == otherwise


def test_articles_from_before_get_their_dates(each: Database) -> None:
    dates = ("2026-05-04T09:00:00+02:00", "yesterday", None)
    articles = {new_article(each, published_at=date, source_url=f"https://a.example/{date}").id: date for date in dates}
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    with each.migrating() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")
        assert "released_at" not in {column["name"] for column in inspect(connection).get_columns("articles")}
        assert connection.execute(text("SELECT count(*) FROM articles")).scalar() == len(dates)
    each.migrate()
    with each.read() as session:
        for article_id, date in articles.items():
            row = session.get_one(Article, article_id)
            assert row.released_at == released_at(date, row.created_at)
        site = session.get_one(Site, "default")
        assert len(site.feed_guid) == 36 and site.changed_at == site.created_at
