"""Finding sites."""

from sqlalchemy.orm import Session

from storage.models import Site
from storage.rows import insert_new

DEFAULT_SITE = "default"


def default_site(session: Session) -> Site:
    """The site of a fresh install; created if absent, so the first call belongs in `Database.write`."""
    site = session.get(Site, DEFAULT_SITE)
    if site is None:
        insert_new(session, Site, id=DEFAULT_SITE, title="Default site")
        site = session.get_one(Site, DEFAULT_SITE)
    return site


def get_site(session: Session, site_id: str) -> Site | None:
    """The site, or None."""
    return session.get(Site, site_id)
