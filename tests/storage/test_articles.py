from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from storage.articles import delete_article, get_article, save_article
from storage.database import Database
from storage.errors import ArticleNotFound, LeaseLost
from storage.leases import extend
from storage.models import Article, Narration, Rendition, Site
from storage.narrations import ensure_narration
from storage.parts import claim_part, complete_part, parts_of, plan_parts
from storage.renditions import claim_rendition, complete_rendition
from storage.sites import default_site
from tests.storage.samples import claim, content, new_article, rendered, together


@pytest.mark.parametrize(
    "identity", [{"external_id": "42"}, {"source_url": "https://example.org/comet"}], ids=["id", "url"]
)
def test_many_who_save_the_same_article_at_once_make_one(each: Database, identity: dict[str, str]) -> None:
    with each.write() as session:
        default_site(session)

    def save(number: int) -> tuple[str, bool, bool]:
        with each.write() as session:
            same = content(content_hash=str(number % 2) * 64, **identity)
            saved = save_article(session, "default", same)
            return saved.article.id, saved.created, saved.changed

    results = [result for _ in range(3) for result in together(8, save)]
    assert len({article_id for article_id, _, _ in results}) == 1
    assert sum(created for _, created, _ in results) == 1
    with each.read() as session:
        assert session.scalar(select(func.count()).select_from(Article)) == 1


def test_of_many_who_save_the_same_edit_at_once_one_changes_the_article(each: Database) -> None:
    new_article(each, external_id="42")

    def save(letter: str, _number: int) -> bool:
        with each.write() as session:
            edited = content(external_id="42", content_hash=letter * 64)
            return save_article(session, "default", edited).changed

    for letter in "bcdef":
        assert sum(together(8, partial(save, letter))) == 1


def test_saving_again_replaces_what_is_said(each: Database) -> None:
    first = new_article(each, external_id="42")
    blocks = [{"kind": "heading", "text": "Später"}, {"kind": "paragraph", "text": "Ein Komet ☄"}]
    second = new_article(each, external_id="42", title="Later", blocks=blocks, source_url="https://e.org/1")
    assert second.id == first.id and second.created_at == first.created_at
    assert second.updated_at > first.updated_at
    with each.read() as session:
        stored = get_article(session, first.id)
    assert (stored.title, stored.blocks, stored.source_url) == ("Later", blocks, "https://e.org/1")


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        ({}, False),
        ({"image_url": "https://example.org/i.jpg"}, False),
        ({"content_hash": "b" * 64}, True),
        ({"draft": True}, True),
        ({"voice": "en_US-libritts-high#118"}, True),
    ],
    ids=str,
)
def test_changed_is_what_a_listener_or_the_queue_would_notice(
    database: Database, change: dict[str, Any], changed: bool
) -> None:
    first = new_article(database, external_id="42")
    with database.write() as session:
        saved = save_article(session, "default", content(external_id="42", **change))
    assert (saved.created, saved.changed) == (False, changed)
    assert (saved.article.updated_at > first.updated_at) == bool(change)


def test_what_makes_two_articles_the_same(each: Database) -> None:
    url = "https://example.org/comet"
    by_url = new_article(each, source_url=url)
    assert new_article(each, source_url=url).id == by_url.id
    by_id = new_article(each, external_id="1", source_url=url)
    other_id = new_article(each, external_id="2", source_url=url)
    nameless = [new_article(each), new_article(each)]
    with each.write() as session:
        session.add(Site(id="other", title="Other"))
        session.flush()
        elsewhere = [
            save_article(session, "other", content(external_id="1", source_url=url)),
            save_article(session, "other", content(source_url=url)),
        ]
    assert all(saved.created and saved.changed for saved in elsewhere)
    ids = {article.id for article in [by_url, by_id, other_id, *nameless]}
    ids |= {saved.article.id for saved in elsewhere}
    assert len(ids) == 7
    assert new_article(each, source_url=url).id == by_url.id


