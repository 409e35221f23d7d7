"""readcast hooks: the secret with which a CMS signs the articles that it sends."""

from typing import Annotated

import typer

from api.cli.failure import failing_clearly, read_settings
from api.signatures import new_secret
from storage.database import Database
from storage.sites import default_site

hooks = typer.Typer(name="hooks", no_args_is_help=True, help="Take articles from a CMS that signs what it sends.")


@hooks.callback()
def _group() -> None:
    """With one command only, Typer would leave its name out."""


@hooks.command("secret")
def secret(
    remove: Annotated[bool, typer.Option("--remove", help="Close the hook: nothing signed is taken.")] = False,
) -> None:
    """Make the secret of POST /v1/hooks/articles and show it, once. An earlier one is worthless at once."""
    settings = read_settings()
    made = None if remove else new_secret()
    with failing_clearly():
        database = Database(settings.database)
        try:
            database.migrate()
            with database.write() as session:
                default_site(session).hook_secret = made
        finally:
            database.close()
    if made is None:
        typer.echo("The hook is closed.")
        return
    typer.echo(made)
    typer.echo("Give it to the CMS that posts to /v1/hooks/articles; it cannot be shown again.", err=True)
