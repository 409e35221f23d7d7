"""What a publisher learns of who listens."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import listening_schemas
from api.app import create_app
from api.settings import Settings
from storage.columns import utc_now
from storage.database import Database
from storage.listening import Heard, add_counts
from storage.models import NarrationKind
from tests.api.listening import VOICE, listened_through, totals

Completed = Callable[..., dict[str, Any]]
TODAY = utc_now().date()


@pytest.fixture
def heard(client: TestClient, completed: Completed) -> list[dict[str, Any]]:
    """Two articles: one that ten listeners began and four heard to the end, one that one began."""
    first = completed(external_id="one", title="=The harbour")
    second = completed(external_id="two", text="The new quay has room for six ships. It was built in a year.")
    for number, percent in enumerate((100, 100, 100, 100, 70, 70, 50, 30, 10, 0)):
        listened_through(client, first, f"{number:016x}", percent)
    listened_through(client, second, "ffffffffffffffff", 20)
    return [first, second]


def counted(settings: Settings, article: dict[str, Any], days_ago: int, plays: int, voice: str = VOICE) -> None:
    database = Database(settings.database)
    with database.write() as session:
        heard = Heard(article["id"], voice, NarrationKind.ARTICLE, TODAY - timedelta(days_ago))
        add_counts(session, {heard: {"plays": plays}})
    database.close()


def test_the_figures_of_an_article(client: TestClient, heard: list[dict[str, Any]]) -> None:
    found = totals(client, article="external:one")
    assert (found["loads"], found["plays"], found["completes"]) == (10, 10, 4)
    assert found["completion_rate"] == 0.4
    assert found["reached"] == [9, 8, 8, 7, 7, 6, 6, 4, 4, 4]
    share = (4 * 1 + 2 * 0.7 + 0.5 + 0.3 + 0.1) / 10
    assert found["listened_share"] == pytest.approx(share, abs=0.001)
    duration = next(n["duration"] for n in heard[0]["narrations"] if n["kind"] == "article")
    assert found["listened_seconds"] == pytest.approx(10 * share * duration, abs=0.1)
    assert totals(client, article=heard[1]["id"])["plays"] == 1
    assert totals(client)["plays"] == 11


def test_nothing_heard_is_no_mistake(client: TestClient) -> None:
    answer = client.get("/v1/analytics").json()
    assert (answer["items"], answer["next_cursor"]) == ([], None)
    assert (answer["totals"]["plays"], answer["totals"]["reached"]) == (0, [0] * 10)
    assert answer["totals"]["completion_rate"] is answer["totals"]["listened_share"] is None
    assert (answer["from"], answer["to"]) == (str(TODAY - timedelta(29)), str(TODAY))


def test_rows_by_day_article_and_voice(client: TestClient, settings: Settings, heard: list[dict[str, Any]]) -> None:
    counted(settings, heard[1], 3, 50, "en_US-other-low")

    def rows(group: str, **query: Any) -> list[tuple[Any, int]]:
        items = client.get("/v1/analytics", params={"group": group, **query}).json()["items"]
        assert all([name for name in ("day", "article", "voice") if item[name]] == [group] for item in items)
        return [(item[group], item["plays"]) for item in items]

    assert rows("day") == [(str(TODAY - timedelta(3)), 50), (str(TODAY), 11)]
    assert rows("voice") == [("en_US-other-low", 50), (VOICE, 11)]
    by_article = rows("article")
    assert [(each["external_id"], plays) for each, plays in by_article] == [("two", 51), ("one", 10)]
    assert by_article[1][0]["title"] == "=The harbour"
    assert rows("day", to=str(TODAY - timedelta(1))) == [(str(TODAY - timedelta(3)), 50)]
    assert rows("day", **{"from": str(TODAY)}) == [(str(TODAY), 11)]


def test_pages(client: TestClient, settings: Settings, completed: Completed) -> None:
    article = completed()
    for days_ago in range(5):
        counted(settings, article, days_ago, 1)
    found, query = [], {"limit": 2}
    while True:
        answer = client.get("/v1/analytics", params=query).json()
        found += [item["day"] for item in answer["items"]]
        assert answer["totals"]["plays"] == 5
        if answer["next_cursor"] is None:
            break
        query = {"limit": 2, "cursor": answer["next_cursor"]}
    assert found == [str(TODAY - timedelta(days_ago)) for days_ago in range(4, -1, -1)]


@pytest.mark.parametrize("path", ["/v1/analytics", "/v1/analytics.csv"])
def test_questions_that_make_no_sense(client: TestClient, path: str) -> None:
    wrong = {
        "from": {"from": "2026-07-02", "to": "2026-07-01"},
        "to": {"to": "yesterday"},
        "group": {"group": "reader"},
        "limit": {"limit": "101"},
        "cursor": {"cursor": "made-up"},
    }
    for name, query in wrong.items():
        answer = client.get(path, params=query)
        assert (answer.status_code, answer.json()["errors"][0]["location"]) == (422, f"query.{name}"), answer.text
    assert client.get(path, params={"article": "external:none"}).status_code == 404
    assert client.get(path, params={"to": "0001-01-02"}).status_code == 200


def test_a_spreadsheet(client: TestClient, heard: list[dict[str, Any]]) -> None:
    answer = client.get("/v1/analytics", params={"group": "article"}, headers={"accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"listening-by-article-{TODAY - timedelta(29)}" in answer.headers["content-disposition"]
    assert answer.headers["vary"] == "Accept"
    assert answer.content == client.get("/v1/analytics.csv", params={"group": "article"}).content
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row["external_id"] for row in rows] == ["one", "two"]
    assert rows[0]["title"] == "'=The harbour"  # text, not a formula
    assert (rows[0]["plays"], rows[0]["completion_rate"], rows[0]["reached_10"], rows[0]["reached_100"]) == (
        *("10", "0.4", "9", "4"),
    )
    days = client.get("/v1/analytics.csv").content.decode("utf-8-sig").splitlines()
    assert days[0].startswith("day,loads,plays,completes,completion_rate,listened_seconds,")
    assert [line.split(",")[:3] for line in days[1:]] == [[str(TODAY), "11", "11"]]


def test_the_key_is_needed_once_there_is_one(settings: Settings) -> None:
    keyed = Settings(**{**settings.model_dump(), "api_key": "a-long-random-string"})
    with TestClient(create_app(keyed, render=False), base_url="https://audio.example") as client:
        for path in ("/v1/analytics", "/v1/analytics.csv"):
            assert client.get(path).status_code == 401
            assert client.get(path, headers={"authorization": "Bearer a-long-random-string"}).status_code == 200
        assert client.get("/analytics").status_code == 200  # it asks for the key


def test_strangers_learn_nothing_without_keys_either(client: TestClient) -> None:
    assert client.get("/v1/analytics", headers={"host": "rebound.example"}).status_code == 403


def test_the_example_is_true_to_its_schema(client: TestClient) -> None:
    shape = listening_schemas.AnalyticsOut
    (example,) = shape.model_json_schema()["examples"]
    assert shape.model_validate(example).model_dump(mode="json") == example
    document = client.get("/openapi.json").json()
    body = document["paths"]["/v1/events"]["post"]["requestBody"]["content"]["text/plain"]["schema"]
    assert body["properties"]["events"]["items"]["properties"]["event"]["enum"][0] == "load"
    assert "$ref" not in str(body)
