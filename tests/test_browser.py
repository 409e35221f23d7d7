"""The start page and the embedded player in a real browser, on a real server."""

import os
import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Frame, Page, expect, sync_playwright
from pydantic import SecretStr

from api.app import create_app
from api.settings import Settings
from tests.servers import free_ports

TITLE = "The harbour is open"
TEXT = """The old harbour reopened on Monday after two years of work. Nobody was hurt in all that time.

The mayor thanked the 300 workers who rebuilt the quay. The first ship came in at noon and left in the evening.

A second quay follows in spring, and it will take ships of up to 90 metres. Visitors pay nothing this year."""
VOICE, OTHER_VOICE = "en_US-tiny-low", "en_US-other-low"
KEY = "browser-key-browser-key"
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


def posted(address: str, **fields: str) -> dict[str, Any]:
    """Posts an article; how it is once nothing of it waits any more."""
    answer = httpx.post(f"{address}/v1/articles", json=fields)
    assert answer.status_code == 202, answer.text
    deadline = time.monotonic() + 30
    while True:
        article: dict[str, Any] = httpx.get(f"{address}/v1/articles/{answer.json()['id']}").json()
        if all(n["status"] not in ("queued", "processing") for n in article["narrations"]):
            return article
        assert time.monotonic() < deadline, article
        time.sleep(0.05)


@contextmanager
def opened(browser: Browser, address: str, expected: str = "", **options: Any) -> Iterator[Page]:
    """The page at an address. In the end nothing may have been reported on its console but `expected`."""
    context = browser.new_context(**options)
    context.set_default_timeout(10_000)
    page = context.new_page()
    reports: list[str] = []
    page.on("console", lambda m: reports.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: reports.append(str(error)))
    try:
        page.goto(address)
        yield page
        assert [report for report in reports if not expected or expected not in report] == []
    finally:
        context.close()


def sound(page: Page | Frame, what: str) -> Any:
    """A property of the player's audio element."""
    return page.evaluate(f"document.querySelector('audio').{what}")


def wait_until_heard(page: Page | Frame, voice: str) -> None:
    page.wait_for_function(
        """voice => { const audio = document.querySelector("audio");
           return audio.src.endsWith(`voice=${voice}`) && !audio.paused && !audio.seeking
             && audio.currentTime > 0.2; }""",
        arg=voice,
    )


def clock(seconds: float) -> str:
    return f"{round(seconds) // 60}:{round(seconds) % 60:02}"


