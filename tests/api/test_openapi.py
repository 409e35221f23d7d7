"""The API describes itself: every route has words and every body an example."""

from typing import Any

from fastapi.testclient import TestClient


def test_every_route_is_described(client: TestClient) -> None:
    document: dict[str, Any] = client.get("/openapi.json").json()
    assert document["info"]["title"] == "readcast"
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), f"{method} {path} has no description"
            assert operation["tags"], f"{method} {path} has no tag"
    assert document["components"]["schemas"]["ArticleIn"]["examples"]


def test_health_tells_of_the_parts(client: TestClient) -> None:
    health = client.get("/healthz").json()
    assert (health["status"], health["database"], health["audio_store"]) == ("ok", "ok", "ok")
