import os
import time
from pathlib import Path

import httpx
import pytest

from storage.audio_store import S3AudioStore, open_audio_store
from storage.errors import AudioStoreUnavailable
from storage.store_url import S3Address, parse_store_url
from tests.servers import free_ports


def test_a_presigned_url_plays_and_seeks(s3_url: str, audio: Path) -> None:
    store = open_audio_store(s3_url)
    store.put("renditions/x.mp3", audio, "audio/mpeg")
    url = store.url("renditions/x.mp3")
    assert url is not None
    whole = httpx.get(url)
    assert whole.status_code == 200 and whole.content == audio.read_bytes()
    assert whole.headers["content-type"] == "audio/mpeg"
    assert whole.headers["cache-control"] == "public, max-age=31536000, immutable"
    part = httpx.get(url, headers={"Range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.content == audio.read_bytes()[100:200]
    assert part.headers["content-range"] == f"bytes 100-199/{audio.stat().st_size}"
    assert httpx.get(url.partition("?")[0]).status_code == 403
    assert httpx.get(url.replace("x.mp3", "y.mp3")).status_code == 403


def test_a_presigned_url_can_name_the_saved_file(s3_url: str, audio: Path) -> None:
    store = open_audio_store(s3_url)
    store.put("renditions/x.mp3", audio, "audio/mpeg")
    url = store.url("renditions/x.mp3", filename='A "comet"\r\nX-Evil: 1 ☄.mp3')
    assert url is not None
    headers = httpx.get(url).headers
    assert headers["content-disposition"].startswith('attachment; filename="A _comet___X-Evil_ 1 _.mp3"')
    assert "filename*=UTF-8''A%20%22comet%22%0D%0AX-Evil%3A%201%20%E2%98%84.mp3" in (headers["content-disposition"])
    assert "x-evil" not in headers


def test_a_presigned_url_runs_out(s3_url: str, audio: Path) -> None:
    store = open_audio_store(s3_url, presign_seconds=1)
    store.put("renditions/x.mp3", audio, "audio/mpeg")
    url = store.url("renditions/x.mp3")
    assert url is not None
    time.sleep(2.1)
    assert httpx.get(url).status_code == 403


def test_a_cdn_url_is_plain(s3_url: str) -> None:
    store = open_audio_store(s3_url, cdn_base_url="https://cdn.example.org/audio/")
    assert store.url("renditions/x.mp3", filename="a.mp3") == ("https://cdn.example.org/audio/renditions/x.mp3")


def test_a_large_file_goes_up_in_parts(s3_url: str, tmp_path: Path) -> None:
    large = tmp_path / "large.flac"
    large.write_bytes(os.urandom(1 << 20) * 20)
    store = open_audio_store(s3_url)
    store.put("masters/large.flac", large, "audio/flac")
    store.get("masters/large.flac", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == large.read_bytes()
    url = store.url("masters/large.flac")
    assert url is not None
    answer = httpx.get(url, headers={"Range": "bytes=-1"})
    assert answer.headers["etag"].strip('"').endswith("-3")  # three parts of at most 8 MiB
    assert answer.headers["content-type"] == "audio/flac"
    assert "immutable" in answer.headers["cache-control"]


def test_the_prefix_keeps_two_stores_apart(s3_url: str, audio: Path) -> None:
    first, second = open_audio_store(s3_url), open_audio_store(s3_url.replace("/audio?", "/other/place?"))
    first.put("masters/apart.flac", audio, "audio/flac")
    assert not second.exists("masters/apart.flac")
    second.put("masters/apart.flac", audio, "audio/flac")
    first.delete(["masters/apart.flac"])
    assert second.exists("masters/apart.flac")


def test_credentials_come_from_the_environment(s3_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    address = parse_store_url(s3_url)
    assert isinstance(address, S3Address)
    bare = s3_url.partition("&access_key")[0]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", str(address.access_key))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", str(address.secret_key))
    open_audio_store(bare).ping()
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    with pytest.raises(AudioStoreUnavailable):
        open_audio_store(bare).ping()


def test_a_store_that_refuses_says_so(s3_url: str, audio: Path) -> None:
    store = open_audio_store(s3_url.replace("not-a-secret", "wrong"))
    with pytest.raises(AudioStoreUnavailable):
        store.put("masters/x.flac", audio, "audio/flac")
    with pytest.raises(AudioStoreUnavailable, match="SignatureDoesNotMatch"):
        store.read("masters/x.flac")
    with pytest.raises(AudioStoreUnavailable):
        store.exists("masters/x.flac")


def test_a_bucket_that_is_not_there_is_told(s3_url: str, audio: Path) -> None:
    store = open_audio_store(s3_url.replace("s3://readcast/", "s3://nowhere/"))
    with pytest.raises(AudioStoreUnavailable, match="no bucket nowhere"):
        store.ping()
    with pytest.raises(AudioStoreUnavailable):
        store.put("masters/x.flac", audio, "audio/flac")


def test_an_unreachable_store_is_told_within_seconds(audio: Path) -> None:
    (port,) = free_ports(1)
    store = open_audio_store(f"s3://bucket?endpoint=http://127.0.0.1:{port}&region=us-east-1&access_key=a&secret_key=b")
    assert isinstance(store, S3AudioStore)
    began = time.monotonic()
    with pytest.raises(AudioStoreUnavailable):
        store.put("masters/x.flac", audio, "audio/flac")
    assert time.monotonic() - began < 10
    for use in (
        lambda: store.read("masters/x.flac"),
        lambda: store.delete(["masters/x.flac"]),
        store.ping,
    ):
        with pytest.raises(AudioStoreUnavailable):
            use()
