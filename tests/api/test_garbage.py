"""What `readcast gc` takes away, and all that it leaves, in a folder and in real S3."""

import os
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from api.app import create_app
from api.garbage import Garbage
from api.settings import Settings
from storage.audio_store import AudioStore, open_audio_store
from storage.batches import NewItem, add_items, create_batch
from storage.database import Database
from storage.deliveries import fire
from storage.leases import claim_next
from storage.models import Batch, BatchItem, Delivery, Narration, Rendition, Status
from storage.narrations import ensure_narration
from storage.parts import claim_part, complete_part, parts_of, plan_parts
from storage.sites import default_site
from storage.webhooks import create_webhook
from tests.api.conftest import TEXT, wait
from tests.storage.samples import new_article, rendered

NOBODY = "0123456789abcdefghjkmnpqrs"  # a narration that there is not
NO_AGE = timedelta(seconds=-60)  # what is stored now counts as old


def file_key(narration_id: str = NOBODY, digest: str = "a" * 64, folder: str = "audio", suffix: str = "mp3") -> str:
    return f"{folder}/{digest[:2]}/{digest}-{narration_id.removeprefix('nar_')}.{suffix}"


@pytest.fixture(params=["local", "s3"])
def served(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Settings:
    """Settings with either store, empty."""
    if request.param == "local":
        return settings
    url: str = request.getfixturevalue("s3_url")
    return settings.model_copy(update={"audio_store": url.replace("/audio?", f"/{tmp_path.name}?")})


@pytest.fixture
def store(served: Settings) -> AudioStore:
    return open_audio_store(served.store)


@pytest.fixture
def put(store: AudioStore, tmp_path: Path) -> Callable[[str], str]:
    file = tmp_path / "object"
    file.write_bytes(b"sound" * 200)

    def put(key: str) -> str:
        store.put(key, file, "audio/mpeg")
        return key

    return put


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database)
    database.migrate()
    with database.write() as session:
        default_site(session)
    yield database
    database.close()


def keys(store: AudioStore) -> set[str]:
    return {each.key for folder in ("audio", "manifests", "hls", "other") for each in store.objects(folder)}


def garbage(database: Database, store: AudioStore, age: timedelta = NO_AGE, dry_run: bool = False) -> Garbage:
    return Garbage(database, store, age=age, dry_run=dry_run)


def test_only_what_no_row_names_goes_and_articles_play_on(
    served: Settings, database: Database, store: AudioStore, put: Callable[[str], str]
) -> None:
    with TestClient(create_app(served), base_url="http://127.0.0.1", follow_redirects=False) as client:
        article = wait(client, client.post("/v1/articles", json={"text": TEXT}).json()["id"])
        preview = client.get("/v1/voices/en_US-tiny-low/preview")
        assert preview.status_code in (200, 302)
        kept = keys(store) | {put("audio/song.mp3"), put("other/aa/song.mp3"), put("hls/aa/song/00000.ts")}
        orphans = {
            put(file_key()),
            put(file_key(suffix="flac")),
            put(file_key(folder="manifests", suffix="json")),
            put(file_key(article["narrations"][0]["id"])),  # of a render that was killed before its row
        }
        dry = garbage(database, store, dry_run=True).files()
        assert (dry.count, dry.size) == (4, 4000) and keys(store) == kept | orphans
        freed = garbage(database, store).files()
        assert (freed.count, freed.size) == (4, 4000) and keys(store) == kept
        assert garbage(database, store).files().count == 0
        assert client.get(f"/v1/articles/{article['id']}/audio").status_code in (200, 302)
        assert client.get(article["narrations"][0]["urls"]["marks"]).status_code == 200


def test_nothing_young_goes(database: Database, store: AudioStore, put: Callable[[str], str]) -> None:
    old = {put(file_key()), put(f"hls/aa/{NOBODY}-01234567/00000.ts")}
    time.sleep(4.1)  # S3 tells times in seconds
    young = {put(file_key(digest="b" * 64)), put(f"hls/aa/{NOBODY}-76543210/00000.ts")}
    collection = garbage(database, store, age=timedelta(seconds=3))
    assert (collection.files().count, collection.streams(timedelta(days=7))[0].count) == (1, 1)
    assert keys(store) == young and not old & young


