"""Keys that let a publisher's programs in. Of a token only its hash is kept."""

import hashlib
import secrets

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from storage.columns import utc_now
from storage.models import ApiKey, Site
from storage.rows import affected

TOKEN_PREFIX = "rc_"


def create_key(session: Session, site: Site, name: str) -> tuple[ApiKey, str]:
    """A new key and its token, which cannot be had again."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(site_id=site.id, name=name, prefix=token[:8], token_hash=hash_token(token))
    session.add(key)
    session.flush()
    return key, token


def site_for_token(session: Session, token: str) -> Site | None:
    """The site that the token opens; None if it is unknown or revoked."""
    return session.scalar(
        select(Site)
        .join(ApiKey, ApiKey.site_id == Site.id)
        .where(ApiKey.token_hash == hash_token(token), ApiKey.revoked_at.is_(None))
    )


def any_keys(session: Session) -> bool:
    """Whether a key was ever made. A revoked one counts: revoking the last must not open the doors again."""
    return bool(session.scalar(select(exists().where(ApiKey.id.is_not(None)))))


def list_keys(session: Session, site: Site) -> list[ApiKey]:
    """The site's keys, revoked ones too, oldest first."""
    return list(session.scalars(select(ApiKey).where(ApiKey.site_id == site.id).order_by(ApiKey.created_at)))


def revoke_key(session: Session, key_id: str) -> bool:
    """Shuts the key out from now on; False if there is no such key or it was revoked before."""
    revoke = update(ApiKey).where(ApiKey.id == key_id, ApiKey.revoked_at.is_(None))
    return affected(session, revoke.values(revoked_at=utc_now())) == 1


def hash_token(token: str) -> str:
    """SHA-256, hex: what is kept of a token."""
    # The token is random, so a plain hash is enough; nobody can guess it from a list of words.
    return hashlib.sha256(token.encode()).hexdigest()
