"""When to try again what another server refused."""

import random
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_DAY = 86_400.0


def back_off(failures: int, *, first: float, factor: float, most: float) -> float:
    """Seconds to wait after so many failures in a row: longer each time, and never the same for two who wait."""
    waited = min(most, first * factor ** min(failures - 1, 50))
    return waited * random.uniform(0.75, 1.25)


def asked_to_wait(headers: Mapping[str, str]) -> float:
    """The seconds of a Retry-After header, at most a day; 0 where there is none that makes sense."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(_DAY, float(said[:9]))
    try:
        when = parsedate_to_datetime(said)
        if when.tzinfo is None:
            when = when.replace(tzinfo=UTC)
        return min(_DAY, max(0.0, when.timestamp() - time.time()))
    except (ValueError, OverflowError):
        return 0.0


def utc_in(seconds: float) -> datetime:
    """The time so many seconds from now."""
    return datetime.fromtimestamp(time.time() + seconds, UTC)
