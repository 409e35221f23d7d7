"""readcast keys: create, list and revoke API keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from api.cli.failure import failing_clearly, read_settings
from api.cli.tables import print_whole, whole_table
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
    if not name.strip():
        raise typer.BadParameter("a key needs a name")
    with _database() as database, database.write() as session:
        token = create_key(session, default_site(session), name)[1]
    typer.echo(token)
    typer.echo("Keep it safe: it is stored as a hash and cannot be shown again.", err=True)


@keys.command("list")
def show() -> None:
    """Show the keys there are, by name and first characters."""
    with _database() as database, database.write() as session:
        table = whole_table("Id", "Name", "Begins", "Created", "Revoked")
        for key in list_keys(session, default_site(session)):
            revoked = f"{key.revoked_at:%Y-%m-%d %H:%M}" if key.revoked_at else ""
            table.add_row(key.id, key.name, key.prefix, f"{key.created_at:%Y-%m-%d %H:%M}", revoked)
    print_whole(table)


@keys.command("revoke")
def revoke(key: Annotated[str, typer.Argument(help="An id or a name from `readcast keys list`.")]) -> None:
    """Make a key worthless at once."""
    with _database() as database, database.write() as session:
        known = [each for each in list_keys(session, default_site(session)) if key in (each.id, each.name)]
        valid = [each for each in known if each.revoked_at is None]
        if not valid:
            raise ValueError(f"the key {key} is revoked already" if known else f"there is no key {key}")
        if len(valid) > 1:
            raise ValueError(f"several keys are named {key}; give an id: {', '.join(each.id for each in valid)}")
        revoke_key(session, valid[0].id)
    typer.echo(f"{valid[0].id} ({valid[0].name}) is revoked.")
