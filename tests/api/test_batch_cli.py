"""readcast batch, run as a person runs it: told, stopped, resumed, and what it says in the end."""

import json
import os
import pty
import signal
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from storage.batch_leases import stop_abandoned
from storage.batch_progress import batch_status, count_items
from storage.batches import list_batches
from storage.database import Database
from storage.models import Narration, Status
from tests.api.conftest import TEXT
from tests.api.page_server import Site, running

READCAST = Path(sysconfig.get_path("scripts")) / "readcast"


@pytest.fixture
def environment(tmp_path: Path, voices_dir: Path, prepared_voices: Path) -> dict[str, str]:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "voices").symlink_to(prepared_voices, target_is_directory=True)
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("READCAST_")},
        "READCAST_DATA_DIR": str(tmp_path / "data"),
        "READCAST_VOICES_DIR": str(voices_dir),
        "READCAST_DEFAULT_VOICE": "en_US-tiny-low",
        "READCAST_NOISE": "0",
        "READCAST_FETCH_ALLOW_NETWORKS": '["127.0.0.0/8"]',
        "READCAST_FETCH_DELAY": "0",
    }


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder of three articles."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / f"{name}.txt").write_text(f"{TEXT} This is story {name}.")
    return folder


@pytest.fixture
def database(environment: dict[str, str]) -> Iterator[Database]:
    """That of the command."""
    database = Database(f"sqlite:///{environment['READCAST_DATA_DIR']}/readcast.db")
    database.migrate()
    yield database
    database.close()