def test_finding_an_article(each: Database) -> None:
    article = new_article(each, external_id="a:b/ü")
    with each.write() as session:
        session.add(Site(id="other", title="Other"))
        session.flush()
        other = save_article(session, "other", content(external_id="a:b/ü")).article
    with each.read() as session:
        assert get_article(session, article.id).id == article.id
        assert get_article(session, article.id, "default").id == article.id
        assert get_article(session, other.id).id == other.id
        assert get_article(session, "external:a:b/ü").id == article.id
        assert get_article(session, "external:a:b/ü", "other").id == other.id
        for ref, site in [
            ("art_none", None),
            (other.id, "default"),
            ("external:none", None),
            ("a:b/ü", None),
            ("", None),
            ("external:\0", None),
        ]:
            with pytest.raises(ArticleNotFound):
                get_article(session, ref, site)


def test_deleting_tells_which_objects_nobody_uses_any_more(each: Database) -> None:
    article, twin = new_article(each), new_article(each)
    shared = rendered(each, article, master="shared")
    rendered(each, twin, master="shared")
    rendered(each, article, voice="other", master="own")
    with each.write() as session:
        for speed, key in ((1.0, "renditions/shared.mp3"), (1.5, "renditions/own.mp3")):
            rendition = claim_rendition(session, shared.id, "mp3", speed, "w", 60)
            assert rendition is not None
            complete_rendition(session, rendition.id, "w", key, 1000)
        theirs = session.scalars(select(Narration).where(Narration.article_id == twin.id)).one()
        rendition = claim_rendition(session, theirs.id, "mp3", 1.0, "w", 60)
        assert rendition is not None
        complete_rendition(session, rendition.id, "w", "renditions/shared.mp3", 1000)
    with each.write() as session:
        keys = delete_article(session, get_article(session, article.id))
    assert keys == ["manifests/own.json", "masters/own.flac", "renditions/own.mp3"]
    with each.write() as session:
        assert session.scalar(select(func.count()).select_from(Narration)) == 1
        assert session.scalar(select(func.count()).select_from(Rendition)) == 1
        keys = delete_article(session, get_article(session, twin.id))
        assert keys == ["manifests/shared.json", "masters/shared.flac", "renditions/shared.mp3"]
        assert session.scalar(select(func.count()).select_from(Rendition)) == 0


def test_deleting_tells_of_the_parts_of_a_long_text_that_is_in_work(each: Database) -> None:
    article = new_article(each)
    with each.write() as session:
        narration, _ = ensure_narration(session, get_article(session, article.id), "article", "v")
        plan_parts(session, narration.id, 2)
        part = claim_part(session, narration.id, "w", 60)
        assert part is not None
        complete_part(session, part, "w", "audio/part.flac", "manifests/part.json")
    with each.write() as session:
        keys = delete_article(session, get_article(session, article.id))
        assert keys == ["audio/part.flac", "manifests/part.json"]
        assert parts_of(session, narration.id) == []


def test_deleting_takes_the_lease_from_the_worker(each: Database) -> None:
    article = new_article(each)
    with each.write() as session:
        narration, _ = ensure_narration(session, article, "article", "v")
    assert claim(each, "w") is not None
    with each.write() as session:
        assert delete_article(session, article) == []
    with pytest.raises(LeaseLost), each.write() as session:
        extend(session, narration.id, "w", 60, 0.5)


def test_saving_and_deleting_at_once_leave_at_most_one_article(each: Database) -> None:
    new_article(each, external_id="42")

    def save_or_delete(number: int) -> None:
        for _ in range(5):
            with each.write() as session:
                if number % 2:
                    save_article(session, "default", content(external_id="42"))
                    continue
                with suppress(ArticleNotFound):
                    delete_article(session, get_article(session, "external:42"))

    together(6, save_or_delete)
    with each.read() as session:
        assert session.scalar(select(func.count()).select_from(Article)) in {0, 1}
