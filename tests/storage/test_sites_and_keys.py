from sqlalchemy import text

from storage.api_keys import any_keys, create_key, list_keys, revoke_key, site_for_token
from storage.database import Database
from storage.models import Site
from storage.sites import change_site, default_site
from tests.storage.samples import together


def test_the_default_site_is_made_once(each: Database) -> None:
    def first(_number: int) -> str:
        with each.write() as session:
            return default_site(session).id

    assert together(8, first) == ["default"] * 8
    with each.read() as session:
        assert session.query(Site).count() == 1


def test_a_site_changes_in_the_columns_named(each: Database) -> None:
    with each.write() as session:
        default_site(session).title = "News"
    with each.write() as session:
        change_site(session, "default", include_selectors=[".story"], table_note="There is a table here.")
    with each.read() as session:
        site = default_site(session)
        found = (site.title, site.include_selectors, site.exclude_selectors, site.table_note, site.code_note)
        assert found == ("News", [".story"], [], "There is a table here.", None)


def test_a_token_opens_its_site_until_it_is_revoked(each: Database) -> None:
    with each.write() as session:
        site = default_site(session)
        session.add(Site(id="other", title="Other"))
        assert not any_keys(session)
        key, token = create_key(session, site, "CMS")
    assert token.startswith("rc_") and len(token) > 40
    assert key.prefix == token[:8]
    with each.read() as session:
        found = site_for_token(session, token)
        assert found is not None and found.id == "default"
        assert site_for_token(session, token + "x") is None
        assert site_for_token(session, "") is None
        assert any_keys(session)
        assert [each.name for each in list_keys(session, site)] == ["CMS"]
        assert list_keys(session, session.get_one(Site, "other")) == []
    with each.write() as session:
        assert revoke_key(session, key.id)
        assert not revoke_key(session, key.id)
        assert not revoke_key(session, "key_none")
    with each.read() as session:
        assert site_for_token(session, token) is None
        assert any_keys(session)  # revoking the last key must not open the doors again
        assert [each.revoked_at is None for each in list_keys(session, site)] == [False]


def test_the_token_itself_is_not_stored(each: Database) -> None:
    with each.write() as session:
        _, token = create_key(session, default_site(session), "CMS")
    with each.read() as session:
        stored = [str(value) for row in session.execute(text("SELECT * FROM api_keys")) for value in row]
    assert not [value for value in stored if token in value or token[8:] in value]
