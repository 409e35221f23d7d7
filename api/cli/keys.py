"""readcast keys: create, list and revoke API keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from api.cli.failure import failing_clearly, read_settings
from storage.api_keys import create_key, list_keys, revoke_key
from storage.database import Database
from storage.sites import default_site

keys = typer.Typer(name="keys", no_args_is_help=True, help="Create, list and revoke API keys.")


@contextmanager
def _database() -> Iterator[Database]:
    settings = read_settings()
    with failing_clearly():
        database = Database(settings.database)
        try:
            database.migrate()
            yield database
        finally:
            database.close()


@keys.command("create")
def create(name: Annotated[str, typer.Argument(help="What the key is for, such as cms.")]) -> None:
    """Make an API key and show it, once. From then on, writes need a key."""
    with _database() as database, database.write() as session:
        token = create_key(session, default_site(session), name)[1]
    typer.echo(token)
    typer.echo("Keep it safe: it is stored as a hash and cannot be shown again.", err=True)


@keys.command("list")
def show() -> None:
    """Show the keys there are, by name and first characters."""
    with _database() as database, database.write() as session:
        table = Table("Id", "Name", "Begins", "Created", "Revoked", box=None)
        for key in list_keys(session, default_site(session)):
            revoked = f"{key.revoked_at:%Y-%m-%d %H:%M}" if key.revoked_at else ""
            table.add_row(key.id, key.name, key.prefix, f"{key.created_at:%Y-%m-%d %H:%M}", revoked)
    Console().print(table)


@keys.command("revoke")
def revoke(key_id: Annotated[str, typer.Argument(help="An id from `readcast keys list`.")]) -> None:
    """Make a key worthless at once."""
    with _database() as database, database.write() as session:
        if not revoke_key(session, key_id):
            raise ValueError(f"there is no key {key_id} to revoke")
    typer.echo(f"{key_id} is revoked.")
