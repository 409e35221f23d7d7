"""How `readcast batch` tells how far it is: a live line on a terminal, else plain lines, or lines of JSON."""

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Protocol

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn

from api.batches.tally import Tally

_PLAIN_SECONDS = 10.0
_JSON_SECONDS = 2.0


class Shown(Protocol):
    """Told how far a run is; `console` is where other things may be said meanwhile."""

    console: Console

    def update(self, tally: Tally) -> None: ...
    def say(self, place: str, what: str) -> None: ...
    def finish(self, tally: Tally, report: Mapping[str, Any]) -> None: ...
    def say_report(self, report: Mapping[str, Any]) -> None: ...


@contextmanager
def shown_as(as_json: bool) -> Iterator[Shown]:
    """JSON if it is asked for, a live line where there is a terminal, else plain lines."""
    if as_json:
        yield _Json()
    elif sys.stderr.isatty():
        with _live_line() as progress:
            yield _Live(progress)
    else:
        yield _Plain()


class _Lines:
    """What all have in common: failures are told once, progress now and then."""

    def __init__(self, console: Console, every: float) -> None:
        self.console = console
        self._every = every
        self._told_failures = 0
        self._last = time.monotonic()

    def update(self, tally: Tally) -> None:
        for place, reason in tally.failures[self._told_failures :]:
            self._failed(place, reason)
        self._told_failures = len(tally.failures)
        if time.monotonic() - self._last >= self._every:
            self._last = time.monotonic()
            self._progress(tally)

    def say(self, place: str, what: str) -> None:
        print(f"{what}: {place}", flush=True)  # noqa: T201

    def finish(self, tally: Tally, report: Mapping[str, Any]) -> None:
        self._every = 0
        self.update(tally)
        self.say_report(report)

    def say_report(self, report: Mapping[str, Any]) -> None:
        print(_in_words(report), flush=True)  # noqa: T201

    def _failed(self, place: str, reason: str) -> None:
        self.console.print(f"failed: {place}: {reason}", markup=False, highlight=False, soft_wrap=True)

    def _progress(self, tally: Tally) -> None:
        raise NotImplementedError


class _Plain(_Lines):
    def __init__(self) -> None:
        super().__init__(Console(stderr=True), _PLAIN_SECONDS)

    def _progress(self, tally: Tally) -> None:
        of = f" of {tally.total:,}" if tally.total is not None else ""
        line = f"{tally.ended:,}{of} articles ({tally.skipped:,} skipped, {tally.failed:,} failed), {_spoken(tally)}"
        left = f", {_clock(tally.seconds_left)} left" if tally.seconds_left else ""
        self.console.print(line + left, highlight=False, soft_wrap=True)


class _Json(_Lines):
    def __init__(self) -> None:
        super().__init__(Console(stderr=True), _JSON_SECONDS)

    def say(self, place: str, what: str) -> None:
        _print_json({"event": what.replace(" ", "_"), "place": place})

    def say_report(self, report: Mapping[str, Any]) -> None:
        _print_json({"event": "report", **report})

    def _failed(self, place: str, reason: str) -> None:
        _print_json({"event": "failed", "place": place, "reason": reason})

    def _progress(self, tally: Tally) -> None:
        left = tally.seconds_left
        _print_json(
            {
                "event": "progress",
                "articles": tally.ended,
                "total": tally.total,
                "skipped": tally.skipped,
                "failed": tally.failed,
                "sentences": tally.spoken,
                "audio_seconds": round(tally.audio_so_far, 1),
                "speed": round(tally.speed, 1),
                "seconds_left": None if left is None else round(left),
            }
        )


class _Live(_Lines):
    def __init__(self, progress: Progress) -> None:
        super().__init__(progress.console, 0)
        self._live = progress
        self._task = progress.add_task("Rendering", total=None, articles="", spoken="", left="")

    def _progress(self, tally: Tally) -> None:
        done = tally.ended + tally.open_share
        articles = f"{tally.ended:,}" + (f"/{tally.total:,}" if tally.total is not None else "") + " articles"
        more = [f"{tally.skipped:,} skipped"] * bool(tally.skipped) + [f"{tally.failed:,} failed"] * bool(tally.failed)
        left = f"{_clock(tally.seconds_left)} left" if tally.seconds_left else ""
        self._live.update(
            self._task,
            total=tally.total,
            completed=done if tally.total is not None else 0,
            articles=escape(", ".join([articles, *more])),
            spoken=_spoken(tally),
            left=left,
        )

    def finish(self, tally: Tally, report: Mapping[str, Any]) -> None:
        self.update(tally)
        self._live.stop()
        self.say_report(report)


def _live_line() -> Progress:
    columns = (TextColumn("{task.fields[articles]}"), BarColumn(20), TextColumn("{task.fields[spoken]}"))
    return Progress(*columns, TextColumn("{task.fields[left]}"), console=Console(stderr=True))


def _spoken(tally: Tally) -> str:
    return f"{tally.spoken:,} sentences, {_clock(tally.audio_so_far)} of audio, {tally.speed:.1f}x real time"


def _clock(seconds: float | None) -> str:
    return str(timedelta(seconds=round(seconds or 0)))


def _in_words(report: Mapping[str, Any]) -> str:
    if "would_render" in report:
        counts = ", ".join(f"{report[name]:,} {name.replace('_', ' ')}" for name in report if name != "error")
        return f"{counts}. Nothing was done."
    counts = ", ".join(f"{report[name]:,} {name}" for name in ("done", "skipped", "failed"))
    if report["canceled"]:
        counts += f", {report['canceled']:,} canceled"
    made = f"{_clock(report['audio_seconds'])} of audio in {_clock(report['wall_seconds'])}"
    ends = " Stopped: the same command goes on from here." if report["stopped"] else ""
    if report["error"]:
        ends += f" The source could not be read to its end: {report['error']}"
    return f"{counts}; {made} ({report['speed']:.1f}x real time).{ends}"


def _print_json(value: Mapping[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)  # noqa: T201
