"""The database: its connections, its transactions and its migrations."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from storage.errors import DatabaseUnavailable, InvalidStoreURL

BUSY_SECONDS = 30  # how long a writer waits for another one on SQLite
MIGRATION_LOCK = 0x7265616463617374  # "readcast": the advisory lock that a migrating process holds


class Database:
    """One database, reached by many threads; each takes its own session from `read` or `write`."""

    def __init__(self, url: str) -> None:
        """`url` is sqlite:///path (its folder is created) or postgresql://user:password@host/name.

        Nothing is connected yet. Raises InvalidStoreURL for any other address.
        """
        self._url = _database_url(url)
        if self._is_sqlite:
            _create_folder(Path(str(self._url.database)).parent)
        self._engine = _sqlite_engine(self._url) if self._is_sqlite else _postgres_engine(self._url)
        self._writing = self._engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; what is written in it is lost. Rows stay usable after it ends.

        Raises DatabaseUnavailable.
        """
        with _translated(), Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits when the block ends and rolls back if it raises; keep the block short.

        On SQLite one writer at a time is inside; the others wait up to 30 s. Raises DatabaseUnavailable.
        """
        with _translated(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            session.connection()  # begins now, so that what is read first is not stale when it is written
            yield session

    def ping(self) -> None:
        """Raises DatabaseUnavailable unless the database answers."""
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def migrate(self) -> None:
        """Brings the tables to the newest version. Safe when several processes start at once: one does the
        work while the others wait. Raises DatabaseUnavailable."""
        config = Config()
        config.set_main_option("script_location", "storage:migrations")
        with self.migrating() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A connection in a transaction that no other migrating process is in at the same time."""
        if not self._is_sqlite:
            with _translated(), self._engine.begin() as connection:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
                yield connection
            return
        # Rebuilding a table drops it, and with foreign keys on that would delete the rows that refer to it.
        engine = _sqlite_engine(self._url, foreign_keys=False, poolclass=NullPool)
        with _translated(), engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin() as connection:
            yield connection

    def close(self) -> None:
        """Closes the idle connections."""
        self._engine.dispose()

    @property
    def _is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"


def _database_url(address: str) -> URL:
    right = "use sqlite:///path/to/file or postgresql://user:password@host:port/name"
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise InvalidStoreURL(f"The database address cannot be read; {right}.") from error
    if url.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername in {"sqlite", "sqlite+pysqlite"} and url.database and url.database != ":memory:":
        return url
    raise InvalidStoreURL(f"The database {url.drivername}:// cannot be used; {right}.")


def _create_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidStoreURL(f"The database's folder {folder} cannot be created: {error.strerror}") from error


def _postgres_engine(url: URL) -> Engine:
    # The upserts count on seeing what others have committed since the transaction began.
    return create_engine(
        url,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args={"connect_timeout": 10},
    )


def _sqlite_engine(url: URL, *, foreign_keys: bool = True, **options: Any) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, **options)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver would begin only before the first write; we say BEGIN ourselves, see `begin`.
        connection.isolation_level = None
        _use_write_ahead_log(connection)
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))

    return engine


def _use_write_ahead_log(connection: Any) -> None:
    # A new file changes its mode without waiting for the lock: when two processes create it, one must retry.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except connection.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise DatabaseUnavailable(f"The database cannot be used: {error.orig}") from error
    except PoolTimeout as error:
        raise DatabaseUnavailable("The database cannot be used: all its connections are busy.") from error
