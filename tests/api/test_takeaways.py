"""Takeaways that an editor sets or a model writes, and how they are narrated."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from threading import Event
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.app import create_app
from api.settings import Settings
from tests.api.conftest import wait
from tests.api.page_server import Answer, Handler, Site, running
from tests.servers import free_ports

TEXT = """The old harbour of Port Ellis reopened on Monday after two years of work. The repairs cost 14 million euros, \
more than planned. Ada Lind, the mayor, thanked the 300 workers.

The first ship came in at noon with coffee from Brazil. Nobody was hurt in all that time. The hotel on the quay will \
open again in May."""
MINE = [
    "The harbour of Port Ellis is open again.",
    "The repairs cost 14 million euros.",
    "Mayor Ada Lind thanked 300 workers.",
]
Completed = Callable[..., dict[str, Any]]


def takeaways(client: TestClient, article: dict[str, Any]) -> dict[str, Any]:
    answer = client.get(article["urls"]["takeaways"])
    assert answer.status_code == 200
    return dict(answer.json())


def texts(answer: dict[str, Any]) -> list[str]:
    return [item["text"] for item in answer["takeaways"]]


def put(client: TestClient, article: dict[str, Any], said: list[str]) -> dict[str, Any]:
    answer = client.put(article["urls"]["takeaways"], json={"takeaways": said})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def narrated(client: TestClient, article: dict[str, Any], voice: str = "en_US-tiny-low") -> list[str]:
    """The sentences of the takeaways' narration."""
    narrations = wait(client, article["id"])["narrations"]
    (narration,) = (n for n in narrations if (n["kind"], n["voice"]) == ("takeaways", voice))
    assert narration["status"] == "completed"
    marks = client.get(narration["urls"]["marks"]).json()["marks"]
    return [mark["text"] for mark in marks if mark["type"] == "sentence"]


def test_an_articles_own_are_linked_to_their_sentences(client: TestClient, completed: Completed) -> None:
    answer = takeaways(client, completed(text=TEXT))
    assert (answer["source"], answer["note"]) == ("extract", None)
    blocks = [" ".join(block.split()) for block in TEXT.split("\n\n")]
    for item in answer["takeaways"]:
        assert blocks[item["block"]][item["start_char"] :].startswith(item["text"][:20])


def test_an_editors_are_narrated_and_linked(client: TestClient, completed: Completed) -> None:
    article = completed(text=TEXT)
    answer = put(client, article, MINE)
    assert (answer["source"], texts(answer)) == ("editor", MINE)
    assert [(item["block"], item["start_char"]) for item in answer["takeaways"]] == [
        (0, 0),
        (0, TEXT.index("The repairs")),
        (0, TEXT.index("Ada Lind")),
    ]
    assert takeaways(client, article) == answer
    assert narrated(client, article) == MINE
    assert put(client, article, MINE) == answer  # the same again is no work
    assert len(wait(client, article["id"])["narrations"]) == 2


def test_an_editors_stay_when_the_article_changes_while_they_hold(client: TestClient, completed: Completed) -> None:
    article = completed(text=TEXT, external_id="a")
    put(client, article, [*MINE, "More at example.org/Harbour on page 7."])
    changed = completed(text=TEXT.replace("14 million", "15 million"), external_id="a")
    answer = takeaways(client, changed)
    assert answer["source"] == "editor"
    assert texts(answer) == [MINE[0], MINE[2], "More at example.org/Harbour on page 7."]
    assert narrated(client, changed)[:2] == [MINE[0], MINE[2]]
    other = completed(text="Rain fell on the hills all night. The roads are closed until noon today.", external_id="a")
    put(client, other, ["Rain fell."])
    last = completed(text=TEXT, external_id="a")
    assert takeaways(client, last)["source"] == "extract"


def test_an_editor_can_take_them_back(client: TestClient, completed: Completed) -> None:
    article = completed(text=TEXT)
    own = takeaways(client, article)
    put(client, article, MINE)
    assert put(client, article, []) == own
    assert narrated(client, article) == texts(own)


@pytest.mark.parametrize("said", [None, [""], ["a"] * 11, ["x" * 501]], ids=["none", "empty", "many", "long"])
def test_what_is_no_list_of_takeaways_is_refused(client: TestClient, completed: Completed, said: list[str]) -> None:
    assert client.put(completed()["urls"]["takeaways"], json={"takeaways": said}).status_code == 422
    assert client.put("/v1/articles/art_none/takeaways", json={"takeaways": MINE}).status_code == 404


def test_setting_them_needs_the_key(settings: Settings) -> None:
    keyed = settings.model_copy(update={"api_key": SecretStr("secret")})
    with TestClient(create_app(keyed, render=False), base_url="http://127.0.0.1") as client:
        client.headers["Authorization"] = "Bearer secret"
        article = client.post("/v1/articles", json={"text": TEXT}).json()
        del client.headers["Authorization"]
        assert client.put(article["urls"]["takeaways"], json={"takeaways": MINE}).status_code == 401


