"""What a newsroom's machines do to it: killed workers, servers that go away, full disks, texts that crash the engine.

All parts are real and of their own processes. Whatever happens, every narration ends, once and whole.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.settings import Settings
from storage.audio_store import open_audio_store
from storage.database import Database
from storage.models import Narration, Status
from tests.api.conftest import TEXT, wait
from tests.cluster import eventually, serving, worker_pid, workers
from tests.servers import Program, postgres_program, redis_program, s3_program
from tts.manifest import Manifest

LONG = "\n\n".join(f"{TEXT} This is part number {n} of a long story." for n in range(80))
ENDS_IN = 90  # seconds; leases last five


@pytest.fixture(scope="module")
def redis() -> Iterator[tuple[str, Program]]:
    with redis_program() as started:
        yield started


@pytest.fixture
def cluster(settings: Settings, postgres_url: str, s3_url: str, redis: tuple[str, Program]) -> Settings:
    """Settings of a readcast on a database, store and broker that processes share."""
    return _shared(settings, database_url=postgres_url, audio_store=s3_url, broker_url=redis[0])


def _shared(settings: Settings, **changes: Any) -> Settings:
    return Settings(**{**settings.model_dump(exclude_unset=True), "lease_seconds": 5, "workers": 1, **changes})


def post(client: TestClient, text: str = TEXT, priority: str = "batch") -> str:
    """The new article's id."""
    answer = client.post("/v1/articles", json={"text": text, "priority": priority})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def rows(settings: Settings, *articles: str) -> list[Narration]:
    database = Database(settings.database)
    with database.read() as session:
        found = select(Narration).order_by(Narration.created_at)
        if articles:
            found = found.where(Narration.article_id.in_(articles))
        narrations = list(session.scalars(found))
    database.close()
    return narrations


def in_work(settings: Settings, article: str) -> Narration:
    """The article's narration, in the middle of being spoken."""
    seen: list[Narration] = []

    def begun() -> bool:
        seen[:] = [row for row in rows(settings, article) if row.status is Status.PROCESSING and row.progress > 0.02]
        return bool(seen)

    eventually(ENDS_IN, begun, "no worker began")
    return seen[0]


def whole(settings: Settings, *articles: str) -> None:
    """Every narration is completed, there is one of each, and its files are there from first to last sample."""
    store = open_audio_store(settings.store)
    found = rows(settings, *articles)
    assert [row.status for row in found] == [Status.COMPLETED] * len(found), [row.error for row in found]
    assert len({(row.article_id, row.kind) for row in found}) == len(found) == 2 * len(articles)
    for row in found:
        assert row.master_key and row.manifest_key and row.samples
        manifest = Manifest.from_json(store.read(row.manifest_key))
        assert manifest.samples == row.samples
        assert store.exists(row.master_key)


def test_a_killed_workers_narration_is_finished_by_another_once_and_whole(cluster: Settings, tmp_path: Path) -> None:
    with serving(cluster) as client, workers(cluster, tmp_path, "batch", "batch") as started:
        article = post(client, LONG)
        begun = in_work(cluster, article)
        killed = next(one for one in started if worker_pid(begun) in one.processes())
        killed.kill()
        assert wait(client, article, ENDS_IN)["status"] == "completed"
        whole(cluster, article)
        narration = next(row for row in rows(cluster, article) if row.kind == "article")
        assert narration.attempts == 2
        assert narration.lease_owner is None
        assert client.get(f"/v1/articles/{article}/audio", follow_redirects=False).status_code == 302


def test_a_listeners_narration_goes_on_after_its_worker_was_killed(cluster: Settings, tmp_path: Path) -> None:
    with serving(cluster) as client, workers(cluster, tmp_path, None) as started:
        article = post(client, LONG, "interactive")
        os.kill(worker_pid(in_work(cluster, article)), signal.SIGKILL)
        assert wait(client, article, ENDS_IN)["status"] == "completed"
        whole(cluster, article)
        assert started[0].stop() == 0


def test_a_stopped_worker_puts_its_narration_back_at_once(cluster: Settings, tmp_path: Path) -> None:
    patient = cluster.model_copy(update={"lease_seconds": 600})
    with serving(patient) as client:
        articles = [post(client, LONG), post(client, LONG + " Heard.", "interactive")]
        with workers(patient, tmp_path, None) as (worker,):
            for article in articles:
                in_work(patient, article)
            assert worker.stop() == 0
        spoken = [row for row in rows(patient, *articles) if row.kind == "article"]
        assert [(row.status, row.attempts) for row in spoken] == [(Status.QUEUED, 0)] * 2


def test_the_broker_may_lose_all_it_was_told(cluster: Settings, tmp_path: Path, redis: tuple[str, Program]) -> None:
    with serving(cluster) as client:
        articles = [post(client, f"{TEXT} Number {number}.") for number in range(3)]
        eventually(10, lambda: all(row.sent_at for row in rows(cluster) if row.kind == "article"))
        redis[1].stop(signal.SIGKILL)
        articles.append(post(client, TEXT + " While the broker is away."))
        with workers(cluster, tmp_path, None):
            time.sleep(3)
            redis[1].start()
            for article in articles:
                assert wait(client, article, ENDS_IN)["status"] == "completed"
            redis[1].stop(signal.SIGKILL)  # once more, under workers that know it
            redis[1].start()
            articles.append(post(client, TEXT + " After it."))
            assert wait(client, articles[-1], ENDS_IN)["status"] == "completed"
        whole(cluster, *articles)


