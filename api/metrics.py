"""The queue in numbers, as Prometheus reads them. The only module that imports prometheus_client."""

import threading
import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from storage.database import Database
from storage.depth import Depth, depth
from storage.models import Status

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_KEPT_SECONDS = 5.0  # the whole table is read: not for each of many scrapers
_ENDED = (Status.COMPLETED, Status.FAILED, Status.CANCELED)


class QueueMetrics:
    """Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._seen: tuple[float, bytes] | None = None  # when, by the monotonic clock, and what

    def text(self) -> bytes:
        """As of a few seconds ago at most. Raises DatabaseUnavailable."""
        with self._lock:
            if self._seen is None or time.monotonic() - self._seen[0] > _KEPT_SECONDS:
                with self._database.read() as session:
                    found = depth(session)
                registry = CollectorRegistry()
                registry.register(_Once(found))
                self._seen = time.monotonic(), generate_latest(registry)
            return self._seen[1]


class _Once:
    """Tells of the queue as it was at one moment."""

    def __init__(self, found: Depth) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        waiting = GaugeMetricFamily("readcast_queued_narrations", "Narrations that wait for a worker", labels=["queue"])
        working = GaugeMetricFamily("readcast_rendering_narrations", "Narrations in work", labels=["queue"])
        oldest = GaugeMetricFamily(
            "readcast_oldest_queued_seconds", "How long the oldest queued narration has waited", labels=["queue"]
        )
        ended = CounterMetricFamily(
            "readcast_narrations",
            "Narrations that ended; deleted articles take theirs away",
            labels=["queue", "status"],
        )
        for (queue, status), count in self._found.narrations.items():
            if status is Status.QUEUED:
                waiting.add_metric([queue], count)
            elif status is Status.PROCESSING:
                working.add_metric([queue], count)
            elif status in _ENDED:
                ended.add_metric([queue, status], count)
        for queue, seconds in self._found.oldest_waiting.items():
            oldest.add_metric([queue], seconds)
        yield from (waiting, working, oldest, ended)
        yield CounterMetricFamily(
            "readcast_audio_seconds", "Speech in completed narrations", value=self._found.audio_seconds
        )
