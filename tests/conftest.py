"""What all tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from storage.database import Database
from tests.servers import fresh_postgres_database, postgres_server, s3_server
from tests.tiny_voice import make_tiny_voice
from tts.narrator import Narrator, NarratorShelf
from tts.scales import Scales
from tts.synthesizer import PiperSynthesizer
from tts.voices import VoiceCatalogue


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    """The store URL of an S3 server that runs for the whole session."""
    with s3_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_server_url() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server_url: str) -> Iterator[str]:
    """An empty PostgreSQL database for this test only."""
    with fresh_postgres_database(postgres_server_url) as url:
        yield url


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database with its tables."""
    database = Database(f"sqlite:///{tmp_path / 'readcast.db'}")
    database.migrate()
    yield database
    database.close()


@pytest.fixture(scope="session")
def voices_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A voices folder with two tiny voices of our own."""
    folder = tmp_path_factory.mktemp("voices")
    make_tiny_voice(folder)
    make_tiny_voice(folder, "en_US-other-low")
    return folder


@pytest.fixture(scope="session")
def narrator(voices_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Narrator:
    """A tiny voice, ready to narrate, the same every time."""
    shelf = NarratorShelf(lambda voice: PiperSynthesizer(voice, Scales(0, 0)), tmp_path_factory.mktemp("gains"))
    return shelf.get(VoiceCatalogue(voices_dir).find("en_US-tiny-low"))


@pytest.fixture(scope="session")
def prepared_voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a server keeps what it made of its voices: making it takes longer than most tests."""
    return tmp_path_factory.mktemp("prepared")


@pytest.fixture
def settings(tmp_path: Path, voices_dir: Path, prepared_voices: Path) -> Settings:
    """Embedded defaults in a folder that is empty but for the prepared voice, a tiny one."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "voices").symlink_to(prepared_voices, target_is_directory=True)
    return Settings(
        warm_up=False,  # a tiny voice is there at once
        data_dir=tmp_path / "data",
        voices_dir=voices_dir,
        default_voice="en_US-tiny-low",
        noise=0,
        noise_w=0,
        fetch_allow_networks=("127.0.0.0/8",),
    )


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """The application with its render threads, asked from this machine."""
    with TestClient(create_app(settings), base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client
