"""What normalization yields, and the shape of a rule that yields a piece of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class SpokenWord:
    """The characters `start` to `end` of the written text and what the engine is given for them.

    The span holds no punctuation around the word; `spoken` ends in the mark (, . ; : ! ?) that follows it.
    """

    start: int
    end: int
    spoken: str


@dataclass(frozen=True)
class SpokenText:
    """Spoken words in reading order, their spans without overlap; empty where nothing can be spoken."""

    words: tuple[SpokenWord, ...]

    @property
    def text(self) -> str:
        """What the engine is given for the whole: the spoken words with one space between them."""
        return " ".join(word.spoken for word in self.words)


class Place(NamedTuple):
    """Where a rule is asked to read: `at` is the first character of a word in `text`."""

    text: str
    at: int
    previous: str  # the written word before it, "" where there is none
    british: bool  # "two hundred and five", day before month


class Reading(NamedTuple):
    """What a rule read: the written words up to `end`, and how they are spoken."""

    end: int
    spoken: str
    dotted: bool = False  # a full stop was read along, which may also have ended the sentence


# A rule reads one or more words at a place, or says None; its patterns must be linear in the text's length.
Rule = Callable[[Place], Reading | None]


def first_reading(rules: Iterable[Rule], place: Place) -> Reading | None:
    """What the first of the rules that has something to say reads."""
    for rule in rules:
        reading = rule(place)
        if reading is not None:
            return reading
    return None
