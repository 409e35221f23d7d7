"""The article of a reader's page: found, taken in where the site allows it, and refused else."""

from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.errors import PagesBusy
from api.page_ingests import Outcome, PageIngests
from api.settings import Settings
from storage.page_address import page_address, page_origin
from tests.api.conftest import TEXT
from tests.api.page_server import Handler, Site, running

PAGE = """<!doctype html><html><head><title>Harbour</title>{}</head><body><article><h1>The harbour is open</h1>
<p>The old harbour reopened on Monday after two years of work. Nobody was hurt in all that time.</p>
<p>The mayor thanked the 300 workers. The first ship came in at noon and left again in the evening.</p>
</article></body></html>"""


@pytest.fixture
def site() -> Iterator[Site]:
    with running(Site()) as site:
        yield site


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings, render=False), base_url="http://127.0.0.1") as client:
        yield client


def served(site: Site, path: str = "/harbour", head: str = "") -> str:
    return site.serve(path, PAGE.format(head).encode(), Content_Type="text/html; charset=utf-8")


def allow(client: TestClient, *origins: str) -> None:
    answer = client.patch("/v1/site", json={"embed_origins": list(origins)})
    assert answer.status_code == 200, answer.text


def look_up(client: TestClient, url: str, origin: str | None = None) -> Any:
    return client.post("/v1/articles/lookup", json={"url": url}, headers={"Origin": origin} if origin else {})


def count(client: TestClient) -> int:
    return len(client.get("/v1/articles").json()["items"])


def test_a_posted_article_is_found_by_its_page(client: TestClient) -> None:
    body = {"text": TEXT, "external_id": "a", "source_url": "https://News.example:443/harbour?id=7&utm_medium=x#top"}
    article = client.post("/v1/articles", json=body).json()
    for url in ("https://news.example/harbour?id=7", "https://news.example/harbour?gclid=1&id=7&utm_source=mail#end"):
        answer = look_up(client, url, "https://any.example")
        assert (answer.status_code, answer.json()["id"]) == (200, article["id"])
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["access-control-allow-origin"] == "*"
    for url in (
        "https://news.example/harbour",
        "https://news.example/harbour?id=8",
        "http://news.example/harbour?id=7",
    ):
        assert look_up(client, url).status_code == 404


def test_an_unknown_page_is_refused_with_what_to_set(client: TestClient, site: Site) -> None:
    answer = look_up(client, served(site))
    assert answer.status_code == 404
    assert "PATCH /v1/site" in answer.json()["detail"]
    assert f'["http://127.0.0.1:{site.server_port}"]' in answer.json()["detail"]
    assert (site.asked, count(client)) == ([], 0)


def test_a_page_of_an_allowed_origin_is_taken_in_once(client: TestClient, site: Site) -> None:
    url = served(site)
    allow(client, site.url(""))
    answer = look_up(client, f"{url}?utm_source=mail#top", site.url(""))
    assert answer.status_code == 202, answer.text
    article = answer.json()
    assert (article["source_url"], article["title"], article["status"]) == (url, "The harbour is open", "queued")
    assert answer.headers["location"] == article["urls"]["self"]
    site.serve("/harbour", b"<html>It is another one now, and it is not asked for.</html>", Content_Type="text/html")
    again = look_up(client, f"{url}?fbclid=2")
    assert (again.status_code, again.json()["content_hash"]) == (200, article["content_hash"])
    assert (len(site.asked), count(client)) == (1, 1)


def test_readers_of_other_hosts_need_no_key(settings: Settings, site: Site) -> None:
    keyed = Settings(**{**settings.model_dump(), "api_key": "a-long-random-string"})
    with TestClient(create_app(keyed, render=False), base_url="https://audio.example") as client:
        key = {"Authorization": "Bearer a-long-random-string"}
        assert client.patch("/v1/site", json={"embed_origins": [site.url("")]}, headers=key).status_code == 200
        assert client.post("/v1/articles", json={"text": TEXT}).status_code == 401
        assert look_up(client, served(site), site.url("")).status_code == 202


@pytest.mark.parametrize("origin", ["https://other.example", "null", "http://127.0.0.1"])
def test_pages_of_other_origins_bring_nothing_in(client: TestClient, site: Site, origin: str) -> None:
    allow(client, site.url(""), "https://other.example")
    answer = look_up(client, served(site), origin)
    assert (answer.status_code, site.asked) == (403, [])


@pytest.mark.parametrize("address", ["http://169.254.169.254/latest/", "http://10.1.2.3/", "http://[::1]/"])
def test_what_is_not_public_is_not_fetched_even_if_allowed(client: TestClient, address: str) -> None:
    allow(client, page_origin(address))
    answer = look_up(client, address)
    assert (answer.status_code, answer.json()["errors"][0]["location"]) == (422, "body.url")
    assert "not on the public internet" in answer.json()["detail"]


