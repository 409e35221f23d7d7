"""The browser, and the server and article that most of its tests look at."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from api.settings import Settings
from tests.browser.pages import CHROMIUM_ARGUMENTS, TEXT, TITLE, VOICE, chromium, posted, served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def values(voices_dir: Path) -> dict[str, Any]:
    """Settings of every server here; each has a data folder of its own."""
    return {"voices_dir": voices_dir, "default_voice": VOICE, "noise": 0, "noise_w": 0, "workers": 2}


@pytest.fixture(scope="module")
def address(values: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(Settings(**values, data_dir=tmp_path_factory.mktemp("browser"))) as address:
        yield address


@pytest.fixture(scope="module")
def article(address: str) -> dict[str, Any]:
    """An article with its narration, finished."""
    return posted(address, text=TEXT, title=TITLE)
