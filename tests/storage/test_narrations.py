from threading import Event, Thread

import pytest
from sqlalchemy import func, select

from storage.articles import delete_article, save_article
from storage.database import Database
from storage.errors import ArticleNotFound, LeaseLost, NarrationNotFound
from storage.leases import extend, fail
from storage.models import Article, Narration, Status
from storage.narrations import (
    cancel_superseded,
    count_by_status,
    ensure_narration,
    find_rendered,
    get_narration,
    narrations_of,
    spoken_before,
)
from tests.storage.samples import VOICE, claim, content, finish, new_article, rendered, together


def edit(database: Database, article: Article, letter: str, draft: bool = False) -> Article:
    """The article (external id "42") with other content."""
    with database.write() as session:
        saved = save_article(session, "default", content(external_id="42", content_hash=letter * 64, draft=draft))
        assert saved.article.id == article.id
        return saved.article


def test_many_who_ask_at_once_get_the_same_narration(each: Database) -> None:
    article = new_article(each)

    def ask(_number: int) -> tuple[str, bool]:
        with each.write() as session:
            narration, queued = ensure_narration(session, article, "article", VOICE)
            return narration.id, queued

    results = together(8, ask)
    assert len({narration_id for narration_id, _ in results}) == 1
    assert sum(queued for _, queued in results) == 1
    with each.read() as session:
        assert session.scalar(select(func.count()).select_from(Narration)) == 1


def test_kind_voice_and_content_make_a_narration_another(each: Database) -> None:
    article = new_article(each, external_id="42")
    with each.write() as session:
        first, _ = ensure_narration(session, article, "article", VOICE)
        others = [
            ensure_narration(session, article, "takeaways", VOICE),
            ensure_narration(session, article, "article", "other"),
        ]
    edited = edit(each, article, "b")
    with each.write() as session:
        others.append(ensure_narration(session, edited, "article", VOICE))
    assert all(queued for _, queued in others)
    assert len({first.id, *(narration.id for narration, _ in others)}) == 4
    with each.read() as session:
        current = narrations_of(session, edited)
        assert [narration.content_hash for narration in current] == ["b" * 64]
        assert len(narrations_of(session, edited, current_only=False)) == 4


def test_a_failed_or_canceled_narration_is_queued_again(each: Database) -> None:
    article = new_article(each)
    with each.write() as session:
        narration, _ = ensure_narration(session, article, "article", VOICE)
    assert claim(each, "w") is not None
    with each.write() as session:
        fail(session, narration.id, "w", "the disk is full")
    with each.read() as session:
        failed = get_narration(session, narration.id)
        assert (failed.status, failed.error, failed.attempts) == ("failed", "the disk is full", 1)
    with each.write() as session:
        again, queued = ensure_narration(session, article, "article", VOICE)
    assert queued and again.id == narration.id
    assert (again.status, again.error, again.attempts) == ("queued", None, 0)
    with each.write() as session:
        session.get_one(Article, article.id).draft = True
    article.draft = True
    with each.write() as session:
        assert cancel_superseded(session, article) == 1
        assert get_narration(session, narration.id).status is Status.CANCELED
        again, queued = ensure_narration(session, article, "article", VOICE)
    assert queued and again.status is Status.QUEUED


def test_asking_for_what_is_there_queues_nothing(each: Database) -> None:
    article = new_article(each)
    done = rendered(each, article)
    with each.write() as session:
        again, queued = ensure_narration(session, article, "article", VOICE, priority=5)
    assert not queued
    assert (again.id, again.status, again.priority) == (done.id, Status.COMPLETED, 0)


def test_a_waiting_narration_keeps_the_higher_priority(each: Database) -> None:
    article = new_article(each)
    for asked, kept in ((1, 1), (5, 5), (2, 5)):
        with each.write() as session:
            narration, _ = ensure_narration(session, article, "article", VOICE, priority=asked)
            assert narration.priority == kept


