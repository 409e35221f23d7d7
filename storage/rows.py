"""Writing rows while others write the same ones: the database's constraints decide who was first."""

from typing import Any

from sqlalchemy import CursorResult, Update, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import Base


def insert_new(session: Session, row: type[Base], **values: Any) -> bool:
    """Inserts the row unless a unique constraint says that it is there; True if this call inserted it."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(row).values(**values).on_conflict_do_nothing()
    # Asks for the key because the count of inserted rows is not told by every driver.
    return session.execute(statement.returning(*inspect(row).primary_key)).first() is not None


def affected(session: Session, statement: Update) -> int:
    """Executes the statement; how many rows it changed."""
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount
