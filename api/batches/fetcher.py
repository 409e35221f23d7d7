"""The polite fetcher of a batch, as the settings want it."""

import threading

from api.polite import PoliteFetcher
from api.settings import Settings


def polite_fetcher(settings: Settings, stopped: threading.Event) -> PoliteFetcher:
    """`stopped` ends its waiting."""
    return PoliteFetcher(
        settings.fetch_limits, delay=settings.fetch_delay, at_once=settings.fetch_at_once, stopped=stopped
    )
