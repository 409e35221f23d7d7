"""How long narrations wait, for a number of cores: a simulation of the queue over a day of news.

    python benchmarks/scale.py [--articles 1000000] [--cores 250,300,350] [--speed 12] [--seed 1]

Articles arrive over the hours of a newsroom's day, one in `--bursty` of them in bursts (a wire feed, an import); their
lengths are log-normal; a share is listened to at once and goes first. A core speaks one narration at a time, at
`--speed` times real time (benchmarks/cluster.py: "one"). Cores are lost at random, `--losses` a core and day: what they
were at is begun anew by another core when the lease has run out, and a core is back after two minutes. What is already
spoken is not taken back for a listener. Nothing is rendered for this; a day takes some seconds.
"""

import argparse
import heapq
import random
import sys
from collections import deque
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from result import Result, write_results
from serving import percentile

DAY = 86_400.0
# Share of a day's articles that each hour brings, in per cent, from midnight: news in daytime, as one time zone's.
HOURS = (
    1.5,
    1.0,
    0.8,
    0.8,
    1.2,
    2.5,
    4.5,
    6.0,
    6.5,
    6.8,
    6.8,
    6.5,
    6.2,
    6.2,
    6.2,
    6.0,
    5.8,
    5.5,
    5.0,
    4.2,
    3.5,
    2.8,
    2.2,
    1.5,
)
LEASE_SECONDS, BACK_SECONDS = 60.0, 120.0
GOAL_SECONDS = 600.0  # an article nobody has asked for yet is there, in 95 of 100 cases


@dataclass(frozen=True)
class Newsroom:
    """A day's work."""

    articles: int
    listened: float  # share of the articles that somebody plays at once
    bursty: float  # share that comes in bursts
    burst: int  # articles in one
    median_words: float
    sigma: float  # of the logarithm of the number of words
    words_a_minute: float  # spoken
    speed: float  # times real time, of one core
    losses: float  # of a core in a day


@dataclass(frozen=True)
class Job:
    at: float  # seconds from midnight
    listened: bool
    seconds: float  # of a core


def day(room: Newsroom, chance: random.Random) -> list[Job]:
    """The day's narrations, in the order they are asked for."""
    times = [at_some_time(chance) for _ in range(round(room.articles * (1 - room.bursty)))]
    while len(times) < room.articles:
        start = at_some_time(chance)
        times += [start + chance.expovariate(1.0) for _ in range(min(room.burst, room.articles - len(times)))]
    core_seconds_a_word = 60 / room.words_a_minute / room.speed
    bursty = round(room.articles * (1 - room.bursty))  # nobody listens to what comes in bursts
    jobs = [
        Job(
            time,
            number < bursty and chance.random() < room.listened / (1 - room.bursty),
            min(20_000.0, chance.lognormvariate(0, room.sigma) * room.median_words) * core_seconds_a_word,
        )
        for number, time in enumerate(times)
    ]
    return sorted(jobs, key=lambda job: job.at)


def at_some_time(chance: random.Random) -> float:
    hour = chance.choices(range(24), HOURS)[0]
    return 3600.0 * (hour + chance.random())


@dataclass
class Outcome:
    waits: dict[bool, list[float]]  # seconds until begun, by whether somebody listens
    done: dict[bool, list[float]]  # seconds until completed
    busy: float  # seconds of cores
    lost: int  # narrations begun anew
    end: float  # when the last is completed


def simulate(jobs: list[Job], cores: int, losses: float, chance: random.Random) -> Outcome:
    """Interactive before batch, each in the order it came, on so many cores."""
    outcome = Outcome({True: [], False: []}, {True: [], False: []}, 0.0, 0, 0.0)
    waiting: dict[bool, deque[Job]] = {True: deque(), False: deque()}
    events: list[tuple[float, int, str, Job | None]] = []
    numbers = count()
    free, now = cores, 0.0
    coming = iter(jobs)

    def note(at: float, what: str, job: Job | None = None) -> None:
        heapq.heappush(events, (at, next(numbers), what, job))

    def next_arrival() -> None:
        if (job := next(coming, None)) is not None:
            note(job.at, "arrival", job)

    next_arrival()
    while events:
        now, _, what, job = heapq.heappop(events)
        if what == "core":
            free += 1
        elif job is not None and what == "arrival":
            waiting[job.listened].append(job)
            next_arrival()
        elif job is not None and what == "again":
            waiting[job.listened].appendleft(job)
        elif job is not None:
            free += 1
            outcome.done[job.listened].append(now - job.at)
            outcome.end = now
        while free and (waiting[True] or waiting[False]):
            taken = waiting[bool(waiting[True])].popleft()
            free -= 1
            outcome.waits[taken.listened].append(now - taken.at)
            dies_after = chance.expovariate(losses / DAY) if losses else float("inf")
            if dies_after < taken.seconds:
                outcome.lost += 1
                outcome.busy += dies_after
                note(now + dies_after + LEASE_SECONDS, "again", taken)
                note(now + dies_after + BACK_SECONDS, "core")
            else:
                outcome.busy += taken.seconds
                note(now + taken.seconds, "end", taken)
    return outcome


