"""Counting what is heard, and reading the counts."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from storage.analytics import Figures, Group, Question, figures, figures_by
from storage.articles import delete_article, get_article
from storage.cursors import encode_place
from storage.database import Database
from storage.errors import InvalidCursor
from storage.leases import fail
from storage.listening import COUNTERS, Audible, Counts, Heard, add_counts, audible
from storage.models import Article, ListeningDay, NarrationKind, Site
from storage.sites import default_site
from tests.storage.samples import VOICE, claim, new_article, queued, rendered, together

DAY = date(2026, 7, 1)
OTHER_VOICE = "de_DE-thorsten-medium"


def heard(article: Article, days: int = 0, voice: str = VOICE, kind: str = "article") -> Heard:
    return Heard(article.id, voice, NarrationKind(kind), DAY + timedelta(days))


def add(database: Database, counts: dict[Heard, Counts]) -> None:
    with database.write() as session:
        add_counts(session, counts)


def asked(**changes: Any) -> Question:
    return Question(**{"site_id": "default", "first": DAY, "last": DAY + timedelta(30), **changes})


def totals(database: Database, **changes: Any) -> Figures:
    with database.read() as session:
        return figures(session, asked(**changes))


def plays_by(database: Database, group: Group, **changes: Any) -> list[tuple[str, float]]:
    with database.read() as session:
        page = figures_by(session, asked(**changes), group)
    assert page.next_cursor is None
    return [(key, each.counts["plays"]) for key, each in page.items]


def test_counts_add_up_in_one_row_a_day_and_voice(each: Database) -> None:
    article = new_article(each)
    every = {name: number for number, name in enumerate(COUNTERS, start=1)}
    for _ in range(3):
        add(each, {heard(article): every, heard(article, 1): {"plays": 1}})
    with each.read() as session:
        rows = session.scalars(select(ListeningDay).order_by(ListeningDay.day)).all()
        assert [row.day for row in rows] == [DAY, DAY + timedelta(1)]
        assert {name: getattr(rows[0], name) for name in COUNTERS} == {name: 3 * every[name] for name in COUNTERS}
        assert {name: getattr(rows[1], name) for name in COUNTERS} == {**dict.fromkeys(COUNTERS, 0), "plays": 3}


def test_nothing_is_lost_when_many_count_the_same(each: Database) -> None:
    articles = [new_article(each) for _ in range(3)]

    def count(number: int) -> None:
        for _ in range(10):  # in another order each time: whoever waits for the other's rows must not block for good
            order = articles if number % 2 else articles[::-1]
            add(each, {heard(article): {"plays": 1, "listened_seconds": 0.5} for article in order})

    together(8, count)
    with each.read() as session:
        rows = session.execute(select(ListeningDay.plays, ListeningDay.listened_seconds)).all()
    assert [tuple(row) for row in rows] == [(80, 40.0)] * 3


def test_an_article_takes_its_counts_along(each: Database) -> None:
    gone, stays = new_article(each), new_article(each)
    add(each, {heard(gone): {"plays": 1}, heard(stays): {"plays": 1}})
    with each.write() as session:
        delete_article(session, get_article(session, gone.id))
    add(each, {heard(gone): {"plays": 5}, heard(stays): {"plays": 1}})  # a report that was on its way
    add(each, {heard(gone): {"plays": 5}})
    with each.read() as session:
        assert session.execute(select(ListeningDay.article_id, ListeningDay.plays)).all() == [(stays.id, 2)]


def test_counting_and_deleting_at_once(each: Database) -> None:
    articles = [new_article(each) for _ in range(8)]

    def work(number: int) -> None:
        if number % 2:
            add(each, {heard(article): {"plays": 1} for article in articles})
            return
        with each.write() as session:
            delete_article(session, get_article(session, articles[number].id))

    together(8, work)
    with each.read() as session:
        assert session.scalar(select(func.count()).select_from(ListeningDay)) == 4
        assert session.scalar(select(func.count()).select_from(Article)) == 4


def test_what_readers_may_hear(each: Database) -> None:
    article = new_article(each)

    def found(voice: str = VOICE, kind: NarrationKind = NarrationKind.ARTICLE) -> Audible | None:
        with each.read() as session:
            return audible(session, article.id, kind, voice)

    assert found() is None  # nobody asked that voice to read it
    rendered(each, article)
    assert found() == Audible(1.5)
    assert found(OTHER_VOICE) is None
    assert found(kind=NarrationKind.TAKEAWAYS) is None
    waiting = queued(each)
    with each.read() as session:
        assert audible(session, waiting.article_id, NarrationKind.ARTICLE, VOICE) == Audible(None)
    with each.write() as session:
        get_article(session, article.id).draft = True
    assert found() is None


def test_totals_and_shares(each: Database) -> None:
    article, other = new_article(each), new_article(each)
    assert totals(each).counts == dict.fromkeys(COUNTERS, 0)
    assert totals(each).listened_share is None
    rendered(each, article)  # 1.5 seconds
    counts = {"plays": 4, "completes": 1, "listened_seconds": 3.0, "reached_10": 4}
    add(each, {heard(article): counts, heard(other): {"plays": 6, "listened_seconds": 100.0}})
    found = totals(each)
    assert (found.counts["plays"], found.counts["completes"], found.counts["reached_10"]) == (10, 1, 4)
    assert found.counts["listened_seconds"] == 103.0
    # Of the other one nobody knows how long it is, so it takes no part.
    assert found.listened_share == pytest.approx(0.5)
    assert totals(each, article_id=other.id).listened_share is None


def test_a_question_asks_about_its_days_kind_article_and_site(each: Database) -> None:
    article, other = new_article(each), new_article(each)
    with each.write() as session:
        default_site(session)
        session.add(Site(id="elsewhere", title="Elsewhere"))
        session.flush()
        foreign = Article(site_id="elsewhere", content_hash="", blocks=[])
        session.add(foreign)
    add(each, {heard(article, day): {"plays": 1} for day in (-1, 0, 30, 31)})
    add(each, {heard(article, 5, kind="takeaways"): {"plays": 10}, heard(other, 5, OTHER_VOICE): {"plays": 100}})
    add(each, {heard(foreign, 5): {"plays": 1000}})
    assert totals(each).counts["plays"] == 112
    assert totals(each, kind=NarrationKind.TAKEAWAYS).counts["plays"] == 10
    assert totals(each, kind=NarrationKind.ARTICLE, article_id=article.id).counts["plays"] == 2
    assert totals(each, site_id="elsewhere").counts["plays"] == 1000
    assert plays_by(each, Group.DAY) == [("2026-07-01", 1), ("2026-07-06", 110), ("2026-07-31", 1)]
    assert plays_by(each, Group.VOICE) == [(OTHER_VOICE, 100), (VOICE, 12)]
    assert plays_by(each, Group.ARTICLE) == [(other.id, 100), (article.id, 12)]
    assert plays_by(each, Group.ARTICLE, site_id="elsewhere") == [(foreign.id, 1000)]


@pytest.mark.parametrize("group", Group)
def test_pages_hold_every_row_once(each: Database, group: Group) -> None:
    articles = [new_article(each) for _ in range(7)]
    add(
        each,
        {
            heard(article, number, f"voice {number}"): {"plays": 5 - number // 2}  # some as often as others
            for number, article in enumerate(articles)
        },
    )
    found, cursor = [], None
    while True:
        with each.read() as session:
            page = figures_by(session, asked(), group, 2, cursor)
        assert len(page.items) <= 2
        found += [key for key, _ in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == [key for key, _ in plays_by(each, group)]
    assert len(found) == 7


MADE_UP: list[tuple[str | int, ...]] = [("day",), ("voice", 1, "x"), ("day", 1, "never")]
MADE_UP += [("day", 1 << 70, "2026-07-01"), ("day", -1, "2026-07-01"), ("day", 1, "\0")]


@pytest.mark.parametrize("cursor", ["", "?", "no cursor", *(encode_place(*place) for place in MADE_UP)])
def test_a_cursor_we_did_not_hand_out_is_refused(database: Database, cursor: str) -> None:
    with database.read() as session, pytest.raises(InvalidCursor):
        figures_by(session, asked(), Group.DAY, 2, cursor)


def test_a_narration_that_failed_has_no_duration(each: Database) -> None:
    waiting = queued(each)
    claimed = claim(each, "a worker")
    assert claimed is not None
    with each.write() as session:
        fail(session, claimed.id, "a worker", "It broke.")
    with each.read() as session:
        assert audible(session, waiting.article_id, NarrationKind.ARTICLE, VOICE) == Audible(None)
