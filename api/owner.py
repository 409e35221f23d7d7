"""Who holds a lease."""

import os
import secrets
import socket


def new_owner() -> str:
    """A name that nobody else has: containers share host names and process numbers, but a lease must not be shared."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(8)}"
