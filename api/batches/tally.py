"""How far a run of a batch is, for those who watch it and for its report."""

import time
from dataclasses import dataclass, field
from typing import Any

_MOST_FAILURES = 1_000  # told one by one; more of them would fill the memory
_CHARACTERISTIC_SECONDS = 5.0  # of speech in a sentence, until some were heard


@dataclass
class Tally:
    """Articles by what became of them, and what was spoken. Written by one thread."""

    total: int | None = None  # articles in the source, where that is known
    completed: int = 0
    skipped: int = 0
    failed: int = 0
    canceled: int = 0
    sentences: int = 0  # of completed articles
    audio: float = 0.0  # seconds, of completed articles
    failures: list[tuple[str, str]] = field(default_factory=list)  # place and reason
    open_articles: int = 0
    open_sentences: float = 0.0  # spoken of articles that are not completed yet
    open_share: float = 0.0  # of articles, likewise
    error: str | None = None  # why the source could not be read to its end
    started: float = field(default_factory=time.monotonic)

    @property
    def ended(self) -> int:
        return self.completed + self.skipped + self.failed + self.canceled

    @property
    def spoken(self) -> int:
        """Sentences so far."""
        return self.sentences + int(self.open_sentences)

    @property
    def audio_so_far(self) -> float:
        """Seconds; of articles that are not completed yet it is an estimate by their sentences."""
        each = self.audio / self.sentences if self.sentences else _CHARACTERISTIC_SECONDS
        return self.audio + self.open_sentences * each

    @property
    def seconds_left(self) -> float | None:
        """How long it will take, by what was not skipped; None where that cannot be told."""
        worked = self.completed + self.failed + self.open_share
        if self.total is None or worked == 0:
            return None
        return max(0.0, self.total - self.ended - self.open_share) * self.seconds / worked

    @property
    def speed(self) -> float:
        """Seconds of audio made in a second."""
        return self.audio_so_far / self.seconds if self.seconds else 0.0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def fail(self, place: str, reason: str) -> None:
        self.failed += 1
        if len(self.failures) < _MOST_FAILURES:
            self.failures.append((place, reason))

    def report(self) -> dict[str, Any]:
        """What came of it, to be written as JSON."""
        seconds = self.seconds
        return {
            "done": self.completed,
            "skipped": self.skipped,
            "failed": self.failed,
            "canceled": self.canceled,
            "failures": [{"place": place, "reason": reason} for place, reason in self.failures],
            "sentences": self.sentences,
            "audio_seconds": round(self.audio, 1),
            "wall_seconds": round(seconds, 2),
            "speed": round(self.audio / seconds, 1) if seconds else 0.0,
            "error": self.error,
        }
