"""Run by Alembic, from `Database.migrate` or from its own command line (`alembic revision`)."""

import os
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, Enum

from storage.columns import UTCDateTime
from storage.database import Database
from storage.models import Base


def render_plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations name SQL's own types, so that a later change of ours cannot change what they once did."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render_plain_type,
        render_as_batch=connection.dialect.name == "sqlite",  # SQLite cannot alter a table in place
    )
    with context.begin_transaction():
        context.run_migrations()


def connect_and_migrate() -> None:
    url = os.environ.get("READCAST_DATABASE_URL")
    if not url:
        raise SystemExit("Set READCAST_DATABASE_URL to the database, for example sqlite:///readcast.db")
    database = Database(url)
    try:
        with database.migrating() as connection:
            migrate(connection)
    finally:
        database.close()


if context.is_offline_mode():
    raise SystemExit("Writing migrations as SQL (--sql) is not supported: run them against a database.")
given = context.config.attributes.get("connection")
if given is None:
    connect_and_migrate()
else:
    migrate(given)
