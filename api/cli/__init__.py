"""The `readcast` command."""

import typer

from api.cli.batch import batch
from api.cli.embed import embed
from api.cli.gc import gc
from api.cli.hooks import hooks
from api.cli.keys import keys
from api.cli.render import render
from api.cli.serve import migrate, serve
from api.cli.voices import voices
from api.cli.watch import watch
from api.cli.worker import worker

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
app.command()(batch)
app.add_typer(voices)
app.add_typer(keys)
app.add_typer(hooks)
app.command()(watch)
app.command()(gc)
app.command()(migrate)
