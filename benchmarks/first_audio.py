"""How soon a new article is heard: from the request that creates it to the first audio that can be decoded.

    python benchmarks/first_audio.py [--rounds 9] [--seconds 10]

A real server, warm. Each run posts an article that it has never seen and listens to its stream.mp3 (until two whole
MP3 frames are there), and posts another to fetch its HLS playlist and first segment. The player of stream.mp3 begins
at once and plays at 1.0x: what it had to wait after that is the underrun. Beside it piper.http_server with the same
voice, and the engine alone beside streaming-vits. All in turn, round after round.
"""

import argparse
import itertools
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, Popen
from typing import Any

import httpx
from engine import SENTENCES, rival
from listener import Heard, hear_hls, hear_mp3, loudest
from peers import own_environment, packages_of, python_of
from result import Result, write_results
from serving import Server, free_port, narration_of, percentile, post, serving, stop, tell, wait_until_up
from texts import article

from tts.scales import Scales
from tts.synthesizer import PiperModel, PiperSynthesizer
from tts.voices import PACKAGED_VOICE, Voice, VoiceCatalogue

SIZES = (300, 500, 3_000, 30_000)  # words
GOAL_MS, GOAL_PIPER, GOAL_SAME = 300, 25, 20
PIPER = "piper.http_server"
Times = dict[tuple[str, int], list[float]]  # by way and size, milliseconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=10, help="how long to listen to each stream for underruns")
    parser.add_argument("--json", type=Path, help="write the results here too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="readcast-bench-") as name:
        folder = Path(name)
        voice = VoiceCatalogue(folder / "voices").find(PACKAGED_VOICE)
        ours, theirs = engine_firsts(voice, folder, options.rounds)
        with serving(folder / "data") as server, piper_server(voice, folder) as piper:
            server.warm()
            times, underruns = measure(server, piper, options.rounds, options.seconds)
    results = [*results_of(times, underruns, options.rounds), engine_result(ours, theirs, options.rounds)]
    write_results(options.json, results)
    print_table(times)
    for one in results:
        print(one)
    print(f"first audio: {median(times['MP3', 500]):.0f} ms (goal {GOAL_MS})")


def measure(server: Server, piper: str, rounds: int, seconds: float) -> tuple[Times, list[float]]:
    """The times to first audio, and the worst underrun of each listening in milliseconds."""
    times: Times = defaultdict(list)
    underruns: list[float] = []
    seeds = itertools.count(1)
    ways: dict[str, Callable[[httpx.Client, dict[str, str]], Heard]] = {
        "MP3": lambda client, urls: hear_mp3(client, urls["stream"], seconds),
        "HLS": lambda client, urls: hear_hls(client, urls["hls"]),
    }
    with server.client() as client:
        for turn in range(rounds + 1):
            for size, (way, hear) in itertools.product(SIZES, ways.items()):
                took, heard = run(client, size, next(seeds), hear, opening=turn)
                server.wait_idle()
                if turn == 0:  # warms up, and shows that there is sound in it
                    tell(f"{way}, {size} words: the first {heard.begun} bytes decode; {check(heard)}")
                    continue
                times[way, size].append(took)
                underruns.append(1000 * heard.underrun)
            took = piper_first(piper, next(seeds))
            if turn:
                times[PIPER, 500].append(took)
                medians = ", ".join(f"{way} {size} {values[-1]:.0f}" for (way, size), values in times.items())
                tell(f"round {turn} of {rounds}, ms: {medians}")
    return times, underruns


def run(
    client: httpx.Client, words: int, seed: int, hear: Callable[[httpx.Client, dict[str, str]], Heard], opening: int
) -> tuple[float, Heard]:
    """Milliseconds from the request to the first sound of a new article, which is deleted again.

    The title, which is spoken first, is that of `opening`: how long it is matters more than what follows.
    """
    title, text = article(60, 10_000 + opening)[0], article(words, seed)[1]
    started = time.perf_counter()
    made = post(client, {"title": title, "text": text})
    heard = hear(client, narration_of(made)["urls"])
    client.delete(f"/v1/articles/{made['id']}").raise_for_status()
    return 1000 * (heard.first - started), heard


def check(heard: Heard) -> str:
    """Raises RuntimeError unless what was there at first decodes and there is sound in what was heard."""
    at_first, level = loudest(heard.data[: heard.begun]), loudest(heard.data)
    if level == 0:
        raise RuntimeError("what was heard is silent")
    return f"greatest sample at first {at_first}, of all that was heard {level}"


@contextmanager
def piper_server(voice: Voice, folder: Path) -> Iterator[str]:
    """The address of Piper's own server with the voice."""
    port = free_port()
    command = [str(python_of("piper-tts")), "-m", "piper.http_server", "-m", str(voice.model)]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    process = Popen(command, cwd=folder, env=own_environment(), stdout=DEVNULL, stderr=DEVNULL)
    try:
        wait_until_up(f"http://127.0.0.1:{port}/info", process)
        yield f"http://127.0.0.1:{port}/synthesize"
    finally:
        stop(process)


def piper_first(url: str, seed: int) -> float:
    """Milliseconds to the first byte of a 500-word article."""
    started = time.perf_counter()
    text = "\n\n".join(article(500, seed))
    with httpx.stream("POST", url, json={"text": text}, timeout=300, verify=False) as answer:
        pieces = answer.raise_for_status().iter_raw()
        next(pieces)
        took = 1000 * (time.perf_counter() - started)
        for _ in pieces:
            pass
    return took


def engine_firsts(voice: Voice, folder: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds to the first samples of a long sentence on one core, ours and streaming-vits', in turn."""
    sys.path.append(str(packages_of("streaming-vits")))
    synthesizer = PiperSynthesizer(voice, Scales(0, 0), PiperModel(voice, 1, folder))
    others = rival(voice, synthesizer, folder)
    speakers: dict[str, Any] = {"ours": lambda text: synthesizer.stream(tuple(text.split())).chunks, **others}
    found: dict[str, list[float]] = defaultdict(list)
    for turn, (name, speak) in itertools.product(range(rounds + 1), speakers.items()):
        started = time.perf_counter()
        chunks = speak(SENTENCES[-1])
        next(chunks)
        if turn:
            found[name].append(1000 * (time.perf_counter() - started))
        for _ in chunks:
            pass
    return found["ours"], found["streaming-vits"]


def engine_result(ours: list[float], theirs: list[float], rounds: int) -> Result:
    ratio = median(mine / their for mine, their in zip(ours, theirs, strict=True))
    note = f"ours {median(ours):.0f} ms, streaming-vits {median(theirs):.0f} ms; median of {rounds} rounds, one core"
    goal = "engine alone, first samples of a long sentence: ours over streaming-vits"
    return Result(goal, round(ratio, 2), "x", "<= 1", ratio <= 1, note)


def results_of(times: Times, underruns: list[float], rounds: int) -> list[Result]:
    results = []
    for way, size in itertools.product(("MP3", "HLS"), SIZES):
        values = times[way, size]
        p50 = median(values)
        note = f"p95 {percentile(values, 0.95):.0f} ms; {rounds} rounds"
        goal = f"time to first audio, {size:,} words, {way}: p50"
        results.append(Result(goal, round(p50), "ms", f"<= {GOAL_MS}", p50 <= GOAL_MS, note))
    for way in ("MP3", "HLS"):
        change = median(
            100 * (long / short - 1) for long, short in zip(times[way, 30_000], times[way, 300], strict=True)
        )
        goal = f"first audio of 30,000 words against 300, {way}"
        results.append(Result(goal, round(change), "%", f"within +-{GOAL_SAME}", abs(change) <= GOAL_SAME))
    sooner = median(their / mine for mine, their in zip(times["MP3", 500], times[PIPER, 500], strict=True))
    note = f"{PIPER}: {median(times[PIPER, 500]) / 1000:.1f} s"
    goal = f"sooner than {PIPER}, 500 words"
    results.append(Result(goal, round(sooner), "x", f">= {GOAL_PIPER}", sooner >= GOAL_PIPER, note))
    worst = max(underruns)
    note = f"worst of {len(underruns) // 2} listenings"
    return [*results, Result("underrun of a player that starts at once", round(worst), "ms", "= 0", worst < 1, note)]


def print_table(times: Times) -> None:
    print(f"{'milliseconds':24}{'p50':>9}{'p95':>9}{'worst':>9}")
    for (way, size), values in times.items():
        row = "".join(f"{value:9.0f}" for value in (median(values), percentile(values, 0.95), max(values)))
        print(f"{f'{way}, {size:,} words':24}{row}")


if __name__ == "__main__":
    main()
