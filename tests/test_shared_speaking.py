"""A long text is spoken by all workers there are, and sounds as if one had spoken it."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.settings import Settings
from storage.audio_store import open_audio_store
from storage.database import Database
from storage.local_audio_store import LocalAudioStore
from storage.models import Narration, Status
from storage.parts import parts_of
from tests.api.conftest import TEXT, wait
from tests.cluster import eventually, serving, worker_pid, workers
from tests.servers import redis_program
from tts.audio.encode import FORMATS
from tts.manifest import Manifest
from tts.narrate import narrate, record
from tts.narrator import Narrator
from tts.text.extract import article_from_text

LONG = "\n\n".join(f"{TEXT} This is part number {n} of a long story." for n in range(60))


@pytest.fixture
def cluster(settings: Settings, postgres_url: str) -> Iterator[Settings]:
    with redis_program() as (url, _):
        changes = {"broker_url": url, "database_url": postgres_url, "workers": 1, "lease_seconds": 5}
        changes |= {"split_words": 800, "takeaways_audio": False}
        yield Settings(**{**settings.model_dump(exclude_unset=True), **changes})


def test_two_workers_speak_one_text_and_leave_no_parts(cluster: Settings, tmp_path: Path, narrator: Narrator) -> None:
    with serving(cluster) as client, workers(cluster, tmp_path, "batch", "batch") as both:
        article = client.post("/v1/articles", json={"text": LONG, "language": "en", "priority": "batch"}).json()
        narration_id = article["narrations"][0]["id"]
        assert wait(client, article["id"])["status"] == "completed"
        store = open_audio_store(cluster.store)
        assert isinstance(store, LocalAudioStore)
        eventually(
            10, lambda: len([path for path in store.root.rglob("*.*") if path.is_file()]) == 3
        )  # MP3 and two more
        said = [worker.log.read_text().count(f"of narration {narration_id} is spoken.") for worker in both]
    assert min(said) > 0
    alone = record(
        narrate(article_from_text(LONG), narrator), narrator.sample_rate, {tmp_path / "a.flac": FORMATS["flac"]}
    )
    database = Database(cluster.database)
    with database.read() as session:
        row = session.get_one(Narration, narration_id)
        assert parts_of(session, narration_id) == []
    database.close()
    assert row.manifest_key
    together = Manifest.from_json(store.read(row.manifest_key))
    assert [(s.text, s.start, s.length) for s in together.sentences] == [
        (s.text, s.start, s.length) for s in alone.manifest.sentences
    ]


def test_what_was_spoken_before_the_worker_died_is_not_spoken_again(cluster: Settings, tmp_path: Path) -> None:
    database = Database(cluster.database)
    with serving(cluster) as client, workers(cluster, tmp_path, "batch") as (worker,):
        article = client.post("/v1/articles", json={"text": LONG, "language": "en", "priority": "batch"}).json()
        narration_id = article["narrations"][0]["id"]

        def some_are_spoken() -> bool:
            with database.read() as session:
                return any(part.status is Status.COMPLETED for part in parts_of(session, narration_id))

        eventually(60, some_are_spoken)
        with database.read() as session:
            os.kill(worker_pid(session.get_one(Narration, narration_id)), signal.SIGKILL)
        assert wait(client, article["id"])["status"] == "completed"
        spoken = [
            line for line in worker.log.read_text().splitlines() if f"of narration {narration_id} is spoken" in line
        ]
        numbers = [line.partition("Part ")[2].split()[0] for line in spoken]
        assert len(numbers) == len(set(numbers)) >= 10
    with database.read() as session:
        assert session.get_one(Narration, narration_id).attempts == 2
    database.close()
