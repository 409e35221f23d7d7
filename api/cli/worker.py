"""readcast worker: renders what others queue, by the database alone or for a broker."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from types import FrameType
from typing import Annotated, Literal

import typer

from api.cli.failure import failing_clearly, read_settings
from api.cli.serve import log_plainly
from api.settings import Settings
from tts.voices import VoiceCatalogue

KINDS = ("interactive", "batch")
_CANNOT_START = {1, 2}  # exit statuses of who says what is wrong
_RESTART_SECONDS = 2.0  # at least, between two starts of a process that ends


def worker(
    queue: Annotated[
        Literal["interactive", "batch"] | None,
        typer.Option(help="Only what this queue of the broker holds; without it there is a process for each."),
    ] = None,
) -> None:
    """Render what others queue and send webhooks, until stopped; start many on one database and store if you like."""
    settings = read_settings()
    log_plainly()
    with failing_clearly():
        VoiceCatalogue(settings.voices_dir).find(settings.default_voice)
        if queue and not settings.broker_url:
            raise ValueError("--queue needs a broker: set READCAST_BROKER_URL, or leave it out.")
        if not settings.broker_url:
            _render_by_the_table(settings)
        elif queue is None:
            _keep_one_of_each_kind()
        else:
            _render_for_the_broker(settings, queue)


def _render_by_the_table(settings: Settings) -> None:
    from api.assembly import assembled, speaking_threads
    from api.running import of_worker, running
    from api.warm import warm_up

    stopped = _stopped()
    with assembled(settings) as assembly, running(of_worker(assembly)):
        if settings.warm_up:
            warm_up(assembly)
        typer.echo(f"Rendering with {speaking_threads(settings)} threads. Ctrl-C stops.", err=True)
        stopped.wait()


def _render_for_the_broker(settings: Settings, queue: str) -> None:
    from api.assembly import uses_cuda

    try:
        from api.celery_queue import run_node
    except ImportError as error:
        raise ValueError("READCAST_BROKER_URL needs Celery: pip install 'readcast[cluster]'") from error
    from api.worker_process import WorkerProcess

    # Listeners share all cores, and a GPU is shared by all; else a narration has a process and a core of its own.
    alone = queue == "batch" and not uses_cuda(settings)
    stopping = multiprocessing.get_context("fork").Event()  # the pool's processes inherit it
    process = WorkerProcess(settings, stopping, alone=alone)
    threads = None if alone else settings.narrations_at_once
    run_node(
        settings, queue, threads, take=process.take, give_help=process.help, prepare=process.prepare, stopping=stopping
    )
    process.close()


def _keep_one_of_each_kind() -> None:
    """A process for each queue, started again when it ends, until this one is stopped or one says what is wrong."""
    stopped = _stopped()
    running: dict[str, subprocess.Popen[bytes]] = {}
    while not stopped.is_set():
        begun = time.monotonic()
        for kind in KINDS:
            if kind not in running or running[kind].poll() is not None:
                command = [sys.executable, "-c", "from api.cli import app; app()", "worker", "--queue", kind]
                running[kind] = subprocess.Popen(command, env=os.environ)
        while not stopped.wait(0.5) and all(process.poll() is None for process in running.values()):
            pass
        if any(process.poll() in _CANNOT_START for process in running.values()):
            break
        stopped.wait(max(0.0, begun + _RESTART_SECONDS - time.monotonic()))
    for process in running.values():
        process.terminate()
    if wrong := {process.wait() for process in running.values()} & _CANNOT_START:
        raise typer.Exit(wrong.pop())


def _stopped() -> threading.Event:
    """Set by SIGTERM and Ctrl-C."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return stopped
