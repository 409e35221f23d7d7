"""The render queue over a message broker, by Celery. The only module that imports celery.

A message holds a narration's id and wakes a worker, which claims the row under a lease as everybody does. Whoever has
the queue open (servers and workers alike) sends what is new, and what the broker has lost: there is no other scheduler.
"""

import logging
import random
import secrets
import time
from collections.abc import Callable, Iterable
from multiprocessing.synchronize import Event
from typing import Any

from celery import Celery, signals
from celery.exceptions import ImproperlyConfigured
from kombu.entity import Queue
from kombu.exceptions import KombuError

from api.loop import Loop
from api.settings import Settings
from storage.database import Database
from storage.errors import StorageError
from storage.messages import Message, take_lost, take_unsent, unsend
from storage.models import Priority

INTERACTIVE, AHEAD, BATCH = "interactive", "ahead", "batch"  # AHEAD goes before BATCH, to processes of one narration
CONSUMED = {"interactive": (INTERACTIVE,), "batch": (AHEAD, BATCH)}  # by kind of worker
_RENDER, _HELP = "readcast.render", "readcast.help"
_MOST_HELPERS = 64
_SWEEP_SECONDS = 5.0
_LEASES_VISIBLE = 10  # a message comes again to another worker after so many leases without an answer

logger = logging.getLogger(__name__)


def celery_app(settings: Settings) -> Celery:
    """Raises ValueError for an address that is not a broker's."""
    app = Celery("readcast", broker=settings.broker_url, set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        broker_connection_max_retries=None,  # for ever
        broker_connection_retry_on_startup=True,
        broker_transport_options=_transport_options(settings),
        task_acks_late=True,
        task_create_missing_queues=False,
        task_default_queue=BATCH,
        task_ignore_result=True,
        task_queues=[Queue(name) for name in (INTERACTIVE, AHEAD, BATCH)],
        task_reject_on_worker_lost=True,
        worker_cancel_long_running_tasks_on_connection_loss=False,  # they hold leases: what comes twice does nothing
        worker_enable_prefetch_count_reduction=False,
        worker_enable_remote_control=False,  # SQS has none
        worker_max_memory_per_child=settings.worker_memory_mb * 1024,
        worker_prefetch_multiplier=1,
        worker_proc_alive_timeout=60,
    )
    try:
        app.connection_for_write().transport  # noqa: B018 - looks the transport up
    except (KeyError, ImportError, ValueError, ImproperlyConfigured) as error:
        raise ValueError(f"READCAST_BROKER_URL cannot be used: {error}; use redis://, amqp:// or sqs://") from error
    return app


def _transport_options(settings: Settings) -> dict[str, Any]:
    scheme = settings.broker_url.partition(":")[0]
    options: dict[str, Any] = {}
    if scheme.startswith(("redis", "sqs")):
        options["visibility_timeout"] = _LEASES_VISIBLE * settings.lease_seconds
    if scheme.startswith("redis"):
        options |= {"queue_order_strategy": "priority", "socket_connect_timeout": 5, "socket_keepalive": True}
    return options


class CeleryRenderQueue:
    """Sends messages, on a thread of its own: who submits never waits for the broker."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._app = celery_app(settings)
        self._looked_for_lost = time.monotonic()
        # Not all processes at once.
        self._sends = Loop("messages", self._send_all, lambda: _SWEEP_SECONDS * random.uniform(0.7, 1.3))

    def start(self) -> None:
        self._sends.start()

    def stop(self) -> None:
        self._sends.stop()
        self._app.close()

    def submit(self) -> None:
        self._sends.tell()

    def ask_for_help(self, narration_id: str, helpers: int) -> None:
        """Have parts of a long narration spoken by so many workers, if there are; nothing is lost if not."""
        try:
            for _ in range(min(helpers, _MOST_HELPERS)):
                self._app.send_task(_HELP, (narration_id,), queue=AHEAD, retry=False)
        except (KombuError, OSError) as error:
            logger.warning("Nobody can be asked for help with narration %s: %s", narration_id, error)

    def _send_all(self) -> bool:
        """Whether there may be more to send."""
        more = False
        try:
            more = self._send_unsent()
            self._send_lost()
        except (StorageError, KombuError, OSError) as error:
            logger.warning("The broker or the database does not answer; narrations wait: %s", error)
            self._sends.stopping.wait(_SWEEP_SECONDS / 2)
        return more

    def _send_unsent(self) -> bool:
        with self._database.write() as session:
            messages = take_unsent(session, self._settings.max_attempts)
        self._send(messages)
        return bool(messages)

    def _send_lost(self) -> None:
        if time.monotonic() - self._looked_for_lost < self._settings.lease_seconds / 2:
            return
        self._looked_for_lost = time.monotonic()
        depth = self._depth()
        with self._database.write() as session:
            messages = take_lost(session, depth, self._settings.lease_seconds)
        self._send(messages)

    def _send(self, messages: list[Message]) -> None:
        for number, message in enumerate(messages):
            try:
                self._app.send_task(_RENDER, (message.narration_id,), queue=_queue_of(message), retry=False)
            except (KombuError, OSError):
                with self._database.write() as session:
                    unsend(session, messages[number:])
                raise

    def _depth(self) -> int:
        """Messages that wait in the broker. Raises KombuError and OSError."""
        found = 0
        with self._app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=5)
            for name in (INTERACTIVE, AHEAD, BATCH):
                with connection.channel() as channel:
                    try:
                        found += channel.queue_declare(queue=name, passive=True).message_count
                    except connection.channel_errors:  # nobody has sent anything yet
                        continue
        return found


def _queue_of(message: Message) -> str:
    if message.attempts:  # its worker died: now it gets a process of its own, so that it can harm no other
        return AHEAD
    return INTERACTIVE if message.priority > Priority.BATCH else BATCH


def run_node(
    settings: Settings,
    kind: str,
    threads: int | None,
    *,
    take: Callable[[str], None],
    give_help: Callable[[str], None],
    prepare: Callable[[], None],
    stopping: Event,
) -> None:
    """Consume what this kind of worker consumes, until SIGTERM or Ctrl-C; in threads, or else a process a core.

    `take`, called with a narration's id, renders it if it is free; `give_help` speaks parts of it. `prepare` is called
    once in each process, and must return soon. `stopping` is set when the work in hand is to be put back.
    """
    app = celery_app(settings)

    app.task(name=_RENDER)(take)
    app.task(name=_HELP)(give_help)

    # Celery keeps weak references to receivers: these live as long as this call.
    def prepare_process(**told: object) -> None:
        prepare()

    def stop(**told: object) -> None:
        stopping.set()

    def log_as_we_do(**told: object) -> None:
        """A receiver keeps Celery from setting up its own."""

    logging.getLogger("celery").setLevel(logging.WARNING)
    signals.setup_logging.connect(log_as_we_do)
    signals.worker_shutting_down.connect(stop)
    if threads is None:
        signals.worker_process_init.connect(prepare_process)
    else:
        prepare()
    pool = ("threads", threads) if threads is not None else ("prefork", settings.worker_threads)
    app.worker_main(_arguments(kind, *pool))


def _arguments(kind: str, pool: str, concurrency: int) -> Iterable[str]:
    name = f"{kind}.{secrets.token_hex(4)}@%h"
    quietly = ["--without-gossip", "--without-mingle", "--without-heartbeat"]  # workers need not know each other
    queues = ",".join(CONSUMED[kind])
    return ["--quiet", "worker", "--pool", pool, "--concurrency", str(concurrency), "-Q", queues, "-n", name, *quietly]