def test_a_redirect_to_another_site_is_not_taken_in(client: TestClient, site: Site) -> None:
    served(site)
    away = site.serve("/away", b"", 302, Location=site.url("/harbour", "localhost"))
    allow(client, site.url(""))
    answer = look_up(client, away)
    assert (answer.status_code, count(client)) == (422, 0)
    assert "localhost" in answer.json()["detail"]


def test_made_up_queries_make_no_articles(client: TestClient, site: Site) -> None:
    canonical = '<link rel="canonical" href="/harbour">'
    url = served(site, head=canonical)
    allow(client, site.url(""))
    article = look_up(client, url).json()
    for number in range(3):
        made_up = served(site, f"/harbour?x={number}", canonical)
        answer = look_up(client, made_up)
        assert (answer.status_code, answer.json()["id"]) == (200, article["id"])
        assert look_up(client, made_up).json()["id"] == article["id"]
    assert (len(site.asked), count(client)) == (4, 1)


def test_a_canonical_address_elsewhere_does_not_count(client: TestClient, site: Site) -> None:
    head = '<link rel="canonical" href="https://bank.example/"><link rel="canonical" href="http://[">'
    url = served(site, head=head)
    allow(client, site.url(""))
    assert look_up(client, url).json()["source_url"] == url


def test_a_draft_is_neither_shown_nor_published(client: TestClient, site: Site) -> None:
    url = served(site)
    allow(client, site.url(""))
    body = {"text": TEXT, "source_url": url, "draft": True}
    draft = client.post("/v1/articles", json=body).json()
    answer = look_up(client, url)
    assert (answer.status_code, draft["id"] in answer.text) == (404, False)
    assert client.get(f"/v1/articles/{draft['id']}").json()["status"] == "draft"
    assert site.asked == []


def test_a_page_that_cannot_be_read_is_not_fetched_for_each_reader(client: TestClient, site: Site) -> None:
    url = site.serve("/empty", b"<html><body><nav>Home</nav></body></html>", Content_Type="text/html")
    allow(client, site.url(""))
    answers = [look_up(client, url) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422] * 3
    assert len({answer.json()["detail"] for answer in answers}) == 1
    assert len(site.asked) == 1


def test_few_pages_are_read_at_once(client: TestClient, site: Site) -> None:
    go, arrived = Event(), [Event(), Event()]

    def slow(number: int) -> Any:
        def answer(handler: Handler) -> None:
            arrived[number].set()
            go.wait(20)
            handler.send(PAGE.format("").encode(), Content_Type="text/html")

        return answer

    site.answers |= {"/0": slow(0), "/1": slow(1)}
    allow(client, site.url(""))
    threads = [Thread(target=look_up, args=(client, site.url(f"/{number}"))) for number in range(2)]
    try:
        for thread, event in zip(threads, arrived, strict=True):
            thread.start()
            assert event.wait(20)
        for url in (site.url("/0"), served(site)):
            answer = look_up(client, url)
            assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (429, True)
    finally:
        go.set()
        for thread in threads:
            thread.join()
    assert look_up(client, served(site)).status_code == 202
    assert count(client) == 3


def test_what_came_of_pages_is_forgotten_in_time_and_number() -> None:
    now = [0.0]
    ingests = PageIngests(remembered=2, seconds=10, clock=lambda: now[0])
    for page in ("a", "b", "c"):
        ingests.keep(page, Outcome(problem=page))
    assert [ingests.outcome(page) for page in ("a", "c")] == [None, Outcome(problem="c")]
    now[0] = 10.1
    assert ingests.outcome("c") is None
    with ingests.turn("a"), pytest.raises(PagesBusy), ingests.turn("a"):
        pass
    with ingests.turn("a"):
        pass


def test_origins_are_checked_and_written_as_browsers_send_them(client: TestClient) -> None:
    given = ["HTTPS://News.Example:443/", "http://news.example:8080", "https://käse.example"]
    answer = client.patch("/v1/site", json={"embed_origins": given})
    right = ["https://news.example", "http://news.example:8080", "https://xn--kse-qla.example"]
    assert answer.json()["embed_origins"] == client.get("/v1/site").json()["embed_origins"] == right
    for wrong in ("news.example", "https://news.example/a", "ftp://news.example", "https://*.example", "*", "null"):
        answer = client.patch("/v1/site", json={"embed_origins": [wrong]})
        assert (answer.status_code, answer.json()["errors"][0]["location"]) == (422, "body.embed_origins.0"), wrong


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://a.example", "https://a.example/"),
        ("HTTPS://A.example:443/B?utm_campaign=x#c", "https://a.example/B"),
        ("https://a.example/?id=1&UTM_source=x&ref=2&mc_cid=3", "https://a.example/?id=1&ref=2"),
        ("https://a.example/?q=a%20b&q=c+d&fbclid", "https://a.example/?q=a%20b&q=c+d"),
        ("http://[2001:db8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
    ],
)
def test_addresses_of_one_page(url: str, address: str) -> None:
    assert page_address(url) == page_address(address) == address
