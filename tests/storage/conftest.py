"""Both databases and both audio stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.audio_store import AudioStore, open_audio_store
from storage.database import Database


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that has no tables yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new folder' / 'readcast.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def each(empty_url: str) -> Iterator[Database]:
    """An empty database with its tables, of either kind."""
    database = Database(empty_url)
    database.migrate()
    yield database
    database.close()


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> AudioStore:
    if request.param == "local":
        return open_audio_store(f"file://{tmp_path / 'audio'}")
    return open_audio_store(request.getfixturevalue("s3_url"))


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    """A file to be put into a store."""
    file = tmp_path / "master.flac"
    file.write_bytes(bytes(range(256)) * 40)
    return file
