"""A real `readcast serve` for the benchmarks: a process of its own, in a folder of its own, on a free port."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from texts import article

ROOT = Path(__file__).parent.parent
_COUNTED = Path(__file__).parent / "peers_scripts" / "counted.py"
_START_SECONDS, _STOP_SECONDS = 180, 20
_IDLE_SHARE = 0.1  # of a core: less than this is an idle server


@dataclass(frozen=True)
class Server:
    url: str
    log: Path
    process_id: int

    def client(self) -> httpx.Client:
        """A client that keeps its connection."""
        return httpx.Client(base_url=self.url, timeout=120, follow_redirects=True, verify=False)  # plain HTTP anyway

    def warm(self) -> None:
        """Render a small article, so that the voice is loaded and its level is known."""
        with self.client() as client:
            title, text = article(60, -1)
            finished(client, post(client, {"title": title, "text": text, "external_id": f"warm-{self.url}"})["id"])
        self.wait_idle()

    def wait_idle(self) -> None:
        """Return when the server does nothing any more."""
        quiet = 0
        while quiet < 2:
            before, started = self._processor_seconds(), time.perf_counter()
            time.sleep(0.2)
            share = (self._processor_seconds() - before) / (time.perf_counter() - started)
            quiet = quiet + 1 if share < _IDLE_SHARE else 0

    def _processor_seconds(self) -> float:
        fields = Path(f"/proc/{self.process_id}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(folder: Path, settings: Mapping[str, str] | None = None, counts: Path | None = None) -> Iterator[Server]:
    """A server on the data folder. `settings` are READCAST_* without the prefix; syntheses are noted in `counts`."""
    port = free_port()
    program = [str(_COUNTED), str(counts)] if counts else ["-c", "from api.cli import app; app()"]
    own = {"DATA_DIR": str(folder), "PORT": str(port), "VOICES_DIR": str(ROOT / "voices"), **(settings or {})}
    env = {name: value for name, value in os.environ.items() if not name.startswith("READCAST_")}
    env |= {f"READCAST_{name}": value for name, value in own.items()} | {"PYTHONPATH": str(ROOT)}
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"serve-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, *program, "serve"], cwd=ROOT, env=env, stdout=output, stderr=output)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_up(f"{url}/healthz", process, log)
        yield Server(url, log, process.pid)
    finally:
        stop(process)


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_until_up(url: str, process: "subprocess.Popen[bytes]", log: Path | None = None) -> None:
    """Return when the address answers. RuntimeError, with the log's end, if the process ends or takes too long."""
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            httpx.get(url, timeout=2)
            return
        except httpx.HTTPError:
            if process.poll() is not None or time.monotonic() > deadline:
                said = log.read_text()[-2000:] if log else "it keeps no log"
                raise RuntimeError(f"{process.args!r} did not start: {said}") from None
            time.sleep(0.1)


def stop(process: "subprocess.Popen[Any]") -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def post(client: httpx.Client, article: Mapping[str, Any]) -> dict[str, Any]:
    """Create the article; the answer. Raises RuntimeError with what the server said against it."""
    answer = client.post("/v1/articles", json=dict(article))
    if not answer.is_success:
        raise RuntimeError(f"POST /v1/articles: {answer.status_code} {answer.text[:500]}")
    return dict(answer.json())


def finished(client: httpx.Client, article_id: str, poll: float = 0.02) -> dict[str, Any]:
    """The article, once all of its narrations are completed. Raises RuntimeError if one fails."""
    while True:
        found = client.get(f"/v1/articles/{article_id}").raise_for_status().json()
        states = {narration["status"] for narration in found["narrations"]}
        if states == {"completed"}:
            return dict(found)
        if states & {"failed", "canceled"}:
            raise RuntimeError(f"a narration failed: {json.dumps(found['narrations'])[:800]}")
        time.sleep(poll)


def narration_of(article: Mapping[str, Any]) -> dict[str, Any]:
    """The narration of the article itself, not of its takeaways."""
    return next(dict(narration) for narration in article["narrations"] if narration["kind"] == "article")


def percentile(values: list[float], share: float) -> float:
    """The least value that `share` of all do not exceed."""
    return sorted(values)[max(0, -int(-share * len(values) // 1) - 1)]


def tell(text: str) -> None:
    """Progress, for people."""
    print(text, file=sys.stderr, flush=True)
