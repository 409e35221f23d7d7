"""readcast serve and migrate."""

import ipaddress
import logging
import re
from typing import Annotated

import typer

from api.cli.failure import failing_clearly, read_settings
from api.settings import Settings
from storage.api_keys import any_keys
from storage.database import Database
from tts.voices import VoiceCatalogue

_TOKEN = re.compile(r"([?&]token=)[^&\s]*")


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (READCAST_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (READCAST_PORT).")] = None,
    render: Annotated[bool, typer.Option(help="Render in this process; --no-render leaves it to workers.")] = True,
) -> None:
    """Serve the API and the player, and render in the background."""
    # Here, not above: other commands should not wait a second for the web framework and the engine.
    import uvicorn

    from api.app import create_app

    settings = read_settings(host=host, port=port)
    log_plainly()
    with failing_clearly():
        _check(settings)
        app = create_app(settings, render=render)
        uvicorn.run(
            app,
            host=settings.host,
            port=settings.port,
            proxy_headers=True,
            log_config=None,
            timeout_graceful_shutdown=3,
        )


def migrate() -> None:
    """Bring the database to this version's tables (serve and worker do it too)."""
    settings = read_settings()
    with failing_clearly():
        database = Database(settings.database)
        database.migrate()
        database.close()
    typer.echo("The database is up to date.")


def _check(settings: Settings) -> None:
    """What would stop the server, said in one line; and beyond this machine, only with an API key."""
    from api.assembly import celery_queue

    voices = VoiceCatalogue(settings.voices_dir)
    for name in (settings.default_voice, *settings.voice_aliases.values()):
        voices.find(name)
    database = Database(settings.database)
    database.migrate()
    celery_queue(settings, database)
    with database.read() as session:
        keyed = settings.api_key is not None or any_keys(session)
    database.close()
    if not keyed and not _is_loopback(settings.host):
        raise ValueError(
            f"listening on {settings.host} would let anybody write. Make a key first: readcast keys create NAME "
            "(or set READCAST_API_KEY), or listen on 127.0.0.1."
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def log_plainly() -> None:
    """Log to standard error."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells addresses whole, with the tokens in them
    logging.getLogger("uvicorn.access").addFilter(without_tokens)


def without_tokens(record: logging.LogRecord) -> bool:
    """Takes tokens of private feeds out of the addresses that the log of requests names."""
    if isinstance(record.args, tuple):
        record.args = tuple(_TOKEN.sub(r"\1...", arg) if isinstance(arg, str) else arg for arg in record.args)
    return True
