"""The player's sound where things change under it: voices, times, the queue and the network."""

import json
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route

from api.settings import Settings
from tests.browser.pages import PLAYER, TEXT, VOICE, embed, opened, posted, served, sound, until, wait_until_heard
from tests.tiny_voice import make_tiny_voice

SLOW, OTHER = "en_US-slow-low", "en_US-other-low"
STORY = "\n\n".join(f"{TEXT} This is part number {number} of a story." for number in range(12))
LONG = "\n\n".join(f"{TEXT} This is part number {number} of a long story." for number in range(200))
SOUND = f"{PLAYER}.sound"


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Three voices, one of which takes much longer, in another proportion for pauses and words."""
    voices = tmp_path_factory.mktemp("voices")
    for name in (VOICE, OTHER, SLOW):
        make_tiny_voice(voices, name)
    config = voices / f"{SLOW}.onnx.json"
    slowed = json.loads(config.read_text())
    slowed["inference"]["length_scale"] = 2.0
    config.write_text(json.dumps(slowed))
    return {"voices_dir": voices, "default_voice": VOICE, "noise": 0, "noise_w": 0, "workers": 2}


@pytest.fixture(scope="module")
def story(address: str) -> dict[str, Any]:
    """Completed in the quick voice and in the slow one."""
    article = posted(address, text=STORY)
    narrated(address, article, SLOW)
    return article


def narrated(address: str, article: dict[str, Any], voice: str) -> None:
    audio = f"{address}/v1/articles/{article['id']}/audio"
    deadline = time.monotonic() + 60
    while httpx.get(audio, params={"voice": voice}, timeout=30).status_code == 202:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def starts(address: str, article: dict[str, Any], voice: str) -> list[float]:
    """When each sentence is said."""
    narrations = httpx.get(f"{address}/v1/articles/{article['id']}/player").json()["narrations"]
    own = next(n for n in narrations if n["kind"] == "article" and n["voice"] == voice)
    marks = httpx.get(own["urls"]["marks"]).json()["marks"]
    return [mark["start"] for mark in marks if mark["type"] == "sentence"]


def change(page: Page, voice: str) -> None:
    page.evaluate(f"{PLAYER}.changeVoice('{voice}')")


@pytest.fixture
def playing(browser: Browser, address: str, story: dict[str, Any]) -> Iterator[Page]:
    with opened(browser, embed(address, story), expected="ERR_INTERNET_DISCONNECTED") as page:
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until_heard(page)
        until(page, f"{SOUND}.timeline.exact")
        yield page


# ---- places


@pytest.mark.parametrize("wanted", [True, False])
def test_a_finished_voice_goes_on_at_the_very_sentence(
    playing: Page, address: str, story: dict[str, Any], wanted: bool
) -> None:
    theirs, own = starts(address, story, SLOW), starts(address, story, VOICE)
    assert theirs[30] - own[30] > 20
    playing.evaluate(f"{SOUND}.seekSentence(30)")
    wait_until_heard(playing, after=0.05)
    if not wanted:
        playing.evaluate(f"{PLAYER}.pause()")
    change(playing, SLOW)
    until(playing, f"{SOUND}.timeline.exact")
    if wanted:
        wait_until_heard(playing, SLOW, after=0.05)
    assert sound(playing, "mode") == ("file" if wanted else None)
    assert sound(playing, "sentence") == 30
    assert theirs[30] - 0.01 <= sound(playing, "now") < theirs[31]
    change(playing, VOICE)
    until(playing, f"{SOUND}.timeline.exact")
    if wanted:
        wait_until_heard(playing, after=0.05)
    assert sound(playing, "sentence") == 30
    assert own[30] - 0.01 <= sound(playing, "now") < own[31]


def test_two_quick_changes_keep_the_place(playing: Page) -> None:
    playing.evaluate(f"{SOUND}.seekSentence(30)")
    wait_until_heard(playing, after=0.05)
    before = sound(playing, "sentence")
    seen = playing.evaluate(
        f"(() => {{ const s = {SOUND}; const seen = [];"
        f"  for (const voice of ['{SLOW}', '{OTHER}', '{SLOW}']) {{"
        f"    {PLAYER}.changeVoice(voice); seen.push(s.sentence, s.now > 5); }} return seen; }})()"
    )
    assert seen == [before, True] * 3
    wait_until_heard(playing, SLOW, after=0.05)
    assert sound(playing, "sentence") == before


def test_a_change_without_the_network_keeps_the_place(playing: Page) -> None:
    playing.evaluate(f"{SOUND}.seekSentence(30)")
    wait_until_heard(playing, after=0.05)
    playing.context.set_offline(True)
    change(playing, OTHER)
    until(playing, f"{SOUND}.problem")
    assert (sound(playing, "interrupted"), sound(playing, "wanted")) == (True, False)
    assert (sound(playing, "sentence"), sound(playing, "audio.paused")) == (30, True)
    playing.context.set_offline(False)
    wait_until_heard(playing, OTHER, after=0.05)
    assert 30 <= sound(playing, "sentence") <= 31
    assert not sound(playing, "interrupted")


def test_it_resumes_at_a_place_of_the_text(browser: Browser, address: str, story: dict[str, Any]) -> None:
    own = starts(address, story, VOICE)
    with opened(browser, embed(address, story)) as page:
        until(page, f"{PLAYER}?.ready")
        sentences = httpx.get(f"{address}/v1/articles/{story['id']}/sentences").json()["sentences"]
        place = {"block": sentences[20]["block"], "start": sentences[20]["start"], "into": 0.4}
        page.evaluate(f"{SOUND}.resume({json.dumps(place)})")
        assert (sound(page, "place"), sound(page, "mode"), sound(page, "audio.currentSrc")) == (place, None, "")
        page.evaluate(f"{SOUND}.learn()")
        assert sound(page, "sentence") == 20
        assert sound(page, "now") == pytest.approx(own[20] + 0.4, abs=0.01)
        assert sound(page, "place") == {**place, "into": pytest.approx(0.4, abs=0.01)}
        page.reload()
        until(page, f"{PLAYER}?.ready")
        page.evaluate(f"{SOUND}.resume({json.dumps(place)}); {PLAYER}.play()")
        wait_until_heard(page, after=0.05)
        assert own[20] + 0.4 <= sound(page, "now") < own[20] + 3
        page.evaluate(f"{SOUND}.resume({{ block: 0, start: 0 }})")  # too late
        assert sound(page, "now") > own[20]


def test_seconds_of_an_estimate_become_those_of_the_file(browser: Browser, address: str, story: dict[str, Any]) -> None:
    theirs = starts(address, story, SLOW)
    with opened(browser, embed(address, story)) as page:
        until(page, f"{PLAYER}?.ready")
        page.evaluate(f"{SOUND}.learn()")
        # As if nobody had asked for that voice when the page was loaded.
        page.evaluate(f"{SOUND}.changeVoice('{SLOW}', null)")
        page.evaluate(f"{SOUND}.seek({SOUND}.timeline.startOf(30) + 0.1)")
        page.evaluate(f"{PLAYER}.play()")
        wait_until_heard(page, SLOW, after=0.05)
        assert sound(page, "mode") == "file"
        assert theirs[30] <= sound(page, "now") < theirs[31] + 1


def test_times_never_go_backwards(browser: Browser, address: str, story: dict[str, Any]) -> None:
    with opened(browser, embed(address, story)) as page:
        found = page.evaluate(
            """async () => {
              const { Timeline } = await import("/player/timeline.js");
              const text = "x".repeat(300);
              const sentences = [0, 1, 2, 3].map((start) => ({ block: 0, start, text }));
              const mark = (start_char, start, end) => ({ type: "sentence", block: 0, start_char, start, end });
              const some = [mark(0, 0.1, 1), mark(2, 1.5, 2)];
              const times = (line) => line.sentences.map(({ from, until }) => [from, until]);
              const [part, whole] = [new Timeline(sentences, some), new Timeline(sentences, some, 2.2, true)];
              return [times(part), part.exact, times(whole), whole.exact]; }"""
        )
        part, part_exact, whole, whole_exact = found
        assert part[:3] == [[0.1, 1], [1.35, 1.5], [1.5, 2]]
        assert part[3][0] == pytest.approx(2.35)
        assert whole[3] == [pytest.approx(2.2), pytest.approx(2.2)]
        assert (part_exact, whole_exact) == (False, True)


# ---- the render


@pytest.fixture
def house(values: dict[str, Any], tmp_path: Path) -> Iterator[str]:
    with served(Settings(**values, data_dir=tmp_path / "data")) as address:
        yield address


def test_a_way_ahead_in_a_passage_never_leads_back(browser: Browser, house: str) -> None:
    wordy = ", and then ".join(["the ships came in with the tide"] * 14)
    article = httpx.post(f"{house}/v1/articles", json={"text": f"{LONG}\n\n{wordy}.\n\n{LONG}"}, timeout=30).json()
    with opened(browser, embed(house, article)) as page:
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until_heard(page)
        wordy_one = page.evaluate(f"{SOUND}.sentences.findIndex((one) => one.text.length > 250)")
        page.evaluate(f"{SOUND}.seekSentence({wordy_one})")
        until(page, f"{SOUND}.mode === 'passage'")
        wait_until_heard(page, after=0.05)
        assert not sound(page, "completed")
        page.evaluate(f"{PLAYER}.skip(10)")
        assert sound(page, "sentence") == wordy_one + 1
        wait_until_heard(page, after=0.05)


def test_a_narration_that_fails_is_silent(browser: Browser, house: str) -> None:
    text = f"{LONG[: len(LONG) // 4]}\n\nThey rowed over the loch."  # the tiny voice fails at its end
    article = httpx.post(f"{house}/v1/articles", json={"text": text}, timeout=30).json()
    with opened(browser, embed(house, article), expected="Failed to load resource") as page:
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until_heard(page)
        until(page, f"{SOUND}.problem", timeout=60_000)
        now = sound(page, "now")
        assert (sound(page, "wanted"), sound(page, "audio.paused"), sound(page, "mode")) == (False, True, None)
        assert now > 0.2
        assert not sound(page, "interrupted")


def test_it_waits_for_its_turn(browser: Browser, house: str) -> None:
    """What the stream answers while the narration is queued is no sound; that is no reason to give up."""
    article = httpx.post(f"{house}/v1/articles", json={"text": LONG}, timeout=30).json()
    waits, asked = threading.Event(), []

    def as_queued(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        queued = {**told, "status": "queued", "progress": 0, "duration": None}
        if waits.is_set() or "status" not in told:
            route.fulfill(response=answer)
        else:
            route.fulfill(status=202, json=queued)

    def stream(route: Route) -> None:
        asked.append(route.request.url)
        if waits.is_set():
            route.continue_()
        else:
            route.fulfill(status=202, json={})

    with opened(browser, embed(house, article), expected="zzz") as page:
        until(page, f"{PLAYER}?.ready")
        page.route("**/v1/narrations/nar_*", as_queued)
        page.route("**/v1/articles/*/audio?*", as_queued)
        page.route("**/hls/index.m3u8", stream)
        page.route("**/stream.mp3", stream)
        page.get_by_role("button", name="Play", exact=True).click()
        until(page, f"{SOUND}.parked")
        page.wait_for_timeout(3000)
        assert (sound(page, "wanted"), sound(page, "mode"), sound(page, "problem")) == (True, None, None)
        assert (sound(page, "waiting"), len(asked)) == (True, 1)
        waits.set()
        wait_until_heard(page)


# ---- the network


def test_a_refused_passage_is_asked_for_again_later(browser: Browser, house: str) -> None:
    article = httpx.post(f"{house}/v1/articles", json={"text": LONG}, timeout=30).json()
    at: list[float] = []

    def busy(route: Route) -> None:
        at.append(time.monotonic())
        if len(at) < 3:
            route.fulfill(status=429, headers={"Retry-After": "1"}, json={"detail": "busy"})
        else:
            route.continue_()

    with opened(browser, embed(house, article), expected="status of 429") as page:
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until_heard(page)
        page.route(re.compile("/passage[.]mp3"), busy)
        page.evaluate(f"{SOUND}.seekSentence({SOUND}.sentences.length - 10)")
        until(page, f"{SOUND}.mode === 'passage' && {SOUND}.audio.currentTime > 1")
        assert sound(page, "recoveries") == 0
        assert at[1] - at[0] > 0.8
        assert at[2] - at[1] > 1.8


def test_a_passage_that_never_comes_is_asked_for_again(browser: Browser, house: str) -> None:
    """A browser waits for a cut connection without a word."""
    article = httpx.post(f"{house}/v1/articles", json={"text": LONG}, timeout=30).json()
    asked: list[Route] = []

    def lost(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    with opened(browser, embed(house, article)) as page:
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until_heard(page)
        page.route(re.compile("/passage[.]mp3"), lost)
        last = sound(page, "sentences.length") - 10
        page.evaluate(f"{SOUND}.seekSentence({last})")
        until(page, f"{SOUND}.mode === 'passage'")
        assert sound(page, "waiting")
        until(page, f"{SOUND}.mode !== null && {SOUND}.sentence >= {last} && {SOUND}.audio.currentTime > 0.5")
        assert (sound(page, "mode"), len(asked)) in (("passage", 2), ("file", 1))


def test_a_stream_that_breaks_off_goes_on(browser: Browser, house: str) -> None:
    """Cleanly, as Chromium sees it: the player asks whether that was the end."""
    article = posted(house, text=STORY)
    with opened(browser, embed(house, article)) as page:
        until(page, f"{PLAYER}?.ready")
        audio = httpx.get(f"{house}/v1/articles/{article['id']}/audio", follow_redirects=True).content
        page.route("**/cut.mp3", lambda route: route.fulfill(body=audio[20_000:60_000], content_type="audio/mpeg"))
        page.evaluate(f"{PLAYER}.play()")
        wait_until_heard(page)
        # As it is when the stream of a narration that is rendered is cut.
        page.evaluate(f"{SOUND}.mode = 'live'; {SOUND}.audio.src = '/cut.mp3'; {SOUND}.audio.play()")
        until(page, f"{SOUND}.audio.currentSrc.endsWith('/cut.mp3') && {SOUND}.audio.duration > 1")
        length = sound(page, "audio.duration")
        assert length < 15
        page.evaluate(f"{SOUND}.audio.currentTime = {length} - 0.5")
        until(page, f"{SOUND}.mode === 'file' && {SOUND}.now > {length} + 1")
        assert sound(page, "wanted")


def test_after_the_end_it_begins_anew(playing: Page) -> None:
    playing.evaluate(f"{SOUND}.seek({SOUND}.duration - 0.6)")
    until(playing, f"!{SOUND}.wanted")
    playing.evaluate(f"{PLAYER}.play()")
    until(playing, f"{SOUND}.now > 0.1 && {SOUND}.now < 5")


def test_what_cannot_be_played_is_given_up_and_not_for_want_of_the_network(
    browser: Browser, address: str, story: dict[str, Any]
) -> None:
    with opened(browser, embed(address, story)) as page:
        until(page, f"{PLAYER}?.ready")

        def spoiled(route: Route) -> None:
            if route.request.resource_type == "media":
                route.fulfill(body="no sound", content_type="audio/mpeg")
            else:
                route.continue_()

        page.route(re.compile("/audio[?]"), spoiled)
        page.evaluate(f"{SOUND}.seek(20)")
        page.get_by_role("button", name="Play", exact=True).click()
        until(page, f"{SOUND}.problem", timeout=40_000)
        assert sound(page, "recoveries") == 4
        assert (sound(page, "interrupted"), sound(page, "wanted")) == (False, False)
        assert sound(page, "now") == pytest.approx(20)
