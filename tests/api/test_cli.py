"""The commands, run as a person runs them."""

import os
import subprocess
import sysconfig
import time
from pathlib import Path

import mutagen
import pytest

READCAST = Path(sysconfig.get_path("scripts")) / "readcast"
HTML = "<html><head><title>Harbour</title></head><body><article><h1>Harbour</h1>{}</article></body></html>".format(
    "<p>The old harbour reopened on Monday after two years of work by many hands.</p>" * 3
)


@pytest.fixture
def environment(tmp_path: Path, voices_dir: Path) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("READCAST_")},
        "READCAST_DATA_DIR": str(tmp_path / "data"),
        "READCAST_VOICES_DIR": str(voices_dir),
        "READCAST_DEFAULT_VOICE": "en_US-tiny-low",
        "READCAST_NOISE": "0",
    }


def run(environment: dict[str, str], *arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(READCAST), *arguments],
        env=environment,
        input=text,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_help_explains_each_command(environment: dict[str, str]) -> None:
    said = run(environment, "--help").stdout
    for command in ("serve", "worker", "render", "batch", "embed", "voices", "keys", "hooks", "watch", "gc", "migrate"):
        line = next(line for line in said.splitlines() if f" {command} " in line)
        assert len(line.strip(" │").split(None, 1)[1]) > 15


def test_render_makes_a_playable_file_with_tags_and_transcript(environment: dict[str, str], tmp_path: Path) -> None:
    source, target, transcript = tmp_path / "article.html", tmp_path / "out" / "article.mp3", tmp_path / "a.vtt"
    source.write_text(HTML)
    done = run(environment, "render", str(source), "-o", str(target), "--transcript", str(transcript))
    assert done.returncode == 0, done.stderr
    plain = mutagen.File(target)
    assert plain.info.length > 5
    assert plain.tags["TIT2"].text == ["Harbour"]
    assert transcript.read_text().startswith("WEBVTT")
    assert list(target.parent.iterdir()) == [target]
    run(environment, "render", str(source), "-o", str(target), "--speed", "2")
    assert mutagen.File(target).info.length == pytest.approx(plain.info.length / 2, abs=0.2)


def test_render_reads_text_from_a_pipe_and_markdown(environment: dict[str, str], tmp_path: Path) -> None:
    piped = run(environment, "render", "-", "-o", str(tmp_path / "a.ogg"), text="The ship came in at noon today.")
    assert piped.returncode == 0, piped.stderr
    (tmp_path / "a.md").write_text("# Harbour\n\nThe ship came in at noon today.\n")
    assert run(environment, "render", str(tmp_path / "a.md"), "-o", str(tmp_path / "a.wav")).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["missing.html", "-o", "a.mp3"], "missing.html"),
        (["-", "-o", "a.txt"], ".mp3"),
        (["-", "-o", "a.mp3", "--voice", "nova"], "en_US-tiny-low"),
        (["-", "-o", "a.mp3", "--speed", "9"], "0.5 to 3.0"),
    ],
)
def test_render_says_what_is_wrong_and_leaves_nothing(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(environment, "render", *arguments, text="The ship came in at noon today.")
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("a.*"))


def test_a_render_that_is_ended_leaves_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    source, target = tmp_path / "long.txt", tmp_path / "out" / "long.mp3"
    source.write_text("\n\n".join(f"This is part number {n} of a very long story." for n in range(20_000)))
    process = subprocess.Popen(
        [str(READCAST), "render", str(source), "-o", str(target)], env=environment, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while not (target.parent.exists() and list(target.parent.iterdir())):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.terminate()
    assert process.wait(20) == 128 + 15
    assert list(target.parent.iterdir()) == []


def test_a_wrong_setting_is_named(environment: dict[str, str]) -> None:
    done = run({**environment, "READCAST_WORKERS": "many"}, "migrate")
    assert (done.returncode, "READCAST_WORKERS" in done.stderr) == (2, True)


def test_a_default_voice_that_is_not_there_stops_the_server_at_once(environment: dict[str, str]) -> None:
    done = run({**environment, "READCAST_DEFAULT_VOICE": "nope"}, "serve", "--port", "0")
    assert (done.returncode, "nope" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_serving_the_world_needs_a_key(environment: dict[str, str]) -> None:
    done = run(environment, "serve", "--host", "0.0.0.0", "--port", "0")
    assert done.returncode == 1
    assert "readcast keys create" in done.stderr


def test_keys_are_made_listed_and_revoked(environment: dict[str, str]) -> None:
    token = run(environment, "keys", "create", "cms").stdout.strip()
    listed = run(environment, "keys", "list").stdout
    assert token[:8] in listed
    assert token not in listed
    assert run(environment, "keys", "revoke", "cms").returncode == 0
    listed = run({**environment, "COLUMNS": "40"}, "keys", "list").stdout
    key_id = next(word for word in listed.split() if word.startswith("key_"))
    assert "revoked already" in run(environment, "keys", "revoke", key_id).stderr
    assert run(environment, "keys", "revoke", "key_none").returncode == 1


def test_voices_are_listed_and_only_ours_removed(environment: dict[str, str]) -> None:
    listed = run(environment, "voices", "list", "--installed").stdout
    assert "en_US-tiny-low" in listed
    narrow = {**environment, "COLUMNS": "40"}
    assert "de_DE-thorsten-low" in run(narrow, "voices", "list", "--language", "de").stdout
    assert run(environment, "voices", "default", "en_US-nobody-low").returncode == 1
    assert run(environment, "voices", "default", "en_US-other-low").returncode == 0
    done = run(environment, "voices", "remove", "en_US-joe-medium")
    assert done.returncode == 1
    assert "joe" in done.stderr


@pytest.mark.parametrize(
    ("broker", "arguments", "said"),
    [
        ("", ["--queue", "batch"], "READCAST_BROKER_URL"),
        ("carrier-pigeon://loft", ["--queue", "batch"], "carrier-pigeon"),
        ("carrier-pigeon://loft", [], "carrier-pigeon"),
    ],
)
def test_a_worker_that_cannot_start_says_why(
    environment: dict[str, str], broker: str, arguments: list[str], said: str
) -> None:
    done = run({**environment, "READCAST_BROKER_URL": broker}, "worker", *arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_whose_broker_cannot_be_says_so(environment: dict[str, str]) -> None:
    done = run({**environment, "READCAST_BROKER_URL": "carrier-pigeon://loft"}, "serve", "--port", "0")
    assert done.returncode == 1
    assert "READCAST_BROKER_URL cannot be used" in done.stderr
    assert "Traceback" not in done.stderr
