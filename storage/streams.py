"""Streams: the segments of a narration in the audio store, one by one while it is rendered."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from storage.leases import write_if_ours
from storage.models import Narration, Status
from storage.rows import affected


def segment_key(prefix: str, number: int) -> str:
    """Where a stream's segment is kept; the first is number 0."""
    return f"{prefix}/{number:05d}.ts"


def segment_keys(prefix: str | None, count: int) -> list[str]:
    """The keys of all segments of a stream."""
    return [segment_key(prefix, number) for number in range(count)] if prefix else []


def note_stream(
    session: Session, narration_id: str, owner: str, *, prefix: str, segments: int, sample_rate: int
) -> None:
    """Says that so many segments are in the store; put them there first. Raises LeaseLost."""
    noted = {"stream_prefix": prefix, "stream_segments": segments, "sample_rate": sample_rate}
    write_if_ours(session, narration_id, owner, **noted)


def keep_stream(session: Session, narration_id: str, prefix: str, segments: int) -> bool:
    """Gives a completed narration the stream that was made of it; False if it has one or is gone."""
    without = update(Narration).where(
        Narration.id == narration_id, Narration.status == Status.COMPLETED, Narration.stream_prefix.is_(None)
    )
    return affected(session, without.values(stream_prefix=prefix, stream_segments=segments)) == 1
