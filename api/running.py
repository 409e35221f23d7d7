"""What a process does beside what it is asked for: begun and ended here, and nowhere else."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Protocol

from api.assembly import Assembly
from api.batches.queue import BatchQueue


class Runnable(Protocol):
    """Work on threads of its own."""

    def start(self) -> None:
        """Begin; once."""

    def stop(self) -> None:
        """End, and wait for the threads; what was begun is left to others."""


def of_server(assembly: Assembly, *, render: bool) -> Sequence[Runnable]:
    """Without `render`, workers render and drive batches; a broker is told of new narrations all the same."""
    them: list[Runnable] = [assembly.webhooks, assembly.audience.counts]
    if render or assembly.settings.broker_url:
        them.append(assembly.queue)
    if render:
        them.append(BatchQueue(assembly))
    return them


def of_worker(assembly: Assembly) -> Sequence[Runnable]:
    return assembly.webhooks, assembly.queue, BatchQueue(assembly)


@contextmanager
def running(runnables: Sequence[Runnable]) -> Iterator[None]:
    """Start them in this order, and stop them in the other: who makes work ends before who does it."""
    with ExitStack() as started:
        for one in runnables:
            one.start()
            started.callback(one.stop)
        yield