def main() -> None:
    options = arguments()
    room = Newsroom(
        options.articles, options.listened, options.bursty, options.burst,
        options.words, options.sigma, options.words_a_minute, options.speed, options.losses,
    )  # fmt: skip
    jobs = day(room, random.Random(options.seed))
    work = sum(job.seconds for job in jobs)
    audio = work * room.speed
    heard = sum(job.listened for job in jobs)
    print(f"{len(jobs):,} articles, {heard:,} of them listened to at once; {audio / 3600:,.0f} h of audio")
    print(f"{work / 3600:,.0f} core hours: {work / DAY:,.0f} cores if the work came evenly")
    cores = options.cores or [round(work / DAY * factor) for factor in (1.0, 1.25, 1.5, 2.0, 2.5, 3.0)]
    enough = None
    header = "".join(f"{name:>9}" for name in ("p50", "p95", "p99", "max"))
    print(f"{'':>8}{'':>7}{'wait for a core, heard, s':>38}{'until completed, batch, s':>38}")
    print(f"{'cores':>8}{'busy':>7}  {header}  {header}{'anew':>7}{'last at':>9}")
    for number in cores:
        found = simulate(jobs, number, room.losses, random.Random(options.seed))
        print(line(number, found), flush=True)
        if enough is None and percentile(found.done[False], 0.95) <= GOAL_SECONDS:
            enough = number
    print_bill(audio, work, enough or cores[-1], options)
    told = "cores for which 95 % of what nobody waits for is there within ten minutes"
    write_results(options.json, [Result(told, enough or "none of these", "cores", "no goal", enough is not None)])
    print(f"scale: {enough or 'none of these'} cores")


def line(cores: int, found: Outcome) -> str:
    heard, batch = found.waits[True], found.done[False]
    columns = "  ".join(
        "".join(f"{value:9.1f}" for value in (*(percentile(some, share) for share in (0.5, 0.95, 0.99)), max(some)))
        for some in (heard, batch)
    )
    end = f"{int(found.end // 3600):02d}:{int(found.end % 3600 // 60):02d}"
    return f"{cores:8}{100 * found.busy / (cores * max(DAY, found.end)):6.0f}%  {columns}{found.lost:7}{end:>9}"


def print_bill(audio: float, work: float, cores: int, options: argparse.Namespace) -> None:
    """What a day's articles cost, by the prices given."""
    gigabytes = audio * options.bytes_a_second / 1e9
    always, elastic = cores * 24 * options.core_hour, work / 3600 * options.core_hour
    print(f"storage of a day: {gigabytes:,.0f} GB; kept for a month {30 * gigabytes / 1000:,.1f} TB")
    print(f"{cores} cores all day: {always:,.0f} a day; hours worked: {elastic:,.0f} ({options.core_hour} a core hour)")
    month, puts = gigabytes * options.gigabyte_month, options.articles * 3 / 1000 * options.thousand_puts
    print(f"a day's audio kept for a month: {month:,.0f}; writing it: {puts:,.0f}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=1_000_000, help="of a day")
    parser.add_argument("--listened", type=float, default=0.1, help="share that somebody plays at once")
    parser.add_argument("--bursty", type=float, default=0.3, help="share that comes in bursts")
    parser.add_argument("--burst", type=int, default=2000, help="articles in a burst")
    parser.add_argument("--words", type=float, default=400, help="median of an article's")
    parser.add_argument("--sigma", type=float, default=0.7, help="of the logarithm of the number of words")
    parser.add_argument("--words-a-minute", type=float, default=185, help="spoken, pauses included")
    parser.add_argument("--speed", type=float, default=12, help="times real time, of one core")
    parser.add_argument("--losses", type=float, default=1, help="of a core in a day")
    parser.add_argument("--cores", type=lambda text: [int(part) for part in text.split(",")], help="such as 200,300")
    parser.add_argument("--bytes-a-second", type=float, default=35_000, help="of audio, in the store")
    parser.add_argument("--core-hour", type=float, default=0.04, help="price")
    parser.add_argument("--gigabyte-month", type=float, default=0.023, help="price")
    parser.add_argument("--thousand-puts", type=float, default=0.005, help="price")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the results here too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
