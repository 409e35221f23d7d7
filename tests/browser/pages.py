"""A real browser on a real server: how its tests open pages."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Frame, Page

from api.app import create_app
from api.settings import Settings
from tests.servers import free_ports

TITLE = "The harbour is open"
TEXT = """The old harbour reopened on Monday after two years of work. Nobody was hurt in all that time.

The mayor thanked the 300 workers who rebuilt the quay. The first ship came in at noon and left in the evening.

A second quay follows in spring, and it will take ships of up to 90 metres. Visitors pay nothing this year."""
VOICE, OTHER_VOICE = "en_US-tiny-low", "en_US-other-low"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


def chromium() -> str:
    """The program; without it the tests are skipped, in CI they fail."""
    named = os.environ.get("READCAST_TEST_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        reason = "No Chromium: apt-get install chromium, or set READCAST_TEST_CHROMIUM."
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The application on a free port; its address."""
    (port,) = free_ports(1)
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "The server did not start."
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def posted(address: str, **fields: str) -> dict[str, Any]:
    """Posts an article; how it is once nothing of it waits any more."""
    answer = httpx.post(f"{address}/v1/articles", json=fields)
    assert answer.status_code == 202, answer.text
    deadline = time.monotonic() + 60
    while True:
        article: dict[str, Any] = httpx.get(f"{address}/v1/articles/{answer.json()['id']}").json()
        if all(n["status"] not in ("queued", "processing") for n in article["narrations"]):
            return article
        assert time.monotonic() < deadline, article
        time.sleep(0.05)


def embed(address: str, article: dict[str, Any]) -> str:
    return f"{address}/embed/{article['id']}"


@contextmanager
def opened(browser: Browser, address: str, expected: str = "", **options: Any) -> Iterator[Page]:
    """The page at an address. In the end nothing may have been reported on its console but `expected`."""
    context = browser.new_context(**options)
    context.set_default_timeout(20_000)
    page = context.new_page()
    reports: list[str] = []
    page.on("console", lambda m: reports.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: reports.append(str(error)))
    try:
        page.goto(address)
        yield page
        unexpected = [report for report in reports if not expected or expected not in report]
        assert not unexpected, unexpected
    finally:
        context.close()


PLAYER = "document.querySelector('readcast-player')"


def sound(page: Page | Frame, what: str) -> Any:
    """A property of the first player's sound: `now`, `mode`, `sentence`, `audio.playbackRate` ..."""
    return page.evaluate(f"{PLAYER}.sound.{what}")


def wait_until_heard(page: Page | Frame, voice: str = VOICE, after: float = 0.2) -> None:
    """The player plays, and has come on a little."""
    page.wait_for_function(
        """([voice, after]) => {
          const sound = document.querySelector("readcast-player")?.sound;
          if (!sound || sound.voice !== voice || sound.audio.paused || sound.audio.seeking) return false;
          window.heardFrom ??= sound.now;
          return sound.audio.readyState > 2 && sound.audio.currentTime > 0.1
            && sound.now - window.heardFrom > after; }""",
        arg=[voice, after],
    )
    page.evaluate("delete window.heardFrom")


def clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def until(page: Page | Frame, condition: str, timeout: float = 20_000) -> None:
    """Wait until the page's script finds it so. As a function: the player's page allows no evaluated text."""
    page.wait_for_function(f"() => {condition}", timeout=timeout)