def batch(environment: dict[str, str], *arguments: object, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(READCAST), "batch", *map(str, arguments)],
        env=environment,
        input=text,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def here(environment: dict[str, str], *arguments: object) -> subprocess.CompletedProcess[str]:
    """The same in this process: loading the engine takes longer than all else that most tests do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signal, "signal", lambda number, action: None)  # those of the tests stay
        done = CliRunner().invoke(app, ["batch", *map(str, arguments)], env=environment)
    return subprocess.CompletedProcess([], done.exit_code, done.stdout, done.stderr)


def report(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    last: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert last["event"] == "report"
    return last


def numbers(found: dict[str, Any]) -> tuple[int, int, int]:
    return found["done"], found["skipped"], found["failed"]


def test_a_folder_is_rendered_once_and_what_changed_again(
    environment: dict[str, str], articles: Path, database: Database
) -> None:
    first = here(environment, articles)
    assert (first.returncode, first.stdout.startswith("3 done, 0 skipped, 0 failed; 0:00:")) == (0, True), first
    assert here(environment, articles).stdout.startswith("0 done, 3 skipped, 0 failed;")
    (articles / "b.txt").write_text(f"{TEXT} This is another story.")
    again = report(here(environment, articles, "--json"))
    assert numbers(again) == (1, 2, 0)
    assert again["audio_seconds"] > 3
    assert again["sentences"] == 5
    with database.read() as session:
        rows = list_batches(session, "default", 10, None).items
        seen = [(row.kind, batch_status(row, count_items(session, row)), count_items(session, row)) for row in rows]
    assert [(kind, state) for kind, state, _ in seen] == [("command", "completed")] * 3
    assert [(counted["completed"], counted["skipped"]) for _, _, counted in seen] == [(1, 2), (0, 3), (3, 0)]


def test_voices_speeds_and_formats_make_their_product(
    environment: dict[str, str], articles: Path, database: Database
) -> None:
    asked = ("--voice", "en_US-tiny-low", "--voice", "en_US-other-low", "--speed", "1.5", "--format", "opus")
    assert numbers(report(here(environment, articles, "--limit", 1, "--json", *asked))) == (1, 0, 0)
    audio = Path(environment["READCAST_DATA_DIR"]) / "audio" / "audio"
    # Two voices, article and takeaways: each has its MP3 and the file asked for.
    assert len(list(audio.rglob("*.mp3"))) == len(list(audio.rglob("*.ogg"))) == 4
    assert numbers(report(here(environment, articles, "--limit", 1, "--json", *asked))) == (0, 1, 0)
    # A speed more is made of what is there.
    more = report(here(environment, articles, "--limit", 1, "--json", *asked, "--speed", "2"))
    assert (numbers(more), more["audio_seconds"]) == ((1, 0, 0), 0.0)
    assert len(list(audio.rglob("*.ogg"))) == 8


def test_what_fails_is_named_and_the_others_are_rendered(environment: dict[str, str]) -> None:
    lines = [json.dumps({"text": TEXT}), "nonsense", json.dumps({"text": "?!", "external_id": "x"})]
    done = batch(environment, "-", "--json", text="\n".join(lines))
    assert done.returncode == 1
    assert numbers(report(done)) == (1, 0, 2)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["place"] for one in told if one["event"] == "failed"] == ["line 2", "line 3"]
    assert report(done)["failures"][1] == {"place": "line 3", "reason": "There is no word in it that can be spoken."}
    # What has no id is known by its text.
    plain = batch(environment, "-", text="\n".join(lines))
    assert plain.stdout.startswith("0 done, 1 skipped, 2 failed")
    assert "failed: line 2: neither a JSON object nor an address" in plain.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere"], "nowhere is no file"),
        (["-", "--voice", "nova"], "en_US-tiny-low"),
        (["-", "--speed", "9"], "0.5 to 3.0"),
        (["-", "--format", "mid"], "mp3"),
        (["-", "--since", "yesterday"], "2026-05-04"),
        (["-", "--limit", "0"], "limit"),
        ([], "SOURCE"),
    ],
)
def test_bad_usage_is_told_by_status_2(environment: dict[str, str], arguments: list[str], says: str) -> None:
    done = here(environment, *arguments)
    assert (done.returncode, says in done.stderr) == (2, True), done.stderr


def test_a_dry_run_does_nothing(environment: dict[str, str], articles: Path, database: Database) -> None:
    here(environment, articles, "--limit", 1)
    os.utime(articles / "c.txt", (0, 1_000_000_000))
    done = here(environment, articles, "--dry-run", "--since", "2020-01-01")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "would skip: a.txt",
        "would render: b.txt",
        "1 would render, 0 would fetch, 1 would skip, 0 failed. Nothing was done.",
    ]
    with database.read() as session:
        assert session.query(Narration).where(Narration.status != Status.COMPLETED).count() == 0
        assert len(list_batches(session, "default", 10, None).items) == 1


def long_articles(folder: Path, number: int) -> None:
    for index in range(number):
        story = "\n\n".join(f"{TEXT} This is part {part} of story {index}." for part in range(30))
        (folder / f"long-{index}.txt").write_text(story)


def test_stopped_it_gives_back_what_it_speaks_and_resumed_it_goes_on(
    environment: dict[str, str], articles: Path, database: Database
) -> None:
    long_articles(articles, 6)
    process = subprocess.Popen(
        [str(READCAST), "batch", str(articles), "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while True:
        with database.read() as session:
            if session.query(Narration).where(Narration.status == Status.COMPLETED).count() >= 4:
                break
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "goes back into the queue" in err
    stopped = json.loads(out.splitlines()[-1])
    assert (stopped["event"], stopped["stopped"], stopped["failed"]) == ("report", True, 0)
    assert stopped["done"] < 9
    with database.read() as session:
        states = {narration.status for narration in session.query(Narration)}
        row = list_batches(session, "default", 1, None).items[0]
        assert batch_status(row, count_items(session, row)) == "canceled"
    assert states == {Status.COMPLETED, Status.QUEUED}
    resumed = report(batch(environment, articles, "--json"))
    assert resumed["failed"] == 0
    assert resumed["skipped"] >= stopped["done"]
    assert resumed["done"] + resumed["skipped"] == 9


def test_a_second_signal_ends_it_at_once_and_nothing_is_lost(
    environment: dict[str, str], articles: Path, database: Database
) -> None:
    long_articles(articles, 4)
    process = subprocess.Popen([str(READCAST), "batch", str(articles)], env=environment, stderr=subprocess.DEVNULL)
    while True:
        with database.read() as session:
            if session.query(Narration).where(Narration.status == Status.PROCESSING).count():
                break
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 130
    with database.write() as session:  # what a minute without it does
        session.query(Narration).where(Narration.status == Status.PROCESSING).update({"lease_until": None})
        session.query(Narration).where(Narration.status == Status.PROCESSING).update({"status": Status.QUEUED})
        stop_abandoned(session)
    again = report(batch(environment, articles, "--json"))
    assert (again["failed"], again["done"] + again["skipped"]) == (0, 7)


def test_a_terminal_shows_a_line_that_moves(environment: dict[str, str], articles: Path) -> None:
    mine, its = pty.openpty()
    terminal = {**environment, "TERM": "xterm", "COLUMNS": "120"}
    process = subprocess.Popen(
        [str(READCAST), "batch", str(articles)], env=terminal, stdout=its, stderr=its, stdin=subprocess.DEVNULL
    )
    os.close(its)
    shown = b""
    try:
        while chunk := os.read(mine, 10_000):
            shown += chunk
    except OSError:  # how a terminal says that all have left it
        pass
    os.close(mine)
    assert process.wait(30) == 0
    said = shown.decode()
    assert "3/3 articles" in said
    assert "x real time" in said
    assert "3 done, 0 skipped, 0 failed" in said.splitlines()[-1]


def test_pages_of_a_feed_are_fetched_once(environment: dict[str, str]) -> None:
    with running(Site()) as site:
        site.serve("/robots.txt", b"User-agent: *\nDisallow: /private\n")
        html = f"<html><body><article><h1>Harbour</h1><p>{TEXT}</p></article></body></html>".encode()
        links = [site.serve(path, html, Content_Type="text/html", Last_Modified="x") for path in ("/a", "/private/b")]
        items = "".join(f"<item><link>{link}</link></item>" for link in links)
        feed = site.serve("/feed", f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
        first = here(environment, feed, "--json")
        assert (first.returncode, numbers(report(first))) == (1, (1, 0, 1))
        assert "robots.txt" in report(first)["failures"][0]["reason"]
        # The server ignores the condition and sends the page again: it is the same all the same.
        assert numbers(report(here(environment, feed, "--json"))) == (0, 1, 1)
        assert [headers.get("If-Modified-Since") for path, _, headers in site.asked if path == "/a"] == [None, "x"]
        assert "/private/b" not in [path for path, _, _ in site.asked]
        gone = here(environment, site.url("/none"), "--json")
    assert (gone.returncode, report(gone)["failed"]) == (1, 0)
    assert report(gone)["error"]
