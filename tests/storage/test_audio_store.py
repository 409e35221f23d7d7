from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from storage.audio_store import AudioStore, open_audio_store
from storage.errors import AudioObjectMissing, AudioStoreUnavailable
from storage.local_audio_store import LocalAudioStore


def test_what_is_put_is_there(store: AudioStore, audio: Path, tmp_path: Path) -> None:
    store.ping()
    key = "masters/3f/3f9a_b-c.1.flac"
    assert not store.exists(key)
    store.put(key, audio, "audio/flac")
    assert store.exists(key)
    assert store.read(key) == audio.read_bytes()
    store.get(key, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == audio.read_bytes()
    audio.write_bytes(b"other")
    store.put(key, audio, "audio/flac")
    assert store.read(key) == b"other"


def test_what_is_deleted_is_gone(store: AudioStore, audio: Path, tmp_path: Path) -> None:
    keys = [f"deleted/{number}.mp3" for number in range(3)]
    for key in keys:
        store.put(key, audio, "audio/mpeg")
    store.delete([*keys[:2], "deleted/never.mp3"])
    assert [store.exists(key) for key in keys] == [False, False, True]
    store.delete(keys)
    store.delete([])
    store.delete(f"deleted/{number}.mp3" for number in range(1001))  # more than S3 takes at once
    with pytest.raises(AudioObjectMissing, match=r"deleted/0\.mp3"):
        store.read(keys[0])
    with pytest.raises(AudioObjectMissing):
        store.get(keys[0], tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize(
    "key",
    [
        "",
        "alone",
        "/etc/passwd",
        "../secret/x",
        "a/../../x",
        "a/..",
        "a/./x",
        "a/.hidden",
        "a//x",
        "a/x/",
        "a/X",
        "a/ü",
        "a/x\n",
        "a/x y",
        "a\\b/x",
        "a/%2e%2e/x",
        "a/x\0",
    ],
)
def test_a_key_that_could_leave_the_store_is_refused(store: AudioStore, audio: Path, key: str) -> None:
    for use in (
        lambda: store.put(key, audio, "audio/flac"),
        lambda: store.get(key, audio),
        lambda: store.read(key),
        lambda: store.exists(key),
        lambda: store.delete(["masters/fine.flac", key]),
        lambda: store.url(key),
    ):
        with pytest.raises(ValueError, match="not a key"):
            use()


def test_a_file_that_is_not_there_cannot_be_put(store: AudioStore, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        store.put("masters/none.flac", tmp_path / "none", "audio/flac")
    assert not store.exists("masters/none.flac")


def test_a_local_object_is_never_seen_half_written(tmp_path: Path) -> None:
    store = LocalAudioStore(tmp_path / "audio")
    files = []
    for letter in (b"a", b"b"):
        files.append(tmp_path / letter.decode())
        files[-1].write_bytes(letter * 3_000_000)
    store.put("masters/x.flac", files[0], "audio/flac")
    done = Event()

    def write() -> None:
        for number in range(20):
            store.put("masters/x.flac", files[number % 2], "audio/flac")
        done.set()

    thread = Thread(target=write)
    thread.start()
    seen = set()
    while not done.is_set():
        data = store.read("masters/x.flac")
        assert len(data) == 3_000_000 and data.count(data[:1]) == len(data)
        seen.add(data[:1])
    thread.join()
    assert seen == {b"a", b"b"}
    assert [path.name for path in (store.root / "masters").iterdir()] == ["x.flac"]


def test_the_application_serves_local_objects(tmp_path: Path, audio: Path) -> None:
    store = open_audio_store(str(tmp_path / "bare path"))
    assert isinstance(store, LocalAudioStore)
    assert store.root == tmp_path / "bare path"
    store.put("masters/x.flac", audio, "audio/flac")
    assert store.url("masters/x.flac") is None
    behind_cdn = open_audio_store(str(tmp_path), cdn_base_url="https://cdn.example.org/")
    assert behind_cdn.url("masters/x.flac") == "https://cdn.example.org/masters/x.flac"


def test_a_folder_that_is_a_file_is_told(audio: Path) -> None:
    store = LocalAudioStore(audio)
    with pytest.raises(AudioStoreUnavailable):
        store.ping()
    with pytest.raises(AudioStoreUnavailable):
        store.put("masters/x.flac", audio, "audio/flac")


def test_objects_are_listed_by_folder_in_order_beyond_one_page(store: AudioStore, audio: Path) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)  # S3 tells times in seconds
    names = [f"listed/{number % 3}/{number:04d}.mp3" for number in range(1005)]
    audio.write_bytes(b"sound")
    with ThreadPoolExecutor(8) as pool:  # S3 tells of a thousand at once
        list(pool.map(lambda key: store.put(key, audio, "audio/mpeg"), [*names, "listedtoo/other.mp3"]))
    found = list(store.objects("listed"))
    assert [each.key for each in found] == sorted(names)
    assert {each.size for each in found} == {5}
    assert all(before <= each.modified <= datetime.now(UTC) + timedelta(seconds=1) for each in found)
    assert [each.key for each in store.objects("listed/1")] == sorted(key for key in names if "/1/" in key)
    assert list(store.objects("nothing")) == []
