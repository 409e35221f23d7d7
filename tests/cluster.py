"""A readcast of several processes for the tests: real workers, a real broker, one database and one audio store."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from storage.models import Narration

ADDRESS = "http://127.0.0.1"
_WORKER = "from api.cli import app; app()"


class Worker:
    """A `readcast worker` with all of its processes."""

    def __init__(self, settings: Settings, log: Path, kind: str | None = None) -> None:
        self.log = log
        environment = {name: value for name, value in os.environ.items() if not name.startswith("READCAST_")}
        environment |= {f"READCAST_{name}": value for name, value in _as_variables(settings).items()}
        command = [sys.executable, "-c", _WORKER, "worker", *(["--queue", kind] if kind else [])]
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command, env=environment, stdout=output, stderr=output, start_new_session=True
            )

    def processes(self) -> set[int]:
        """Their ids."""
        found = set()
        for status in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it has ended
                group = int(status.read_text().rpartition(")")[2].split()[2])
                if group == self._process.pid:
                    found.add(int(status.parent.name))
        return found

    def kill(self) -> None:
        """kill -9 of all its processes."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> int:
        """As a service manager does; its exit status."""
        self._process.terminate()
        try:
            return self._process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


@contextmanager
def workers(settings: Settings, folder: Path, *kinds: str | None) -> Iterator[list[Worker]]:
    """A worker of each of these kinds while the block runs; None is one of both."""
    started = [Worker(settings, folder / f"worker-{number}.log", kind) for number, kind in enumerate(kinds)]
    try:
        yield started
    finally:
        for worker in started:
            worker.kill()


@contextmanager
def serving(settings: Settings) -> Iterator[TestClient]:
    """The API, which renders nothing."""
    with TestClient(create_app(settings, render=False), base_url=ADDRESS) as client:
        yield client


def worker_pid(narration: Narration) -> int:
    """The process that holds the narration's lease."""
    assert narration.lease_owner
    return int(narration.lease_owner.split(":")[1])


def eventually(seconds: float, condition: Callable[[], bool], what: str = "") -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what or "it did not happen"
        time.sleep(0.05)


def _as_variables(settings: Settings) -> dict[str, str]:
    values = settings.model_dump(mode="json", exclude_unset=True)
    return {
        name.upper(): value if isinstance(value, str) else json.dumps(value)
        for name, value in values.items()
        if value is not None
    }
