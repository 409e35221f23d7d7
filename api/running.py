"""What a process does beside what it is asked for: begun and ended here, and nowhere else."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Protocol

from api.assembly import Assembly
from api.batches.queue import BatchQueue


class Loop(Protocol):
    """Work on threads of its own."""

    def start(self) -> None:
        """Begin; once."""

    def stop(self) -> None:
        """End, and wait for the threads; what was begun is left to others."""


def of_server(assembly: Assembly, *, render: bool) -> Sequence[Loop]:
    """Without `render`, workers render and drive batches; a broker is told of new narrations all the same."""
    loops: list[Loop] = [assembly.webhooks, assembly.audience.counts]
    if render or assembly.settings.broker_url:
        loops.append(assembly.queue)
    if render:
        loops.append(BatchQueue(assembly))
    return loops


def of_worker(assembly: Assembly) -> Sequence[Loop]:
    return assembly.webhooks, assembly.queue, BatchQueue(assembly)


@contextmanager
def running(loops: Sequence[Loop]) -> Iterator[None]:
    """Start them in this order, and stop them in the other: who makes work ends before who does it."""
    with ExitStack() as started:
        for loop in loops:
            loop.start()
            started.callback(loop.stop)
        yield
