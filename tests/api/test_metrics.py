"""What Prometheus reads of the queue."""

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api import metrics
from api.app import create_app
from api.settings import Settings
from tests.api.conftest import TEXT, wait


def read(client: TestClient) -> dict[tuple[str, ...], float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == metrics.MEDIA_TYPE
    families = text_string_to_metric_families(answer.text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_the_queue_is_told_in_numbers(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "_KEPT_SECONDS", 0)
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1") as client:
        assert set(read(client).values()) == {0}
        client.post("/v1/articles", json={"text": TEXT, "priority": "batch"})
        article = client.post("/v1/articles", json={"text": TEXT + " Again."}).json()
        found = read(client)
        assert found["readcast_queued_narrations", "batch"] == 2  # with its takeaways
        assert found["readcast_queued_narrations", "interactive"] == 2
        assert 0 < found["readcast_oldest_queued_seconds", "interactive"] < 60
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        spoken = wait(client, article["id"])["narrations"]
        found = read(client)
        assert found["readcast_narrations_total", "interactive", "completed"] == 2
        assert found["readcast_audio_seconds_total",] >= sum(narration["duration"] for narration in spoken) - 1e-6


def test_strangers_are_not_told(settings: Settings) -> None:
    with TestClient(create_app(settings, render=False), base_url="http://audio.example.com") as client:
        assert client.get("/metrics").status_code == 403
    keyed = Settings(**{**settings.model_dump(exclude_unset=True), "api_key": "a-long-enough-key"})
    with TestClient(create_app(keyed, render=False), base_url="http://audio.example.com") as client:
        assert client.get("/metrics").status_code == 401
        assert client.get("/metrics", headers={"Authorization": "Bearer a-long-enough-key"}).status_code == 200
