"""A lexicon as a CSV file, the kind that spreadsheets open and save."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from tts.errors import InvalidEntry
from tts.text.lexicon.entry import LexiconEntry, Match, match_named

MAX_ENTRIES: Final = 10_000
_COLUMNS: Final = ("written", "spoken", "ipa", "match", "case_sensitive", "language")
_TRUTHS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": False}
# Spreadsheets take a cell that begins so for a formula; the apostrophe makes it text.
_FORMULA: Final = tuple("=+-@\t\r")
_GUARD: Final = "'"


def read_lexicon_csv(data: bytes) -> list[LexiconEntry]:
    """The entries of a CSV in UTF-8 with a header line, parted by commas, semicolons or tabs. At most MAX_ENTRIES.

    Columns are written, spoken, ipa, match, case_sensitive and language, in any order; all but written may be
    missing. An apostrophe before a cell that spreadsheets would take for a formula is not part of it.
    Raises InvalidEntry, which names the line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidEntry("The file is not in UTF-8: save it as CSV UTF-8.") from None
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    entries: list[LexiconEntry] = []
    header: list[str] = []
    try:
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = _header(cells)
            elif len(entries) == MAX_ENTRIES:
                raise InvalidEntry(f"there are more than {MAX_ENTRIES:,} entries; leave some out")
            else:
                entries.append(_entry(dict(_by_column(header, cells))))
    except (InvalidEntry, csv.Error) as error:
        raise InvalidEntry(f"line {max(1, lines.line_num)}: {error}") from error
    if not header:
        raise InvalidEntry(f"line 1: the file is empty; begin with the header {','.join(_COLUMNS)}")
    return entries


def lexicon_csv(entries: Iterable[LexiconEntry]) -> str:
    """The CSV from which `read_lexicon_csv` reads the same entries."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow(_COLUMNS)
    for entry in entries:
        sensitive = "true" if entry.case_sensitive else "false"
        cells = (entry.written, entry.spoken, entry.ipa, entry.match.value, sensitive, entry.language)
        lines.writerow([_guarded(cell or "") for cell in cells])
    return out.getvalue()


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip("\ufeff \t,;")), "")
    return max(",;\t", key=first.count)


def _header(cells: list[str]) -> list[str]:
    names = [cell.strip().casefold() for cell in cells]
    unknown = [name for name in names if name and name not in _COLUMNS]
    if unknown:
        raise InvalidEntry(f"there is no column {unknown[0]!r}; the header may have {', '.join(_COLUMNS)}")
    doubled = [name for name in names if name and names.count(name) > 1]
    if doubled:
        raise InvalidEntry(f"the column {doubled[0]!r} is there twice; take one out")
    if "written" not in names:
        raise InvalidEntry("the column 'written' is missing in the header; add it")
    return names


def _by_column(header: list[str], cells: list[str]) -> Iterator[tuple[str, str]]:
    if any(cell.strip() for cell in cells[len(header) :]):
        raise InvalidEntry(f"there are more cells than columns ({len(header)}); put quotes around cells with commas")
    for name, cell in zip(header, cells, strict=False):
        if not name and cell.strip():
            raise InvalidEntry("there is a cell in a column that has no name; name it in the header")
        yield name, _unguarded(cell)


def _entry(cells: dict[str, str]) -> LexiconEntry:
    truth = cells.get("case_sensitive", "").strip().casefold()
    if truth not in _TRUTHS:
        raise InvalidEntry(f"case_sensitive is {truth!r}; use true or false")
    return LexiconEntry(
        written=cells.get("written", ""),
        spoken=cells.get("spoken", "").strip() or None,
        ipa=cells.get("ipa", "").strip() or None,
        match=match_named(cells.get("match", "").strip().casefold() or Match.WORD),
        case_sensitive=_TRUTHS[truth],
        language=cells.get("language", "").strip() or None,
    )


def _guarded(cell: str) -> str:
    # A cell that begins with the guard itself is guarded too, or reading would take away what belongs to it.
    return _GUARD + cell if cell.lstrip(_GUARD).startswith(_FORMULA) else cell


def _unguarded(cell: str) -> str:
    stripped = cell.strip()
    return stripped[1:] if stripped.startswith(_GUARD) and stripped.lstrip(_GUARD).startswith(_FORMULA) else cell