def test_what_somebody_works_on_stays(database: Database, store: AudioStore, put: Callable[[str], str]) -> None:
    done = rendered(database, new_article(database, external_id="done"))
    making = rendered(database, new_article(database, external_id="making"), master="n")
    with database.write() as session:
        lease = {"status": Status.PROCESSING, "lease_until": datetime.now(UTC) + timedelta(minutes=10)}
        session.add(Rendition(narration_id=making.id, format="opus", speed_percent=100, **lease))
    waiting, working = (new_article(database, external_id=name) for name in ("waiting", "working"))
    with database.write() as session:
        second = ensure_narration(session, working, "article", "v", 10)[0]
        first = ensure_narration(session, waiting, "article", "v")[0]
    with database.write() as session:
        claimed = claim_next(session, "w", 60, 3)
        assert claimed is not None and claimed.id == second.id
    kept = {put(file_key(narration.id)) for narration in (first, second, making)}
    put(file_key(done.id))
    assert garbage(database, store).files().count == 1
    assert keys(store) == kept


def test_parts_of_a_long_text_go_with_its_failure(
    database: Database, store: AudioStore, put: Callable[[str], str]
) -> None:
    article = new_article(database)
    with database.write() as session:
        narration, _ = ensure_narration(session, article, "article", "v")
        plan_parts(session, narration.id, 2)
        part = claim_part(session, narration.id, "w", 60)
        assert part is not None
        made = put(file_key(narration.id)), put(file_key(narration.id, folder="manifests", suffix="json"))
        complete_part(session, part, "w", *made)
    assert garbage(database, store).files().count == 0  # it may be taken up
    with database.write() as session:
        session.execute(update(Narration).values(status=Status.FAILED))
    assert garbage(database, store, dry_run=True).files().count == 2
    with database.read() as session:
        assert len(parts_of(session, narration.id)) == 2
    assert garbage(database, store).files().count == 2
    with database.read() as session:
        assert [part.number for part in parts_of(session, narration.id)] == [1]
    assert keys(store) == set()


def test_streams_are_forgotten_then_removed_and_cut_anew_when_asked_for(
    served: Settings, database: Database, store: AudioStore, put: Callable[[str], str]
) -> None:
    with TestClient(create_app(served), base_url="http://127.0.0.1", follow_redirects=False) as client:
        article = wait(client, client.post("/v1/articles", json={"text": TEXT}).json()["id"])
        url = article["narrations"][0]["urls"]["hls"]

        def segments() -> set[str]:
            return {each.key for each in store.objects("hls")}

        def playlist() -> str:
            answer = client.get(url)
            assert answer.status_code == 200, answer.text
            return answer.text

        def seconds(text: str) -> float:
            return sum(float(line[8:].rstrip(",")) for line in text.splitlines() if line.startswith("#EXTINF:"))

        live, before = segments(), playlist()
        assert live and "#EXT-X-ENDLIST" in before
        orphan = put(f"hls/aa/{NOBODY}-01234567/00000.ts")
        kept = garbage(database, store)
        assert [each.count for each in kept.streams(timedelta(days=7))] == [1, 0]
        assert segments() == live and orphan not in live
        dry = garbage(database, store, dry_run=True)
        assert [each.count for each in dry.streams(NO_AGE)] == [0, len(live)]
        # Who listens at this moment has the segments until the next collection.
        assert [each.count for each in garbage(database, store).streams(NO_AGE)] == [0, len(live)]
        assert segments() == live
        time.sleep(0.2)  # for so long the server believes what it has read
        cut = playlist()
        assert "#EXT-X-ENDLIST" in cut and seconds(cut) == pytest.approx(seconds(before), abs=0.1)
        made = segments() - live
        assert made and all(Path(key).name in cut for key in made)
        assert garbage(database, store).streams(timedelta(days=7))[0].count == len(live)
        assert segments() == made
        assert playlist() == cut or served.audio_store  # signed addresses differ


