from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select, text

from storage.columns import utc_now
from storage.database import Database
from storage.errors import LexiconEntryNotFound
from storage.lexicon import affected_articles, delete_entry, lexicon_of, put_entries, replace_entries
from storage.models import Article, LexiconEntry, Site
from storage.sites import default_site
from tests.storage.samples import together


@dataclass(frozen=True)
class Said:
    written: str
    spoken: str | None = "said"
    ipa: str | None = None
    match: str = "word"
    case_sensitive: bool = False
    language: str | None = None


@pytest.fixture
def sites(each: Database) -> Database:
    """A database with two sites, "default" and "other"."""
    with each.write() as session:
        default_site(session)
        session.add(Site(id="other", title="Other"))
    return each


def put(database: Database, *entries: Said, site: str = "default") -> None:
    with database.write() as session:
        put_entries(session, site, entries)


def rows(database: Database, site: str = "default") -> list[LexiconEntry]:
    with database.read() as session:
        return lexicon_of(session, site)


def spoken(database: Database, site: str = "default") -> list[tuple[str, str | None, str | None]]:
    return [(row.written, row.spoken, row.ipa) for row in rows(database, site)]


def test_entries_are_put_and_changed_in_place(sites: Database) -> None:
    put(sites, Said("zeta"), Said("Émile"), Said("alpha", None, "ˈælfə"), Said("Beta"))
    put(sites, Said("alpha"), site="other")
    before = rows(sites)
    assert [row.written for row in before] == ["alpha", "Beta", "zeta", "Émile"]
    assert before[0].id.startswith("lex_") and before[0].language == ""
    put(sites, Said("alpha", "al fah"), Said("Beta"), Said("gamma", "first"), Said("gamma", "last"))
    after = rows(sites)
    assert spoken(sites)[:3] == [("alpha", "al fah", None), ("Beta", "said", None), ("gamma", "last", None)]
    assert {row.id for row in before} < {row.id for row in after}
    assert after[0].updated_at > after[0].created_at == before[0].created_at
    assert after[1].updated_at == before[1].updated_at  # nothing changed
    assert spoken(sites, "other") == [("alpha", "said", None)]


def test_what_tells_entries_apart(sites: Database) -> None:
    kinds = [
        Said("a"),
        Said("a", match="exact"),
        Said("a", case_sensitive=True),
        Said("A", case_sensitive=True),
        Said("a", language="en"),
        Said("a", language="de"),
    ]
    for _ in range(2):
        put(sites, *kinds)
        assert len(rows(sites)) == len(kinds)
    put(sites, Said("A", "other"))  # capitals that are not told apart make no other entry
    assert [
        row.spoken for row in rows(sites) if row.match == "word" and not row.case_sensitive and not row.language
    ] == ["other"]


def test_a_read_session_sees_what_was_put(sites: Database) -> None:
    with sites.write() as session:
        put_entries(session, "default", [Said("a", "one")])
        assert [row.spoken for row in lexicon_of(session, "default")] == ["one"]
        put_entries(session, "default", [Said("a", "two")])
        assert [row.spoken for row in lexicon_of(session, "default")] == ["two"]


def test_replacing_keeps_the_ids_of_what_stays(sites: Database) -> None:
    put(sites, Said("a"), Said("b"), Said("c", language="en"))
    put(sites, Said("b"), site="other")
    kept = {row.written: row.id for row in rows(sites)}
    with sites.write() as session:
        replace_entries(session, "default", [Said("c", "new", language="en"), Said("d"), Said("a")])
        assert len(lexicon_of(session, "default")) == 3
    assert spoken(sites) == [("a", "said", None), ("c", "new", None), ("d", "said", None)]
    assert [row.id for row in rows(sites)][:2] == [kept["a"], kept["c"]]
    with sites.write() as session:
        replace_entries(session, "default", [])
    assert rows(sites) == [] and len(rows(sites, "other")) == 1


def test_many_entries(sites: Database) -> None:
    put(sites, *(Said(f"word {n}") for n in range(2_500)))
    with sites.write() as session:
        replace_entries(session, "default", (Said(f"word {n}", "x") for n in range(2_000, 4_000)))
    assert len(rows(sites)) == 2_000
    assert {row.spoken for row in rows(sites)} == {"x"}


