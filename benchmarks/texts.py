"""Articles made up for the benchmarks: plain news in words that every program reads alike, no two the same."""

import random

_PLACES = [
    "Norwick",
    "Harbour Hill",
    "Eastmere",
    "Long Bridge",
    "Port Allen",
    "Whitcombe",
    "Marlow Bay",
    "Ashford Cross",
    "Stonehaven",
]
_PEOPLE = [
    "the mayor",
    "the head of the port",
    "a spokeswoman for the council",
    "the union",
    "the director",
    "a local farmer",
]
_THINGS = [
    "harbour",
    "railway station",
    "swimming pool",
    "public library",
    "market hall",
    "old theatre",
    "hospital",
    "river bridge",
]
_WORKS = ["repaired", "rebuilt", "painted", "closed", "reopened", "sold", "measured", "insured", "praised", "inspected"]
_TIMES = [
    "on Monday",
    "last week",
    "in the spring",
    "after two years",
    "before the summer",
    "this morning",
    "in October",
]
_COUNTS = ["two", "three", "four", "seven", "twelve", "twenty", "forty", "ninety"]

_TITLES = (
    "The {thing} in {place} was {work} {time}",
    "{place} argues about its {thing}",
    "How {place} got its {thing} back",
)
_SENTENCES = (
    "The {thing} in {place} was {work} {time}.",
    "{person} said that the {thing} had been {work} {time}, and that {count} people would keep their jobs.",
    "Nobody in {place} had expected it.",
    "For {count} years the {thing} had stood empty, and the people of {place} had got used to walking around it.",
    "“We waited {count} years for the {thing},” said {person}, “and now it will be {work} at last.”",
    "The work cost {count} million dollars, most of which came from the city of {place} and from a fund for buildings.",
    "In {place}, {count} miles up the coast, the {thing} was {work} {time} without any help from the government.",
    "It rained when the first visitors arrived, but they stayed, and by noon the queue reached the {thing}.",
    "Critics point out that the {thing} will have to be {work} again, since the ground under {place} is soft.",
    "{person} did not want to comment.",
    "A report that was published {time} names {count} reasons, among them the weather, the price of steel and the long "
    "argument between {place} and {other} about who should pay for the {thing}.",
    "Children from {count} schools sang, a band played, and {person} cut the ribbon in front of the {thing}.",
    "What happens next is open: the council meets again {time}, and {person} has asked for a new vote on the {thing}.",
    "Those who live beside the {thing} hope that it will be quieter, and that the lorries will go by way of {other}.",
    "The plan is simple.",
    "If all goes well, the {thing} will be {work} {time}, and the trains from {place} to {other} will run every hour.",
)


def article(words: int, seed: int) -> tuple[str, str]:
    """A title and a text of about so many words, in paragraphs of three sentences; another for every seed."""
    chance = random.Random(seed)
    spoken: list[str] = []
    count = 0
    while count < words:
        spoken.append(_write(chance.choice(_SENTENCES), chance))
        count += len(spoken[-1].split())
    return _write(chance.choice(_TITLES), chance), paragraphs(spoken)


def sentences(count: int, seed: int) -> list[str]:
    """So many sentences, no two the same."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found[_write(chance.choice(_SENTENCES), chance)] = None
    return list(found)


def paragraphs(spoken: list[str]) -> str:
    return "\n\n".join(" ".join(spoken[start : start + 3]) for start in range(0, len(spoken), 3))


def _write(pattern: str, chance: random.Random) -> str:
    place, other = chance.sample(_PLACES, 2)
    written = pattern.format(
        place=place,
        other=other,
        person=chance.choice(_PEOPLE),
        thing=chance.choice(_THINGS),
        work=chance.choice(_WORKS),
        time=chance.choice(_TIMES),
        count=chance.choice(_COUNTS),
    )
    return written[0].upper() + written[1:]
