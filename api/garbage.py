"""Takes away what dead processes left behind and what nobody needs any more. Safe beside running workers."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from storage.audio_store import AudioStore
from storage.columns import utc_now
from storage.database import Database
from storage.deliveries import count_deliveries, delete_deliveries
from storage.garbage import (
    count_ended_batches,
    delete_from_ended_batches,
    forget_streams,
    named_streams,
    stream_of,
    unnamed_objects,
)
from storage.local_audio_store import StoredObject
from storage.models import Status
from storage.parts import forget_parts

KEPT: Final = timedelta(days=30)  # webhook messages, and batches that ended
_AT_ONCE: Final = 200  # objects looked up and deleted in one transaction
_TEMPORARY: Final = re.compile(r"readcast-[a-z0-9_]{8}")


@dataclass
class Freed:
    """How many things, and of how many bytes."""

    count: int = 0
    size: int = 0

    def add(self, size: int) -> None:
        self.count += 1
        self.size += size


class Garbage:
    """One collection. Nothing younger than `age` is touched; with `dry_run` nothing at all."""

    def __init__(self, database: Database, store: AudioStore, *, age: timedelta, dry_run: bool) -> None:
        self._database = database
        self._store = store
        self._before = utc_now() - age
        self._dry_run = dry_run

    def files(self) -> Freed:
        """Audio files and manifests that no row names. Raises StorageError."""
        freed = Freed()
        for folder in ("audio", "manifests"):
            for some in _batches(self._old(folder, self._before)):
                sizes = {each.key: each.size for each in some}
                # Deleted before the transaction ends: until then no worker takes up what they were made for.
                with self._database.write() as session:
                    unnamed = unnamed_objects(session, sizes, self._before)
                    if not self._dry_run:
                        forget_parts(session, unnamed)  # of long texts that failed
                    self._delete(unnamed)
                for key in unnamed:
                    freed.add(sizes[key])
        return freed

    def streams(self, kept: timedelta) -> tuple[Freed, Freed]:
        """Segments that no row names, and those of completed narrations that are older than `kept`.

        The latter are only forgotten now and deleted by the next collection: somebody may be listening.
        """
        orphaned, forgotten = Freed(), Freed()
        before = min(self._before, utc_now() - kept)
        for some in _batches(self._old("hls", self._before)):
            streams = {each.key: stream for each in some if (stream := stream_of(each.key))}
            segments = [each for each in some if each.key in streams]
            with self._database.read() as session:
                named = named_streams(session, {narration_id for _, narration_id in streams.values()})
            unnamed = [each for each in segments if streams[each.key][0] not in named]
            self._delete(each.key for each in unnamed)
            old = [each for each in segments if each.modified < before]
            done = [each for each in old if named.get(streams[each.key][0]) is Status.COMPLETED]
            self._forget({streams[each.key] for each in done})
            for each in unnamed:
                orphaned.add(each.size)
            for each in done:
                forgotten.add(each.size)
        return orphaned, forgotten

    def deliveries(self) -> int:
        """Webhook messages of more than 30 days ago; how many. Raises StorageError."""
        before = utc_now() - KEPT
        if self._dry_run:
            with self._database.read() as session:
                return count_deliveries(session, before)
        total = 0
        while True:
            with self._database.write() as session:
                deleted = delete_deliveries(session, before)
            total += deleted
            if not deleted:
                return total

    def batches(self) -> int:
        """Batches that ended more than 30 days ago, with their items; how many. What they rendered stays.

        Raises StorageError.
        """
        before = utc_now() - KEPT
        with self._database.read() as session:
            count = count_ended_batches(session, before)
        more = not self._dry_run
        while more:
            with self._database.write() as session:
                more = delete_from_ended_batches(session, before)
        return count

    def temporary(self, folders: Iterable[Path]) -> Freed:
        """Work folders in the system's temporary folder, and parts of files below `folders`, of processes that died."""
        freed, limit = Freed(), self._before.timestamp()
        for path in (*_work_folders(), *(part for folder in folders for part in folder.rglob("*.part"))):
            newest, size = _newest_and_size(path)
            if newest is None or newest >= limit:
                continue
            freed.add(size)
            if not self._dry_run:
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)
        return freed

    def _old(self, folder: str, before: datetime) -> Iterator[StoredObject]:
        return (each for each in self._store.objects(folder) if each.modified < before)

    def _delete(self, keys: Iterable[str]) -> None:
        doomed = list(keys)
        if doomed and not self._dry_run:
            self._store.delete(doomed)

    def _forget(self, streams: set[tuple[str, str]]) -> None:
        if streams and not self._dry_run:
            with self._database.write() as session:
                forget_streams(session, streams)


def _batches(objects: Iterator[StoredObject]) -> Iterator[list[StoredObject]]:
    while some := list(islice(objects, _AT_ONCE)):
        yield some


def _work_folders() -> list[Path]:
    """Those of this user, as `tempfile` names them for us."""
    there = Path(tempfile.gettempdir())
    return [
        path
        for path in there.iterdir()
        if _TEMPORARY.fullmatch(path.name) and path.is_dir() and not path.is_symlink() and _is_mine(path)
    ]


def _is_mine(path: Path) -> bool:
    try:
        return path.stat().st_uid == os.geteuid()
    except FileNotFoundError:
        return False


def _newest_and_size(path: Path) -> tuple[float | None, int]:
    """When something in it was last written, and its bytes; None if it is gone."""
    newest, size = None, 0
    for each in (path, *(path.rglob("*") if path.is_dir() else ())):
        try:
            told = each.lstat()
        except FileNotFoundError:
            continue
        newest = max(newest or 0.0, told.st_mtime)
        size += told.st_size if each.is_file() else 0
    return newest, size