def test_asking_for_a_deleted_article_is_refused(each: Database) -> None:
    article = new_article(each)
    with each.write() as session:
        delete_article(session, article)
    with pytest.raises(ArticleNotFound), each.write() as session:
        ensure_narration(session, article, "article", VOICE)


def test_an_unknown_narration(each: Database) -> None:
    with each.read() as session:
        for narration_id in ("nar_none", "", "\0"):
            with pytest.raises(NarrationNotFound):
                get_narration(session, narration_id)


def test_an_edit_cancels_the_narrations_of_the_earlier_content(each: Database) -> None:
    article = new_article(each, external_id="42")
    done = rendered(each, article, voice="done")
    with each.write() as session:
        processing, _ = ensure_narration(session, article, "article", "processing")
    assert claim(each, "w") is not None
    with each.write() as session:
        ensure_narration(session, article, "article", "queued")
        assert cancel_superseded(session, article) == 0
    edited = edit(each, article, "b")
    with each.write() as session:
        current, _ = ensure_narration(session, edited, "article", "queued")
        assert cancel_superseded(session, edited) == 2
    with each.read() as session:
        statuses = {row.id: row.status for row in narrations_of(session, edited, current_only=False)}
    assert statuses[done.id] is Status.COMPLETED
    assert statuses[current.id] is Status.QUEUED
    assert statuses[processing.id] is Status.CANCELED
    with pytest.raises(LeaseLost), each.write() as session:
        extend(session, processing.id, "w", 60, 0.9)
    with pytest.raises(LeaseLost):
        finish(each, processing, "w")
    with each.read() as session:
        counts = count_by_status(session)
    assert counts == {"queued": 1, "processing": 0, "completed": 1, "failed": 0, "canceled": 2}


def test_a_draft_cancels_even_the_narration_of_its_current_content(each: Database) -> None:
    article = new_article(each, external_id="42")
    with each.write() as session:
        ensure_narration(session, article, "article", VOICE)
    draft = edit(each, article, "a", draft=True)
    with each.write() as session:
        assert cancel_superseded(session, draft) == 1
    assert claim(each, "w") is None


def test_finding_audio_that_can_be_used_again(each: Database) -> None:
    article = new_article(each, external_id="42")
    with each.write() as session:
        waiting, _ = ensure_narration(session, article, "article", VOICE)
        assert spoken_before(session, waiting) == []
    assert rendered(each, article, master="first").id == waiting.id
    second = rendered(each, edit(each, article, "b"), master="second")
    rendered(each, edit(each, article, "b"), voice="other voice", master="third")
    now = edit(each, article, "c")
    with each.write() as session:
        narration, _ = ensure_narration(session, now, "article", VOICE)
        takeaways, _ = ensure_narration(session, now, "takeaways", VOICE)
        assert [known.id for known in spoken_before(session, narration)] == [second.id]
        assert [known.id for known in spoken_before(session, takeaways)] == [second.id]
        found = find_rendered(session, "key of second")
        assert found is not None and found.id == second.id
        assert (found.duration, found.samples, found.sample_rate) == (1.5, 33075, 22050)
        assert found.completed_at is not None and found.progress == 1
        assert find_rendered(session, "key of none") is None


def test_objects_in_use_again_are_not_deleted_under_their_user(each: Database) -> None:
    source, user = new_article(each), new_article(each)
    rendered(each, source, master="same")
    with each.write() as session:
        ensure_narration(session, user, "article", VOICE)
    assert claim(each, "w") is not None
    found, deleted = Event(), list[str]()

    def delete() -> None:
        found.wait(10)
        with each.write() as session:
            deleted.extend(delete_article(session, source))

    thread = Thread(target=delete)
    thread.start()
    with each.write() as session:
        twin = find_rendered(session, "key of same")
        assert twin is not None
        found.set()
        thread.join(0.5)
        assert thread.is_alive()
        mine = session.scalars(select(Narration).where(Narration.article_id == user.id)).one()
        mine.master_key, mine.manifest_key = twin.master_key, twin.manifest_key
    thread.join(10)
    assert not thread.is_alive() and deleted == []
