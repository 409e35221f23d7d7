"""The player in a real browser, with an article that is rendered and with one that is not."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from api.settings import Settings
from tests.browser.pages import (
    OTHER_VOICE,
    PLAYER,
    TEXT,
    VOICE,
    clock,
    embed,
    opened,
    posted,
    served,
    sound,
    until,
    wait_until_heard,
)

LONG = "\n\n".join(f"{TEXT} This is part number {number} of a long story." for number in range(200))
PLACE = "(({ offsetTop, offsetLeft, offsetWidth, offsetHeight }) => [offsetTop, offsetLeft, offsetWidth, offsetHeight])\
(document.querySelector('#second'))"
SHADES = ("light", "dark")
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def marks_of(article: dict[str, Any]) -> list[dict[str, Any]]:
    own = next(n for n in article["narrations"] if n["kind"] == "article")
    marks: list[dict[str, Any]] = httpx.get(own["urls"]["marks"]).json()["marks"]
    return marks


def publisher_page(address: str, article: dict[str, Any], around: str = "", **attributes: str) -> str:
    """A page of a publisher with the article, markup and advertisements in it, and the player's script."""
    first, second, third = TEXT.split("\n\n")
    second = second.replace("300 workers", "<em>300 <b>wor</b>kers</em>")
    data = "".join(f' data-{name}="{value}"' for name, value in attributes.items())
    return f"""<!doctype html><html lang="en"><head><title>News</title><link rel="icon" href="data:,"></head><body>
      <nav><a href="#">{first}</a></nav>
      <article><h1>{article["title"]}</h1>
      <script src="{address}/player/player.js" data-article="{article["id"]}"{data} async></script>
      <p id="first">{first}</p><aside>Buy our boats!</aside><p id="second">{second}</p><p id="third">{third}</p>{around}
      </article></body></html>"""


def highlighted(page: Page, name: str) -> str:
    """What is highlighted on the page."""
    text = page.evaluate(f"[...(CSS.highlights.get('readcast-{name}') ?? [])].map(String).join('')")
    return " ".join(str(text).split())


# ---- playing


def test_play_begins_and_seeking_moves(browser: Browser, address: str, article: dict[str, Any]) -> None:
    duration = article["narrations"][0]["duration"]
    with opened(browser, embed(address, article)) as page:
        expect(page.get_by_role("heading", name="Listen to the article")).to_be_visible()
        expect(page.locator(".time")).to_have_text(f"0:00 / {clock(duration)}")
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until_heard(page)
        assert sound(page, "duration") == pytest.approx(duration, abs=0.1)
        page.get_by_role("button", name="Pause").click()
        page.get_by_role("slider", name="Position").fill("2")
        assert sound(page, "now") == pytest.approx(2, abs=0.1)
        page.get_by_role("button", name="Forward 10 seconds").click()
        assert sound(page, "now") == pytest.approx(12, abs=0.1)
        page.get_by_role("button", name="Back 10 seconds").click()
        expect(page.locator(".elapsed")).to_have_text("0:02")


def test_the_takeaways_are_shown_and_heard_in_their_place(
    browser: Browser, address: str, article: dict[str, Any]
) -> None:
    takeaways = httpx.get(article["urls"]["takeaways"]).json()["takeaways"]
    last = takeaways[-1]
    place = {"type": "sentence", "block": last["block"], "start_char": last["start_char"]}
    (start,) = (mark["start"] for mark in marks_of(article) if place.items() <= mark.items())
    assert start > 0
    with opened(browser, embed(address, article)) as page:
        page.locator(".takeaways li").first.wait_for()
        assert page.locator(".takeaways li").all_inner_texts() == [takeaway["text"] for takeaway in takeaways]
        page.locator(".takeaways li button").last.click()
        wait_until_heard(page, after=0.05)
        assert start <= sound(page, "now") < start + 3
        page.get_by_role("button", name="Listen to the takeaways").click()
        until(page, f"{PLAYER}.aside.audio.currentTime > 0.1")
        assert sound(page, "audio.paused")


