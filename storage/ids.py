"""Identifiers that sort by the time they were made."""

import secrets
import time
import uuid

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: its order is the order of the digits
_PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")  # the namespace that Podcasting 2.0 names


def new_id(prefix: str) -> str:
    """`prefix`, "_" and a ULID in lower case: 26 characters of 48 bits of milliseconds and 80 random bits."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return f"{prefix}_" + "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def new_podcast_guid() -> str:
    """A UUIDv5 of the podcast namespace. Not of the feed's address, as is usual: that may change, the GUID must not."""
    return str(uuid.uuid5(_PODCASTS, secrets.token_hex(16)))
