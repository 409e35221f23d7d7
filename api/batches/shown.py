"""Batches and their items as the API shows them."""

from fastapi import Request

from api.assembly import Assembly
from api.batch_schemas import BatchCounts, BatchItemOut, BatchOptionsOut, BatchOut, BatchUrls
from api.links import base_url
from storage.batch_progress import ItemState, audio_seconds, batch_status, count_items
from storage.models import Batch, BatchItem


def batch_out(request: Request, assembly: Assembly, batch: Batch) -> BatchOut:
    with assembly.database.read() as session:
        counts = count_items(session, batch)
        seconds = audio_seconds(session, batch.id)
    return BatchOut(
        id=batch.id,
        status=batch_status(batch, counts),
        source=batch.source,
        options=BatchOptionsOut(**batch.options),
        counts=BatchCounts(total=sum(counts.values()), **counts),
        audio_seconds=round(seconds, 1),
        error=batch.error,
        created_at=batch.created_at,
        finished_at=batch.finished_at,
        urls=BatchUrls.below(base_url(request, assembly), batch.id),
    )


def item_out(base: str, item: BatchItem, state: ItemState, error: str | None) -> BatchItemOut:
    return BatchItemOut(
        number=item.number,
        place=item.place,
        status=state,
        error=error,
        article_id=item.article_id,
        url=f"{base}/v1/articles/{item.article_id}" if item.article_id else None,
    )
