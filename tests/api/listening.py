"""What the tests of listening share: articles to listen to, and reports about them."""

from typing import Any

import httpx
from fastapi.testclient import TestClient

VIEW = "9f86d081884c7d659a2feaa0c55ad015"
VOICE = "en_US-tiny-low"


def event(name: str, value: Any = None, listened: float | None = None, at: float = 0) -> dict[str, Any]:
    return {"event": name, "at": at, "value": value, "listened": listened}


def report(article: dict[str, Any], *events: dict[str, Any], **changes: Any) -> dict[str, Any]:
    whole = {"article": article["id"], "voice": VOICE, "kind": "article", "view": VIEW, "events": list(events)}
    return {**whole, **changes}


def send(client: TestClient, article: dict[str, Any], *events: dict[str, Any], **changes: Any) -> httpx.Response:
    """Reports as a beacon does; it must be taken."""
    answer = client.post("/v1/events", json=report(article, *events, **changes))
    assert answer.status_code == 204, answer.text
    return answer


def listened_through(client: TestClient, article: dict[str, Any], view: str, percent: int, **changes: Any) -> None:
    """A listener who comes to `percent` of the narration and listens to all that is before it."""
    tenth = next(n["duration"] for n in article["narrations"] if n["kind"] == "article") / 10
    progress = [event("progress", reached, tenth) for reached in range(10, percent + 1, 10)]
    whole = [event("load"), event("play"), *progress, *([event("complete")] if percent == 100 else [])]
    send(client, article, *whole, view=view, **changes)


def totals(client: TestClient, **query: Any) -> dict[str, Any]:
    answer = client.get("/v1/analytics", params=query)
    assert answer.status_code == 200, answer.text
    figures: dict[str, Any] = answer.json()["totals"]
    return figures
