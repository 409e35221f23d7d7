"""What the player tells the server of how it is listened to."""

import time
from typing import Any

import httpx
from playwright.sync_api import Browser

from tests.browser.pages import opened, posted, sound, until, wait_until_heard


def test_listening_is_counted(browser: Browser, address: str) -> None:
    article = posted(address, text="A lock was opened. Boats went through it all day long, and nobody paid for it.")
    with opened(browser, f"{address}/embed/{article['id']}") as page:
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until_heard(page)
        page.get_by_label("Playback Speed").select_option("2")
        until(page, "document.querySelector('readcast-player').sound.audio.ended", timeout=60_000)
        duration: float = sound(page, "duration")
    counted = analytics(address, article["id"])
    assert (counted["loads"], counted["plays"], counted["completes"], counted["speed_changes"]) == (1, 1, 1, 1)
    assert counted["reached"] == [1] * 10
    assert 0.3 * duration < counted["listened_seconds"] < duration + 3


def analytics(address: str, article: str) -> dict[str, Any]:
    """The counts of an article, once its end was told."""
    deadline = time.monotonic() + 30
    while True:
        totals: dict[str, Any] = httpx.get(f"{address}/v1/analytics", params={"article": article}).json()["totals"]
        if totals["completes"] and totals["listened_seconds"]:
            return totals
        assert time.monotonic() < deadline, totals
        time.sleep(0.2)
