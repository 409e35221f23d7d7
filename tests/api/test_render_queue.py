"""Renders go on through slow work, a store that is away, and errors nobody foresaw."""

import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.heartbeat import Heartbeat
from api.settings import Settings
from storage.database import Database
from storage.errors import LeaseLost
from storage.leases import claim_next, release
from storage.narrations import get_narration
from storage.renditions import claim_rendition
from tests.api.conftest import TEXT, wait


def test_the_lease_is_kept_while_the_work_takes_longer_than_it(settings: Settings) -> None:
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1") as client:
        article = client.post("/v1/articles", json={"text": TEXT}).json()
    database = Database(settings.database)
    with database.write() as session:
        claimed = claim_next(session, "one", 1, 3)
        assert claimed is not None
    with Heartbeat(database, claimed.id, "one", 1) as heartbeat:
        heartbeat.note(0.5)
        time.sleep(2.5)  # an upload, say
        with database.read() as session:
            row = get_narration(session, claimed.id)
            assert row.lease_until is not None
            assert row.lease_until > datetime.now(UTC)
            assert row.progress == 0.5
        with database.write() as session:
            release(session, claimed.id, "one")
        time.sleep(0.6)
        with pytest.raises(LeaseLost):
            heartbeat.note(0.6)
    database.close()
    assert article["narrations"][0]["id"] == claimed.id


def test_narrations_wait_for_a_store_that_is_away(settings: Settings) -> None:
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        store = settings.data_dir / "audio"
        shutil.rmtree(store)
        store.write_text("in the way")
        article = client.post("/v1/articles", json={"text": TEXT}).json()
        time.sleep(4)
        seen = client.get(f"/v1/articles/{article['id']}").json()["narrations"]
        assert {n["status"] for n in seen} <= {"queued", "processing"}
        assert client.get("/healthz").status_code == 503
        store.unlink()
        (store / "audio").mkdir(parents=True)
        assert wait(client, article["id"])["status"] == "completed"


def test_an_unforeseen_error_fails_one_narration_says_nothing_private_and_stops_nobody(
    settings: Settings, tmp_path: Path, voices_dir: Path
) -> None:
    voices = tmp_path / "voices"
    shutil.copytree(voices_dir, voices)
    with TestClient(
        create_app(settings.model_copy(update={"voices_dir": voices})), base_url="http://127.0.0.1"
    ) as client:
        gains = settings.data_dir / "voices"
        gains.unlink()
        gains.write_text("in the way")  # the voice's gain cannot be kept: an OSError that names a path
        broken = client.post("/v1/articles", json={"text": TEXT}).json()
        error = wait(client, broken["id"])["narrations"][0]["error"]
        assert error
        assert str(tmp_path) not in error
        gains.unlink()
        article = client.post("/v1/articles", json={"text": TEXT + " Again."}).json()
        assert wait(client, article["id"])["status"] == "completed"


def test_a_file_that_somebody_else_is_making_is_not_ready(
    client: TestClient, completed: Callable[..., dict[str, Any]], settings: Settings
) -> None:
    article = completed()
    database = Database(settings.database)
    with database.write() as session:
        assert claim_rendition(session, article["narrations"][0]["id"], "mp3", 2.0, "somebody else", 60)
    database.close()
    answer = client.get(article["urls"]["audio"], params={"speed": 2})
    assert (answer.status_code, answer.json()["status"]) == (202, "processing")
