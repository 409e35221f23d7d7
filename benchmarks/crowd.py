"""Sixteen new articles at once: how soon each is heard, and whether all together are made as fast as one.

    python benchmarks/crowd.py [--rounds 5] [--articles 16] [--words 300]

A real server, warm, with takeaways off (sixteen articles have sixteen, one has one). In turn, round after round: the
articles are posted at once and each is listened to; one article is posted that is as long as all of them together;
then as many are posted with priority "batch", and a second later one that somebody waits for.
"""

import argparse
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from threading import Barrier

import httpx
from listener import hear_mp3
from result import Result, write_results
from serving import Server, finished, narration_of, percentile, post, serving, tell
from texts import article

GOAL_FIRST, GOAL_SHARE = 3.0, 95.0  # seconds; per cent of one article's throughput
_TO_THE_END = 1e9


@dataclass
class Found:
    """One number a round, or a listener."""

    firsts: list[float] = field(default_factory=list)  # seconds to first audio of the many
    shares: list[float] = field(default_factory=list)  # their throughput, per cent of one article's
    before_batch: list[float] = field(default_factory=list)  # seconds to first audio while batch ones wait
    failures: list[str] = field(default_factory=list)
    speeds: list[float] = field(default_factory=list)  # seconds of audio a second, of the many


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--articles", type=int, default=16)
    parser.add_argument("--words", type=int, default=300, help="of each article")
    parser.add_argument("--json", type=Path, help="write the results here too")
    options = parser.parse_args()
    settings = {"TAKEAWAYS_AUDIO": "false"}
    found = Found()
    with tempfile.TemporaryDirectory(prefix="readcast-bench-") as name, serving(Path(name), settings) as server:
        server.warm()
        for turn in range(options.rounds):
            many = [article(options.words, 1000 * turn + number) for number in range(options.articles)]
            speed = at_once(server, many, turn, found)
            one = alone(server, ("All of them", "\n\n".join(text for _, text in many)))
            found.shares.append(100 * speed / one)
            found.speeds.append(speed)
            waiting = [article(options.words, 1000 * turn + 500 + number) for number in range(options.articles)]
            found.before_batch.append(before_batch(server, waiting, article(options.words, 1000 * turn + 999)))
            tell(
                f"round {turn + 1} of {options.rounds}: {speed:.1f} x real time, one article {one:.1f} x, first audio "
                f"at worst {max(found.firsts):.2f} s, before batch ones {found.before_batch[-1]:.2f} s"
            )
    report(found, options)


def at_once(server: Server, many: list[tuple[str, str]], turn: int, found: Found) -> float:
    """Post all at once and listen to each; seconds of audio made a second until the last is completed."""
    together = Barrier(len(many) + 1)

    def listen(number: int) -> float:
        with server.client() as client:
            together.wait()
            started = time.perf_counter()
            title, text = many[number]
            made = post(client, {"title": f"{title} {number}", "text": text})
            found.firsts.append(hear_mp3(client, narration_of(made)["urls"]["stream"], _TO_THE_END).first - started)
            return float(narration_of(finished(client, made["id"], 0.1))["duration"])

    with ThreadPoolExecutor(len(many)) as crowd:
        listeners = [crowd.submit(listen, number) for number in range(len(many))]
        together.wait()
        started = time.perf_counter()
        seconds = 0.0
        for number, listener in enumerate(listeners):
            try:
                seconds += listener.result()
            except (RuntimeError, ValueError, httpx.HTTPError) as error:
                found.failures.append(f"round {turn + 1}, article {number}: {error!r}")
    return seconds / (time.perf_counter() - started)


def alone(server: Server, one: tuple[str, str]) -> float:
    """Seconds of audio made a second of one article, listened to as well."""
    with server.client() as client:
        started = time.perf_counter()
        made = post(client, {"title": one[0], "text": one[1]})
        hear_mp3(client, narration_of(made)["urls"]["stream"], _TO_THE_END)
        duration = float(narration_of(finished(client, made["id"], 0.1))["duration"])
        return duration / (time.perf_counter() - started)


def before_batch(server: Server, waiting: list[tuple[str, str]], wanted: tuple[str, str]) -> float:
    """Seconds to first audio of an article that is posted after many with priority "batch"."""
    with server.client() as client:
        batch = [post(client, {"title": title, "text": text, "priority": "batch"})["id"] for title, text in waiting]
        time.sleep(1)
        started = time.perf_counter()
        made = post(client, {"title": wanted[0], "text": wanted[1]})
        first = hear_mp3(client, narration_of(made)["urls"]["stream"], 0).first - started
        for article_id in (made["id"], *batch):
            client.delete(f"/v1/articles/{article_id}").raise_for_status()
    server.wait_idle()
    return first


def report(found: Found, options: argparse.Namespace) -> None:
    count, rounds = options.articles, options.rounds
    p95 = percentile(found.firsts, 0.95) if found.firsts else float("inf")
    share, worst = median(found.shares), max(found.before_batch)
    said = f"{count} new articles at once"
    note = f"median {median(found.firsts):.2f} s, worst {max(found.firsts):.2f} s" if found.firsts else "none was heard"
    form = f"the same texts as one article; median of {rounds} rounds; {median(found.speeds):.1f} x real time"
    results = [
        Result(f"{said}: failed", len(found.failures), "", "= 0", not found.failures, "; ".join(found.failures)[:300]),
        Result(f"{said}: time to first audio, p95", round(p95, 2), "s", f"< {GOAL_FIRST:.0f}", p95 < GOAL_FIRST, note),
        Result(f"{said}: throughput of one article's", round(share), "%", ">= 95", share >= GOAL_SHARE, form),
        Result(
            f"one article while {count} batch ones wait: time to first audio, worst",
            round(worst, 2),
            "s",
            f"< {GOAL_FIRST:.0f}",
            worst < GOAL_FIRST,
            f"median {median(found.before_batch):.2f} s",
        ),
    ]
    write_results(options.json, results)
    for one in results:
        print(one)
    print(f"crowd: {p95:.2f} s to first audio, p95 (goal {GOAL_FIRST:.0f})")


if __name__ == "__main__":
    main()
