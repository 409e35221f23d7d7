"""Finding and changing sites."""

import hmac
import secrets
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.api_keys import hash_token
from storage.columns import utc_now
from storage.errors import SiteNotFound
from storage.models import Site
from storage.rows import affected, insert_new

DEFAULT_SITE = "default"
_UNNAMED = "Default site"


def default_site(session: Session) -> Site:
    """The site of a fresh install; created if absent, so the first call belongs in `Database.write`."""
    site = session.get(Site, DEFAULT_SITE)
    if site is None:
        insert_new(session, Site, id=DEFAULT_SITE, title=_UNNAMED)
        site = session.get_one(Site, DEFAULT_SITE)
    return site


def site_name(site: Site) -> str:
    """What readers call the site; "readcast" as long as nobody has named it."""
    return "readcast" if site.title == _UNNAMED else site.title


def all_sites(session: Session) -> list[Site]:
    """Every site, in the order of their ids."""
    return list(session.scalars(select(Site).order_by(Site.id)))


def change_site(session: Session, site_id: str, **changes: Any) -> Site:
    """The site with other values in the columns named."""
    site = session.get_one(Site, site_id, with_for_update=True)
    for column, value in changes.items():
        setattr(site, column, value)
    site.changed_at = utc_now()
    session.flush()
    return site


def note_change(session: Session, site_id: str) -> None:
    """What its feed lists has changed in a way that no article tells: one is gone."""
    affected(session, update(Site).where(Site.id == site_id).values(changed_at=utc_now()))


def feed_site(session: Session, site_id: str, token: str | None) -> Site:
    """The site, if whoever holds `token` may read its feed. Raises SiteNotFound, and does not tell which it was."""
    site = None if "\0" in site_id else session.get(Site, site_id)  # PostgreSQL refuses the character
    if site is None or (site.feed_private and not _opens(site, token)):
        raise SiteNotFound("There is no such feed.")
    return site


def new_feed_token(session: Session, site_id: str) -> str:
    """A token that opens the site's private feed, which cannot be had again; the one before opens it no more."""
    token = secrets.token_urlsafe(32)
    change_site(session, site_id, feed_token_hash=hash_token(token))
    return token


def _opens(site: Site, token: str | None) -> bool:
    if site.feed_token_hash is None or token is None:
        return False
    return hmac.compare_digest(site.feed_token_hash, hash_token(token))
