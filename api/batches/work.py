"""What is to be taken in next: from a source, while it is read, or from items that were listed before."""

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from api.batches.origin import named
from api.fetch import FetchError
from api.schemas import ArticleIn
from api.sources import Entry, SourceUnreadable
from storage.batches import waiting_items
from storage.database import Database

_READ_AHEAD = 200  # entries


@dataclass(frozen=True)
class Work:
    """An article to take in, or why that cannot be."""

    place: str
    body: ArticleIn | None
    error: str | None = None
    item_id: str | None = None  # None until it is listed


class Feed(Protocol):
    """Where work comes from; asked by one thread."""

    @property
    def ended(self) -> bool:
        """Whether there is no more."""
        ...

    def next(self, most: int) -> list[Work]:
        """Up to so many, at once or after a moment; none may be there yet. Raises what reading the source raises."""
        ...


class SourceFeed:
    """Reads entries in a thread of its own, a bounded number ahead: a source may make one wait, for ever too."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self._entries = entries
        self._read: queue.Queue[Entry | Exception | None] = queue.Queue(_READ_AHEAD)
        self._error: Exception | None = None
        self._exhausted = False
        # A daemon: nobody can wake it from reading a pipe that says nothing.
        threading.Thread(target=self._read_all, name="source", daemon=True).start()

    @property
    def ended(self) -> bool:
        return self._exhausted and self._error is None

    def next(self, most: int) -> list[Work]:
        found: list[Work] = []
        while len(found) < most and not self._exhausted:
            try:
                entry = self._read.get(timeout=0.002 if found else 0.05)
            except queue.Empty:
                break
            if isinstance(entry, Exception):
                self._exhausted, self._error = True, entry
            elif entry is None:
                self._exhausted = True
            else:
                body = named(entry.article) if entry.article else None
                found.append(Work(entry.place, body, entry.error))
        if self._error is not None and not found:
            error, self._error = self._error, None
            raise error
        return found

    def _read_all(self) -> None:
        end: Exception | None = SourceUnreadable("Reading the source failed; the log has the reason.")
        try:
            for entry in self._entries:
                self._read.put(entry)
            end = None
        except (FetchError, SourceUnreadable, OSError, ValueError) as error:
            end = error
        finally:
            self._read.put(end)


class ListedFeed:
    """The items of a batch that wait."""

    def __init__(self, database: Database, batch_id: str) -> None:
        self._database = database
        self._batch_id = batch_id
        self._last = 0
        self._ended = False

    @property
    def ended(self) -> bool:
        return self._ended

    def next(self, most: int) -> list[Work]:
        with self._database.read() as session:
            items = waiting_items(session, self._batch_id, self._last, most)
        if not items:
            self._ended = True
            return []
        self._last = items[-1].number
        return [
            Work(item.place, named(ArticleIn.model_validate(item.request)), item_id=item.id)
            for item in items
            if item.request is not None
        ]
