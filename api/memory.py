"""Memory that a long-lived process no longer needs."""

import ctypes
import sys
from contextlib import suppress
from typing import Final

_M_ARENA_MAX: Final = -8  # glibc's malloc.h
_ARENAS: Final = 2


def give_memory_back() -> None:
    """Return free memory to the system: glibc keeps what many threads freed, and a worker would only grow."""
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another libc
            ctypes.CDLL(None).malloc_trim(0)


def share_memory() -> None:
    """Let all threads take memory from two places: glibc would give each its own, and keep what is free in them."""
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)
