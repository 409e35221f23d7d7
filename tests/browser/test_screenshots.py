"""Pictures of the player. With READCAST_SCREENSHOTS=docs they are those of the README."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import PLAYER, embed, opened, until, wait_until_heard

SHOTS: dict[str, dict[str, Any]] = {
    "player-light": {"viewport": {"width": 720, "height": 400}, "color_scheme": "light"},
    "player-dark": {"viewport": {"width": 720, "height": 400}, "color_scheme": "dark"},
    "player-phone": {"viewport": {"width": 390, "height": 700}, "color_scheme": "light"},
}


@pytest.mark.parametrize("name", SHOTS)
def test_the_player_is_pictured(
    browser: Browser, address: str, article: dict[str, Any], tmp_path: Path, name: str
) -> None:
    folder = Path(os.environ.get("READCAST_SCREENSHOTS") or tmp_path)
    with opened(browser, embed(address, article), **SHOTS[name]) as page:
        page.get_by_role("button", name="Play", exact=True).click()
        page.get_by_text("Transcript", exact=True).click()
        wait_until_heard(page)
        until(page, f"{PLAYER}.sound.sentence === 2")
        page.evaluate(f"{PLAYER}.pause()")
        shot = page.locator("readcast-player").screenshot(path=folder / f"{name}.png")
    assert len(shot) > 10_000
