"""What a report adds to the counts. Views of pages are remembered for a while, so that a play counts once."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from api.listening_schemas import EventIn, ReportIn
from storage.listening import Heard
from storage.models import NarrationKind

COUNTED_AS: Final = MappingProxyType(
    {
        "load": "loads",
        "play": "plays",
        "complete": "completes",
        "seek": "seeks",
        "voice": "voice_changes",
        "speed": "speed_changes",
        "takeaway": "takeaway_clicks",
        "download": "downloads",
    }
)
_ONCE: Final = ("load", "play", "progress", "complete")
_OF_THE_PLAY: Final = ("play", "progress", "complete")
_FORGOTTEN_SECONDS: Final = 2 * 60 * 60  # without a report
_MOST_VIEWS: Final = 50_000
_MORE_THAN_ALL: Final = 1.1  # of the narration: a player's clock need not be exact
_UNKNOWN_SECONDS: Final = 600.0  # taken at most while nobody knows how long the narration will be


@dataclass
class _View:
    """One view of a page, and one narration on it. Nothing tells whose it was."""

    at: float
    counted: set[str] = field(default_factory=set)
    played_voice: str | None = None


class Views:
    """Turns reports into counts; safe for several threads.

    Each process remembers views of its own: what one view reports twice to two processes counts twice. A player
    reports each thing once, so that only a stranger's report does.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._views: OrderedDict[tuple[str, str, str], _View] = OrderedDict()  # the one heard of longest ago first

    def count(self, report: ReportIn, duration: float | None, day: date) -> dict[Heard, dict[str, float]]:
        """What the report adds. A whole report has listened to the narration (of `duration` seconds) once at most.

        A play and how far it came are counted for the voice it began with, so that no voice is completed more
        often than played; the seconds for the voice that was heard.
        """
        left = _UNKNOWN_SECONDS if duration is None else duration * _MORE_THAN_ALL
        added: dict[Heard, dict[str, float]] = {}

        def add(voice: str, counter: str, number: float) -> None:
            counts = added.setdefault(Heard(report.article, voice, NarrationKind(report.kind), day), {})
            counts[counter] = counts.get(counter, 0) + number

        with self._lock:
            view = self._view(report)
            for event in report.events:
                voice, counter = report.voice, _counter(event)
                if event.event in _OF_THE_PLAY:
                    view.played_voice = voice = view.played_voice or voice
                if event.event not in _ONCE or counter not in view.counted:
                    view.counted.add(counter)
                    add(voice, counter, 1)
                if listened := min(event.listened or 0.0, left):
                    left -= listened
                    add(report.voice, "listened_seconds", listened)
        return added

    def _view(self, report: ReportIn) -> _View:
        now = self._clock()
        while self._views:
            oldest = next(iter(self._views.values()))
            if now - oldest.at < _FORGOTTEN_SECONDS and len(self._views) < _MOST_VIEWS:
                break
            self._views.popitem(last=False)
        name = (report.view.lower(), report.article, report.kind)
        view = self._views.pop(name, None) or _View(now)
        view.at = now
        self._views[name] = view
        return view


def _counter(event: EventIn) -> str:
    if event.event == "progress":
        return f"reached_{int(float(event.value or 0))}"
    return COUNTED_AS[event.event]
