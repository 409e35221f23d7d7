"""What publishers paste into pages, and what programs are told of an article: snippets, oEmbed, the page to share."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import etree, html

from api import snippets as api_snippets
from api.app import create_app
from api.settings import Settings
from api.share_page import iso_duration
from tests.api.conftest import TEXT

HOSTILE = """"><script>alert(1)</script> & </script><!-- ' \u2028"""
PAGE = """<!doctype html><html lang="en"><head><title>The harbour is open</title>
<meta property="og:image" content="https://news.example/harbour.jpg"><meta name="author" content="Ada Lind">
</head><body><article><h1>The harbour is open</h1>
<p>The old harbour reopened on Monday after two years of work. Nobody was hurt in all that time.</p>
<h2>What it takes</h2><ol><li>Three hundred workers were there.</li><li>Two years went by.</li></ol>
<blockquote>We have waited for this day, said the mayor of the town.</blockquote>
<p>The mayor thanked the 300 workers. The first ship came in at noon and left again in the evening.</p>
</article></body></html>"""
SOURCE = "https://news.example/harbour"


@pytest.fixture
def secure(settings: Settings) -> Iterator[TestClient]:
    """A server that readers reach by https; nothing is rendered."""
    app = create_app(settings.model_copy(update={"public_url": "https://audio.example"}), render=False)
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


def posted(client: TestClient, **fields: Any) -> dict[str, Any]:
    answer = client.post("/v1/articles", json={"html": PAGE, "source_url": SOURCE, **fields})
    assert answer.status_code in (201, 202), answer.text
    article: dict[str, Any] = answer.json()
    return article


def elements(text: str) -> list[Any]:
    return list(html.fragments_fromstring(text))


def share_page(client: TestClient, article: dict[str, Any], **query: str) -> Any:
    answer = client.get(f"/listen/{article['id']}", params=query)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def meta(page: Any) -> dict[str, str]:
    return {m.get("property") or m.get("name"): m.get("content") for m in page.iter("meta") if m.get("content")}


def json_ld(page: Any) -> dict[str, Any]:
    (script,) = page.xpath('//script[@type="application/ld+json"]')
    told: dict[str, Any] = json.loads(script.text)
    return told


def test_every_snippet_is_html_that_leads_here(secure: TestClient) -> None:
    article = posted(secure, external_id="year/2026/4711")
    assert article["urls"]["snippets"] == f"https://audio.example/v1/articles/{article['id']}/embed"
    told = secure.get("/v1/articles/external:year/2026/4711/embed").json()
    home = "https://audio.example"
    (script,) = elements(told["script"])
    assert dict(script.attrib) == {"src": f"{home}/player/player.js", "data-article": article["id"], "async": ""}
    _, element = elements(told["element"])
    assert (element.tag, dict(element.attrib)) == ("readcast-player", {"article": article["id"], "server": home})
    frame, helper = elements(told["iframe"])
    assert frame.get("src") == article["urls"]["embed"] == f"{home}/embed/{article['id']}"
    assert frame.get("title") == "Listen to: The harbour is open"
    assert (frame.get("width"), int(frame.get("height")) > 100) == ("100%", True)
    assert (frame.get("loading"), frame.get("allow"), frame.get("data-readcast")) == ("lazy", "autoplay", article["id"])
    assert helper.get("src") == f"{home}/player/frame.js"
    audio, paragraph = elements(told["audio"])
    assert (audio.get("src"), audio.get("preload"), "controls" in audio.attrib) == (
        f"{home}/v1/articles/{article['id']}/audio",
        "none",
        True,
    )
    assert paragraph.find("a").get("href") == audio.get("src")
    assert told["share"] == article["urls"]["share"] == f"{home}/listen/{article['id']}"
    assert secure.get(told["oembed"].removeprefix(home)).json()["html"].startswith("<iframe ")


def test_the_amp_form_has_what_amp_asks_for(secure: TestClient) -> None:
    told = secure.get(f"/v1/articles/{posted(secure)['id']}/embed").json()
    (frame,) = elements(told["amp"])
    assert frame.tag == "amp-iframe"
    assert frame.get("src").startswith("https://")
    assert frame.get("layout") == "fixed-height"
    assert (frame.get("width"), frame.get("height").isdigit()) == (None, True)
    assert {"allow-scripts", "allow-same-origin"} <= set(frame.get("sandbox").split())
    assert [child.tag for child in frame if "placeholder" in child.attrib] == ["div"]
    assert 'custom-element="amp-iframe"' in told["amp_head"]


def test_there_is_no_amp_form_without_https(client: TestClient) -> None:
    told = client.get(f"/v1/articles/{posted(client)['id']}/embed").json()
    assert (told["amp"], told["amp_head"]) == (None, None)
    assert "http://127.0.0.1/player/player.js" in told["script"]


