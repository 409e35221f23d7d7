"""`readcast embed`, run as a person runs it."""

from pathlib import Path

import pytest
from lxml import html

from storage.articles import ArticleContent, save_article
from storage.database import Database
from storage.sites import default_site
from tests.api.test_cli import environment, run

__all__ = ["environment"]  # the fixture
SERVER = "https://audio.example/"


def article(environment: dict[str, str], draft: bool = False) -> str:
    """The id of a new article in the database of the settings."""
    database = Database(f"sqlite:///{Path(environment['READCAST_DATA_DIR']) / 'readcast.db'}")
    database.migrate()
    content = ArticleContent("a/b", None, '"Harbour" & <co>', None, "en", None, None, None, draft, "0" * 64, [])
    with database.write() as session:
        article_id = save_article(session, default_site(session).id, content).article.id
    database.close()
    return article_id


@pytest.mark.parametrize("told_by", ["option", "setting"])
def test_all_forms_are_printed(environment: dict[str, str], told_by: str) -> None:
    article_id = article(environment)
    told = ["--server", SERVER] if told_by == "option" else []
    set_by = {"READCAST_PUBLIC_URL": SERVER} if told_by == "setting" else {}
    done = run({**environment, **set_by}, "embed", "external:a/b", *told)
    assert done.returncode == 0, done.stderr
    headings = ("script:", "element:", "iframe:", "amp:", "amp-head:", "audio:", "share:", "oembed:")
    assert [line.split()[0] for line in done.stdout.splitlines() if line.startswith(headings)] == list(headings)
    assert f"https://audio.example/listen/{article_id}\n" in done.stdout


def test_one_form_is_printed_alone(environment: dict[str, str]) -> None:
    article_id = article(environment)
    done = run(environment, "embed", article_id, "--server", SERVER, "--form", "iframe", "--voice", "en_US-other-low")
    frame, _ = html.fragments_fromstring(done.stdout.strip())
    assert frame.get("src") == f"https://audio.example/embed/{article_id}?voice=en_US-other-low"
    assert frame.get("title") == 'Listen to: "Harbour" & <co>'


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["external:a/b"], "READCAST_PUBLIC_URL"),
        (["external:a/b", "--server", "audio.example"], "READCAST_PUBLIC_URL"),
        (["art_none", "--server", SERVER], "art_none"),
        (["external:a/b", "--server", SERVER, "--voice", "nova"], "en_US-tiny-low"),
        (["external:a/b", "--server", "http://audio.example", "--form", "amp"], "https"),
    ],
)
def test_what_is_missing_is_said(environment: dict[str, str], arguments: list[str], says: str) -> None:
    article(environment)
    done = run(environment, "embed", *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert says in done.stderr


def test_a_draft_is_not_embedded(environment: dict[str, str]) -> None:
    done = run(environment, "embed", article(environment, draft=True), "--server", SERVER)
    assert (done.returncode, "draft" in done.stderr) == (1, True)
