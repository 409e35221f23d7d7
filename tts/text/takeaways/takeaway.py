"""A takeaway, whoever chose or wrote it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Takeaway:
    """A key sentence; `block` and `start` say where the sentence it stands for begins, as in Sentence."""

    text: str
    block: int
    start: int
