"""The player among what else is on its page, in other tabs and on the network, and for those without a mouse."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.pages import (
    OTHER_VOICE,
    PLAYER,
    VOICE,
    embed,
    opened,
    posted,
    sound,
    until,
    wait_until_heard,
)
from tests.browser.test_player import AXE_RULES, publisher_page

SOUNDING = "[...document.querySelectorAll('readcast-player')].filter((player) => !player.sound.audio.paused)"
PLACES = "JSON.parse(localStorage.getItem('readcast:places') ?? '{}')"
FOCUSED = f"{PLAYER}.shadowRoot.activeElement"


def begin(page: Page) -> None:
    """Press play, and wait until it is heard."""
    page.get_by_role("button", name="Play", exact=True).first.click()
    wait_until_heard(page)


@contextmanager
def held(page: Page, what: str) -> Iterator[list[Route]]:
    """What the page asks of these addresses meanwhile is answered in the end only."""
    routes: list[Route] = []

    def hold(route: Route) -> None:
        routes.append(route)

    page.route(what, hold)
    yield routes
    for route in routes:
        route.continue_()
    page.unroute(what)


def wait_for(page: Page, routes: list[Route]) -> None:
    for _ in range(500):
        if routes:
            return
        page.wait_for_timeout(20)
    raise AssertionError("It was not asked for.")


# ---- the place


@pytest.mark.parametrize("slow", ["**/sentences", "**/articles/*/player"])
def test_who_presses_play_at_once_hears_it_from_where_it_was_left(
    browser: Browser, address: str, article: dict[str, Any], slow: str
) -> None:
    with opened(browser, embed(address, article)) as page:
        begin(page)
        page.get_by_role("slider", name="Position").fill("4")
        wait_until_heard(page)
        page.get_by_role("button", name="Pause").click()
        left = sound(page, "now")
        place = page.evaluate(f"Object.values({PLACES})[0]")
        assert sorted(place) == ["block", "into", "start", "voice"]
        with held(page, slow) as routes:
            page.reload()
            page.get_by_role("button", name="Play", exact=True).click()
            wait_for(page, routes)
        wait_until_heard(page, after=0.05)
        assert left - 0.3 <= sound(page, "now") < left + 2


def test_a_paused_player_leaves_another_tab_s_place_alone(
    browser: Browser, address: str, article: dict[str, Any]
) -> None:
    with opened(browser, embed(address, article)) as page:
        begin(page)
        page.get_by_role("slider", name="Position").fill("3")
        wait_until_heard(page)
        page.get_by_role("button", name="Pause").click()
        first = page.evaluate(PLACES)
        later = page.context.new_page()
        later.goto(embed(address, article))
        begin(later)
        later.get_by_role("slider", name="Position").fill("9")
        wait_until_heard(later)
        later.get_by_role("button", name="Pause").click()
        second = page.evaluate(PLACES)
        assert second != first
        page.evaluate("dispatchEvent(new Event('pagehide'))")
        assert page.evaluate(PLACES) == second


# ---- only one sounds


def test_a_click_into_the_text_is_one_player_s(
    browser: Browser, address: str, article: dict[str, Any], tmp_path: Path
) -> None:
    publisher = tmp_path / "article.html"
    second = f'<readcast-player id="two" article="{article["id"]}" server="{address}"></readcast-player>'
    publisher.write_text(publisher_page(address, article, around=second))
    with opened(browser, publisher.as_uri()) as page:
        begin(page)
        page.locator("#two").get_by_role("button", name="Play", exact=True).click()
        until(page, "document.querySelector('#two').along.page")
        until(page, f"{SOUNDING}.length === 1 && document.querySelector('#two').sound.now > 0.2")
        page.locator("#third").click(position={"x": 30, "y": 8})
        until(page, "document.querySelector('#two').sound.now > 3")
        page.wait_for_timeout(300)
        assert page.evaluate(f"{SOUNDING}.map((player) => player.id)") == ["two"]
        assert not sound(page, "wanted")


def test_takeaways_and_other_tabs_silence_each_other(browser: Browser, address: str, article: dict[str, Any]) -> None:
    with opened(browser, embed(address, article)) as page:
        begin(page)
        later = page.context.new_page()
        later.goto(embed(address, article))
        later.get_by_role("button", name="Listen to the takeaways").click()
        until(later, f"{PLAYER}.aside.audio.currentTime > 0.05")
        until(page, f"{PLAYER}.sound.audio.paused")
        page.get_by_role("button", name="Play", exact=True).click()
        until(later, f"{PLAYER}.aside.audio.paused && !{PLAYER}.aside.wanted")
        wait_until_heard(page, after=0.05)


def test_what_was_heard_beside_is_not_heard_again_before_the_next(
    browser: Browser, address: str, article: dict[str, Any]
) -> None:
    with opened(browser, embed(address, article), expected="status of 500") as page:
        hear = page.get_by_role("button", name="Listen to the takeaways")
        hear.click()
        until(page, f"{PLAYER}.aside.audio.currentTime > 0.05")
        hear.click()
        expect(hear).to_have_attribute("aria-pressed", "false")
        with held(page, "**/audio?*kind=takeaways") as routes:
            hear.click()
            wait_for(page, routes)
            assert page.evaluate(f"{PLAYER}.aside.audio.paused")
        until(page, f"!{PLAYER}.aside.audio.paused")
        hear.click()
        broken = {"status": 500, "content_type": "application/problem+json", "body": '{"detail": "Out of order."}'}
        page.route("**/audio?*kind=takeaways", lambda route: route.fulfill(**broken))
        hear.click()
        expect(page.get_by_role("status")).to_contain_text("Out of order.")
        expect(hear).to_have_attribute("aria-pressed", "false")


# ---- how it comes and goes


def test_a_server_that_is_away_for_a_moment_is_asked_again(
    browser: Browser, address: str, article: dict[str, Any], tmp_path: Path
) -> None:
    publisher = tmp_path / "article.html"
    publisher.write_text(publisher_page(address, article, only=""))
    with opened(browser, publisher.as_uri(), expected="status of 503") as page:
        asked: list[Route] = []

        def answer(route: Route) -> None:
            asked.append(route)
            if len(asked) < 3:
                route.fulfill(status=503, headers={"Access-Control-Allow-Origin": "*"}, body="{}")
            else:
                route.continue_()

        page.route("**/articles/*/player", answer)
        put_player(page, address, article)
        until(page, f"{PLAYER}.ready")
        assert len(asked) == 3
        begin(page)


def test_a_player_that_began_offline_begins_once_it_is_online(
    browser: Browser, address: str, article: dict[str, Any], tmp_path: Path
) -> None:
    publisher = tmp_path / "article.html"
    publisher.write_text(publisher_page(address, article, only=""))
    with opened(browser, publisher.as_uri(), expected="ERR_INTERNET_DISCONNECTED") as page:
        until(page, "customElements.get('readcast-player')")
        page.evaluate("window.typed = 'a comment'")
        page.context.set_offline(True)
        put_player(page, address, article)
        expect(page.get_by_role("status")).to_contain_text("You are offline")
        page.context.set_offline(False)
        begin(page)
        assert page.evaluate("window.typed") == "a comment"  # the page was not loaded anew
        assert page.locator(".voices li").count() == len(set(page.locator(".voices li").all_text_contents()))
        until(page, f"getComputedStyle({PLAYER}.root).borderTopWidth === '1px'")


def put_player(page: Page, address: str, article: dict[str, Any]) -> None:
    page.evaluate(
        """([article, server]) => {
          const player = document.createElement("readcast-player");
          player.setAttribute("article", article);
          player.setAttribute("server", server);
          document.body.append(player); }""",
        [article["id"], address],
    )


@pytest.mark.parametrize("late", [False, True])
def test_a_script_in_the_head_shows_a_player(
    browser: Browser, address: str, article: dict[str, Any], tmp_path: Path, late: bool
) -> None:
    """Also where a tag manager puts it there after the page was loaded."""
    publisher = tmp_path / "article.html"
    script = f'<script src="{address}/player/player.js" data-article="{article["id"]}" async></script>'
    icon = '<link rel="icon" href="data:,">'
    publisher.write_text(f"<!doctype html><head>{icon}{'' if late else script}</head><body><p>News</p></body>")
    with opened(browser, publisher.as_uri()) as page:
        if late:
            page.evaluate(
                "(html) => document.head.append(document.createRange().createContextualFragment(html))", script
            )
        begin(page)
        assert page.evaluate("document.body.firstElementChild.localName") == "readcast-player"


def test_a_player_that_was_taken_away_is_gone_until_it_is_put_back(
    browser: Browser, address: str, article: dict[str, Any], tmp_path: Path
) -> None:
    publisher = tmp_path / "article.html"
    publisher.write_text(publisher_page(address, article))
    with opened(browser, publisher.as_uri()) as page:
        begin(page)
        page.get_by_role("slider", name="Position").fill("4")
        wait_until_heard(page)
        page.evaluate(f"window.gone = {PLAYER}; gone.remove()")
        assert page.evaluate("gone.sound.audio.paused && !gone.sound.wanted")
        assert page.evaluate("[navigator.mediaSession.metadata, CSS.highlights.size]") == [None, 0]
        page.evaluate("localStorage.clear(); gone.moved = true; dispatchEvent(new Event('pagehide'))")
        page.locator("#third").click(position={"x": 30, "y": 8})
        assert page.evaluate("localStorage.length") == 0
        assert page.evaluate("gone.sound.audio.paused")
        page.evaluate("document.querySelector('article').append(gone)")
        begin(page)
        assert 3.7 <= sound(page, "now") < 7
        page.evaluate("gone.pause()")
        before = sound(page, "now")
        page.get_by_role("button", name="Forward 10 seconds").click()
        assert sound(page, "now") == pytest.approx(before + 10, abs=0.2)  # once
        page.get_by_role("button", name="Listen to the takeaways").click()
        until(page, "gone.aside.audio.currentTime > 0.05")
        page.evaluate("gone.remove()")
        assert page.evaluate("gone.aside.audio.paused && !gone.aside.wanted")


def test_what_failed_for_another_reason_is_not_tried_again_when_the_network_is_back(
    browser: Browser, address: str
) -> None:
    failed = posted(address, text="They rowed home over the loch.")  # the tiny voice fails at its end
    with opened(browser, failed["urls"]["embed"]) as page:
        expect(page.get_by_role("status")).to_contain_text("could not be narrated")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(300)
        assert asked == []


# ---- what is told to the server


def test_a_report_is_never_too_long_and_tells_only_what_was_heard(
    browser: Browser, address: str, article: dict[str, Any]
) -> None:
    with opened(browser, embed(address, article)) as page:
        page.get_by_role("button", name="Play", exact=True).wait_for()
        page.evaluate("window.told = []; navigator.sendBeacon = (_, body) => told.push(body.text()); 0")
        begin(page)
        page.evaluate(f"{PLAYER}.seek(0.72 * {PLAYER}.sound.duration)")
        wait_until_heard(page)
        page.evaluate(f"{PLAYER}.pause()")
        page.evaluate(f"for (let n = 0; n < 20; n++) {PLAYER}.skip(-1)")
        page.evaluate(f"for (let n = 0; n < 100; n++) {PLAYER}.setRate(1 + (n % 2))")
        page.evaluate(f"{PLAYER}.report.send()")
        reports = [json.loads(text)["events"] for text in page.evaluate("Promise.all(told)")]
    assert max(map(len, reports)) <= 40
    events = [event for report in reports for event in report]
    assert len([event for event in events if event["event"] == "speed"]) == 100
    assert len([event for event in events if event["event"] == "seek"]) <= 2
    reached = [event["value"] for event in events if event["event"] == "progress"]
    assert 70 in reached
    assert not {30, 40, 50, 60} & set(reached)


# ---- without a mouse


def test_the_voice_menu_by_keyboard(browser: Browser, address: str, article: dict[str, Any]) -> None:
    with opened(browser, embed(address, article)) as page:
        page.get_by_role("button", name="Play", exact=True).wait_for()
        summary = page.locator(".voices summary")
        summary.press("Enter")
        page.get_by_role("radio", checked=True).focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowDown")
        stopped = page.get_by_role("radio", checked=True)
        chosen = stopped.get_attribute("value")
        assert chosen != VOICE
        assert sound(page, "voice") == VOICE  # not yet: each that is passed would be rendered
        until(page, f"{PLAYER}.sound.voice === {chosen!r}")
        expect(stopped).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".voices ul")).to_be_hidden()
        expect(summary).to_be_focused()
        summary.press("Enter")
        page.get_by_role("radio", checked=True).focus()
        page.keyboard.press("Escape")
        expect(summary).to_be_focused()
        expect(page.locator(".voices ul")).to_be_hidden()


def test_the_voice_menu_closes_at_a_click(browser: Browser, address: str, article: dict[str, Any]) -> None:
    with opened(browser, embed(address, article)) as page:
        page.get_by_role("button", name="Play", exact=True).wait_for()
        page.locator(".voices summary").click()
        page.locator(".voices label", has_text="Other").click()
        expect(page.get_by_role("radio", name="Other")).to_be_hidden()
        expect(page.locator(".voices summary")).to_be_focused()
        assert sound(page, "voice") == OTHER_VOICE


def test_the_transcript_by_keyboard(browser: Browser, address: str, article: dict[str, Any]) -> None:
    with opened(browser, embed(address, article), expected="Applying inline style") as page:
        page.get_by_text("Transcript", exact=True).click()
        page.locator(".transcript .text span").first.wait_for()
        page.keyboard.press("Tab")
        expect(page.locator(".transcript .text span").first).to_be_focused()
        for _ in range(3):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        wait_until_heard(page, after=0.05)
        assert sound(page, "sentence") == 3
        page.keyboard.press("ArrowUp")
        page.keyboard.press(" ")
        until(page, f"{PLAYER}.sound.sentence === 2")
        assert sound(page, "wanted")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")  # one stop, where the reader left it
        until(page, f"{FOCUSED}.matches('.transcript span')")
        found = Axe().run(page, options={"runOnly": AXE_RULES})
        assert found.violations_count == 0, found.generate_report()


FOLLOWS = f"{PLAYER}.along.page.following"


@pytest.mark.parametrize("how", ["ArrowDown", " ", "bar", "wheel"])
def test_the_page_follows_until_it_is_scrolled_in_any_way(
    browser: Browser, address: str, article: dict[str, Any], tmp_path: Path, how: str
) -> None:
    publisher = tmp_path / "article.html"
    text = publisher_page(address, article, around='<input id="box"><div style="height: 3000px"></div>')
    publisher.write_text(text.replace('<p id="third">', '<div style="height: 3000px"></div><p id="third">'))
    with opened(browser, publisher.as_uri()) as page:
        begin(page)
        until(page, f"{PLAYER}.along.page?.index >= 0")
        sentence = 0 if how == "wheel" else sound(page, "sentences.length") - 1
        page.evaluate(f"{PLAYER}.playSentence({sentence})")
        until(page, f"{PLAYER}.along.page.index === {sentence}")
        page.wait_for_timeout(1800)  # its own scrolling is over
        assert page.evaluate(FOLLOWS)
        if how == "bar":
            page.evaluate("scrollBy({ top: 60, behavior: 'instant' })")
            page.wait_for_timeout(100)
            assert page.evaluate(FOLLOWS)  # what is said is still there
            page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        elif how == "wheel":
            page.locator(".time").hover()
            page.mouse.wheel(0, 5)
            page.wait_for_timeout(100)
            assert page.evaluate(FOLLOWS)
            page.locator("#first").hover()
            page.mouse.wheel(0, 5)
        else:
            page.evaluate("document.querySelector('#box').focus({ preventScroll: true })")
            page.keyboard.press(how)
            assert page.evaluate(FOLLOWS)
            page.evaluate("document.activeElement.blur()")
            page.keyboard.press(how)
        until(page, f"!{FOLLOWS}")


# ---- the rest


def test_unmuting_brings_back_the_volume(browser: Browser, address: str, article: dict[str, Any]) -> None:
    with opened(browser, embed(address, article)) as page:
        page.get_by_role("button", name="Play", exact=True).wait_for()
        level = page.get_by_role("slider", name="Volume")
        level.fill("0.6")
        level.fill("0")
        assert sound(page, "audio.muted")
        page.reload()
        expect(level).to_have_value("0")
        page.get_by_role("button", name="Unmute").click()
        assert [sound(page, "audio.volume"), sound(page, "audio.muted")] == [0.6, False]
        expect(level).to_have_value("0.6")
        page.get_by_role("button", name="Mute").click()
        assert sound(page, "audio.muted")


def test_a_download_is_there_once_the_audio_is(browser: Browser, address: str, article: dict[str, Any]) -> None:
    with opened(browser, embed(address, article)) as page:
        link = page.get_by_role("link", name="Download")
        expect(link).to_be_visible()
        assert [link.get_attribute(name) for name in ("target", "rel")] == ["_blank", "noopener"]
        page.evaluate(f"{PLAYER}.sound.narration = {{ ...{PLAYER}.sound.narration, status: 'processing' }}")
        page.evaluate(f"{PLAYER}.draw()")
        expect(link).to_be_hidden()


def test_nothing_sticks_out_of_a_narrow_player_in_use(browser: Browser, address: str, article: dict[str, Any]) -> None:
    with opened(browser, embed(address, article), viewport={"width": 320, "height": 800}) as page:
        begin(page)
        page.get_by_text("Transcript", exact=True).click()
        page.locator(".transcript .text span").first.wait_for()
        page.locator(".voices summary").click()
        outside = page.evaluate(
            f"""() => {{
              const box = {PLAYER}.root.getBoundingClientRect();
              return [...{PLAYER}.root.querySelectorAll("*")].filter((one) => {{
                const own = one.getBoundingClientRect();
                return own.width && one.checkVisibility() && (own.left < box.left - 1 || own.right > box.right + 1);
              }}).map((one) => one.outerHTML.slice(0, 80)); }}"""
        )
        assert outside == []
        assert page.evaluate("document.documentElement.scrollWidth") == 320
