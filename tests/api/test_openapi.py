"""The API describes itself: every route has words and every body an example."""

import re
from typing import Any

from fastapi.testclient import TestClient

from api import batch_schemas, schemas, site_schemas, webhook_schemas


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
        "BatchOut",
        "LookupIn",
        "SnippetsOut",
        "WebhookIn",
        "WebhookOut",
        "WebhookPatch",
        "DeliveryPage",
    )
    assert all(described[name]["examples"] for name in bodies)


def test_all_that_is_referred_to_is_there(client: TestClient) -> None:
    document = client.get("/openapi.json")
    for reference in set(re.findall(r'"\$ref": ?"#/components/schemas/([^"]+)"', document.text)):
        assert reference in document.json()["components"]["schemas"]


def test_the_examples_are_true_to_their_schemas() -> None:
    shapes = (schemas.ArticleOut, schemas.MarksOut, schemas.TakeawaysOut, schemas.VoicesOut, schemas.Health)
    more = (site_schemas.LexiconOut, webhook_schemas.WebhooksOut, webhook_schemas.DeliveryPage)
    batches = (batch_schemas.BatchPageOut, batch_schemas.BatchItemsOut, batch_schemas.RetriedOut)
    for shape in (*shapes, site_schemas.SiteOut, *more, *batches):
        (example,) = shape.model_json_schema()["examples"]
        assert shape.model_validate(example).model_dump(mode="json") == example


def test_health_tells_of_the_parts(client: TestClient) -> None:
    health = client.get("/healthz").json()
    assert (health["status"], health["database"], health["audio_store"]) == ("ok", "ok", "ok")
