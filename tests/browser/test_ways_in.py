"""The snippets as publishers paste them, on pages of another origin, and the page to share."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from api.settings import Settings
from tests.api.page_server import Site, running
from tests.browser.pages import OTHER_VOICE, PLAYER, TEXT, opened, served, until, wait_until_heard

ICON = '<link rel="icon" href="data:,">'


@pytest.fixture(scope="module")
def publisher() -> Iterator[Site]:
    """A site of its own, on a port of its own: to the server it is another origin."""
    with running(Site()) as site:
        yield site


def page_with(publisher: Site, path: str, body: str, head: str = "") -> str:
    html = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>News</title>{ICON}{head}</head>'
    return publisher.serve(path, f"{html}<body>{body}</body></html>".encode(), Content_Type="text/html; charset=utf-8")


def snippets(article: dict[str, Any], **query: str) -> dict[str, str]:
    told: dict[str, str] = httpx.get(article["urls"]["snippets"], params=query).json()
    return told


def play(page: Page) -> None:
    until(page, f"{PLAYER}?.sound")  # it knows its article
    page.locator("readcast-player").get_by_role("button", name="Play", exact=True).click()
    wait_until_heard(page)


@pytest.mark.parametrize("form", ["script", "element"])
def test_a_pasted_player_plays_on_a_page_of_another_origin(
    browser: Browser, publisher: Site, article: dict[str, Any], form: str
) -> None:
    address = page_with(publisher, f"/{form}", f"<h1>News</h1><div>{snippets(article)[form]}</div><p>The end.</p>")
    with opened(browser, address) as page:
        expect(page.locator("div > readcast-player")).to_have_count(1)
        play(page)


def test_a_pasted_voice_reads(browser: Browser, publisher: Site, article: dict[str, Any]) -> None:
    address = page_with(publisher, "/voice", snippets(article, voice=OTHER_VOICE)["script"])
    with opened(browser, address) as page:
        until(page, f"{PLAYER}?.sound?.voice === {OTHER_VOICE!r}")


def test_a_pasted_frame_is_as_high_as_its_player(browser: Browser, publisher: Site, article: dict[str, Any]) -> None:
    address = page_with(publisher, "/frame", snippets(article)["iframe"])
    with opened(browser, address) as page:
        until(page, "document.querySelector('iframe').style.height !== ''")
        (frame,) = page.main_frame.child_frames
        assert frame.url == article["urls"]["embed"]
        until(frame, f"{PLAYER}.sound")
        until(page, "parseFloat(document.querySelector('iframe').style.height) > 100")
        inside = frame.evaluate("() => Math.ceil(document.body.getBoundingClientRect().height)")
        until(page, f"Math.abs(document.querySelector('iframe').getBoundingClientRect().height - {inside}) < 3")


def test_plain_audio_needs_no_script(browser: Browser, publisher: Site, article: dict[str, Any]) -> None:
    address = page_with(publisher, "/plain", snippets(article)["audio"])
    with opened(browser, address) as page:
        page.evaluate("document.querySelector('audio').play()")
        until(page, "document.querySelector('audio').currentTime > 0.1")
        assert page.locator("a").get_attribute("href") == article["urls"]["audio"]


def test_a_page_without_an_id_is_narrated_when_it_is_opened(
    browser: Browser, publisher: Site, values: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = Settings(**values, data_dir=tmp_path_factory.mktemp("magic"), fetch_allow_networks=("127.0.0.0/8",))
    with served(settings) as server:
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT.split("\n\n"))
        script = f'<script src="{server}/player/player.js" async></script>'
        body = f"<article><h1>The harbour is open</h1>{script}{paragraphs}</article>"
        address = page_with(publisher, "/magic", body, '<link rel="canonical" href="/magic">')
        with opened(browser, address, expected="404") as page:
            expect(page.locator("readcast-player")).to_contain_text("There is no audio for this article.")
            assert httpx.get(f"{server}/v1/articles").json()["items"] == []
        allowed = {"embed_origins": [publisher.url("")]}
        assert httpx.patch(f"{server}/v1/site", json=allowed).status_code == 200
        publisher.answers["/magic?utm_source=mail"] = publisher.answers["/magic"]
        with opened(browser, f"{address}?utm_source=mail") as page:
            page.set_default_timeout(30_000)  # a new server makes its voice ready first
            play(page)
        (article,) = httpx.get(f"{server}/v1/articles").json()["items"]
        assert (article["source_url"], article["title"]) == (address, "The harbour is open")


def test_the_page_to_share_plays_and_reports_nothing(browser: Browser, article: dict[str, Any]) -> None:
    with opened(browser, article["urls"]["share"]) as page:
        expect(page.get_by_role("heading", level=1)).to_have_text(article["title"])
        play(page)
        expect(page.locator("#transcript p")).to_have_count(3)


@pytest.mark.parametrize("script", [True, False])
def test_axe_finds_nothing_on_the_page_to_share(browser: Browser, article: dict[str, Any], script: bool) -> None:
    # axe tries on a style of its own, which the page's policy refuses.
    with opened(browser, article["urls"]["share"], expected="Applying inline style") as page:
        if script:
            until(page, f"{PLAYER}?.sound")
        else:  # axe is a script: what others see is put in its place
            page.evaluate("for (const n of document.querySelectorAll('noscript')) n.outerHTML = n.textContent")
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
        assert found.violations_count == 0, found.generate_report()


def test_the_page_to_share_works_without_script(browser: Browser, article: dict[str, Any]) -> None:
    with opened(browser, article["urls"]["share"], java_script_enabled=False) as page:
        audio = page.locator("audio")
        expect(audio).to_be_visible()
        assert (audio.get_attribute("src") or "").startswith(article["urls"]["audio"])
