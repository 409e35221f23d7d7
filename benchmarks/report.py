"""What the benchmarks found, for people: RESULTS.md with a line for each goal, and results.svg."""

import os
import platform
import re
import time
import tomllib
from fnmatch import fnmatch
from importlib.metadata import version
from pathlib import Path
from typing import Any

from result import Result
from serving import tell

HERE = Path(__file__).parent
UNMET = HERE / "unmet.toml"
# By benchmark: {"results": [as of Result], "load": how many processes wanted a core when it began, "date": of the run}.
Found = dict[str, dict[str, Any]]


def write_report(names: list[str], found: Found, peers: dict[str, str]) -> None:
    lines = ["# Results of `make bench`", "", *machine(peers), ""]
    lines += ["Each line is one goal. Runs are interleaved; ratios are medians of each round's own.", ""]
    lines += ["| Benchmark | What | Measured | Goal | | How |", "|---|---|---|---|---|---|"]
    for name in names:
        for one in (Result(**each) for each in found.get(name, {}).get("results", [])):
            cells = (
                name,
                one.goal,
                f"{one.measured} {one.unit}".strip(),
                one.wanted,
                "met" if one.met else "**not met**",
                one.note,
            )
            lines.append("| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |")
    busy = {name: found[name]["load"] for name in names if name in found and found[name]["load"] > 1}
    if busy:
        said = ", ".join(f"{name} {load}" for name, load in busy.items())
        lines += ["", f"Other programs used the machine when these began (load average): {said}."]
    lines += dates(found)
    lines += reasons([Result(**each) for name in names for each in found.get(name, {}).get("results", [])])
    lines += ["", "![Each goal, as a share of what was wanted](results.svg)"]
    (HERE / "RESULTS.md").write_text("\n".join(lines) + "\n", "utf-8")


def dates(found: Found) -> list[str]:
    """When what was measured, if not all on one day."""
    by_day: dict[str, list[str]] = {}
    for name, one in found.items():
        by_day.setdefault(one.get("date", "an earlier day"), []).append(name)
    if len(by_day) < 2:
        return []
    return ["", " ".join(f"Measured on {day}: {', '.join(names)}." for day, names in sorted(by_day.items()))]


def reasons(results: list[Result]) -> list[str]:
    """Why goals are not met and what was tried, as people found out; for those that were not met this time."""
    known = tomllib.loads(UNMET.read_text("utf-8"))["unmet"]
    missed = [one.goal for one in results if not one.met]
    told = [
        f"- **{one['goal'].strip('*')}**: {one['why']}"
        for one in known
        if any(fnmatch(goal, one["goal"]) for goal in missed)
    ]
    return ["", "## Not met: why, and what was tried", "", *told] if told else []


def machine(peers: dict[str, str]) -> list[str]:
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    gigabytes = int(memory[1]) / 2**20 if memory else 0
    own = {"readcast": version("readcast"), "Python": platform.python_version()}
    own |= {name: version(name) for name in ("onnxruntime", "piper-tts", "numpy")}
    return [
        f"- {time.strftime('%Y-%m-%d')}, {model[1] if model else platform.processor()}, {os.cpu_count()} cores, "
        f"{gigabytes:.0f} GiB of memory, {platform.system()} {platform.release()}",
        "- " + ", ".join(f"{name} {number}" for name, number in own.items()),
        "- peers: " + ", ".join(f"{name} {number}" for name, number in peers.items()),
    ]


def write_plot(results: list[Result]) -> None:
    """A bar for each goal that is a bound: how many times better than wanted, 1 is just met."""
    try:
        import matplotlib as mpl
    except ImportError:
        tell("matplotlib is not installed: no plot.")
        return
    mpl.use("svg")
    mpl.rcParams["svg.fonttype"] = "none"  # words stay words, and the file small
    from matplotlib import pyplot

    shares = [(one.goal, share, one.met) for one in results if (share := share_of(one)) is not None]
    if not shares:
        return
    labels, values, met = zip(*reversed(shares), strict=True)
    figure, axes = pyplot.subplots(figsize=(9, 0.8 + 0.27 * len(labels)))
    axes.barh(labels, [value - 1 for value in values], left=1, color=["#2a7f62" if each else "#b3412f" for each in met])
    axes.axvline(1, color="black", linewidth=0.8)
    axes.set_xscale("log")
    for axis in (axes.xaxis.set_major_formatter, axes.xaxis.set_minor_formatter):
        axis("{x:g}")
    axes.set_xlabel("times better than the goal (1: just met)")
    axes.tick_params(axis="y", labelsize=7)
    figure.tight_layout()
    figure.savefig(HERE / "results.svg", metadata={"Date": None})


def share_of(one: Result) -> float | None:
    """How many times better than wanted; None where the goal is no bound with a number."""
    bound = re.match(r"(<=?|>=?) ?([\d.,]+)", one.wanted)
    if not bound or isinstance(one.measured, str) or one.measured <= 0:
        return None
    goal = float(bound[2].replace(",", ""))
    return goal / one.measured if bound[1].startswith("<") else one.measured / goal if goal else None
