import multiprocessing
import os
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Timer

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from storage.database import Database
from storage.errors import DatabaseUnavailable, InvalidStoreURL
from storage.models import ApiKey, Base, Site
from storage.sites import default_site
from tests.servers import free_ports
from tests.storage.samples import together

ROOT = Path(__file__).parents[2]


def test_migrations_make_what_the_models_say(each: Database) -> None:
    with each.migrating() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_can_be_undone(each: Database) -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    with each.migrating() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    each.migrate()
    with each.write() as session:
        assert default_site(session).id == "default"


def test_the_alembic_command_finds_migrations_and_database(database: Database, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "check"],
        cwd=ROOT,
        env={**os.environ, "READCAST_DATABASE_URL": f"sqlite:///{tmp_path / 'readcast.db'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "No new upgrade operations" in done.stdout


def test_several_processes_may_migrate_at_once(empty_url: str) -> None:
    context = multiprocessing.get_context("fork")  # so that all are ready at the same moment
    barrier = context.Barrier(6)

    def migrate() -> None:
        database = Database(empty_url)
        barrier.wait()
        database.migrate()
        database.ping()

    started = [context.Process(target=migrate) for _ in range(6)]
    for process in started:
        process.start()
    for process in started:
        process.join(60)
        assert process.exitcode == 0
    with Database(empty_url).read() as session:
        assert session.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1


def test_threads_may_open_and_migrate_a_new_database_at_once(empty_url: str) -> None:
    databases = [Database(empty_url) for _ in range(8)]
    together(8, lambda number: databases[number].migrate())
    together(8, lambda number: databases[number].ping())
    for database in databases:
        database.close()


def test_write_rolls_back_when_the_block_raises(each: Database) -> None:
    with pytest.raises(ZeroDivisionError), each.write() as session:
        default_site(session)
        raise ZeroDivisionError
    with each.read() as session:
        assert session.get(Site, "default") is None


def test_rows_stay_usable_after_the_session(each: Database) -> None:
    with each.write() as session:
        site = default_site(session)
    assert (site.id, site.default_voice) == ("default", None)
    with each.read() as session:
        site = session.scalars(select(Site)).one()
    assert site.title


def test_times_come_back_aware_in_utc(each: Database) -> None:
    before = datetime.now(UTC)
    with each.write() as session:
        session.add(Site(id="now", title=""))
        berlin = datetime(2026, 7, 1, 12, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
        session.add(Site(id="berlin", title="", created_at=berlin))
    with each.read() as session:
        assert before <= session.get_one(Site, "now").created_at <= datetime.now(UTC)
        stored = session.get_one(Site, "berlin").created_at
    assert stored.utcoffset() == timedelta(0)
    assert stored.isoformat() == "2026-07-01T10:30:00.123456+00:00"


def test_a_time_without_zone_is_refused(each: Database) -> None:
    with pytest.raises(StatementError, match="without a zone"), each.write() as session:
        session.add(Site(id="naive", title="", created_at=datetime(2026, 1, 1)))


def test_foreign_keys_are_enforced(each: Database) -> None:
    with pytest.raises(IntegrityError), each.write() as session:
        session.add(ApiKey(site_id="nowhere", name="", prefix="", token_hash=""))


def test_reading_then_writing_never_finds_the_database_locked(database: Database) -> None:
    with database.write() as session:
        default_site(session).title = "0"

    def count_up(_number: int) -> None:
        for _ in range(20):
            with database.write() as session:
                site = session.get_one(Site, "default")
                site.title = str(int(site.title) + 1)

    together(8, count_up)
    with database.read() as session:
        assert session.get_one(Site, "default").title == "160"


def test_a_reader_is_not_held_up_by_a_writer(database: Database) -> None:
    with database.write() as writing:
        default_site(writing)
        began = time.monotonic()
        with database.read() as reading:
            assert reading.get(Site, "default") is None
        assert time.monotonic() - began < 1


def test_sqlite_is_set_up_for_many_threads(database: Database) -> None:
    with database.read() as session:
        found = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "busy_timeout": 30_000}
    with database.migrating() as connection:  # or a rebuilt table would take the rows that refer to it along
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 0


def test_a_new_file_that_another_process_is_writing_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "readcast.db"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = Timer(0.3, other.rollback)
    release.start()
    database = Database(f"sqlite:///{file}")
    database.migrate()
    release.join()
    other.close()
    database.close()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgres_addresses_as_hosts_write_them(postgres_url: str, scheme: str) -> None:
    Database(postgres_url.replace("postgresql", scheme, 1)).ping()


def test_an_unreachable_database_is_told_soon() -> None:
    (port,) = free_ports(1)
    began = time.monotonic()
    with pytest.raises(DatabaseUnavailable):
        Database(f"postgresql://someone:secret@127.0.0.1:{port}/none").ping()
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "url", ["", "readcast.db", "sqlite://", "sqlite:///:memory:", "mysql://root@host/name", "sqlite+x:///a"]
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(InvalidStoreURL, match="sqlite:///path"):
        Database(url)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidStoreURL, match="folder"):
        Database(f"sqlite:///{tmp_path / 'file' / 'readcast.db'}")
