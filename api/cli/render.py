"""readcast render: one article to one audio file, with no server."""

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from api.cli.failure import failing_clearly, read_settings


def render(
    source: Annotated[str, typer.Argument(help="An HTML, Markdown or text file, an address, or - for text.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The audio file: .mp3 .ogg .m4a .flac .wav")],
    voice: Annotated[str | None, typer.Option(help="A name from `readcast voices list`.")] = None,
    speed: Annotated[float, typer.Option(help="0.5 to 3.0, at the same pitch.")] = 1.0,
    title: Annotated[str | None, typer.Option(help="Title, if the article's own will not do.")] = None,
    byline: Annotated[str | None, typer.Option(help="Author, if the article's own will not do.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the article, such as en-GB.")] = None,
    lexicon: Annotated[Path | None, typer.Option(help="Pronunciations (.csv), as GET /v1/lexicon.csv.")] = None,
    cover: Annotated[Path | None, typer.Option(help="JPEG or PNG put into the file.")] = None,
    transcript: Annotated[Path | None, typer.Option(help="Write the timed transcript (.vtt) here.")] = None,
) -> None:
    """Narrate one article into an audio file."""
    # Here, not above: other commands should not wait a second for the engine.
    from api.cli.to_file import Request, narrate_file

    # Ended by a service manager or `timeout`, it leaves as little behind as after Ctrl-C.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    settings = read_settings()
    given = {"title": title, "byline": byline, "language": language}
    fields = {name: text for name, text in given.items() if text}
    request = Request(source, output, voice, speed, fields, cover, lexicon)
    with failing_clearly():
        recorded = narrate_file(request, settings, transcript)
    minutes, seconds = divmod(round(recorded), 60)
    typer.echo(f"{output}: {minutes}:{seconds:02d} minutes, {output.stat().st_size / 1e6:.1f} MB", err=True)