def test_a_site_may_have_a_line_said_before_them(client: TestClient, completed: Completed) -> None:
    assert client.patch("/v1/site", json={"takeaways_intro": "Key takeaways."}).json()["takeaways_intro"]
    article = completed(text=TEXT, title="Harbour")
    said = narrated(client, article)
    assert said[:2] == ["Harbour", "Key takeaways."]
    assert said[2:] == texts(takeaways(client, article))


# ---- a model


@pytest.fixture
def server() -> Iterator[Site]:
    with running(Site()) as site:
        yield site


@pytest.fixture
def seconds() -> float:
    """How long a model may take."""
    return 20


@pytest.fixture
def with_model(settings: Settings, server: Site, seconds: float) -> Iterator[TestClient]:
    asked = {"summary_url": server.url("/v1"), "summary_model_name": "small", "summary_key": SecretStr("key of ours")}
    app = create_app(settings.model_copy(update=asked | {"summary_timeout": seconds}))
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


def post(client: TestClient, **fields: Any) -> dict[str, Any]:
    article = client.post("/v1/articles", json={"text": TEXT, **fields}).json()
    return wait(client, article["id"])


def writes(content: str, status: int = 200) -> Answer:
    body = json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()
    return lambda handler: handler.send(body, status, Content_Type="application/json")


def trickle(handler: Handler) -> None:
    """An answer that always goes on and never ends."""
    handler.send(b"")
    for _ in range(10):
        time.sleep(0.2)
        handler.wfile.write(b" ")


def listed(*said: str) -> Answer:
    return writes(json.dumps({"takeaways": said}))


def test_a_models_are_narrated_and_linked(with_model: TestClient, server: Site) -> None:
    bodies: list[dict[str, Any]] = []

    def answer(handler: Handler) -> None:
        bodies.append(json.loads(handler.body))
        listed(*MINE)(handler)

    server.answers["/v1/chat/completions"] = answer
    article = post(with_model, title="Harbour")
    found = takeaways(with_model, article)
    assert (found["source"], found["note"], texts(found)) == ("model", None, MINE)
    assert found["takeaways"][1]["start_char"] == TEXT.index("The repairs")
    assert narrated(with_model, article) == ["Harbour", *MINE]
    (asked,) = bodies
    assert asked["model"] == "small"
    assert asked["response_format"]["json_schema"]["schema"]["required"] == ["takeaways"]
    assert "Brazil" in asked["messages"][1]["content"]
    assert server.asked[0][2]["Authorization"] == "Bearer key of ours"
    editors = put(with_model, article, ["The harbour is open."])
    assert editors["source"] == "editor"
    assert narrated(with_model, article) == ["Harbour", "The harbour is open."]
    assert len(bodies) == 1


def test_a_server_that_is_busy_is_asked_again(with_model: TestClient, server: Site) -> None:
    turn = count()
    server.answers["/v1/chat/completions"] = lambda handler: (
        handler.send(b"", 503, Retry_After="0") if next(turn) == 0 else listed(*MINE)(handler)
    )
    assert takeaways(with_model, post(with_model))["source"] == "model"
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("answer", "note", "times"),
    [
        (lambda handler: handler.send(b"", 500), "answered 500", 3),
        (lambda handler: handler.send(b"{}", 401), "answered 401", 1),
        (lambda handler: handler.send(b" " * 1_100_000), "more than 1 MB", 1),
        (lambda handler: handler.send(b"hello"), "as a chat endpoint does", 1),
        (writes("Here you are: the harbour reopened."), "the JSON that was asked for", 1),
        (listed("The harbour is open."), "1 takeaways", 1),
        (listed("The harbour is open.", "It cost 99 million euros."), "99", 1),
        (listed("The harbour is open.", "The mayor Bob Smith was there."), "Bob, Smith", 1),
        (listed("The harbour is open.", " ".join(["open"] * 41)), "more than 40 words", 1),
    ],
    ids=["500", "401", "endless", "no chat", "no JSON", "too few", "a number", "a name", "long"],
)
def test_what_a_model_does_wrong_is_said_and_the_articles_own_stand_in(
    with_model: TestClient, server: Site, answer: Answer, note: str, times: int
) -> None:
    server.answers["/v1/chat/completions"] = answer
    article = post(with_model)
    found = takeaways(with_model, article)
    assert found["source"] == "extract"
    assert note in found["note"]
    assert narrated(with_model, article) == texts(found)
    assert len(server.asked) == times


@pytest.mark.parametrize("answer", [lambda handler: time.sleep(1), trickle], ids=["silent", "trickling"])
@pytest.mark.parametrize("seconds", [0.5])
def test_a_model_that_is_slow_is_given_up(with_model: TestClient, server: Site, answer: Answer) -> None:
    server.answers["/v1/chat/completions"] = answer
    article = post(with_model)
    found = takeaways(with_model, article)
    assert (found["source"], found["note"]) == ("extract", "The model's server took longer than 0.5 s.")
    assert narrated(with_model, article) == texts(found)
    assert len(server.asked) == 3


