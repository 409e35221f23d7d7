"""What a source lists: an article to take in, or why one line, file or address of it is none."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, Self

from pydantic import ValidationError

from api.schemas import ArticleIn
from api.validation import in_words


class SourceUnreadable(Exception):
    """The source is not there, or not what it should be; the text says what to do."""


@dataclass(frozen=True)
class Entry:
    """`place` tells a person where it stands: a line, a file, an address."""

    place: str
    article: ArticleIn | None = None  # None where there is an error
    error: str | None = None
    dated: datetime | None = None  # when it was last changed, aware, where the source says so

    @classmethod
    def of(cls, place: str, fields: Mapping[str, Any], dated: datetime | None = None) -> Self:
        """An article with these fields, or what is wrong with them."""
        try:
            article = ArticleIn.model_validate({**fields, "priority": "batch"})
        except ValidationError as error:
            return cls(place, error=_in_words(error))
        return cls(place, article, dated=_aware(dated or article.published_at))


def chosen(entries: Iterable[Entry], since: datetime | None, limit: int | None) -> Iterator[Entry]:
    """At most `limit` of the entries, without those that are dated before `since`."""
    late = (entry for entry in entries if since is None or entry.dated is None or entry.dated >= since)
    return islice(late, limit)


def parse_date(text: str) -> datetime | None:
    """A W3C date ("2026", "2026-05", "2026-05-04", "2026-05-04T09:00Z"), aware; None for anything else."""
    text = text.strip()
    if text[:4].isdecimal() and len(text) in (4, 7):
        text += "-01-01"[: 10 - len(text)]
    try:
        return _aware(datetime.fromisoformat(text))
    except ValueError:
        return None


def parse_since(text: str) -> datetime:
    """A date or time that a person gave. Raises ValueError."""
    found = parse_date(text)
    if found is None:
        raise ValueError(f"{text!r} is no date: write 2026-05-04, or 2026-05-04T09:00:00Z.")
    return found


def _aware(time: datetime | date | None) -> datetime | None:
    if not isinstance(time, datetime):
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _in_words(error: ValidationError) -> str:
    said = []
    for item in error.errors(include_url=False)[:3]:
        place = ".".join(str(part) for part in item["loc"])
        said.append(f"{place}: {in_words(item)}" if place else in_words(item))
    return "; ".join(said)