def test_several_may_put_the_same_at_once(sites: Database) -> None:
    words = [f"word {n}" for n in range(50)]

    def write(number: int) -> None:
        ordered = words if number % 2 else words[::-1]
        for _ in range(5):
            put(sites, *(Said(word, str(number)) for word in ordered))

    together(8, write)
    assert [row.written for row in rows(sites)] == sorted(words)
    assert len({row.spoken for row in rows(sites)}) == 1


def test_several_that_replace_at_once_leave_no_mixture(sites: Database) -> None:
    def replace(number: int) -> None:
        for _ in range(5):
            with sites.write() as session:
                replace_entries(session, "default", [Said(f"{number % 4} {n}") for n in range(20)] + [Said("all")])
            put(sites, Said("all", str(number)))

    together(8, replace)
    assert len(rows(sites)) == 21
    assert len({row.written[0] for row in rows(sites)}) == 2


def test_entries_are_deleted_by_their_site_only(sites: Database) -> None:
    put(sites, Said("a"), Said("b"))
    first = rows(sites)[0].id
    for site, entry_id in [("other", first), ("default", "lex_none"), ("default", "\0")]:
        with pytest.raises(LexiconEntryNotFound), sites.write() as session:
            delete_entry(session, site, entry_id)
    with sites.write() as session:
        assert delete_entry(session, "default", first) == "a"
        assert [row.written for row in lexicon_of(session, "default")] == ["b"]
    with pytest.raises(LexiconEntryNotFound), sites.write() as session:
        delete_entry(session, "default", first)


def test_a_site_takes_its_entries_along(sites: Database) -> None:
    put(sites, Said("a"), site="other")
    with sites.write() as session:
        session.delete(session.get_one(Site, "other"))
    with sites.read() as session:
        assert session.scalars(select(LexiconEntry)).all() == []


def add_article(database: Database, number: int, title: str | None, *texts: str, site: str = "default") -> None:
    blocks = [{"kind": "paragraph", "text": each} for each in texts]
    made = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)
    with database.write() as session:
        session.add(
            Article(id=f"art_{number}", site_id=site, title=title, blocks=blocks, content_hash="", created_at=made)
        )


def test_articles_in_which_something_is_written(sites: Database) -> None:
    add_article(sites, 1, "Huawei opens a shop", "It is big.")
    add_article(sites, 2, None, "Nothing", "about HUAWEI’s étude")
    add_article(sites, 3, "Étude", "100% of\u00a0 it")
    add_article(sites, 4, "E\u0301TUDE Straße", "A", "B C++")
    add_article(sites, 5, "Huawei", "elsewhere", site="other")

    def found(*written: str) -> list[str]:
        with sites.read() as session:
            return [article.removeprefix("art_") for article in affected_articles(session, "default", written)]

    assert found("huawei") == ["2", "1"]
    assert found("Huawei's") == ["2"]
    assert found("étude") == ["4", "3", "2"]
    assert found("STRASSE") == found("c++") == ["4"]
    assert found("100% of it", "big") == ["3", "1"]
    assert found("1_0%", "%", "a b", "kind", "paragraph") == ["3"]
    assert found("absent") == found() == found("") == []


def test_many_articles_are_read_a_few_at_a_time(sites: Database) -> None:
    for number in range(120):
        add_article(sites, number, f"No. {number}", "text")
    with sites.read() as session:
        ids = affected_articles(session, "default", ["no. 1", *(f"word {n}" for n in range(5_000))])
    assert len(ids) == 31 and ids[0] == "art_119"


def test_sites_from_before_have_no_selectors(empty_url: str) -> None:
    database = Database(empty_url)
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    with database.migrating() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        insert = text("INSERT INTO sites (id, title, created_at) VALUES ('old', 'Old', :now)")
        connection.execute(insert, {"now": utc_now()})
    database.migrate()
    with database.write() as session:
        site = session.get_one(Site, "old")
        assert (site.include_selectors, site.exclude_selectors) == ([], [])
        assert (site.table_note, site.code_note) == (None, None)
        site.exclude_selectors = [".ad"]
    with database.migrating() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        assert connection.execute(text("SELECT id, title FROM sites")).all() == [("old", "Old")]
    database.close()
