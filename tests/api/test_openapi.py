"""The API describes itself: every route has words and every body an example."""

from typing import Any

from fastapi.testclient import TestClient

from api import schemas, site_schemas, webhook_schemas


def test_every_route_is_described(client: TestClient) -> None:
    document: dict[str, Any] = client.get("/openapi.json").json()
    assert document["info"]["title"] == "readcast"
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), f"{method} {path} has no description"
            assert operation["tags"], f"{method} {path} has no tag"
    described = document["components"]["schemas"]
    bodies = (
        "ArticleIn",
        "ArticleOut",
        "ArticlePage",
        "NarrationOut",
        "MarksOut",
        "TakeawaysOut",
        "VoiceOut",
        "Health",
        "SiteOut",
        "SiteIn",
        "LexiconIn",
        "LexiconOut",
        "LexiconPreviewIn",
        "LookupIn",
        "SnippetsOut",
        "WebhookIn",
        "WebhookOut",
        "WebhookPatch",
        "DeliveryPage",
    )
    assert all(described[name]["examples"] for name in bodies)


def test_the_examples_are_true_to_their_schemas() -> None:
    shapes = (schemas.ArticleOut, schemas.MarksOut, schemas.TakeawaysOut, schemas.VoicesOut, schemas.Health)
    more = (site_schemas.LexiconOut, webhook_schemas.WebhooksOut, webhook_schemas.DeliveryPage)
    for shape in (*shapes, site_schemas.SiteOut, *more):
        (example,) = shape.model_json_schema()["examples"]
        assert shape.model_validate(example).model_dump(mode="json") == example


def test_health_tells_of_the_parts(client: TestClient) -> None:
    health = client.get("/healthz").json()
    assert (health["status"], health["database"], health["audio_store"]) == ("ok", "ok", "ok")
