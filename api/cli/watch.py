"""readcast watch: take in what feeds publish."""

import logging
import signal
import threading
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.failure import failing_clearly, read_settings
from api.cli.serve import log_plainly
from api.fetch import FetchError, checked_url
from storage.database import Database
from storage.errors import StorageError
from storage.models import Site
from storage.sites import all_sites, default_site

if TYPE_CHECKING:
    from api.assembly import Assembly

_LOOK_SECONDS = 10.0  # between two looks at which feeds are due

logger = logging.getLogger(__name__)


def watch(
    feeds: Annotated[
        list[str] | None, typer.Argument(metavar="[FEED]...", help="RSS or Atom; none: those of the sites' settings.")
    ] = None,
    interval: Annotated[float, typer.Option(min=10, help="Seconds between two polls of a feed.")] = 300,
    voice: Annotated[str | None, typer.Option(help="Voice that reads; else the article's or the site's.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Poll each feed now, and end: for cron.")] = False,
) -> None:
    """Poll feeds and queue their new and changed articles; a running serve or worker narrates them."""
    # Here, not above: other commands should not wait for the engine.
    from api.assembly import assembled

    settings = read_settings()
    log_plainly()
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with failing_clearly(), assembled(settings) as assembly:
        named = [str(checked_url(feed)) for feed in feeds or ()]
        if voice:
            voice = assembly.voices.find(voice).name
        if not _feeds(assembly.database, named):
            raise ValueError("no feed to watch: name one, or set `watched_feeds` with PATCH /v1/site")
        failed = _poll_all(assembly, named, 0 if once else interval, voice, stopped)
        while not once and not stopped.wait(min(interval, _LOOK_SECONDS)):
            _poll_all(assembly, named, interval, voice, stopped)
    if once and failed:
        raise typer.Exit(1)


def _feeds(database: Database, named: list[str]) -> list[tuple[Site, str]]:
    """Those named are the default site's; without any, those that the sites have set now."""
    with database.read() as session:
        if named:
            site = default_site(session)
            return [(site, url) for url in dict.fromkeys(named)]
        return [(site, url) for site in all_sites(session) for url in site.watched_feeds]


def _poll_all(
    assembly: "Assembly", named: list[str], interval: float, voice: str | None, stopped: threading.Event
) -> int:
    """Poll the feeds that are due, one after the other; how many could not be."""
    failed = 0
    try:
        feeds = _feeds(assembly.database, named)
    except StorageError as error:
        logger.warning("The database has to be waited for: %s", error)
        return 1
    for site, url in feeds:
        if not stopped.is_set():
            failed += not _poll(assembly, site, url, interval, voice=voice, stopped=stopped)
    return failed


def _poll(
    assembly: "Assembly", site: Site, url: str, interval: float, *, voice: str | None, stopped: threading.Event
) -> bool:
    from api.watch import poll

    try:
        polled = poll(assembly, site, url, interval=interval, voice=voice, stopping=stopped.is_set)
    except (FetchError, StorageError) as error:
        logger.warning("%s is tried again later: %s", url, error)
        return False
    except Exception:
        # The loop outlives whatever one feed holds.
        logger.exception("%s could not be polled.", url)
        return False
    if polled is None:
        return True
    if polled.unchanged:
        logger.info("%s has not changed.", url)
    else:
        logger.info("%s: %d taken, %d failed, %d known.", url, polled.taken, polled.failed, polled.known)
    return polled.failed == 0
