"""Audio objects as files in a folder."""

import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from storage.errors import AudioObjectMissing, AudioStoreUnavailable

_LEAST_FREE = 16 << 20  # bytes: an hour of speech takes more

KEY = re.compile(r"[a-z0-9]+(/[a-z0-9_-][a-z0-9._-]*)+")


@dataclass(frozen=True)
class StoredObject:
    """What a store says of an object that it holds."""

    key: str
    size: int  # bytes
    modified: datetime


def check_key(key: str) -> str:
    """The key, like "narrations/3f9a/master.flac". Raises ValueError for any that could leave the store.

    At least two parts of small letters, digits, ".", "_" and "-"; no part begins with a dot.
    """
    if not KEY.fullmatch(key):
        raise ValueError(f"{key!r} is not a key of the audio store")
    return key


class LocalAudioStore:
    """An AudioStore in the folder `root`, made if absent. The application serves the files, or a CDN before it."""

    def __init__(self, root: Path, cdn_base_url: str | None = None) -> None:
        self.root = root
        self._cdn_base_url = cdn_base_url.rstrip("/") if cdn_base_url else None

    def put(self, key: str, file: Path, content_type: str) -> None:
        """Nobody ever sees a part of the file: it is written beside its place and moved there when whole."""
        target = self._path(key)
        with file.open("rb") as source, _translated(key):
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.parent / f".{secrets.token_hex(8)}.part"
            try:
                with part.open("xb") as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
                    copy.flush()
                    os.fsync(copy.fileno())
                part.replace(target)
                _sync_folder(target.parent)
            finally:
                part.unlink(missing_ok=True)

    def get(self, key: str, target: Path) -> None:
        with self._open(key) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)

    def read(self, key: str) -> bytes:
        with self._open(key) as source:
            return source.read()

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def objects(self, folder: str) -> Iterator[StoredObject]:
        for place, folders, names in os.walk(self.root / folder, onerror=_raise):
            folders.sort()
            for name in sorted(names):
                path = Path(place, name)
                key = path.relative_to(self.root).as_posix()
                if KEY.fullmatch(key):
                    with suppress(FileNotFoundError):  # deleted meanwhile
                        told = path.stat()
                        yield StoredObject(key, told.st_size, datetime.fromtimestamp(told.st_mtime, UTC))

    def delete(self, keys: Iterable[str]) -> None:
        for path in [self._path(key) for key in keys]:
            with _translated(path.name):
                path.unlink(missing_ok=True)

    def url(self, key: str, *, filename: str | None = None) -> str | None:
        """The CDN's URL if there is a CDN; None: the application serves the file."""
        check_key(key)
        return f"{self._cdn_base_url}/{key}" if self._cdn_base_url else None

    def ping(self) -> None:
        with _translated(f"its folder {self.root}"):
            self.root.mkdir(parents=True, exist_ok=True)
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise AudioStoreUnavailable(f"The audio store {self.root} cannot be written to.")
        if shutil.disk_usage(self.root).free < _LEAST_FREE:
            raise AudioStoreUnavailable(f"The disk of the audio store {self.root} is full.")

    def _open(self, key: str) -> BinaryIO:
        try:
            return self._path(key).open("rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise AudioObjectMissing(f"There is no audio object {key}.") from error
        except OSError as error:
            raise AudioStoreUnavailable(f"The audio object {key} cannot be read: {error.strerror}.") from error

    def _path(self, key: str) -> Path:
        return self.root / check_key(key)


def _raise(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise AudioStoreUnavailable(f"The audio store cannot be listed: {error.strerror}.") from error


def _sync_folder(folder: Path) -> None:
    # Without this the new name may be lost in a power cut, although the bytes are on the disk.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _translated(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise AudioStoreUnavailable(f"The audio store cannot write {what}: {error.strerror}.") from error
