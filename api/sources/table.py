"""CSV: an article on each row, under the names of an article's fields."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from api.schemas import ArticleIn
from api.sources.entry import Entry, SourceUnreadable

_FIELDS = [name for name in ArticleIn.model_fields if name != "priority"]


def entries_in_csv(file: BinaryIO, max_bytes: int) -> Iterator[Entry]:
    """The entries of a CSV file in UTF-8 with a header. Raises SourceUnreadable for a wrong header."""
    # It is Python's own, for the whole process: raised, since its default is too short for a page, and never lowered.
    csv.field_size_limit(max(csv.field_size_limit(), max_bytes))
    text = io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline="")
    reader = csv.DictReader(text, restkey="")
    try:
        _check_header(reader.fieldnames or [])
        while True:
            begins = reader.line_num + 1
            row = next(reader, None)
            if row is None:
                return
            yield _entry(f"line {begins}", row)
    except csv.Error as error:
        raise SourceUnreadable(f"The CSV cannot be read at line {reader.line_num}: {error}.") from error


def _entry(place: str, row: dict[str, str]) -> Entry:
    if row.get(""):
        return Entry(place, error="more cells than the header has: put text with commas in double quotes")
    return Entry.of(place, {name.strip(): cell for name, cell in row.items() if cell})


def _check_header(names: Sequence[str]) -> None:
    known = f"They are {', '.join(_FIELDS)}."
    unknown = [name for name in names if name.strip() not in _FIELDS]
    if unknown:
        raise SourceUnreadable(f"The CSV's header has {', '.join(map(repr, unknown))}, which no article has. {known}")
    if not {"text", "html", "markdown", "url"} & {name.strip() for name in names}:
        raise SourceUnreadable(f"The CSV needs a column text, html, markdown or url. {known}")
