"""What a benchmark found: one line for each goal, the same for people (a table) and for run.py (JSON)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Result:
    """One goal and what was measured for it."""

    goal: str  # what was measured, in words
    measured: float | str  # in `unit`, or a word where there is no number
    unit: str  # "ms", "x", "%", or empty
    wanted: str  # the goal's bound, as one reads it: "<= 300"
    met: bool
    note: str = ""  # how it was measured, or why it is not met

    def __str__(self) -> str:
        met = "met    " if self.met else "NOT met"
        return f"{met} {self.goal}: {self.measured} {self.unit} ({self.wanted}) {self.note}"


def write_results(path: Path | None, results: Iterable[Result]) -> None:
    """Write the results as a JSON list to a file; nothing where there is no file."""
    if path is not None:
        path.write_text(json.dumps([asdict(one) for one in results], indent=1, ensure_ascii=False) + "\n", "utf-8")


def read_results(path: Path) -> list[Result]:
    """The results that `write_results` wrote."""
    return [Result(**one) for one in json.loads(path.read_text("utf-8"))]
