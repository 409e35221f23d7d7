"""Finding and changing sites."""

from typing import Any

from sqlalchemy.orm import Session

from storage.models import Site
from storage.rows import insert_new

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


def change_site(session: Session, site_id: str, **changes: Any) -> Site:
    """The site with other values in the columns named."""
    site = session.get_one(Site, site_id, with_for_update=True)
    for column, value in changes.items():
        setattr(site, column, value)
    session.flush()
    return site
