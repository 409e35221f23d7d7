"""How many cached answers a second readcast gives to 64 connections, beside a bare Starlette app that gives the same.

    python benchmarks/service.py [--rounds 9] [--seconds 1] [--json FILE]

Both are run by uvicorn with the options of `readcast serve`, its log included, in processes of their own. The bare app
has the bytes and headers ready, and sends the same audio file. This process asks: each of its connections sends the
next request when the last is answered. The two are asked in turn, round after round; medians are printed. The article
is read by a voice of a few kB, which makes no difference to the bytes.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from subprocess import Popen

import httpx
import uvicorn
from result import Result, write_results
from serving import finished, narration_of, post, serving, stop, tell, wait_until_up
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from texts import article

from api.cli.serve import log_plainly
from tests.servers import free_ports
from tests.tiny_voice import make_tiny_voice

GOAL = 60  # per cent of the bare app
CONNECTIONS = 64
WORDS = 400
VOICE = "en_US-tiny-low"
ASKED_WITH = "Accept: */*\r\nAccept-Encoding: gzip, deflate, br\r\nUser-Agent: benchmark\r\n"


@dataclass(frozen=True)
class Question:
    name: str
    path: str
    status: int = 200
    headers: str = ""

    def request(self, port: int) -> bytes:
        head = f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{ASKED_WITH}{self.headers}\r\n"
        return head.encode()


@dataclass(frozen=True)
class Asked:
    """A server that is asked."""

    port: int
    process_id: int

    def processor_seconds(self) -> float:
        times = Path(f"/proc/{self.process_id}/stat").read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


@dataclass
class Load:
    """What came of asking one thing for a while."""

    answers: int = 0
    errors: int = 0
    rate: float = 0.0  # answers a second
    cost: float = 0.0  # processor seconds of the server an answer
    own_share: float = 0.0  # of a core, that asking took


Loads = dict[tuple[str, str], list[Load]]  # by who answered and what was asked


class Asker(asyncio.Protocol):
    """One connection: asks, reads the answer to its end, asks again until it is time to stop."""

    def __init__(self, request: bytes, status: int, load: Load, until: float) -> None:
        self._request, self._load, self._until = request, load, until
        self._good = b"HTTP/1.1 %d " % status
        self._head = b""
        self._left = 0  # bytes of the body that are still to come
        self.closed = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if self._left:
            self._left -= len(data)
        else:
            self._head += data
            head, end, body = self._head.partition(b"\r\n\r\n")
            if not end:
                return
            self._load.errors += not head.startswith(self._good)
            self._left = int(head.partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0]) - len(body)
            self._head = b""
        if self._left == 0:
            self._next()

    def connection_lost(self, error: Exception | None) -> None:
        self._load.errors += error is not None or time.perf_counter() < self._until  # closed by the server
        self.closed.set_result(None)

    def _next(self) -> None:
        self._load.answers += 1
        if time.perf_counter() < self._until:
            self._transport.write(self._request)
        else:
            self._transport.close()


async def ask(question: Question, asked: Asked, seconds: float) -> Load:
    load, loop = Load(), asyncio.get_running_loop()
    started, spent, before = time.perf_counter(), time.process_time(), asked.processor_seconds()

    def connection() -> Asker:
        return Asker(question.request(asked.port), question.status, load, started + seconds)

    askers = [(await loop.create_connection(connection, "127.0.0.1", asked.port))[1] for _ in range(CONNECTIONS)]
    await asyncio.wait_for(asyncio.gather(*(asker.closed for asker in askers)), seconds + 60)
    taken = time.perf_counter() - started
    load.rate, load.own_share = load.answers / taken, (time.process_time() - spent) / taken
    load.cost = (asked.processor_seconds() - before) / load.answers
    return load


def questions(client: httpx.Client) -> list[Question]:
    """What there is to ask about a new article."""
    title, text = article(WORDS, 1)
    made = finished(client, post(client, {"title": title, "text": text})["id"])
    home, narration = f"/v1/articles/{made['id']}", f"/v1/narrations/{narration_of(made)['id']}"
    file = client.get(f"{home}/audio", follow_redirects=False).headers["Location"]
    audio = httpx.URL(file).path
    return [
        Question("article", home),
        Question("narration", narration),
        Question("speech marks", f"{narration}/marks"),
        Question("audio address (302)", f"{home}/audio", 302),
        Question("audio file", audio),
        Question("its first 64 kB (206)", audio, 206, "Range: bytes=0-65535\r\n"),
    ]


@contextmanager
def bare(url: str, folder: Path, asked: list[Question]) -> Iterator[Asked]:
    """An app that has the answers of `url` ready, and the audio files of the folder."""
    (port,) = free_ports(1)
    paths = list(dict.fromkeys(question.path for question in asked))
    log = folder / "bare.log"
    with log.open("wb") as output:
        command = [sys.executable, __file__, "--bare", str(port), url, str(folder), *paths]
        process = Popen(command, stdout=output, stderr=output)
    try:
        wait_until_up(f"http://127.0.0.1:{port}{paths[0]}", process, log)
        yield Asked(port, process.pid)
    finally:
        stop(process)


def serve_bare(port: str, url: str, folder: str, *paths: str) -> None:
    def route(path: str) -> Route:
        found = httpx.get(f"{url}{path}")
        headers = {name: value for name, value in found.headers.items() if name in ("cache-control", "location")}
        kind = found.headers.get("content-type")

        async def answer(request: Request) -> Response:
            return Response(found.content, found.status_code, headers, kind)

        async def file(request: Request) -> Response:
            return FileResponse(f"{folder}/audio{path}", headers=headers, media_type=kind)

        return Route(path, file if path.startswith("/audio/") else answer)

    log_plainly()
    uvicorn.run(Starlette(routes=[route(path) for path in paths]), port=int(port), proxy_headers=True, log_config=None)


def measure(rounds: int, seconds: float) -> tuple[list[Question], Loads]:
    """What came of asking each question of each server, round after round."""
    loads: Loads = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="readcast-service-") as name:
        folder = Path(name)
        make_tiny_voice(folder / "voices", VOICE)
        own = {"VOICES_DIR": str(folder / "voices"), "DEFAULT_VOICE": VOICE}
        with serving(folder / "data", own) as server, server.client() as client:
            every = questions(client)
            readcast = Asked(int(server.url.rpartition(":")[2]), server.process_id)
            with bare(server.url, folder / "data", every) as starlette:
                server.wait_idle()
                for turn in range(rounds):
                    tell(f"round {turn + 1} of {rounds}")
                    for question in every:
                        for who, asked in (("readcast", readcast), ("bare", starlette)):
                            loads[who, question.name].append(asyncio.run(ask(question, asked, seconds)))
    return every, loads


def table(every: list[Question], loads: Loads) -> dict[str, float]:
    """Print what was measured; per cent of the bare app's rate for each question."""
    shares = {}
    print(
        f"{'':24}{'answers a second':>20}{'share':>9}{'ms of a core each':>20}\n{'':24}{'readcast':>10}{'bare':>10}",
        end="",
    )
    print(f"{'':9}{'readcast':>10}{'bare':>10}")
    for name in (question.name for question in every):
        ours, theirs = loads["readcast", name], loads["bare", name]
        shares[name] = 100 * median(a.rate / b.rate for a, b in zip(ours, theirs, strict=True))
        rates = "".join(f"{median(load.rate for load in each):10.0f}" for each in (ours, theirs))
        costs = "".join(f"{1000 * median(load.cost for load in each):10.2f}" for each in (ours, theirs))
        print(f"{name:24}{rates}{shares[name]:7.0f} %{costs}")
    return shares


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=1, help="for each address, server and round")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    every, loads = measure(options.rounds, options.seconds)
    shares = table(every, loads)
    errors = sum(load.errors for each in loads.values() for load in each)
    own_share = max(load.own_share for each in loads.values() for load in each)
    print(f"{errors} errors; asking took {100 * own_share:.0f} % of a core at most")
    slowest = min(shares, key=lambda name: shares[name])
    note = f"{slowest} is the slowest of {', '.join(f'{name} {share:.0f} %' for name, share in shares.items())}"
    goal, share = f"cached answers to {CONNECTIONS} connections, of a bare Starlette app's", round(shares[slowest])
    met = share >= GOAL and errors == 0
    write_results(
        options.json,
        [
            Result(f"{goal} rate", share, "%", f">= {GOAL}", share >= GOAL, note),
            Result(f"errors at {CONNECTIONS} connections", errors, "", "0", errors == 0),
        ],
    )
    print(f"service: {share} % (goal >= {GOAL}){'' if met else ', not met'}; {errors} errors; {note}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--bare"]:
        serve_bare(*sys.argv[2:])
    else:
        main()
