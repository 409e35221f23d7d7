"""What the tests of the API share."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

TEXT = """The old harbour reopened on Monday after two years of work. Nobody was hurt in all that time.

The mayor thanked the 300 workers. The first ship came in at noon and left again in the evening."""


@pytest.fixture
def completed(client: TestClient) -> Callable[..., dict[str, Any]]:
    """Posts an article and waits until all of its narrations have ended; the article as it then is."""

    def post(**fields: Any) -> dict[str, Any]:
        answer = client.post("/v1/articles", json={"text": TEXT, **fields})
        assert answer.status_code in (200, 202), answer.text
        return wait(client, answer.json()["id"])

    return post


def wait(client: TestClient, article_id: str, seconds: float = 60) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    while True:
        article: dict[str, Any] = client.get(f"/v1/articles/{article_id}").json()
        if all(n["status"] not in ("queued", "processing") for n in article["narrations"]):
            return article
        assert time.monotonic() < deadline, article
        time.sleep(0.05)