def test_a_newcomer_pastes_an_article_and_hears_it(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.get_by_label("Article or its address").fill(f"# Ferry\n\n{TEXT}")
        expect(page.get_by_text("Will be read as Markdown.")).to_be_visible()
        page.get_by_label("Title").fill("The <b>ferry</b> & the sun")
        page.get_by_label("Voice").select_option(OTHER_VOICE)
        page.get_by_role("button", name="Narrate").click()

        page.locator("#player[src^='/embed/']").wait_for()
        frame = page.locator("#player").element_handle().content_frame()
        assert frame is not None
        frame.get_by_role("button", name="Play").click()
        wait_until_heard(frame, OTHER_VOICE)
        expect(frame.get_by_role("button", name="Pause")).to_be_visible()
        expect(frame.get_by_role("heading", name="The <b>ferry</b> & the sun")).to_be_visible()
        expect(page.locator("#latest").get_by_role("link", name="The <b>ferry</b> & the sun")).to_be_visible()

        made = httpx.get(f"{address}/v1/articles").json()["items"][0]
        snippets = page.locator(".snippets code").all_inner_texts()
        assert snippets[0] == made["urls"]["audio"]
        assert f'src="{made["urls"]["embed"]}"' in snippets[1]
        assert "&lt;b&gt;ferry&lt;/b&gt; &amp; the sun" in snippets[1]
        assert snippets[2].startswith(f"curl '{address}/v1/articles' ")


def test_the_example_is_complete(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.get_by_role("button", name="Try an example").click()
        page.get_by_role("button", name="Narrate").click()
        expect(page.frame_locator("#player").get_by_text("Key Takeaways")).to_be_visible()


def test_what_was_pasted_is_recognized(browser: Browser, address: str) -> None:
    kinds = {
        "  https://news.example/a?b=1#c ": "the address of a page",
        "See https://news.example/a for more.": "plain text",
        "<h1>Ferry</h1>": "HTML",
        "---\ntitle: Ferry\n---\nIt sails.": "Markdown",
        "It sails.\n\n## Next\n\nIt returns.": "Markdown",
        "We are #1. It sails.": "plain text",
    }
    with opened(browser, address) as page:
        for pasted, kind in kinds.items():
            page.get_by_label("Article or its address").fill(pasted)
            expect(page.locator("#detected")).to_have_text(f"Will be read as {kind}.")


def test_an_error_is_shown_at_its_field(browser: Browser, address: str) -> None:
    with opened(browser, address, expected="status of 422") as page:
        field = page.get_by_label("Article or its address")
        field.fill("***")
        page.get_by_role("button", name="Narrate").click()
        expect(page.locator("#article-error")).not_to_be_empty()
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_be_focused()
        expect(field).to_have_accessible_description(re.compile("word"))


def test_a_key_is_asked_for(browser: Browser, values: dict[str, Any], tmp_path: Path) -> None:
    settings = Settings(**values, data_dir=tmp_path, api_key=SecretStr(KEY))
    with served(settings) as address, opened(browser, address, expected="status of 401") as page:
        page.get_by_label("Article or its address").fill(TEXT)
        expect(page.get_by_label("API key")).to_be_hidden()
        for key in ("", "not-the-key"):
            if key:
                page.get_by_label("API key").fill(key)
            page.get_by_role("button", name="Narrate").click()
            expect(page.locator("#key-error")).to_contain_text("not known" if key else "needs an API key")
        page.get_by_label("API key").fill(KEY)
        page.get_by_role("button", name="Narrate").click()
        expect(page.frame_locator("#player").get_by_role("button", name="Play")).to_be_visible()
        assert KEY not in page.locator(".snippets").inner_text()


def test_a_takeaway_is_heard_in_its_place(browser: Browser, address: str, article: dict[str, Any]) -> None:
    last = httpx.get(article["urls"]["takeaways"]).json()["takeaways"][-1]
    marks = httpx.get(article["narrations"][0]["urls"]["marks"]).json()["marks"]
    place = {"type": "sentence", "block": last["block"], "start_char": last["start_char"]}
    (start,) = (mark["start"] for mark in marks if place.items() <= mark.items())
    assert start > 0
    with opened(browser, f"{address}/embed/{article['id']}") as page:
        page.locator(".takeaways li button").last.click()
        wait_until_heard(page, VOICE)
        assert start <= sound(page, "currentTime") < start + 3


def test_the_player_plays_the_article(browser: Browser, address: str, article: dict[str, Any]) -> None:
    duration = article["narrations"][0]["duration"]
    with opened(browser, f"{address}/embed/{article['id']}") as page:
        expect(page.get_by_role("heading", name="Listen to the article")).to_be_visible()
        expect(page.locator(".time")).to_have_text(f"0:00 / {clock(duration)}")
        takeaways = httpx.get(article["urls"]["takeaways"]).json()["takeaways"]
        assert page.locator(".takeaways li").all_inner_texts() == [takeaway["text"] for takeaway in takeaways]
        assert takeaways

        page.get_by_role("button", name="Play").click()
        wait_until_heard(page, VOICE)
        assert sound(page, "duration") == pytest.approx(duration, abs=0.1)
        page.get_by_role("button", name="Pause").click()
        before = sound(page, "currentTime")
        page.get_by_role("slider", name="Position").press("ArrowRight")
        assert sound(page, "currentTime") == pytest.approx(before + 5, abs=0.2)
        expect(page.locator(".elapsed")).to_have_text(clock(before + 5))


def test_the_speed_keeps_the_pitch_and_outlives_the_voice(
    browser: Browser, address: str, article: dict[str, Any]
) -> None:
    with opened(browser, f"{address}/embed/{article['id']}") as page:
        page.get_by_role("button", name="Play").click()
        wait_until_heard(page, VOICE)
        page.get_by_role("radio", name="1.5×").check()
        assert sound(page, "playbackRate") == 1.5
        assert sound(page, "preservesPitch")

        # Nobody has asked for this voice yet: the player waits for it, then goes on where it was.
        page.get_by_role("slider", name="Position").fill(str(round(sound(page, "duration") / 2, 1)))
        page.get_by_label("Select a Voice").select_option(OTHER_VOICE)
        wait_until_heard(page, OTHER_VOICE)
        assert sound(page, "currentTime") / sound(page, "duration") == pytest.approx(0.5, abs=0.2)
        assert sound(page, "playbackRate") == 1.5
        assert page.url.endswith(f"?voice={OTHER_VOICE}")


def test_a_failed_narration_says_why(browser: Browser, address: str) -> None:
    failed = posted(address, text="They rowed over the loch.")  # the tiny voice fails at its end
    reason = failed["narrations"][0]["error"]
    assert reason
    with opened(browser, failed["urls"]["embed"], expected="status of 409") as page:
        expect(page.get_by_role("status")).to_contain_text(reason)
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("status")).to_contain_text("POST the article to try again")


def test_a_narration_is_heard_while_it_is_rendered(browser: Browser, values: dict[str, Any], tmp_path: Path) -> None:
    long = "\n\n".join(f"{TEXT} This is part number {number} of a long story." for number in range(600))
    with served(Settings(**values, data_dir=tmp_path / "data")) as address:
        article = httpx.post(f"{address}/v1/articles", json={"text": long}, timeout=30).json()
        narration = article["narrations"][0]
        with opened(browser, address) as page:
            if not page.evaluate("document.createElement('audio').canPlayType('application/vnd.apple.mpegurl')"):
                pytest.skip("This Chromium plays no HLS by itself.")
            page.evaluate(
                """url => { const audio = document.createElement("audio");
                   audio.src = url; document.body.append(audio); return audio.play(); }""",
                narration["urls"]["hls"],
            )
            page.wait_for_function("() => document.querySelector('audio').currentTime > 1", timeout=30_000)
            assert httpx.get(f"{address}/v1/narrations/{narration['id']}").json()["status"] == "processing"
            assert sound(page, "error") is None
            before = sound(page, "currentTime")
            page.wait_for_function("before => document.querySelector('audio').currentTime > before + 1", arg=before)


def test_any_page_can_embed_the_player(browser: Browser, article: dict[str, Any], tmp_path: Path) -> None:
    # A file, since a Content-Security-Policy of "frame-ancestors *" would keep it and news apps out.
    publisher = tmp_path / "article.html"
    embed = article["urls"]["embed"]
    publisher.write_text(f'<!doctype html><link rel="icon" href="data:,"><iframe src="{embed}"></iframe>')
    with opened(browser, publisher.as_uri()) as page:
        frame = page.frames[1]
        frame.get_by_role("button", name="Play").click()
        wait_until_heard(frame, VOICE)


def test_without_javascript_the_browser_plays(browser: Browser, address: str, article: dict[str, Any]) -> None:
    with opened(browser, article["urls"]["embed"], java_script_enabled=False) as page:
        expect(page.locator("audio[controls]")).to_be_visible()
        expect(page.get_by_role("slider", name="Position")).to_be_hidden()
        links = [link.get_attribute("href") or "" for link in page.get_by_role("link").all()]
        assert [link.rpartition("speed=")[2] for link in links] == ["0.75", "1", "1.25", "1.5", "1.75", "2"]
        for audio in (page.locator("audio").get_attribute("src") or "", links[3]):
            answer = httpx.get(audio, follow_redirects=True)
            assert answer.headers["content-type"] == "audio/mpeg", answer.text
        page.get_by_label("Select a Voice").select_option(OTHER_VOICE)
        page.get_by_role("button", name="Switch").click()
        expect(page.locator(f"audio[src$='voice={OTHER_VOICE}']")).to_be_visible()


def test_nothing_sticks_out_of_a_narrow_page(browser: Browser, address: str, article: dict[str, Any]) -> None:
    size = {"width": 320, "height": 640}
    with opened(browser, address, viewport=size) as page:
        page.get_by_label("Article or its address").fill(f"A short one. {'x' * 100}")
        page.get_by_role("button", name="Narrate").click()
        page.locator(".snippets button").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") == 320
    with opened(browser, article["urls"]["embed"], viewport=size) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == 320
