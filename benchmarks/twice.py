"""Nothing is spoken twice: what an edit costs, and how often a sentence is spoken that a crowd asks for.

    python benchmarks/twice.py [--rounds 5] [--clients 100]

First a real server renders a hundred sentences, then the same with one of them changed. Then two servers on one
database and one folder are asked by a crowd at once for one new article, and every synthesis is counted.
"""

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from threading import Barrier
from typing import Any

import httpx
from result import Result, write_results
from serving import Server, finished, narration_of, post, serving, tell
from texts import paragraphs, sentences

SENTENCES = 100
GOAL_EDIT, GOAL_SYNTHESES = 10.0, 1  # per cent of the first render's wall time; of each sentence


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--json", type=Path, help="write the results here too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="readcast-bench-") as folder, serving(Path(folder)) as server:
        server.warm()
        edit = edits(server, options.rounds)
    with tempfile.TemporaryDirectory(prefix="readcast-bench-") as folder:
        crowd = crowd_of(Path(folder), options.clients)
    write_results(options.json, [edit, crowd])
    for one in (edit, crowd):
        print(one)
    print(f"twice: {edit.measured} % for one sentence of a hundred (goal {GOAL_EDIT:.0f})")


def edits(server: Server, rounds: int) -> Result:
    """One sentence of a hundred changed: the second render's wall time, of the first's."""
    shares, firsts = [], []
    with server.client() as client:
        for turn in range(rounds):
            spoken = sentences(SENTENCES + 1, turn)
            changed = [*spoken[:-1]]
            changed[20 + 13 * turn % 60] = spoken[-1]
            first, second = (
                render_seconds(
                    client, {"text": paragraphs(text), "title": f"Edit {turn}", "external_id": f"edit-{turn}"}
                )
                for text in (spoken[:-1], changed)
            )
            tell(f"round {turn + 1} of {rounds}: first {first:.2f} s, edited {second:.2f} s")
            firsts.append(first)
            shares.append(100 * second / first)
    share = median(shares)
    note = f"median of {rounds}; the first render took {median(firsts):.1f} s, takeaways included, over HTTP"
    goal = "one sentence of a hundred changed: wall time of the first render"
    return Result(goal, round(share, 1), "%", f"<= {GOAL_EDIT:.0f}", share <= GOAL_EDIT, note)


def render_seconds(client: httpx.Client, article: Mapping[str, Any]) -> float:
    """From the request to all narrations completed."""
    started = time.perf_counter()
    finished(client, post(client, article)["id"])
    return time.perf_counter() - started


def crowd_of(folder: Path, clients: int) -> Result:
    """The greatest number of times that a sentence of one new article was synthesized."""
    counts = folder / "counts"
    with serving(folder, counts=counts) as one, serving(folder, counts=counts) as other:
        one.warm()
        other.warm()
        before = len(counts.read_bytes())
        article = {"title": "A crowd", "text": paragraphs(sentences(40, 99)), "external_id": "crowd"}
        at_once = Barrier(clients)

        def ask(number: int) -> str:
            with (one, other)[number % 2].client() as client:
                at_once.wait()
                mine = post(client, article)
                hear(client, narration_of(mine), mine["id"])
                return str(mine["id"])

        with ThreadPoolExecutor(clients) as crowd:
            ids = set(crowd.map(ask, range(clients)))
        with one.client() as client:
            finished(client, ids.pop())
        spoken = Counter(json.loads(line) for line in counts.read_bytes()[before:].decode().splitlines())
    most = max(spoken.values())
    again = sum(1 for times in spoken.values() if times > 1)
    note = f"{clients} clients, 2 servers: {len(spoken)} texts synthesized, {again} of them more than once"
    if ids:
        note += f"; {len(ids) + 1} articles were made of one"
    goal = "clients at once on one new article: most syntheses of a sentence"
    return Result(goal, most, "", f"= {GOAL_SYNTHESES}", most == GOAL_SYNTHESES and not ids, note)


def hear(client: httpx.Client, narration: Mapping[str, Any], article_id: str) -> None:
    """Read the whole audio: the stream where there is one, else the file when it is ready."""
    stream = narration["urls"].get("stream")
    if stream:
        client.get(stream).raise_for_status()
    while client.get(f"/v1/articles/{article_id}/audio").raise_for_status().status_code != 200:
        time.sleep(0.25)


if __name__ == "__main__":
    main()
