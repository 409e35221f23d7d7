"""Memory that a long-lived process no longer needs."""

import ctypes
import sys
from contextlib import suppress


def give_memory_back() -> None:
    """Return free memory to the system: glibc keeps what many threads freed, and a worker would only grow."""
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another libc
            ctypes.CDLL(None).malloc_trim(0)
