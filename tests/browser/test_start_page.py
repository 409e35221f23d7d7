"""The start page in a real browser."""

import re
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, expect
from pydantic import SecretStr

from api.settings import Settings
from tests.browser.pages import OTHER_VOICE, TEXT, opened, served, wait_until_heard

KEY = "browser-key-browser-key"


def test_a_newcomer_pastes_an_article_and_hears_it(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.get_by_label("Article or its address").fill(f"# Ferry\n\n{TEXT}")
        expect(page.get_by_text("Will be read as Markdown.")).to_be_visible()
        page.get_by_label("Title").fill("The <b>ferry</b> & the sun")
        page.get_by_label("Voice").select_option(OTHER_VOICE)
        page.get_by_role("button", name="Narrate").click()

        player = page.locator("readcast-player")
        player.get_by_role("button", name="Play").click()
        wait_until_heard(page, OTHER_VOICE)
        expect(player.get_by_role("button", name="Pause")).to_be_visible()
        expect(player.get_by_text("The <b>ferry</b> & the sun")).to_be_visible()
        expect(page.locator("#latest").get_by_role("link", name="The <b>ferry</b> & the sun")).to_be_visible()

        made = httpx.get(f"{address}/v1/articles").json()["items"][0]
        page.locator(".snippets button").first.wait_for()
        script, frame, share, audio, curl = page.locator(".snippets code").all_inner_texts()
        assert f'data-article="{made["id"]}"' in script
        assert f'src="{made["urls"]["embed"]}' in frame
        assert "&lt;b&gt;ferry&lt;/b&gt; &amp; the sun" in frame
        assert (share, audio) == (made["urls"]["share"], made["urls"]["audio"])
        assert curl.startswith(f"curl '{address}/v1/articles' ")


def test_the_example_is_complete(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.get_by_role("button", name="Try an example").click()
        page.get_by_role("button", name="Narrate").click()
        expect(page.locator("readcast-player").get_by_text("Key Takeaways")).to_be_visible()


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
        expect(page.locator("readcast-player").get_by_role("button", name="Play")).to_be_visible()
        assert KEY not in page.locator(".snippets").inner_text()
