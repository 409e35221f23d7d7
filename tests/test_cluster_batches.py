"""Batches of the API where servers render nothing: workers drive and render them."""

from pathlib import Path
from typing import Any

from api.settings import Settings
from tests.api.conftest import TEXT
from tests.cluster import eventually, serving, workers
from tests.servers import redis_program

LONGEST = 90  # seconds


def test_a_batch_is_driven_by_a_worker_for_listeners_and_rendered_by_others(
    settings: Settings, postgres_url: str, tmp_path: Path
) -> None:
    with redis_program() as (broker, _):
        changes = {"broker_url": broker, "database_url": postgres_url, "workers": 1, "lease_seconds": 5}
        shared = Settings(**{**settings.model_dump(exclude_unset=True), **changes})
        with serving(shared) as client, workers(shared, tmp_path, None):
            items = [{"text": f"{TEXT} This is about {name}.", "external_id": name} for name in ("one", "two")]
            batch = client.post("/v1/batches", json={"items": items, "speeds": [1, 1.5]}).json()

            def now() -> dict[str, Any]:
                found: dict[str, Any] = client.get(f"/v1/batches/{batch['id']}").json()
                return found

            eventually(LONGEST, lambda: now()["status"] == "completed", "the batch did not end")
            assert now()["counts"]["completed"] == 2
            for name in ("one", "two"):
                audio = client.get(f"/v1/articles/external:{name}/audio?speed=1.5")
                assert audio.status_code == 200 and len(audio.content) > 10_000
