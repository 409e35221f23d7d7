"""readcast batch: pre-render many articles, here and now."""

import os
import signal
import threading
from types import FrameType
from typing import Annotated

import typer

from api.cli.failure import failing_clearly, read_settings

_PARTLY, _USAGE, _STOPPED = 1, 2, 130
_STOPPING = b"\nStopping: what is being spoken goes back into the queue. Ctrl-C again ends at once.\n"


def batch(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="A folder, a .jsonl, .csv or .xml file, an address (sitemap, feed or page), or - (lines).",
        ),
    ],
    voice: Annotated[list[str] | None, typer.Option(help="From `readcast voices list`; may be repeated.")] = None,
    speed: Annotated[list[float] | None, typer.Option(help="0.5 to 3.0; may be repeated.")] = None,
    format: Annotated[list[str] | None, typer.Option(help="mp3, opus, aac, flac or wav; may be repeated.")] = None,
    since: Annotated[str | None, typer.Option(help="Leave out what is dated before this: 2026-05-04.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="No more articles than this.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="Progress and report as lines of JSON.")] = False,
) -> None:
    """Pre-render articles. What is rendered already is skipped; stopped, the same command goes on where it was.

    Exit status: 0 all is done, 1 some failed, 2 bad usage, 130 stopped.
    """
    # Here, not above: other commands should not wait a second for the engine.
    from api.batches.options import check_options
    from api.cli.batch_run import BatchCommand
    from api.sources import SourceUnreadable
    from api.sources.entry import parse_since
    from tts.errors import TTSError
    from tts.voices import VoiceCatalogue

    settings = read_settings()
    stopped = threading.Event()
    _stop_by_signal(stopped)
    try:
        earliest = parse_since(since) if since else None
        catalogue = VoiceCatalogue(settings.voices_dir)
        if not voice:
            catalogue.find(settings.default_voice)
        options = check_options(catalogue, voice or (), speed or (), format or (), since=earliest, limit=limit)
        command = BatchCommand(settings, source, options, stopped, as_json=json_)
    except (TTSError, SourceUnreadable, ValueError) as error:
        typer.secho(f"readcast: {error}", err=True, fg="red")
        raise typer.Exit(_USAGE) from error
    with failing_clearly():
        report = command.dry_run() if dry_run else command.run()
    if stopped.is_set():
        raise typer.Exit(_STOPPED)
    if report["failed"] or report["error"]:
        raise typer.Exit(_PARTLY)


def _stop_by_signal(stopped: threading.Event) -> None:
    """Ctrl-C or SIGTERM sets the event; once more ends the process at once, whose leases then run out."""

    def stop(number: int, frame: FrameType | None) -> None:
        if stopped.is_set():
            os._exit(_STOPPED)
        stopped.set()
        os.write(2, _STOPPING)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
