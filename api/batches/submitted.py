"""What is posted as a batch: JSON, or the lines of a JSONL or CSV file, into its rows."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from api.assembly import Assembly
from api.batch_schemas import BatchIn
from api.batches.options import BatchOptions, check_options
from api.errors import Rejected
from api.sources import Entry, SourceUnreadable
from api.sources.entry import chosen
from api.sources.lines import entries_in_lines
from api.sources.table import entries_in_csv
from storage.batches import NewItem, add_items, create_batch
from storage.columns import utc_now
from storage.models import Batch, Site
from tts.errors import InvalidSpeed, VoiceError

JSONL_TYPES = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")
CSV_TYPE = "text/csv"


def checked(assembly: Assembly, place: str, given: dict[str, Any]) -> BatchOptions:
    """The options of a batch. Raises Rejected, which names them under `place`."""
    try:
        return check_options(assembly.voices, **given)
    except VoiceError as error:
        raise Rejected(f"{place}.voices", error) from error
    except InvalidSpeed as error:
        raise Rejected(f"{place}.speeds", error) from error


def create_from(session: Session, site: Site, body: BatchIn, options: BatchOptions) -> Batch:
    if body.source_url is not None:
        return create_batch(session, site.id, "url", str(body.source_url), options.as_json())
    assert body.items is not None
    entries = (Entry(f"item {n}", item, dated=item.published_at) for n, item in enumerate(body.items, 1))
    return _create(session, site, "items of the request", entries, options)


def create_from_file(session: Session, site: Site, data: bytes, media_type: str, options: BatchOptions) -> Batch:
    """Raises Rejected for a CSV file with a wrong header, or a file that has no line."""
    read = entries_in_csv if media_type == CSV_TYPE else entries_in_lines
    name = "uploaded CSV" if media_type == CSV_TYPE else "uploaded lines"
    try:
        batch = _create(session, site, name, read(io.BytesIO(data), len(data) + 1), options)
    except SourceUnreadable as error:
        raise Rejected("body", error) from error
    return batch


def _create(session: Session, site: Site, source: str, entries: Iterable[Entry], options: BatchOptions) -> Batch:
    batch = create_batch(session, site.id, "items", source, options.as_json())
    items = list(_items(chosen(entries, options.since, options.limit)))
    if not items:
        raise Rejected("body", SourceUnreadable("There is no article in it."))
    add_items(session, batch.id, items, 1)
    batch.listed_at = utc_now()
    return batch


def _items(entries: Iterable[Entry]) -> Iterator[NewItem]:
    for entry in entries:
        request = entry.article.model_dump(mode="json", exclude_none=True) if entry.article else None
        yield NewItem(entry.place, request, entry.error)