def test_a_server_that_is_not_there_is_said(settings: Settings) -> None:
    (port,) = free_ports(1)
    away = settings.model_copy(update={"summary_url": f"http://127.0.0.1:{port}/v1", "takeaways_audio": False})
    with TestClient(create_app(away), base_url="http://127.0.0.1") as client:
        found = takeaways(client, post(client))
    assert (found["source"], "could not be reached" in found["note"]) == ("extract", True)


OTHER = "en_US-other-low"


def read_by_other(client: TestClient, article: dict[str, Any]) -> list[str]:
    """What a second voice speaks, which somebody asked for."""
    client.get(
        article["urls"]["takeaways"].replace("/takeaways", "/audio"), params={"kind": "takeaways", "voice": OTHER}
    )
    return narrated(client, article, OTHER)


def test_a_models_come_back_when_an_editors_are_taken_away(with_model: TestClient, server: Site) -> None:
    server.answers["/v1/chat/completions"] = listed(*MINE)
    article = post(with_model)
    models = takeaways(with_model, article)
    put(with_model, article, ["The harbour is open."])
    assert put(with_model, article, []) == models
    assert narrated(with_model, article) == read_by_other(with_model, article) == MINE
    assert len(server.asked) == 1


def test_a_models_come_back_with_the_text_that_they_were_written_of(with_model: TestClient, server: Site) -> None:
    server.answers["/v1/chat/completions"] = listed(*MINE)
    article = post(with_model, external_id="a")
    server.answers["/v1/chat/completions"] = listed(MINE[0], MINE[2])
    changed = post(with_model, external_id="a", text=TEXT.replace("14 million", "15 million"))
    assert narrated(with_model, changed) == texts(takeaways(with_model, changed)) == [MINE[0], MINE[2]]
    post(with_model, external_id="a")
    assert narrated(with_model, article) == texts(takeaways(with_model, article)) == MINE


def test_every_voice_speaks_what_is_shown_though_the_model_answers_later(with_model: TestClient, server: Site) -> None:
    server.answers["/v1/chat/completions"] = lambda handler: handler.send(b"", 401)
    article = post(with_model)
    server.answers["/v1/chat/completions"] = listed(*MINE)
    said = read_by_other(with_model, article)
    found = takeaways(with_model, article)
    assert found["source"] == "extract"
    assert narrated(with_model, article) == said == texts(found)


def test_a_model_that_failed_is_asked_anew_for_every_voice(with_model: TestClient, server: Site) -> None:
    server.answers["/v1/chat/completions"] = lambda handler: handler.send(b"", 401)
    article = post(with_model)
    put(with_model, article, ["The harbour is open."])
    for _ in range(2):
        put(with_model, article, [])
        assert "401" in read_and_shown(with_model, article)["note"]
    server.answers["/v1/chat/completions"] = listed(*MINE)
    put(with_model, article, [])
    assert texts(read_and_shown(with_model, article)) == MINE
    assert len(server.asked) == 4


def read_and_shown(client: TestClient, article: dict[str, Any]) -> dict[str, Any]:
    """The takeaways, which both voices speak."""
    said = narrated(client, article)
    found = takeaways(client, article)
    assert said == read_by_other(client, article) == texts(found)
    return found


def test_what_was_spoken_without_a_model_is_shown_when_there_is_one(settings: Settings, server: Site) -> None:
    server.answers["/v1/chat/completions"] = listed(*MINE)
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        article = post(client)
    asked = settings.model_copy(update={"summary_url": server.url("/v1")})
    with TestClient(create_app(asked), base_url="http://127.0.0.1") as client:
        assert read_and_shown(client, article)["source"] == "extract"


def test_a_model_does_not_hold_up_a_server_that_stops(settings: Settings, server: Site) -> None:
    asked, stopped, answered = Event(), Event(), Event()

    def answer(handler: Handler) -> None:
        asked.set()
        stopped.wait(30)
        answered.set()
        with suppress(OSError):
            listed(*MINE)(handler)

    server.answers["/v1/chat/completions"] = answer
    patient = settings.model_copy(update={"summary_url": server.url("/v1"), "summary_timeout": 600})
    with TestClient(create_app(patient), base_url="http://127.0.0.1") as client:
        article = client.post("/v1/articles", json={"text": TEXT}).json()
        assert asked.wait(30)
    assert not answered.is_set()
    stopped.set()
    with TestClient(create_app(patient, render=False), base_url="http://127.0.0.1") as client:
        states = {n["kind"]: n["status"] for n in client.get(f"/v1/articles/{article['id']}").json()["narrations"]}
    assert states == {"article": "completed", "takeaways": "queued"}
    with TestClient(create_app(patient), base_url="http://127.0.0.1") as client:
        assert narrated(client, article) == MINE