def test_another_voice_is_in_all_forms(secure: TestClient) -> None:
    address = f"/v1/articles/{posted(secure)['id']}/embed"
    told = secure.get(address, params={"voice": "en_US-other-low"}).json()
    for form in ("script", "element", "iframe", "amp", "audio", "share", "oembed"):
        assert "en_US-other-low" in told[form], form
    refused = secure.get(address, params={"voice": "nova"})
    assert (refused.status_code, refused.json()["errors"][0]["location"]) == (422, "query.voice")


def test_a_draft_has_none_of_it(secure: TestClient) -> None:
    draft = posted(secure, draft=True)
    paths = (f"/v1/articles/{draft['id']}/embed", f"/listen/{draft['id']}", f"/oembed?url={draft['urls']['share']}")
    for path in (*paths, f"/oembed?url={SOURCE}", "/listen/art_none", "/v1/articles/external:none/embed"):
        answer = secure.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json"), path


def test_a_hostile_title_stays_text(secure: TestClient) -> None:
    article = posted(secure, title=HOSTILE, byline=HOSTILE)
    told = secure.get(f"/v1/articles/{article['id']}/embed").json()
    for form in ("script", "element", "iframe", "amp", "audio"):
        parsed = html.fragment_fromstring(told[form], create_parent=True)
        assert all(script.get("src") for script in parsed.iter("script")), form
    assert elements(told["iframe"])[0].get("title") == f"Listen to: {HOSTILE}"
    page = share_page(secure, article)
    assert all(script.get("src") or script.get("type") == "application/ld+json" for script in page.iter("script"))
    assert page.find(".//h1").text == HOSTILE
    assert meta(page)["og:title"] == HOSTILE
    assert json_ld(page)["name"] == HOSTILE
    described = secure.get("/oembed", params={"url": article["urls"]["share"]}).json()
    (frame,) = elements(described["html"])
    assert (described["title"], frame.get("title")) == (HOSTILE, f"Listen to: {HOSTILE}")


@pytest.mark.parametrize("address", ["share", "embed", "source"])
def test_oembed_knows_an_article_by_each_of_its_addresses(secure: TestClient, address: str) -> None:
    article = posted(secure, external_id="a/b")
    urls = {**article["urls"], "source": f"{SOURCE}?utm_source=letter&fbclid=1#top"}
    answer = secure.get("/oembed", params={"url": urls[address]})
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    assert (told["version"], told["type"], told["provider_name"]) == ("1.0", "rich", "readcast")
    assert (told["title"], told["author_name"]) == ("The harbour is open", "Ada Lind")
    assert told["thumbnail_url"] == "https://news.example/harbour.jpg"
    assert {"thumbnail_width", "thumbnail_height", "cache_age", "provider_url"} <= set(told)
    (frame,) = elements(told["html"])
    assert (frame.tag, frame.get("src")) == ("iframe", article["urls"]["embed"])
    assert (frame.get("width"), frame.get("height")) == (str(told["width"]), str(told["height"]))
    assert secure.get("/oembed", params={"url": "https://audio.example/listen/external:a%2Fb"}).json() == told


def test_oembed_keeps_to_the_room_there_is(secure: TestClient) -> None:
    share = posted(secure)["urls"]["share"]
    told = secure.get("/oembed", params={"url": share, "maxwidth": 320, "maxheight": 90}).json()
    assert (told["width"], told["height"]) == (320, 90)
    assert (told["thumbnail_width"] <= 320, told["thumbnail_height"]) == (True, 90)
    assert secure.get("/oembed", params={"url": share, "maxwidth": 0}).status_code == 422


def test_oembed_as_xml_says_the_same(secure: TestClient) -> None:
    share = posted(secure, title=HOSTILE)["urls"]["share"]
    told = secure.get("/oembed", params={"url": share}).json()
    answer = secure.get("/oembed", params={"url": share, "format": "xml"})
    assert answer.headers["content-type"].startswith("text/xml")
    root = etree.fromstring(answer.content)
    assert root.tag == "oembed"
    assert {child.tag: child.text for child in root} == {name: str(value) for name, value in told.items()}


def test_oembed_refuses_as_its_specification_says(secure: TestClient) -> None:
    share = posted(secure)["urls"]["share"]
    assert secure.get("/oembed", params={"url": share, "format": "yaml"}).status_code == 501
    for unknown in ("https://elsewhere.example/", "https://audio.example/listen/art_none", "http://[", "harbour"):
        assert secure.get("/oembed", params={"url": unknown}).status_code == 404, unknown


