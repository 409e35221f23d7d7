"""Passages: a few sentences spoken to the public, within limits of their own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from api.app import create_app
from api.settings import Settings
from api.speech_response import Place
from api.web_address import web_address
from storage.models import Article

Completed = Callable[..., dict[str, Any]]


@pytest.fixture
def strict(settings: Settings, completed: Completed) -> Iterator[tuple[TestClient, str]]:
    """A server of two passages a minute, one at once; and the address of a passage."""
    article = completed()
    few = Settings(**{**settings.model_dump(), "passages_per_minute": 2, "narrations_at_once": 1})
    with TestClient(create_app(few, render=False), base_url="http://127.0.0.1") as client:
        yield client, f"/v1/articles/{article['id']}/passage.mp3?sentences=1"


def test_an_address_gets_so_many_a_minute(strict: tuple[TestClient, str]) -> None:
    client, passage = strict
    for _ in range(2):
        answer = client.get(passage)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/mpeg")
    answer = client.get(passage)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 30
    assert "READCAST_PASSAGES_PER_MINUTE" in answer.json()["detail"]


def test_readers_and_programs_do_not_take_each_other_s_places(strict: tuple[TestClient, str]) -> None:
    client, passage = strict
    assembly = client.app.state.assembly  # type: ignore[attr-defined]
    speech = {"model": "tts-1", "input": "The tide is out.", "voice": "en_US-tiny-low"}
    assert client.portal is not None
    place = client.portal.call(Place, assembly.speech_places)
    assert client.get(passage).status_code == 200
    assert client.post("/v1/audio/speech", json=speech).status_code == 429
    client.portal.call(place.leave)
    client.portal.call(Place, assembly.passages.places)
    answer = client.get(passage)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert client.post("/v1/audio/speech", json=speech).status_code == 200


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        ("https://news.example/harbour.jpg", "https://news.example/harbour.jpg"),
        ('HTTPS://news.example/a b".jpg', "https://news.example/a%20b%22.jpg"),
        ("/harbour.jpg", None),
        ("javascript:alert(1)", None),
        ("http://", None),
        ("https://[news/harbour.jpg", None),
        ("", None),
        (None, None),
    ],
)
def test_what_a_page_named_is_a_web_address_or_none(named: str | None, shown: str | None) -> None:
    """Browsers refuse the whole metadata of what plays for one that is none."""
    assert web_address(named) == shown


def test_players_are_told_no_other_picture(client: TestClient, completed: Completed) -> None:
    article = completed()
    assembly = client.app.state.assembly  # type: ignore[attr-defined]
    for picture, shown in (("https://[news/a.jpg", None), ("https://news.example/a.jpg",) * 2):
        with assembly.database.write() as session:
            session.execute(update(Article).values(image_url=picture))
        assert client.get(f"/v1/articles/{article['id']}/player").json()["image_url"] == shown
