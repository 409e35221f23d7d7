"""The `readcast` command."""

import typer

from api.cli.embed import embed
from api.cli.keys import keys
from api.cli.render import render
from api.cli.serve import migrate, serve, worker
from api.cli.voices import voices

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Turn articles into narrated audio. Settings are READCAST_* environment variables.",
)
app.command()(serve)
app.command()(worker)
app.command()(render)
app.command()(embed)
app.add_typer(voices)
app.add_typer(keys)
app.command()(migrate)
