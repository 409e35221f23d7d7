"""Feeds that are watched: who polls one now, and what was seen in it."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from storage.columns import utc_now
from storage.errors import LeaseLost
from storage.models import WatchedEntry, WatchedFeed
from storage.rows import affected, insert_new

_FORGOTTEN_AFTER: Final = timedelta(days=30)  # that an entry is no longer in its feed
_AT_ONCE: Final = 500  # keys in a statement


def claim_feed(
    session: Session, site_id: str, url: str, owner: str, *, interval: float, lease_seconds: float
) -> WatchedFeed | None:
    """The site's feed, now `owner`'s to poll; None if it was polled in the last `interval` seconds or has to wait,
    or somebody else is at it. It is created if there is none."""
    insert_new(session, WatchedFeed, site_id=site_id, url=url)
    now = utc_now()
    due = (
        or_(WatchedFeed.polled_at.is_(None), WatchedFeed.polled_at <= now - timedelta(seconds=interval)),
        or_(WatchedFeed.not_before.is_(None), WatchedFeed.not_before <= now),
        or_(WatchedFeed.lease_until.is_(None), WatchedFeed.lease_until < now),
    )
    take = update(WatchedFeed).where(WatchedFeed.site_id == site_id, WatchedFeed.url == url, *due)
    lease = {"lease_owner": owner, "lease_until": now + timedelta(seconds=lease_seconds)}
    if affected(session, take.values(**lease)) != 1:
        return None
    return session.scalars(select(WatchedFeed).where(WatchedFeed.site_id == site_id, WatchedFeed.url == url)).one()


def known_entries(session: Session, feed_id: str, keys: Collection[str]) -> dict[str, WatchedEntry]:
    """Those of the feed's entries that are known, by key."""
    known: dict[str, WatchedEntry] = {}
    for some in _some(keys):
        found = select(WatchedEntry).where(WatchedEntry.feed_id == feed_id, WatchedEntry.key.in_(some))
        known |= {entry.key: entry for entry in session.scalars(found)}
    return known


def note_entry(
    session: Session, feed_id: str, owner: str, lease_seconds: float, *, key: str, fingerprint: str, failures: int
) -> None:
    """Says that the entry was taken (`failures` is 0) or tried in vain; extends the lease. Raises LeaseLost."""
    _write_if_ours(session, feed_id, owner, lease_until=utc_now() + timedelta(seconds=lease_seconds))
    noted = {"fingerprint": fingerprint, "failures": failures, "seen_at": utc_now()}
    if not insert_new(session, WatchedEntry, feed_id=feed_id, key=key, **noted):
        same = update(WatchedEntry).where(WatchedEntry.feed_id == feed_id, WatchedEntry.key == key)
        session.execute(same.values(**noted))


def settle_feed(session: Session, feed_id: str, owner: str, **values: Any) -> None:
    """Writes what came of a poll and lets go of the feed. Raises LeaseLost."""
    _write_if_ours(session, feed_id, owner, lease_owner=None, lease_until=None, **values)


def still_there(session: Session, feed_id: str, keys: Collection[str]) -> None:
    """Says that the feed has these entries, and forgets those that it has not had for 30 days."""
    now = utc_now()
    for some in _some(keys):
        session.execute(
            update(WatchedEntry).where(WatchedEntry.feed_id == feed_id, WatchedEntry.key.in_(some)).values(seen_at=now)
        )
    old = and_(WatchedEntry.feed_id == feed_id, WatchedEntry.seen_at < now - _FORGOTTEN_AFTER)
    session.execute(delete(WatchedEntry).where(old))


def _some(keys: Collection[str]) -> Iterator[list[str]]:
    everything = list(keys)
    for start in range(0, len(everything), _AT_ONCE):
        yield everything[start : start + _AT_ONCE]


def _write_if_ours(session: Session, feed_id: str, owner: str, **values: Any) -> None:
    ours = update(WatchedFeed).where(WatchedFeed.id == feed_id, WatchedFeed.lease_owner == owner)
    if affected(session, ours.values(**values)) != 1:
        raise LeaseLost(f"The feed {feed_id} is no longer {owner}'s.")