def test_two_who_cut_a_stream_at_once_leave_one(settings: Settings, store: AudioStore, served: Settings) -> None:
    with TestClient(create_app(served), base_url="http://127.0.0.1", follow_redirects=False) as client:
        article = client.post("/v1/articles", json={"text": TEXT, "priority": "batch"}).json()
        url = wait(client, article["id"])["narrations"][0]["urls"]["hls"]
        threads = [Thread(target=client.get, args=(url,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        answer = client.get(url).text
        left = {each.key for each in store.objects("hls")}
        assert left and all(Path(key).parent.name in answer for key in left)


def test_a_narration_cannot_be_taken_up_while_its_objects_are_deleted(
    postgres_url: str, tmp_path: Path, put: Callable[[str], str], store: AudioStore, settings: Settings
) -> None:
    database = Database(postgres_url)
    database.migrate()
    article = new_article(database)
    narration = rendered(database, article)
    with database.write() as session:
        session.execute(update(Narration).values(status=Status.FAILED))
    key, deleting, go_on, asked_again = put(file_key(narration.id)), Event(), Event(), Event()

    class Slow:
        """The store, whose deletions take a while."""

        objects = store.objects

        def delete(self, doomed: Any) -> None:
            deleting.set()
            assert go_on.wait(10)
            store.delete(doomed)

    def ask_again() -> None:
        with database.write() as session:
            ensure_narration(session, article, "article", narration.voice)
        asked_again.set()

    collecting = Thread(target=garbage(database, Slow()).files)  # type: ignore[arg-type]
    collecting.start()
    assert deleting.wait(10)
    asking = Thread(target=ask_again)
    asking.start()
    assert not asked_again.wait(0.5)
    go_on.set()
    collecting.join(10)
    asking.join(10)
    assert asked_again.is_set() and not store.exists(key)
    put(key)  # and what its worker stores from now on stays
    assert garbage(database, store).files().count == 0
    database.close()


def test_leftovers_of_dead_processes_go(database: Database, settings: Settings, tmp_path: Path) -> None:
    aged = time.time() - 90_000
    made: list[Path] = []
    try:
        for number in range(3):
            made.append(Path(tempfile.mkdtemp(prefix="readcast-")))
            (made[number] / "folder").mkdir()
            (made[number] / "folder" / "master.flac").write_bytes(b"sound" * 100)
        made.append(Path(tempfile.mkdtemp(prefix="readcast-other-")))
        for folder in (made[0], made[2], made[3]):
            for path in (*folder.rglob("*"), folder):
                os.utime(path, (aged, aged))
        os.utime(made[2] / "folder" / "master.flac")  # somebody still writes into it
        store = tmp_path / "audio"
        store.mkdir()
        for name, when in ((".0123456789abcdef.part", aged), (".fedcba9876543210.part", time.time())):
            (store / name).write_bytes(b"half")
            os.utime(store / name, (when, when))
        collection = garbage(database, open_audio_store(str(store)), age=timedelta(hours=24))
        collection.temporary([store])
        assert [path.exists() for path in made] == [False, True, True, True]
        assert [path.name for path in store.iterdir()] == [".fedcba9876543210.part"]
    finally:
        for folder in made:
            with suppress(FileNotFoundError):
                subprocess.run(["rm", "-r", str(folder)], check=False, capture_output=True)


def test_batches_that_ended_long_ago_go_with_their_items(database: Database, store: AudioStore) -> None:
    now, old = datetime.now(UTC), datetime.now(UTC) - timedelta(days=31)
    ends = {"finished": (old, None), "canceled": (None, old), "young": (now, None), "running": (None, None)}
    with database.write() as session:
        for name, (finished, canceled) in ends.items():
            batch = create_batch(session, "default", "items", name, {})
            batch.finished_at, batch.canceled_at, batch.created_at = finished, canceled, old
            add_items(session, batch.id, [NewItem(f"item {n}") for n in range(501)], 1)
    assert Garbage(database, store, age=NO_AGE, dry_run=True).batches() == 2
    assert Garbage(database, store, age=NO_AGE, dry_run=False).batches() == 2
    with database.read() as session:
        assert set(session.scalars(select(Batch.source))) == {"young", "running"}
        assert session.scalar(select(func.count()).select_from(BatchItem)) == 2 * 501
    assert Garbage(database, store, age=NO_AGE, dry_run=False).batches() == 0


def test_the_command_says_what_it_did(settings: Settings, database: Database, tmp_path: Path) -> None:
    store = open_audio_store(settings.store)
    (tmp_path / "object").write_bytes(b"sound" * 200_000)
    for key in (file_key(), file_key(digest="b" * 64)):
        store.put(key, tmp_path / "object", "audio/mpeg")
    aged = time.time() - 90_000
    os.utime(settings.data_dir / "audio" / file_key(), (aged, aged))
    with database.write() as session:
        create_webhook(session, "default", "https://cms.example/", ["batch.completed"], "whsec_x")
        fire(session, "default", "batch.completed", {})
        session.execute(update(Delivery).values(created_at=datetime.now(UTC) - timedelta(days=31)))
    readcast = str(Path(sysconfig.get_path("scripts")) / "readcast")
    environment = {"READCAST_DATA_DIR": str(settings.data_dir), "TMPDIR": str(tmp_path)}

    def gc(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [readcast, "gc", *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    dry = gc("--dry-run")
    assert "refers to: 1 (1.0 MB) would be removed" in dry.stdout and "days ago: 1 would be" in dry.stdout, dry.stderr
    assert len(keys(store)) == 2
    assert "refers to: 1 (1.0 MB) removed" in gc().stdout
    assert keys(store) == {file_key(digest="b" * 64)}
    assert "days ago: 0 removed" in gc().stdout
    refused = gc("--older-than", "0")
    assert refused.returncode == 2 and "older-than" in refused.stderr
