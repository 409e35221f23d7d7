"""How long the queue is and what came out of it, for who scales and who watches."""

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from storage.columns import utc_now
from storage.models import Narration, Priority, Status

QUEUES = ("interactive", "batch")


@dataclass(frozen=True)
class Depth:
    """Everything that is known of the queue at one moment."""

    narrations: dict[tuple[str, Status], int]  # by queue and status, zeros included
    oldest_waiting: dict[str, float]  # seconds since the oldest queued narration of a queue was asked for; 0 if none is
    audio_seconds: float  # of all completed narrations


def depth(session: Session) -> Depth:
    """Reads the whole table: not for every request."""
    queue = case((Narration.priority > Priority.BATCH, "interactive"), else_="batch")
    waiting = case((Narration.status == Status.QUEUED, Narration.created_at))
    columns = (queue, Narration.status, func.count(), func.min(waiting), func.sum(Narration.duration))
    narrations = {(name, status): 0 for name in QUEUES for status in Status}
    oldest, seconds, now = dict.fromkeys(QUEUES, 0.0), 0.0, utc_now()
    for name, status, count, since, duration in session.execute(select(*columns).group_by(queue, Narration.status)):
        narrations[name, status] = count
        oldest[name] = max(oldest[name], (now - since).total_seconds() if since is not None else 0.0)
        seconds += float(duration or 0.0) if status is Status.COMPLETED else 0.0
    return Depth(narrations, oldest, seconds)
