"""Sentences spoken together: on a GPU a batch takes little longer than one, if its sentences are about as long."""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Feed = dict[str, NDArray[Any]]  # what a model is asked, by the name of its input; a sentence, or a batch of them
Run = Callable[[Feed], Sequence[NDArray[Any]]]  # samples [n, 1, 1, longest], and frames of each id [n, 1, ids]
Spoken = tuple[NDArray[np.float32], NDArray[np.int64]]  # samples, and samples of each id

MOST_TOGETHER = 32
_PADDING = 1.25  # the longest of a batch is at most so many times as long as the shortest


@dataclass(frozen=True)
class _Asked:
    feed: Feed
    future: Future[Spoken]

    @property
    def ids(self) -> int:
        return int(self.feed["input"].shape[1])


class Batcher:
    """Collects what several threads ask of one model at the same time and runs it together."""

    def __init__(self, run: Run, hop: int) -> None:
        """`hop`: samples a frame."""
        self._run = run
        self._hop = hop
        self._asked: queue.SimpleQueue[_Asked] = queue.SimpleQueue()
        threading.Thread(target=self._work, name="batches", daemon=True).start()

    def speak(self, feed: Feed) -> Spoken:
        """What the model says to one feed of a sentence. Raises what the model raises."""
        asked = _Asked(feed, Future())
        self._asked.put(asked)
        return asked.future.result()

    def _work(self) -> None:
        while True:
            waiting = [self._asked.get()]
            while len(waiting) < MOST_TOGETHER and not self._asked.empty():
                waiting.append(self._asked.get())
            for batch in by_length(waiting):
                self._speak(batch)

    def _speak(self, batch: list[_Asked]) -> None:
        try:
            for asked, spoken in zip(batch, self._apart(batch), strict=True):
                asked.future.set_result(spoken)
        except Exception as error:  # noqa: BLE001 - it belongs to all who wait for this batch
            for asked in batch:
                if not asked.future.done():
                    asked.future.set_exception(error)

    def _apart(self, batch: list[_Asked]) -> list[Spoken]:
        samples, frames = self._run(_joined(batch))
        told = (frames.reshape(len(batch), -1) * self._hop).astype(np.int64)
        widths = [row[: asked.ids] for row, asked in zip(told, batch, strict=True)]
        rows = samples.reshape(len(batch), -1)
        return [(row[: width.sum()].astype(np.float32), width) for row, width in zip(rows, widths, strict=True)]


def by_length(waiting: list[_Asked]) -> list[list[_Asked]]:
    """Batches of sentences about as long as each other, whose models are asked for the same scales."""
    batches: list[list[_Asked]] = []
    for asked in sorted(waiting, key=lambda each: (each.feed["scales"].tobytes(), each.ids)):
        first = batches[-1][0] if batches else None
        together = first is not None and asked.ids <= first.ids * _PADDING
        if first is not None and together and np.array_equal(asked.feed["scales"], first.feed["scales"]):
            batches[-1].append(asked)
        else:
            batches.append([asked])
    return batches


def _joined(batch: list[_Asked]) -> Feed:
    longest = max(asked.ids for asked in batch)
    first = batch[0].feed
    feed = {
        "input": np.concatenate([np.pad(a.feed["input"], ((0, 0), (0, longest - a.ids))) for a in batch]),
        "input_lengths": np.concatenate([a.feed["input_lengths"] for a in batch]),
        "scales": first["scales"],
    }
    if "sid" in first:
        feed["sid"] = np.concatenate([a.feed["sid"] for a in batch])
    return feed
