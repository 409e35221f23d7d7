"""Counting who listens, without knowing who."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from api.address_limit import AddressLimit
from api.counts import PendingCounts
from api.listening_schemas import ReportIn
from api.views import Views
from storage.database import Database
from storage.listening import Audible, audible
from storage.models import NarrationKind

_KNOWN_SECONDS = 60.0  # that a narration is taken to be as it was looked up
_RENDERING_SECONDS = 5.0  # while its duration is not known
_MOST_KNOWN = 5_000


@dataclass(frozen=True)
class _Known:
    narration: Audible
    until: float


class Audience:
    """Takes the reports of players; safe for several threads, but for `limit`."""

    def __init__(self, database: Database, reports_per_minute: int) -> None:
        """`reports_per_minute` of one address; 0 counts nothing."""
        self._database = database
        self.counting = reports_per_minute > 0
        self._known: dict[tuple[str, NarrationKind, str], _Known] = {}
        self._views = Views()
        self.counts = PendingCounts(database)
        self.limit = AddressLimit(reports_per_minute or 1)

    def take(self, report: ReportIn) -> None:
        """Count it, if it tells of a narration that readers may hear. Raises DatabaseUnavailable."""
        narration = self._narration(report.article, NarrationKind(report.kind), report.voice)
        if narration is not None:
            self.counts.add(self._views.count(report, narration.duration, datetime.now(UTC).date()))

    def _narration(self, article_id: str, kind: NarrationKind, voice: str) -> Audible | None:
        asked, now = (article_id, kind, voice), time.monotonic()
        known = self._known.get(asked)
        if known is not None and now < known.until:
            return known.narration
        with self._database.read() as session:
            found = audible(session, article_id, kind, voice)
        if found is not None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            lasts = _RENDERING_SECONDS if found.duration is None else _KNOWN_SECONDS
            self._known[asked] = _Known(found, now + lasts)
        return found
