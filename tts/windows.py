"""Computes a row of samples from a row of frames a window at a time, through stages that see their neighbourhood."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Row = NDArray[np.float32]  # [1, channels, 1, n]

_CACHED_VALUES = 200_000  # values of a tensor that stay in a core's cache from one operation to the next
_CONTEXTS = 32  # a window is at least so many times as long as its context, which is computed in vain


@dataclass(frozen=True)
class Stage:
    """Turns n units into n * ratio; `left` and `right` units around a window decide how it comes out."""

    run: Callable[[Row], Row]
    ratio: int
    left: int
    right: int
    step: int  # windows begin and end at multiples of it
    width: int  # values that a unit becomes inside

    @property
    def longest(self) -> int:
        """Units of the longest window."""
        units = max(_CACHED_VALUES // self.width, _CONTEXTS * (self.left + self.right))
        return -(-units // self.step) * self.step


class Source(Protocol):
    length: int

    def want(self, end: int) -> None:
        """Units up to `end` will be read one after the other: windows may be as long as that."""
        ...

    def read(self, begin: int, end: int) -> Row:
        """Units from `begin` to `end`; no later call begins before `begin`."""
        ...


class Frames:
    """The first source: all there already."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self.length = row.shape[3]

    def want(self, end: int) -> None:
        pass

    def read(self, begin: int, end: int) -> Row:
        return self._row[..., begin:end]


class Staged:
    """What a stage makes of a source, computed as far as it is read."""

    def __init__(self, source: Source, stage: Stage) -> None:
        self._source, self._stage = source, stage
        self.length = source.length * stage.ratio
        self._begin = self._end = 0  # of what is kept
        self._wanted = 0
        self._kept: list[Row] = []

    def want(self, end: int) -> None:
        self._wanted = end
        self._source.want(self._unit(end) + self._stage.right)

    def read(self, begin: int, end: int) -> Row:
        while self._end < end:
            self._kept.append(self._window())
            self._end += self._kept[-1].shape[3]
        while self._kept and self._begin + self._kept[0].shape[3] <= begin:
            self._begin += self._kept.pop(0).shape[3]
        if len(self._kept) > 1:
            self._kept = [np.concatenate(self._kept, axis=3)]
        return self._kept[0][..., begin - self._begin : end - self._begin]

    def _window(self) -> Row:
        """The next window's output."""
        stage = self._stage
        first = self._end // stage.ratio
        last = min(first + stage.longest, self._unit(self._wanted))
        left, right = max(0, first - stage.left), min(self._source.length, last + stage.right)
        made = stage.run(np.ascontiguousarray(self._source.read(left, right)))
        return made[..., (first - left) * stage.ratio : (last - left) * stage.ratio]

    def _unit(self, end: int) -> int:
        """Where a window may end so that there is output up to `end`."""
        size = self._stage.ratio * self._stage.step
        return min(-(-end // size) * self._stage.step, self._source.length)


def in_chunks(frames: Row, stages: Sequence[Stage], lengths: Iterator[int]) -> Iterator[NDArray[np.float32]]:
    """The samples of the frames, in chunks of so many frames each; the last is what is left. No frame, no chunk."""
    source: Source = Frames(frames)
    for stage in stages:
        source = Staged(source, stage)
    hop, begin = source.length // max(1, frames.shape[3]), 0
    while begin < source.length:
        end = min(source.length, begin + hop * next(lengths))
        source.want(end)
        yield source.read(begin, end).reshape(-1)
        begin = end
