"""A folder of HTML, Markdown and text files, and the folders in it."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from api.charset import decode_html
from api.sources.entry import Entry

_FIELD_OF = {
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
}


def entries_in_folder(folder: Path, max_bytes: int) -> Iterator[Entry]:
    """An entry for each file, in the order of their names; the path within the folder is the external_id.

    Files and folders whose name begins with a dot, and links to folders, are left out.
    """
    for file in _files(folder):
        yield entry_of_file(file, file.relative_to(folder).as_posix(), max_bytes)


def is_article_file(path: Path) -> bool:
    return path.suffix.lower() in _FIELD_OF


def count_files(folder: Path) -> int:
    return sum(1 for _ in _files(folder))


def entry_of_file(file: Path, external_id: str, max_bytes: int) -> Entry:
    try:
        status = file.stat()
        if status.st_size > max_bytes:
            return Entry(external_id, error=f"longer than {max_bytes:,} bytes (READCAST_MAX_BODY_BYTES)")
        data = file.read_bytes()
    except OSError as error:
        return Entry(external_id, error=f"cannot be read: {error.strerror}")
    field = _FIELD_OF[file.suffix.lower()]
    text = decode_html(data) if field == "html" else data.decode("utf-8-sig", "replace")
    if "\0" in text:
        return Entry(external_id, error="not text")
    changed = datetime.fromtimestamp(status.st_mtime, UTC)
    return Entry.of(external_id, {field: text, "external_id": external_id}, changed)


def _files(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(root, name)
            if not name.startswith(".") and is_article_file(file):
                yield file
