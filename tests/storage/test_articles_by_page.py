"""Articles found by the page they stand on."""

from alembic import command
from alembic.config import Config

from storage.articles import article_of_page, save_article
from storage.database import Database
from storage.sites import default_site
from tests.storage.samples import content, new_article

PAGE = "https://news.example/harbour"


def found(database: Database, url: str) -> str | None:
    with database.read() as session:
        article = article_of_page(session, default_site(session).id, url)
        return article.id if article else None


def test_the_publishers_own_public_article_comes_first(each: Database) -> None:
    assert found(each, PAGE) is None
    by_reader = new_article(each, source_url=PAGE)
    assert found(each, f"{PAGE}?utm_source=x#y") == by_reader.id
    own = new_article(each, source_url=f"{PAGE}?fbclid=1", external_id="a")
    assert found(each, PAGE) == own.id
    with each.write() as session:
        save_article(session, "default", content(source_url=PAGE, external_id="a", draft=True))
    assert found(each, PAGE) == by_reader.id


def test_an_article_that_moves_is_found_at_its_new_page(each: Database) -> None:
    article = new_article(each, source_url=PAGE, external_id="a")
    with each.write() as session:
        save_article(session, "default", content(source_url=f"{PAGE}/2", external_id="a"))
    assert (found(each, PAGE), found(each, f"{PAGE}/2")) == (None, article.id)


def test_articles_from_before_are_found_too(each: Database) -> None:
    new_article(each)
    article = new_article(each, source_url=f"{PAGE}?utm_source=x")
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    with each.migrating() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")
    each.migrate()
    assert found(each, PAGE) == article.id


def test_no_address_and_any_length_will_do(each: Database) -> None:
    long = f"{PAGE}?q={'a' * 10_000}"
    article = new_article(each, source_url=long, external_id="a")
    assert found(each, f"{long}#top") == article.id
    assert found(each, "http://[") is None
