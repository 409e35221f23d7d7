"""What Pydantic finds wrong, for people."""

from collections.abc import Mapping
from typing import Any


def in_words(error: Mapping[str, Any]) -> str:
    """The message of one of `ValidationError.errors()`; our own validators' as they wrote it."""
    return str(error["msg"]).removeprefix("Value error, ")
