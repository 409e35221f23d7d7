"""What was queued or running when a process ended is taken up by the next."""

from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.api.conftest import TEXT, wait


def test_queued_work_survives_a_restart(settings: Settings) -> None:
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1") as client:
        article = client.post("/v1/articles", json={"text": TEXT}).json()
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        assert wait(client, article["id"])["status"] == "completed"


def test_a_clean_stop_puts_running_work_back(settings: Settings, tmp_path: Path) -> None:
    long = "\n\n".join(f"{TEXT} This is part number {n} of a long story." for n in range(400))
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        article = client.post("/v1/articles", json={"text": long}).json()
        home = f"/v1/narrations/{article['narrations'][0]['id']}"
        while client.get(home).json()["status"] == "queued":
            pass
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1") as client:
        assert client.get(home).json()["status"] == "queued"
        assert not list((settings.data_dir / "audio").rglob("*.mp3"))
