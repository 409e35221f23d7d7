"""The page "Who listens" in a real browser, on a real server, with reports that real beacons brought."""

import csv
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr

from api.settings import Settings
from tests.api.listening import event, report
from tests.browser.pages import opened, posted, served

HOSTILE = '<img src=x onerror=alert(1)> & "quotes"'
KEY = "browser-key-browser-key"


def settings(voices_dir: Path, data_dir: Path, **more: Any) -> Settings:
    return Settings(voices_dir=voices_dir, data_dir=data_dir, default_voice="en_US-tiny-low", workers=2, **more)


@pytest.fixture(scope="module")
def address(voices_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with two articles: one that eight began and two heard to the end, one that one began."""
    with served(settings(voices_dir, tmp_path_factory.mktemp("listened"))) as address:
        harbour = posted(address, text="The harbour is open. It was closed for two years.", title="The harbour is open")
        other = posted(address, text="A quay was built. It is long.", title=HOSTILE)
        for number in range(8):
            to_the_end = [event("progress", percent) for percent in range(10, 101, 10)] + [event("complete")]
            events = [event("load"), event("play", listened=1.0), *(to_the_end if number < 2 else [])]
            reported(address, report(harbour, *events, view=f"{number:016x}"))
        reported(address, report(other, event("load"), event("play")))
        yield address


def reported(address: str, body: dict[str, Any]) -> None:
    assert httpx.post(f"{address}/v1/events", json=body).status_code == 204


def tile(page: Page, name: str) -> str:
    return page.locator(".tiles .card", has_text=name).locator(".number").inner_text()


def test_a_publisher_sees_who_listens(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}/analytics") as page:
        expect(page.locator(".tiles .card")).to_have_count(4)
        assert (tile(page, "Plays"), tile(page, "Heard to the end")) == ("9", "22%")
        expect(page.get_by_role("status")).to_contain_text("9 plays")
        chart = page.get_by_role("img", name="Plays by day: most on")
        expect(chart).to_be_visible()
        assert page.locator("#plays .bar").count() == 1  # one day of thirty
        expect(page.get_by_role("img", name="How far plays come: 22% hear 50%")).to_be_visible()
        page.locator("#curve summary").click()
        rows = page.locator("#curve tbody tr").all_inner_texts()
        assert [row.split() for row in rows[:2]] == [["0%", "9", "100%"], ["10%", "2", "22%"]]
        assert page.locator("#articles tbody th").all_inner_texts() == ["The harbour is open", HOSTILE]
        assert page.locator("#voices tbody tr").inner_text().split() == ["en_US-tiny-low", "9", "0", "22%"]


def test_one_article_and_other_days(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}/analytics") as page:
        page.get_by_role("link", name="The harbour is open").click()
        expect(page.locator("#only-title")).to_have_text("The harbour is open")
        expect(page.locator("#articles")).to_be_hidden()
        assert tile(page, "Plays") == "8"
        page.get_by_role("button", name="1 year").click()
        expect(page.locator("#plays-title")).to_have_text("Plays by week")
        expect(page.get_by_role("button", name="1 year")).to_have_attribute("aria-pressed", "true")
        page.reload()  # the address has it all
        expect(page.locator("#plays-title")).to_have_text("Plays by week")
        page.get_by_role("link", name="Show all articles").click()
        expect(page.locator("#articles")).to_be_visible()
        page.locator("#kind").select_option("takeaways")
        expect(page.locator("#empty")).to_be_visible()
        expect(page.locator("#empty")).to_contain_text("/embed/external:YOUR_ID")


def test_a_spreadsheet_is_saved(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}/analytics") as page:
        with page.expect_download() as saved:
            page.get_by_role("button", name="Download CSV: Top articles").click()
        assert saved.value.suggested_filename.startswith("listening-by-article-")
        text = Path(saved.value.path()).read_text("utf-8-sig")
        assert [row["title"] for row in csv.DictReader(io.StringIO(text))] == ["The harbour is open", HOSTILE]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_all_of_it(browser: Browser, address: str, scheme: Any) -> None:
    view = {"viewport": {"width": 360, "height": 740}, "color_scheme": scheme}
    with opened(browser, f"{address}/analytics", **view) as page:
        expect(page.locator("#curve .dot")).to_have_count(11)
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_key_is_asked_for_and_kept_in_the_tab(browser: Browser, voices_dir: Path, tmp_path: Path) -> None:
    keyed = settings(voices_dir, tmp_path, api_key=SecretStr(KEY))
    with served(keyed) as address, opened(browser, f"{address}/analytics", expected="401") as page:
        field = page.get_by_label("API key", exact=True)
        expect(field).to_be_focused()
        page.keyboard.type("wrong")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("not known")
        field.fill(KEY)
        page.keyboard.press("Enter")
        expect(page.locator("#empty")).to_be_visible()
        expect(field).to_be_hidden()
        page.reload()
        expect(page.locator("#empty")).to_be_visible()
        assert KEY not in page.url


def test_a_beacon_from_another_site_is_counted(browser: Browser, voices_dir: Path, tmp_path: Path) -> None:
    with served(settings(voices_dir, tmp_path)) as address:
        article = posted(address, text="The harbour is open. It was closed for two years.")
        body = json.dumps(report(article, event("play")))
        elsewhere = f"{address.replace('127.0.0.1', 'localhost')}/openapi.json"  # to the browser another site
        with opened(browser, elsewhere, expected="404") as page:  # it has no icon
            send = "([address, body]) => navigator.sendBeacon(address, new Blob([body], {type: 'text/plain'}))"
            assert page.evaluate(send, [f"{address}/v1/events", body])
            deadline = time.monotonic() + 10
            while httpx.get(f"{address}/v1/analytics").json()["totals"]["plays"] == 0:
                assert time.monotonic() < deadline, "The beacon did not come."
                time.sleep(0.05)
