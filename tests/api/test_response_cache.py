"""The micro-cache: what it keeps, for whom, and when it forgets."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from api.dependencies import _PROXY_HEADERS
from api.response_cache import _COUNTING, ResponseCache, keep_briefly, nothing_changed


class Origin:
    """An application behind the cache; its answers are numbered, so a kept one is known by its number."""

    def __init__(self, **bounds: Any) -> None:
        self.calls = 0
        self.now = 0.0
        self.gate = asyncio.Event()
        self.gate.set()
        routes = [
            Route("/kept{rest:path}", self.kept, methods=["GET", "HEAD"]),
            Route("/unmarked", self.unmarked),
            Route("/missing", self.missing),
            Route("/broken", self.broken),
            Route("/queue", self.queue, methods=["GET", "HEAD"]),
            Route("/thing", self.change, methods=["POST", "DELETE"]),
            Route("/question", self.question, methods=["POST"]),
        ]
        self.app = ResponseCache(Starlette(routes=routes), clock=lambda: self.now, **bounds)

    async def kept(self, request: Request) -> Response:
        self.calls += 1
        number = self.calls
        await self.gate.wait()
        keep_briefly(request)
        return PlainTextResponse(f"{number}", headers={"X-Number": str(number)})

    async def unmarked(self, request: Request) -> Response:
        self.calls += 1
        number = self.calls
        await self.gate.wait()
        return PlainTextResponse(f"{number}")

    async def missing(self, request: Request) -> Response:
        self.calls += 1
        keep_briefly(request)
        return PlainTextResponse(f"{self.calls}", 404)

    async def broken(self, request: Request) -> Response:
        self.calls += 1
        keep_briefly(request)
        if self.calls % 2 == 0:
            raise ValueError
        return PlainTextResponse(f"{self.calls}")

    async def queue(self, request: Request) -> Response:
        return PlainTextResponse("queued", 202)

    async def change(self, request: Request) -> Response:
        return PlainTextResponse("changed")

    async def question(self, request: Request) -> Response:
        nothing_changed(request)
        return PlainTextResponse("", int(request.query_params["status"]))


def ask(scenario: Callable[[httpx.AsyncClient, Origin], Awaitable[None]], **bounds: Any) -> None:
    """Runs the scenario with a client of a new origin."""

    async def run() -> None:
        origin = Origin(**bounds)
        transport = httpx.ASGITransport(origin.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://a.example") as client:
            await scenario(client, origin)

    asyncio.run(run())


def test_a_marked_answer_is_the_same_for_a_second() -> None:
    async def scenario(client: httpx.AsyncClient, origin: Origin) -> None:
        first = await client.get("/kept")
        origin.now = 0.4
        again = await client.get("/kept")
        assert (again.text, again.headers, again.status_code) == (first.text, first.headers, 200)
        origin.now = 1.1
        assert (await client.get("/kept")).text == "2"
        assert (await client.get("/kept")).text == "2"

    ask(scenario)


@pytest.mark.parametrize("path", ["/unmarked", "/missing"])
def test_others_are_never_kept(path: str) -> None:
    async def scenario(client: httpx.AsyncClient, origin: Origin) -> None:
        assert [(await client.get(path)).text for _ in range(3)] == ["1", "2", "3"]

    ask(scenario)


@pytest.mark.parametrize(
    "other",
    [
        {"url": "/kept?speed=2"},
        {"url": "/kept/else"},
        {"url": "https://a.example/kept"},
        {"headers": {"Host": "b.example"}},
        {"headers": {"Authorization": "Bearer one"}},
        {"headers": {"Authorization": "Bearer two"}},
        {"headers": {"X-Forwarded-For": "192.0.2.1"}},
        {"headers": {"Via": "1.1 cdn"}},
    ],
)
def test_who_asks_otherwise_gets_another_answer(other: dict[str, Any]) -> None:
    async def scenario(client: httpx.AsyncClient, origin: Origin) -> None:
        await client.get("/kept")
        await client.get("/kept", headers={"Authorization": "Bearer zero"})
        assert (await client.get(**{"url": "/kept", **other})).text == "3"
        assert (await client.get(**{"url": "/kept", **other})).text == "3"

    ask(scenario)


def test_readers_behind_a_proxy_share_answers() -> None:
    async def scenario(client: httpx.AsyncClient, origin: Origin) -> None:
        for number in range(3):
            forwarded = {"X-Forwarded-For": f"192.0.2.{number}", "User-Agent": f"Reader/{number}"}
            assert (await client.get("/kept", headers=forwarded)).text == "1"

    ask(scenario)


def test_the_headers_by_which_a_proxy_is_known_are_those_of_the_dependencies() -> None:
    assert {name.encode() for name in _PROXY_HEADERS} == _COUNTING


@pytest.mark.parametrize(
    "special",
    [{"Range": "bytes=0-0"}, {"If-None-Match": '"x"'}, {"Cache-Control": "no-cache"}, {"Content-Length": "0"}],
)
def test_special_requests_go_through(special: dict[str, str]) -> None:
    async def scenario(client: httpx.AsyncClient, origin: Origin) -> None:
        await client.get("/kept")
        assert (await client.get("/kept", headers=special)).text == "2"
        assert (await client.get("/kept")).text == "1"

    ask(scenario)


def test_head_is_not_answered_from_get_nor_get_from_head() -> None:
    async def scenario(client: httpx.AsyncClient, origin: Origin) -> None:
        assert (await client.head("/kept")).headers["X-Number"] == "1"
        assert (await client.get("/kept")).text == "2"
        assert (await client.head("/kept")).headers["X-Number"] == "3"
        assert (await client.get("/kept")).text == "2"

    ask(scenario)


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_change_ends_all_answers(method: str) -> None:
    async def scenario(client: httpx.AsyncClient, origin: Origin) -> None:
        await client.get("/kept")
        await client.get("/kept/else")
        await client.request(method, "/thing")
        assert (await client.get("/kept")).text == "3"
        assert (await client.get("/kept/else")).text == "4"

    ask(scenario)


@pytest.mark.parametrize(("status", "now_said"), [(200, "1"), (404, "1"), (202, "2")])
def test_a_post_that_changes_nothing_ends_none(status: int, now_said: str) -> None:
    async def scenario(client: httpx.AsyncClient, origin: Origin) -> None:
        await client.get("/kept")
        await client.post(f"/question?status={status}")
        assert (await client.get("/kept")).text == now_said

    ask(scenario)


@pytest.mark.parametrize("how", [{}, {"headers": {"Range": "bytes=0-"}}, {"method": "HEAD"}])
def test_a_get_that_queues_work_ends_all_answers(how: dict[str, Any]) -> None:
    async def scenario(client: httpx.AsyncClient, origin: Origin) -> None:
        await client.get("/kept")
        await client.request(**{"method": "GET", "url": "/queue", **how})
        assert (await client.get("/kept")).text == "2"

    ask(scenario)


def test_what_was_asked_before_a_change_is_not_kept_after_it() -> None:
    async def scenario(client: httpx.AsyncClient, origin: Origin) -> None:
        for path in ("/kept", "/kept/new"):  # known and never asked before
            await client.get("/kept")
            origin.gate.clear()
            origin.now += 2
            before = asyncio.create_task(client.get(path))
            await asyncio.sleep(0.01)
            await client.delete("/thing")
            after = asyncio.create_task(client.get(path))  # does not wait for the answer from before
            await asyncio.sleep(0.01)
            origin.gate.set()
            assert int((await after).text) == int((await before).text) + 1
            assert (await client.get(path)).text == (await after).text

    ask(scenario)


def test_one_renews_while_the_others_get_what_is_there() -> None:
    async def scenario(client: httpx.AsyncClient, origin: Origin) -> None:
        await client.get("/kept")
        origin.now = 0.6
        origin.gate.clear()
        renewing = asyncio.create_task(client.get("/kept"))
        await asyncio.sleep(0.01)
        assert [(await client.get("/kept")).text for _ in range(3)] == ["1"] * 3
        origin.now = 1.1  # a second old: nobody gets it any more
        waiting = asyncio.create_task(client.get("/kept"))
        await asyncio.sleep(0.01)
        origin.gate.set()
        assert (await renewing).text == (await waiting).text == "2"

    ask(scenario)


def test_of_many_who_wait_for_the_same_one_asks() -> None:
    async def scenario(client: httpx.AsyncClient, origin: Origin) -> None:
        await client.get("/kept")
        origin.now = 2
        origin.gate.clear()
        waiting = [asyncio.create_task(client.get("/kept")) for _ in range(64)]
        await asyncio.sleep(0.05)
        waiting[5].cancel()  # one goes away
        origin.gate.set()
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        assert {answer.text for answer in answers if isinstance(answer, httpx.Response)} == {"2"}
        assert origin.calls == 2

    ask(scenario)


def test_nobody_waits_for_what_is_not_kept() -> None:
    async def scenario(client: httpx.AsyncClient, origin: Origin) -> None:
        await client.get("/unmarked")
        origin.gate.clear()
        waiting = [asyncio.create_task(client.get("/unmarked")) for _ in range(8)]
        await asyncio.sleep(0.05)
        assert origin.calls == 9
        origin.gate.set()
        assert len({answer.text for answer in await asyncio.gather(*waiting)}) == 8

    ask(scenario)


def test_when_the_one_who_asks_fails_the_others_ask_themselves() -> None:
    async def scenario(client: httpx.AsyncClient, origin: Origin) -> None:
        assert (await client.get("/broken")).text == "1"
        origin.now = 2
        answers = await asyncio.gather(*(client.get("/broken") for _ in range(4)))
        assert sorted(answer.status_code for answer in answers)[0] == 200
        assert origin.calls >= 3

    ask(scenario)


def test_it_is_bounded_in_answers_and_bytes() -> None:
    async def few(client: httpx.AsyncClient, origin: Origin) -> None:
        for number in range(5):
            await client.get(f"/kept?{number}")
        assert (await client.get("/kept?4")).text == "5"
        assert (await client.get("/kept?0")).text == "6"
        assert len(origin.app._answers) == 2

    ask(few, max_answers=2)
    ask(few, max_bytes=2_500)

    async def none(client: httpx.AsyncClient, origin: Origin) -> None:
        assert [(await client.get("/kept")).text for _ in range(2)] == ["1", "2"]

    ask(none, max_body_bytes=0)


def test_a_stream_passes_piece_by_piece() -> None:
    async def run() -> None:
        heard = asyncio.Event()
        sent: list[bytes] = []

        async def pieces() -> Any:
            yield b"one"
            await heard.wait()
            yield b"two"

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await StreamingResponse(pieces())(scope, receive, send)

        async def send(message: Any) -> None:
            sent.append(message.get("body", b""))
            if message.get("body") == b"one":
                heard.set()

        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "scheme": "http", "headers": []}
        await asyncio.wait_for(ResponseCache(app)(scope, asyncio.Event().wait, send), 5)
        assert b"".join(sent) == b"onetwo"

    asyncio.run(run())


def test_a_deleted_article_is_gone_at_once(client: TestClient, completed: Callable[..., dict[str, Any]]) -> None:
    article = completed(external_id="a")
    narration = article["narrations"][0]["id"]
    paths = ["/v1/articles/external:a", "/v1/articles/external:a/audio", f"/v1/narrations/{narration}/marks"]
    for _ in range(2):
        assert [client.get(path).status_code for path in paths] == [200, 302, 200]
    assert client.delete("/v1/articles/external:a").status_code == 204
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]


def test_a_draft_is_not_shown_to_who_may_not_see_it(
    client: TestClient, completed: Callable[..., dict[str, Any]]
) -> None:
    completed(external_id="a")
    assert client.post("/v1/articles", json={"text": "Not yet.", "external_id": "a", "draft": True}).status_code == 200
    assert client.get("/v1/articles/external:a").status_code == 200
    assert client.get("/v1/articles/external:a", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 404
