"""Page cursors: the place in a list after which the next page begins, opaque to those who carry them."""

import base64
import json
from datetime import datetime
from typing import Any

from storage.errors import InvalidCursor

_NOT_OURS = "This cursor was not handed out here; start again without one."


def encode_cursor(created_at: datetime, row_id: str) -> str:
    """A cursor for the row; letters, digits, "-" and "_" only."""
    return encode_place(created_at.isoformat(), row_id)


def decode_cursor(cursor: str) -> tuple[datetime, str]:
    """The row's time (aware) and id. Raises InvalidCursor."""
    try:
        created_at, row_id = decode_place(cursor)
        time = datetime.fromisoformat(created_at)
    except (ValueError, TypeError) as error:
        raise InvalidCursor(_NOT_OURS) from error
    if time.tzinfo is None or not isinstance(row_id, str) or not row_id.isprintable():
        raise InvalidCursor(_NOT_OURS)
    return time, row_id


def encode_place(*place: str | int) -> str:
    """A cursor that holds these values."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def decode_place(cursor: str) -> list[Any]:
    """The values of a cursor: whoever sent it may have made it up. Raises InvalidCursor."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        place = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError, RecursionError) as error:
        raise InvalidCursor(_NOT_OURS) from error
    if not isinstance(place, list):
        raise InvalidCursor(_NOT_OURS)
    return place