def test_the_audio_store_may_be_away(settings: Settings, postgres_url: str, redis: Any, tmp_path: Path) -> None:
    with s3_program() as (url, store):
        cluster = _shared(settings, database_url=postgres_url, audio_store=url, broker_url=redis[0])
        with serving(cluster) as client, workers(cluster, tmp_path, None):
            articles = [post(client, LONG), post(client, LONG + " Heard.", "interactive")]
            for article in articles:
                in_work(cluster, article)
            store.stop(signal.SIGKILL)
            articles.append(post(client))
            eventually(60, lambda: any(row.error for row in rows(cluster)), "nobody noticed")
            waiting = next(row for row in rows(cluster) if row.error)
            assert waiting.error == "waits: the audio store or the database does not answer"
            assert Status.COMPLETED not in [row.status for row in rows(cluster)]
            assert client.get("/healthz").status_code == 503
            store.start()
            for article in articles:
                assert wait(client, article, ENDS_IN)["status"] == "completed"
        whole(cluster, *articles)
        assert all(row.error is None for row in rows(cluster))


def test_the_database_may_be_restarted(settings: Settings, s3_url: str, redis: Any, tmp_path: Path) -> None:
    with postgres_program() as (url, server):
        cluster = _shared(settings, database_url=url, audio_store=s3_url, broker_url=redis[0])
        with serving(cluster) as client, workers(cluster, tmp_path, None):
            articles = [post(client, LONG), post(client, LONG + " Heard.", "interactive")]
            for article in articles:
                in_work(cluster, article)
            server.stop(signal.SIGQUIT)
            time.sleep(2)
            server.start()
            articles.append(post(client))
            for article in articles:
                assert wait(client, article, ENDS_IN)["status"] == "completed"
            whole(cluster, *articles)


@contextmanager
def killing(settings: Settings, article: str) -> Iterator[set[str]]:
    """Whoever speaks the article dies at it, as if it crashed the engine; the owners of its leases."""
    killed: set[str] = set()
    ended = threading.Event()

    def kill() -> None:
        while not ended.wait(0.1):
            for row in rows(settings, article):
                owner = row.lease_owner
                if row.kind == "article" and row.status is Status.PROCESSING and owner and owner not in killed:
                    killed.add(owner)
                    with suppress(ProcessLookupError):
                        os.kill(worker_pid(row), signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        ended.set()
        thread.join()


def test_a_poisoned_article_fails_alone_and_blocks_nobody(cluster: Settings, tmp_path: Path) -> None:
    with serving(cluster) as client, workers(cluster, tmp_path, None, "batch"):
        broken = post(client, "This sentence is fine. The loch is not.")
        deadly = post(client, LONG)
        others = [
            post(client, f"{TEXT} Number {number}.", kind) for number in (1, 2) for kind in ("batch", "interactive")
        ]
        with killing(cluster, deadly) as killed:
            for article in others:
                assert wait(client, article, ENDS_IN)["status"] == "completed"
            assert wait(client, deadly, ENDS_IN)["status"] == "failed"
        reasons = {row.article_id: row.error for row in rows(cluster, deadly, broken) if row.kind == "article"}
        assert reasons[deadly] == "given up after 3 attempts: the worker stopped each time"
        assert reasons[broken] and "loch" in reasons[broken]
        assert len(killed) == 3
        whole(cluster, *others)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of 24 MB; skips the test for those who may not mount one."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(folder)], capture_output=True, check=False
    )
    if made.returncode != 0:
        pytest.skip("no small file system can be mounted here: that needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Leaves no room; the file that takes it."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):  # a buffer would be written again on close
        while True:
            file.write(bytes(1 << 16))
    return filler


@pytest.mark.parametrize("place", ["store", "temporary"])
def test_a_full_disk_is_waited_for(
    settings: Settings, tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(tmp_path / "small") as disk:
        if place == "temporary":
            monkeypatch.setenv("TMPDIR", str(disk))
            cluster = _shared(settings)
        else:
            cluster = _shared(settings, audio_store=f"file://{disk}/audio")
        with serving(cluster) as client, workers(cluster, tmp_path, None):
            if place == "temporary":  # Python looks for another place when it is full at the start
                article = post(client, LONG)
                in_work(cluster, article)
                filler = fill(disk)
            else:
                filler = fill(disk)
                article = post(client, LONG)
            eventually(30, lambda: any(row.error for row in rows(cluster)), "nobody noticed")
            waiting = next(row for row in rows(cluster) if row.error)
            assert waiting.error and waiting.error.startswith("waits: ")
            assert waiting.status is not Status.FAILED
            if place == "store":
                assert client.get("/healthz").json()["audio_store"] == "does not answer"
            filler.unlink()
            assert wait(client, article, ENDS_IN)["status"] == "completed"
            whole(cluster, article)
            assert not list(disk.rglob("*.part"))


def test_a_read_only_store_is_waited_for(settings: Settings, tmp_path: Path) -> None:
    with small_disk(tmp_path / "small") as disk:
        cluster = _shared(settings, audio_store=f"file://{disk}/audio")
        with serving(cluster) as client, workers(cluster, tmp_path, None):
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            article = post(client)
            eventually(30, lambda: any(row.error for row in rows(cluster)), "nobody noticed")
            assert client.get("/healthz").status_code == 503
            subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
            assert wait(client, article, ENDS_IN)["status"] == "completed"
            whole(cluster, article)


def test_a_worker_that_has_grown_is_replaced(cluster: Settings, tmp_path: Path) -> None:
    small = cluster.model_copy(update={"worker_memory_mb": 200})  # it takes more than that from the start
    with serving(small) as client, workers(small, tmp_path, None) as (worker,):
        articles = []
        for kind in ("interactive", "interactive", "batch", "batch"):
            articles.append(post(client, f"{TEXT} Number {len(articles)}.", kind))
            assert wait(client, articles[-1], ENDS_IN)["status"] == "completed"
        whole(small, *articles)
        assert "another takes its place" in worker.log.read_text()
        assert worker.stop() == 0
