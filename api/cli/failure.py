"""How a command ends when it cannot do its work: one line on standard error, exit status 1."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from pydantic import ValidationError

from api.fetch import FetchError
from api.settings import Settings
from api.validation import in_words
from storage.errors import StorageError
from tts.errors import TTSError


@contextmanager
def failing_clearly() -> Iterator[None]:
    try:
        yield
    except (TTSError, StorageError, FetchError, OSError, ValueError) as error:
        typer.secho(f"readcast: {error}", err=True, fg="red")
        raise typer.Exit(1) from error


def read_settings(**overrides: object) -> Settings:
    """Settings from the environment; a wrong one ends the command and is named."""
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        for item in error.errors():
            name = "READCAST_" + "_".join(str(part) for part in item["loc"][:1]).upper()
            typer.secho(f"readcast: {name} is {item['input']!r}: {in_words(item)}", err=True, fg="red")
        raise typer.Exit(2) from error