def test_the_share_page_tells_cards_and_players(secure: TestClient) -> None:
    article = posted(secure, published_at="2026-05-04T09:00:00Z")
    page = share_page(secure, article)
    told, home = meta(page), f"https://audio.example/v1/articles/{article['id']}"
    assert told["og:type"] == "article"
    assert told["og:url"] == article["urls"]["share"]
    assert (told["og:title"], told["og:image"]) == ("The harbour is open", "https://news.example/harbour.jpg")
    assert (told["og:audio"], told["og:audio:type"]) == (f"{home}/audio", "audio/mpeg")
    assert (told["twitter:card"], told["twitter:player"]) == ("player", article["urls"]["embed"])
    assert told["twitter:player:stream"] == f"{home}/audio"
    assert told["article:published_time"].startswith("2026-05-04T09:00")
    links = {(link.get("rel"), link.get("type")): link.get("href") for link in page.iter("link")}
    assert links["canonical", None] == SOURCE
    for name in ("json", "xml"):
        kind = "application/json+oembed" if name == "json" else "text/xml+oembed"
        found = secure.get(links["alternate", kind].removeprefix("https://audio.example"))
        assert (found.status_code, name in found.headers["content-type"]) == (200, True)


def test_the_share_page_shows_the_article_and_its_player(secure: TestClient) -> None:
    article = posted(secure, published_at="2026-05-04T09:00:00Z")
    page = share_page(secure, article)
    (player,) = page.xpath("//script[@data-article]")
    assert (player.get("src"), player.get("data-article")) == ("/player/player.js", article["id"])
    assert page.xpath("//noscript/audio/@src") == [article["urls"]["audio"]]
    assert page.xpath("//time/@datetime")[0].startswith("2026-05-04")
    assert page.xpath('//a[@href="https://news.example/harbour"]')
    (transcript,) = page.iter("article")
    assert [(each.tag, each.text) for each in transcript if each.text.strip()] == [
        ("p", "The old harbour reopened on Monday after two years of work. Nobody was hurt in all that time."),
        ("h3", "What it takes"),
        ("blockquote", "We have waited for this day, said the mayor of the town."),
        ("p", "The mayor thanked the 300 workers. The first ship came in at noon and left again in the evening."),
    ]
    assert [item.text for item in transcript.find("ol")] == ["Three hundred workers were there.", "Two years went by."]
    takeaways = secure.get(article["urls"]["takeaways"].removeprefix("https://audio.example")).json()["takeaways"]
    assert page.xpath('//section[@aria-labelledby="takeaways-title"]//li/text()') == [t["text"] for t in takeaways]


def test_the_share_page_runs_only_scripts_of_this_server(secure: TestClient) -> None:
    article = posted(secure)
    policy = secure.get(f"/listen/{article['id']}").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert all(src.startswith("/player/") for src in share_page(secure, article).xpath("//script/@src"))


def test_json_ld_of_a_narration_that_is_not_there_yet(secure: TestClient) -> None:
    article = posted(secure)
    told = json_ld(share_page(secure, article))
    assert told["@type"] == "AudioObject"
    assert "duration" not in told
    assert told["contentUrl"] == article["urls"]["audio"]
    assert told["thumbnailUrl"] == "https://news.example/harbour.jpg"
    assert (told["associatedArticle"]["url"], told["associatedArticle"]["headline"]) == (SOURCE, "The harbour is open")


def test_json_ld_of_a_finished_narration(client: TestClient, completed: Callable[..., dict[str, Any]]) -> None:
    article = completed(title="Harbour")
    told = json_ld(share_page(client, article))
    assert told["duration"] == iso_duration(article["narrations"][0]["duration"])
    assert told["encodingFormat"] == "audio/mpeg"
    assert (told["inLanguage"], told["uploadDate"][:2]) == (article["language"], "20")
    assert told["transcript"] == TEXT
    leads = client.get(told["contentUrl"].removeprefix("http://127.0.0.1"))
    assert client.get(leads.headers["location"]).headers["content-type"] == "audio/mpeg"
    # Over http there is no player card, and without a picture none at all.
    assert meta(share_page(client, article))["twitter:card"] == "summary"


@pytest.mark.parametrize(("seconds", "written"), [(0.2, "PT1S"), (68.4, "PT1M8S"), (3600, "PT1H"), (7325, "PT2H2M5S")])
def test_durations_are_iso_8601(seconds: float, written: str) -> None:
    assert iso_duration(seconds) == written


def test_an_address_that_is_none_is_not_linked_to(secure: TestClient) -> None:
    picture = PAGE.replace("https://news.example/harbour.jpg", "javascript:alert(1)")
    page = share_page(secure, posted(secure, html=picture, source_url=None))
    assert "javascript:" not in etree.tostring(page, encoding="unicode")
    assert page.xpath("//img") == []
    assert page.xpath('//link[@rel="canonical"]/@href') == page.xpath('//meta[@property="og:url"]/@content')


def test_the_example_in_the_documentation_is_what_is_said() -> None:
    example = api_snippets.SnippetsOut.model_config["json_schema_extra"]["examples"][0]  # type: ignore[index,call-overload]
    embedded = api_snippets.Embedded("https://audio.example", "art_01jq4example", "Harbour reopens")
    assert api_snippets.snippets_of(embedded).model_dump() == example
