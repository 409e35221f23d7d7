"""What routes are given: the assembly, and the site that asks."""

import hmac
from http import HTTPStatus
from typing import Annotated, cast

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from api.assembly import Assembly
from storage.api_keys import any_keys, site_for_token
from storage.models import Site
from storage.sites import default_site

_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1", "[::1]")
_PROXY_HEADERS = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_bearer = HTTPBearer(auto_error=False, description="An API key; writes need one as soon as one exists.")


def _assembly(request: Request) -> Assembly:
    return cast(Assembly, request.app.state.assembly)


AssemblyDep = Annotated[Assembly, Depends(_assembly)]


TokenDep = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def _known_site(assembly: Assembly, session: Session, token: HTTPAuthorizationCredentials | None) -> Site | None:
    """The site of a given key; None without one, or while there are no keys at all. 401 for a key that is not known."""
    if token is None:
        return None
    own = assembly.settings.api_key
    if own and hmac.compare_digest(own.get_secret_value().encode(), token.credentials.encode()):
        return default_site(session)
    site = site_for_token(session, token.credentials)
    if site is None and _keys_exist(assembly, session):  # else: clients that must have a key send any
        raise _unauthorized("This API key is not known, or was revoked.")
    return site


def _keys_exist(assembly: Assembly, session: Session) -> bool:
    return assembly.settings.api_key is not None or any_keys(session)


class Reader:
    """Who asks: a site's key, or the public."""

    def __init__(self, site: Site, trusted: bool) -> None:
        self.site = site
        self.trusted = trusted  # may see drafts


def _reader(request: Request, assembly: AssemblyDep, token: TokenDep) -> Reader:
    with assembly.database.read() as session:
        site = _known_site(assembly, session, token)
        if site is not None:
            return Reader(site, trusted=True)
        open_house = not _keys_exist(assembly, session) and _asked_locally(request) and _asked_by_own_page(request)
        return Reader(default_site(session), trusted=open_house)


def _writer(request: Request, assembly: AssemblyDep, token: TokenDep) -> Site:
    with assembly.database.read() as session:
        site = _known_site(assembly, session, token)
        if site is not None:
            return site
        if _keys_exist(assembly, session):
            raise _unauthorized("This needs an API key: send Authorization: Bearer KEY.")
        if not _asked_locally(request):
            # Also stops pages that point a name of theirs at this machine.
            detail = "Without an API key, writes are taken under localhost only. Make one: readcast keys create NAME"
            raise HTTPException(HTTPStatus.FORBIDDEN, detail)
        if not _asked_by_own_page(request):
            detail = "Without an API key, no other site's page may write here. Make one: readcast keys create NAME"
            raise HTTPException(HTTPStatus.FORBIDDEN, detail)
        return default_site(session)


ReaderDep = Annotated[Reader, Depends(_reader)]
SiteDep = Annotated[Site, Depends(_writer)]


def _asked_locally(request: Request) -> bool:
    """Under a name of this machine, and not through a proxy, which may have put that name there."""
    return request.url.hostname in _LOOPBACK_NAMES and not any(name in request.headers for name in _PROXY_HEADERS)


def _asked_by_own_page(request: Request) -> bool:
    """By a page of this server or by a program: any page on the web can send requests to its reader's machine."""
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.url.netloc


def _unauthorized(detail: str) -> HTTPException:
    return HTTPException(HTTPStatus.UNAUTHORIZED, detail, headers={"WWW-Authenticate": "Bearer"})
