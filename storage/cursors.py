"""Page cursors: the place in a list after which the next page begins, opaque to those who carry them."""

import base64
import json
from datetime import datetime

from storage.errors import InvalidCursor


def encode_cursor(created_at: datetime, row_id: str) -> str:
    """A cursor for the row; letters, digits, "-" and "_" only."""
    place = json.dumps([created_at.isoformat(), row_id]).encode()
    return base64.urlsafe_b64encode(place).decode().rstrip("=")


def decode_cursor(cursor: str) -> tuple[datetime, str]:
    """The row's time (aware) and id. Raises InvalidCursor."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        created_at, row_id = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        time = datetime.fromisoformat(created_at)
    except (ValueError, TypeError, RecursionError) as error:
        raise InvalidCursor("This cursor was not handed out here; start again without one.") from error
    if time.tzinfo is None or not isinstance(row_id, str) or not row_id.isprintable():
        raise InvalidCursor("This cursor was not handed out here; start again without one.")
    return time, row_id
