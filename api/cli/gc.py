"""readcast gc: take away what nobody needs any more."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.failure import failing_clearly, read_settings
from storage.database import Database
from storage.local_audio_store import LocalAudioStore

if TYPE_CHECKING:
    from api.garbage import Freed


def gc(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
    older_than: Annotated[
        float, typer.Option(metavar="HOURS", min=1, help="Touch nothing younger; longer than any render takes.")
    ] = 24,
    stream_days: Annotated[
        float, typer.Option(metavar="DAYS", min=1, help="Keep streams so long; they are made anew when asked for.")
    ] = 7,
) -> None:
    """Remove orphaned audio, old streams, leftovers of dead processes, old batches and messages. Safe at any time."""
    # Here, not above: other commands should not wait for boto3.
    from api.garbage import Garbage
    from storage.audio_store import open_audio_store

    settings = read_settings()
    with failing_clearly():
        database = Database(settings.database)
        try:
            database.migrate()
            store = open_audio_store(settings.store)
            garbage = Garbage(database, store, age=timedelta(hours=older_than), dry_run=dry_run)
            done = "would be removed" if dry_run else "removed"
            typer.echo(f"Audio that nothing refers to: {_told(garbage.files())} {done}.")
            orphaned, old = garbage.streams(timedelta(days=stream_days))
            typer.echo(f"Stream segments that nothing refers to: {_told(orphaned)} {done}.")
            typer.echo(f"Stream segments of {stream_days:g} days ago: {_told(old)}, for the next run to remove.")
            folders = [settings.data_dir / "voices"]
            folders += [store.root] if isinstance(store, LocalAudioStore) else []
            typer.echo(f"Temporary files of dead processes: {_told(garbage.temporary(folders))} {done}.")
            typer.echo(f"Batches that ended 30 days ago: {garbage.batches()} {done}.")
            typer.echo(f"Webhook messages of 30 days ago: {garbage.deliveries()} {done}.")
        finally:
            database.close()


def _told(freed: "Freed") -> str:
    return f"{freed.count} ({freed.size / 1e6:.1f} MB)"
