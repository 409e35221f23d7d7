import pytest
from sqlalchemy import update

from storage.articles import list_articles, save_article
from storage.cursors import encode_cursor
from storage.database import Database
from storage.errors import InvalidCursor
from storage.models import Article, Site
from tests.storage.samples import content, new_article


def test_pages_hold_every_article_once_newest_first(each: Database) -> None:
    articles = [new_article(each, draft=number == 3) for number in range(12)]
    with each.write() as session:  # four of one moment, so that the id must decide
        moment = articles[8].created_at
        same = [article.id for article in articles[5:9]]
        session.execute(update(Article).where(Article.id.in_(same)).values(created_at=moment))
        session.add(Site(id="other", title="Other"))
        session.flush()
        save_article(session, "other", content())
    for drafts, count in ((True, 12), (False, 11)):
        seen: list[Article] = []
        cursor = None
        for _ in range(10):
            with each.read() as session:
                page = list_articles(session, "default", 3, cursor, drafts)
            assert len(page.items) <= 3
            seen += page.items
            cursor = page.next_cursor
            if cursor is None:
                break
        assert len(seen) == len({article.id for article in seen}) == count
        assert seen == sorted(seen, key=lambda article: (article.created_at, article.id), reverse=True)
        assert drafts or not any(article.draft for article in seen)


def test_an_article_saved_between_two_pages_shifts_nothing(database: Database) -> None:
    articles = [new_article(database) for _ in range(4)]
    with database.read() as session:
        first = list_articles(session, "default", 2, None, drafts=True)
    new_article(database)
    with database.read() as session:
        second = list_articles(session, "default", 2, first.next_cursor, drafts=True)
    found = [article.id for article in first.items + second.items]
    assert found == [article.id for article in reversed(articles)]
    assert second.next_cursor is None


@pytest.mark.parametrize(
    "cursor",
    ["garbage", "!!!!", "ü", "W10", "WzEsMl0", "WyIyMDI2LTAxLTAxIiwgImEiXQ", "bnVsbA", "W1tbW1tb" * 50_000],
)
def test_a_cursor_we_did_not_hand_out_is_refused(database: Database, cursor: str) -> None:
    with database.read() as session, pytest.raises(InvalidCursor):
        list_articles(session, "default", 10, cursor, drafts=True)


def test_a_cursor_is_safe_in_a_url(database: Database) -> None:
    article = new_article(database)
    cursor = encode_cursor(article.created_at, article.id)
    assert cursor.replace("-", "").replace("_", "").isalnum()
