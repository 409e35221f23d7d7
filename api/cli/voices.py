"""readcast voices: list, install and remove."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from api.cli.failure import failing_clearly, read_settings
from api.cli.tables import print_whole, whole_table
from storage.database import Database
from storage.sites import default_site
from tts.errors import VoiceNotFound, VoiceNotInstalled
from tts.voice_files import install_voice, remove_voice
from tts.voices import Voice, VoiceCatalogue

voices = typer.Typer(name="voices", no_args_is_help=True, help="List, install and remove voices.")


@voices.command("list")
def list_voices(
    language: Annotated[str | None, typer.Option(help="Only this language, such as en or de-DE.")] = None,
    installed: Annotated[bool, typer.Option("--installed", help="Only those that can speak now.")] = False,
) -> None:
    """Show the installed voices and those that can be installed."""
    catalogue = VoiceCatalogue(read_settings().voices_dir)
    table = whole_table("Voice", "Language", "Quality", "Speakers", "Installed", "Licence")
    for voice in catalogue.voices():
        wanted = not language or voice.language.casefold().startswith(language.replace("_", "-").casefold())
        if wanted and (voice.installed or not installed):
            count = str(len(voice.speakers) or 1)
            mark = "yes" if voice.installed else ""
            table.add_row(voice.name, voice.language, voice.quality, count, mark, voice.licence)
    print_whole(table)
    for problem in catalogue.problems():
        typer.secho(f"readcast: {problem}", err=True, fg="yellow")


@voices.command("install")
def install(name: Annotated[str, typer.Argument(help="A name from `readcast voices list`.")]) -> None:
    """Download a voice of the catalogue and check it."""
    settings = read_settings()
    with failing_clearly():
        voice = _catalogued(VoiceCatalogue(settings.voices_dir), name)
        if voice.installed:
            typer.echo(f"{voice.name} is installed already.")
            return
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task(voice.name, total=None)
            install_voice(
                voice, settings.voices_dir, lambda done, all: progress.update(task, completed=done, total=all)
            )
        typer.echo(f"{voice.name} is installed. Its licence: {voice.licence}.")


@voices.command("default")
def default(name: Annotated[str, typer.Argument(help="An installed voice.")]) -> None:
    """Make a voice the one that reads where an article names none."""
    settings = read_settings()
    with failing_clearly():
        voice = VoiceCatalogue(settings.voices_dir).find(name)
        database = Database(settings.database)
        database.migrate()
        with database.write() as session:
            default_site(session).default_voice = voice.name
        database.close()
        typer.echo(f"{voice.name} now reads what names no voice.")


@voices.command("remove")
def remove(name: Annotated[str, typer.Argument(help="An installed voice.")]) -> None:
    """Remove an installed voice's files."""
    settings = read_settings()
    with failing_clearly():
        voice = VoiceCatalogue(settings.voices_dir).find(name)
        remove_voice(voice, settings.voices_dir)
        typer.echo(f"{voice.name} is removed.")


def _catalogued(catalogue: VoiceCatalogue, name: str) -> Voice:
    """The voice, installed or not. Raises VoiceNotFound."""
    try:
        return catalogue.find(name)
    except VoiceNotInstalled:
        found = next((voice for voice in catalogue.voices() if voice.name == name.partition("#")[0]), None)
        if found is None:
            raise VoiceNotFound(f"There is no voice {name}.") from None
        return found