def test_the_speed_keeps_the_pitch_and_is_remembered(browser: Browser, address: str, article: dict[str, Any]) -> None:
    with opened(browser, embed(address, article)) as page:
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until_heard(page)
        page.get_by_label("Playback Speed").select_option("1.5")
        assert sound(page, "audio.playbackRate") == 1.5
        assert sound(page, "audio.preservesPitch")
        page.reload()
        expect(page.get_by_label("Playback Speed")).to_have_value("1.5")


def test_another_voice_goes_on_at_the_same_sentence(browser: Browser, values: dict[str, Any], tmp_path: Path) -> None:
    """Also when nobody has asked for it yet, long before it is rendered."""
    with served(Settings(**values, data_dir=tmp_path / "data")) as address:
        article = posted(address, text=LONG[: len(LONG) // 6])
        with opened(browser, embed(address, article)) as page:
            page.get_by_role("button", name="Play", exact=True).click()
            wait_until_heard(page)
            page.get_by_role("slider", name="Position").fill(str(round(sound(page, "duration") * 0.8)))
            wait_until_heard(page)
            page.locator(".voices summary").click()
            before = sound(page, "sentence")
            page.get_by_role("radio", name="Other").check()
            wait_until_heard(page, OTHER_VOICE, after=0.05)
            assert sound(page, "mode") == "passage"
            assert httpx.get(f"{address}/v1/articles/{article['id']}").json()["status"] != "failed"
            assert 0 <= sound(page, "sentence") - before <= 1
            until(page, f"{PLAYER}.sound.sentence > {before + 1}")
            until(page, f"{PLAYER}.sound.completed", timeout=60_000)
            until(page, f"{PLAYER}.sound.mode === 'file'", timeout=60_000)
            assert before < sound(page, "sentence") < before + 60


def test_an_article_that_is_being_rendered_plays_already(
    browser: Browser, values: dict[str, Any], tmp_path: Path
) -> None:
    with served(Settings(**values, data_dir=tmp_path / "data")) as address:
        article = httpx.post(f"{address}/v1/articles", json={"text": LONG}, timeout=30).json()
        with opened(browser, embed(address, article)) as page:
            page.get_by_role("button", name="Play", exact=True).click()
            wait_until_heard(page)
            assert sound(page, "mode") == "live"
            expect(page.get_by_role("status")).to_contain_text("Being narrated")
            until(page, f"{PLAYER}.sound.timeline.word({PLAYER}.sound.sentence, {PLAYER}.sound.now)")
            # What is not there yet is begun there, at once.
            page.get_by_role("slider", name="Position").fill(str(round(sound(page, "duration") * 0.9)))
            until(page, f"{PLAYER}.sound.mode !== 'live'")
            wait_until_heard(page, after=0.05)
            assert sound(page, "mode") in ("passage", "file")
            assert sound(page, "sentence") > 0.8 * sound(page, "sentences.length")


def test_a_failed_narration_says_why(browser: Browser, address: str) -> None:
    failed = posted(address, text="They rowed over the loch.")  # the tiny voice fails at its end
    reason = failed["narrations"][0]["error"]
    assert reason
    with opened(browser, failed["urls"]["embed"], expected="status of 409") as page:
        expect(page.get_by_role("status")).to_contain_text(reason)
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("status")).to_contain_text("POST the article to try again")


def test_being_offline_is_said_and_ends(browser: Browser, address: str) -> None:
    article = posted(address, text=f"{TEXT} Nobody is offline here.")
    with opened(browser, embed(address, article), expected="ERR_INTERNET_DISCONNECTED") as page:
        page.get_by_role("button", name="Play", exact=True).wait_for()
        page.locator(".voices summary").click()
        page.context.set_offline(True)
        page.get_by_role("radio", name="Other").check()
        page.get_by_role("button", name="Play", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("You are offline")
        page.context.set_offline(False)
        wait_until_heard(page, OTHER_VOICE)


# ---- reading along


def test_the_page_shows_what_is_said(browser: Browser, address: str, article: dict[str, Any], tmp_path: Path) -> None:
    marks = marks_of(article)
    publisher = tmp_path / "article.html"
    publisher.write_text(publisher_page(address, article))
    with opened(browser, publisher.as_uri()) as page:
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until_heard(page)
        page.evaluate(f"{PLAYER}.pause()")
        page.evaluate(f"{PLAYER}.along.page.show(-1, null)")
        box = page.evaluate(PLACE)
        for n, mark in enumerate(mark for mark in marks if mark["type"] == "word"):
            if n % 5:
                continue
            middle = (mark["start"] + mark["end"]) / 2
            page.evaluate(f"{PLAYER}.sound.audio.currentTime = {middle}")
            until(page, f"!{PLAYER}.sound.audio.seeking")
            page.evaluate(f"{PLAYER}.sound.audio.pause()")
            now = sound(page, "now")
            shown = page.evaluate(
                f"(() => {{ const p = {PLAYER}, now = p.sound.now; p.sound.wanted = false;"
                "  p.along.page.show(p.sound.timeline.at(now), p.sound.timeline.word(p.sound.timeline.at(now), now));"
                "  return now; })()"
            )
            assert abs(shown - now) < 0.05
            said = [m for m in marks if m["start"] - 0.15 <= shown < m["end"] + 0.15]
            assert highlighted(page, "word") in [m["text"] for m in said if m["type"] == "word"] + [""]
            assert highlighted(page, "sentence") in [m["text"] for m in said if m["type"] == "sentence"]
        assert page.evaluate(PLACE) == box
        # A click into the text goes on there.
        page.locator("#third").click(position={"x": 30, "y": 8})
        wait_until_heard(page, after=0.05)
        (third,) = (m["start"] for m in marks if m["type"] == "sentence" and m["text"].startswith("A second quay"))
        assert third <= sound(page, "now") < third + 3
        until(page, "(CSS.highlights.get('readcast-sentence')?.size ?? 0) > 0")
        assert highlighted(page, "sentence").startswith("A second quay")


def test_the_highlight_follows_the_sound_by_itself(
    browser: Browser, address: str, article: dict[str, Any], tmp_path: Path
) -> None:
    marks = [mark for mark in marks_of(article) if mark["type"] == "word"]
    publisher = tmp_path / "article.html"
    publisher.write_text(publisher_page(address, article))
    with opened(browser, publisher.as_uri()) as page:
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until_heard(page)
        seen = page.evaluate(
            f"""new Promise((done) => {{ const seen = []; const look = () => {{
              const word = [...(CSS.highlights.get("readcast-word") ?? [])].map(String).join("");
              if (word && seen.at(-1)?.word !== word) seen.push({{ word, at: {PLAYER}.sound.now }});
              if (seen.length < 12) requestAnimationFrame(look); else done(seen); }}; look(); }})"""
        )
        late = [
            min(abs(one["at"] - mark["start"]) for mark in marks if mark["text"] == one["word"]) for one in seen[1:]
        ]
        assert sorted(late)[-2] < 0.15, late


def test_the_page_follows_until_the_reader_scrolls(
    browser: Browser, address: str, article: dict[str, Any], tmp_path: Path
) -> None:
    publisher = tmp_path / "article.html"
    page_text = publisher_page(address, article).replace(
        '<p id="third">', '<div style="height: 3000px"></div><p id="third">'
    )
    publisher.write_text(page_text)
    third = "document.querySelector('#third').getBoundingClientRect().top"
    with opened(browser, publisher.as_uri(), reduced_motion="reduce") as page:
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until_heard(page)
        last = sound(page, "sentences.length") - 1
        page.evaluate(f"{PLAYER}.playSentence({last - 1})")
        until(page, f"{third} > 0 && {third} < innerHeight")
        page.mouse.wheel(0, -2500)
        page.get_by_role("button", name="Follow along").wait_for()
        page.evaluate(f"{PLAYER}.playSentence({last})")
        until(page, f"{PLAYER}.along.page.index === {last}")
        assert page.evaluate(f"{third} > innerHeight")
        page.get_by_role("button", name="Follow along").click()
        until(page, f"{third} > 0 && {third} < innerHeight")


def test_a_language_may_be_added(browser: Browser, address: str, article: dict[str, Any], tmp_path: Path) -> None:
    publisher = tmp_path / "article.html"
    added = """<script type="module">
      await customElements.whenDefined("readcast-player");
      customElements.get("readcast-player").texts.nl = { listen: "Luister naar het artikel" };
      const player = document.createElement("readcast-player");
      for (const [name, value] of [["article", "ARTICLE"], ["server", "SERVER"], ["lang", "nl"]]) {
        player.setAttribute(name, value);
      }
      document.querySelector("article").append(player);
    </script>"""
    added = added.replace("ARTICLE", article["id"]).replace("SERVER", address)
    publisher.write_text(publisher_page(address, article, around=added))
    with opened(browser, publisher.as_uri()) as page:
        page.get_by_role("heading", name="Luister naar het artikel").wait_for()
        assert page.get_by_role("button", name="Forward 10 seconds").count() == 2  # what it lacks is English


def test_the_transcript_is_shown_and_clicked(browser: Browser, address: str, article: dict[str, Any]) -> None:
    with opened(browser, embed(address, article)) as page:
        page.get_by_text("Transcript", exact=True).click()
        page.get_by_text("The first ship came in at noon").click()
        wait_until_heard(page, after=0.05)
        expect(page.locator(".transcript .now")).to_contain_text("The first ship came in")


# ---- what the browser remembers and shares


def test_it_goes_on_where_it_was_left(browser: Browser, address: str, article: dict[str, Any]) -> None:
    with opened(browser, embed(address, article)) as page:
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until_heard(page)
        page.get_by_role("slider", name="Position").fill("4")
        wait_until_heard(page)
        page.get_by_role("button", name="Pause").click()
        left = sound(page, "now")
        page.reload()
        expect(page.get_by_role("status")).to_have_text("Goes on at 0:04")
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until_heard(page, after=0.05)
        assert left - 0.3 <= sound(page, "now") < left + 2


def test_only_one_of_two_players_sounds(
    browser: Browser, address: str, article: dict[str, Any], tmp_path: Path
) -> None:
    publisher = tmp_path / "article.html"
    second = f'<readcast-player id="two" article="{article["id"]}" server="{address}"></readcast-player>'
    publisher.write_text(publisher_page(address, article, around=second))
    with opened(browser, publisher.as_uri()) as page:
        page.get_by_role("button", name="Play", exact=True).first.click()
        wait_until_heard(page)
        page.locator("#two").get_by_role("button", name="Play", exact=True).click()
        until(page, "document.querySelector('#two').sound.now > 0.2")
        assert sound(page, "audio.paused")


def test_it_is_driven_by_the_keyboard_alone(browser: Browser, address: str, article: dict[str, Any]) -> None:
    with opened(browser, embed(address, article)) as page:
        page.get_by_role("button", name="Play", exact=True).wait_for()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        wait_until_heard(page)
        page.keyboard.press("ArrowRight")
        until(page, f"{PLAYER}.sound.now > 10")
        page.keyboard.press(">")
        assert sound(page, "audio.playbackRate") == 1.25
        page.keyboard.press("<")
        assert sound(page, "audio.playbackRate") == 1
        page.keyboard.press("m")
        assert sound(page, "audio.muted")
        page.keyboard.press("m")
        page.keyboard.press("Escape")
        assert sound(page, "audio.paused")


def test_the_device_is_told_what_plays(browser: Browser, address: str, article: dict[str, Any]) -> None:
    with opened(browser, embed(address, article)) as page:
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until_heard(page)
        assert page.evaluate("navigator.mediaSession.metadata.title") == article["title"]
        assert page.evaluate("navigator.mediaSession.playbackState") == "playing"


# ---- every reader


@pytest.mark.parametrize("shade", SHADES)
def test_axe_finds_nothing(browser: Browser, address: str, article: dict[str, Any], shade: Any) -> None:
    # What axe itself puts into the page, the page's policy refuses, which is told.
    with opened(browser, embed(address, article), expected="Applying inline style", color_scheme=shade) as page:
        page.get_by_role("button", name="Play", exact=True).wait_for()
        page.locator(".voices summary").click()
        page.get_by_text("Transcript", exact=True).click()
        page.locator(".transcript .text span").first.wait_for()
        found = Axe().run(page, options={"runOnly": AXE_RULES})
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(
    ("language", "said", "direction"),
    [("de-AT", "Artikel anhören", "ltr"), ("ar", "استمع إلى المقال", "rtl"), ("tlh", "Listen to the article", "ltr")],
)
def test_it_speaks_the_reader_s_language(
    browser: Browser, address: str, article: dict[str, Any], tmp_path: Path, language: str, said: str, direction: str
) -> None:
    publisher = tmp_path / "article.html"
    publisher.write_text(publisher_page(address, article, lang=language))
    with opened(browser, publisher.as_uri()) as page:
        expect(page.get_by_role("heading", name=said)).to_be_visible()
        expect(page.locator(".player")).to_have_attribute("dir", direction)


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_sticks_out_of_a_narrow_page(
    browser: Browser, address: str, article: dict[str, Any], width: int
) -> None:
    size = {"width": width, "height": 640}
    with opened(browser, address, viewport=size) as page:
        page.get_by_label("Article or its address").fill(f"A short one. {'x' * 100}")
        page.get_by_role("button", name="Narrate").click()
        page.locator(".snippets button").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") == width
    with opened(browser, article["urls"]["embed"], viewport=size) as page:
        page.get_by_role("button", name="Play", exact=True).wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_without_javascript_the_browser_plays(browser: Browser, address: str, article: dict[str, Any]) -> None:
    with opened(browser, article["urls"]["embed"], java_script_enabled=False) as page:
        expect(page.locator("audio[controls]")).to_be_visible()
        links = [link.get_attribute("href") or "" for link in page.get_by_role("link").all()]
        assert [link.rpartition("speed=")[2] for link in links] == ["0.75", "1", "1.25", "1.5", "1.75", "2"]
        for audio in (page.locator("audio").get_attribute("src") or "", links[3]):
            answer = httpx.get(audio, follow_redirects=True)
            assert answer.headers["content-type"] == "audio/mpeg", answer.text
        page.get_by_label("Select a Voice").select_option(OTHER_VOICE)
        page.get_by_role("button", name="Switch").click()
        expect(page.locator(f"audio[src$='voice={OTHER_VOICE}']")).to_be_visible()


def test_a_page_frames_it_at_its_height(
    browser: Browser, address: str, article: dict[str, Any], tmp_path: Path
) -> None:
    # A file, since a Content-Security-Policy of "frame-ancestors *" would keep it and news apps out.
    publisher = tmp_path / "article.html"
    frame = f'<iframe src="{article["urls"]["embed"]}" data-readcast></iframe>'
    script = f'<script src="{address}/player/frame.js" async></script>'
    publisher.write_text(f'<!doctype html><link rel="icon" href="data:,">{script}{frame}')
    with opened(browser, publisher.as_uri()) as page:
        framed = page.frames[1]
        framed.get_by_role("button", name="Play", exact=True).click()
        wait_until_heard(framed)
        until(page, "parseFloat(document.querySelector('iframe').style.height) > 300")


def test_the_whole_player_is_small() -> None:
    import gzip

    folder = Path(__file__).parents[2] / "api" / "player"
    loaded = [file for file in folder.iterdir() if file.name not in ("start.js", "start.css", "start.html")]
    size = sum(len(gzip.compress(file.read_bytes())) for file in loaded if file.suffix in (".js", ".css"))
    assert size < 40_000, json.dumps({file.name: file.stat().st_size for file in loaded})


def test_the_page_s_own_script_may_drive_it(browser: Browser, address: str, article: dict[str, Any]) -> None:
    with opened(browser, embed(address, article)) as page:
        page.get_by_role("button", name="Play", exact=True).wait_for()
        page.evaluate(f"{PLAYER}.play()")
        wait_until_heard(page, VOICE)
        page.evaluate(f"{PLAYER}.pause()")
        assert sound(page, "audio.paused")
