"""Identifiers that sort by the time they were made."""

import secrets
import time

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: its order is the order of the digits


def new_id(prefix: str) -> str:
    """`prefix`, "_" and a ULID in lower case: 26 characters of 48 bits of milliseconds and 80 random bits."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return f"{prefix}_" + "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))
