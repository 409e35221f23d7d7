"""Runs every benchmark of speed, one after the other, and writes benchmarks/RESULTS.md and results.svg.

    python benchmarks/run.py [--only NAME ...]    what `make bench` does; an hour or more on two cores

A benchmark that fails is said to have failed and does not stop the others. With --only the other lines of an
earlier run are kept.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from peers import PEERS, packages_of, version_of
from report import Found, write_plot, write_report
from result import Result, read_results
from serving import ROOT, tell

HERE = Path(__file__).parent
KEPT = ROOT / ".bench" / "results.json"
# In the order of what is promised; intelligibility, sentences and the like measure other things than speed.
BENCHMARKS = (
    "first_audio",
    "engine",
    "precision",
    "throughput",
    "gpu",
    "twice",
    "speeds",
    "memory",
    "service",
    "crowd",
    "cluster",
    "batch",
    "soak",
)
_LAST_LINE = re.compile(r"^(?P<name>[\w -]+): (?P<value>-?[\d.,]+) ?(?P<unit>.*?) \(goal (?P<goal>[^)]*)\)(?P<note>.*)")
_LIMIT_SECONDS = 3 * 3600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", nargs="*", choices=BENCHMARKS, help="run these only")
    options = parser.parse_args()
    there = [name for name in BENCHMARKS if (HERE / f"{name}.py").exists()]
    wanted = [name for name in there if not options.only or name in options.only]
    peers = peer_versions()
    found = kept()
    for number, name in enumerate(wanted, 1):
        tell(f"== {name}, {number} of {len(wanted)}")
        started, load = time.monotonic(), os.getloadavg()[0]
        results = [asdict(one) for one in run(name)]
        found[name] = {"results": results, "load": round(load, 1), "date": time.strftime("%Y-%m-%d")}
        tell(f"== {name} took {(time.monotonic() - started) / 60:.1f} minutes")
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(found, indent=1, ensure_ascii=False), "utf-8")
    write_report(there, found, peers)
    write_plot([Result(**one) for name in there if name in found for one in found[name]["results"]])
    tell(f"written: {HERE / 'RESULTS.md'}")


def kept() -> Found:
    """What earlier runs found."""
    found: Found = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    return found


def peer_versions() -> dict[str, str]:
    """The peers, built where they are not yet; what stands in the way is said in place of a version."""
    found = {}
    for name in PEERS:
        try:
            found[name] = version_of(name)
        except (subprocess.CalledProcessError, OSError) as error:
            found[name] = f"not there: {error}"
    return found


def run(name: str) -> list[Result]:
    """Run one benchmark, showing what it says. A failure becomes a result."""
    file = HERE / f"{name}.py"
    with tempfile.TemporaryDirectory(prefix="readcast-bench-") as folder:
        target = Path(folder) / "results.json"
        arguments = ["--json", str(target)] if '"--json"' in file.read_text("utf-8") else []
        said: list[str] = []
        status = watch([sys.executable, str(file), *arguments], said)
        if target.exists() and (results := read_results(target)):
            return results
    if status == 0 and said and (line := _LAST_LINE.match(said[-1])):
        return [from_last_line(line)]
    end = next((line for line in reversed(said) if line.strip()), "it said nothing")
    return [Result(name, "failed", "", "", False, f"exit status {status}: {end[:300]}")]


def watch(command: list[str], said: list[str]) -> int:
    """Run the command in a process group of its own, which ends with it; its lines are shown and put into `said`."""
    env = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONPATH": others()}
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, text=True, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout
    previous = signal.signal(signal.SIGALRM, lambda number, frame: os.killpg(process.pid, signal.SIGKILL))
    signal.alarm(_LIMIT_SECONDS)
    try:
        for line in process.stdout:
            tell(line.rstrip())
            said.append(line.rstrip())
        return process.wait()
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)


def others() -> str:
    """What benchmarks import beside ours: the tree, and streaming-vits for engine.py."""
    places = [str(ROOT)]
    try:
        places.append(str(packages_of("streaming-vits")))
    except (subprocess.CalledProcessError, OSError):
        tell("streaming-vits is not there; engine.py runs without it.")
    return os.pathsep.join(places)


def from_last_line(line: re.Match[str]) -> Result:
    """NAME: VALUE UNIT (goal GOAL); more is better in those that say no more than that."""
    value, goal = float(line["value"].replace(",", "")), line["goal"].strip()
    bound = re.search(r"[\d.]+", goal)
    limit = float(bound[0]) if bound else float("nan")
    met = value <= limit if goal.startswith("<") else value >= limit
    wanted = goal if goal[:1] in "<>=" else f">= {goal}"
    return Result(line["name"], value, line["unit"], wanted, met, line["note"].strip(" ,"))


if __name__ == "__main__":
    main()
