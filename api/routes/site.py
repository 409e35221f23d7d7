"""The site: what a publisher has set for all of its articles."""

from typing import Any

from fastapi import APIRouter, Request, Response

from api.assembly import Assembly
from api.dependencies import AssemblyDep, SiteDep
from api.errors import Rejected
from api.fetch import AddressForbidden, checked_url
from api.links import base_url
from api.routes.feeds import feed_url
from api.routes.responses import PROBLEMS
from api.signatures import InvalidSecret, check_secret
from api.site_schemas import FeedTokenOut, SiteIn, SiteOut
from storage.models import Site
from storage.sites import change_site, new_feed_token
from tts.errors import InvalidSelector, VoiceError
from tts.text.reading_options import check_selector

router = APIRouter(prefix="/v1/site", tags=["site"])


@router.get("", responses=PROBLEMS)
def get_site(request: Request, assembly: AssemblyDep, site: SiteDep) -> SiteOut:
    """The settings of the key's site."""
    return _site_out(base_url(request, assembly), site)


@router.patch("", responses=PROBLEMS)
def patch_site(body: SiteIn, request: Request, assembly: AssemblyDep, site: SiteDep) -> SiteOut:
    """Change settings; what is left out stays. Those of reading are for articles that are posted from now on."""
    changes = body.model_dump(mode="json", exclude_unset=True)
    _check(assembly, changes)
    with assembly.database.write() as session:
        changed = change_site(session, site.id, **changes)
        return _site_out(base_url(request, assembly), changed)


@router.post("/feed-token", status_code=201, responses=PROBLEMS)
def post_feed_token(request: Request, response: Response, assembly: AssemblyDep, site: SiteDep) -> FeedTokenOut:
    """Make the token of a private feed; it is shown this once, and the one before opens the feed no more."""
    with assembly.database.write() as session:
        token = new_feed_token(session, site.id)
    response.headers["Cache-Control"] = "no-store"
    return FeedTokenOut(token=token, feed_url=f"{feed_url(base_url(request, assembly), site)}?token={token}")


def _check(assembly: Assembly, changes: dict[str, Any]) -> None:
    """Raises Rejected for a selector, a voice, a feed or a secret that could never work."""
    for name in ("include_selectors", "exclude_selectors"):
        for index, selector in enumerate(changes.get(name) or ()):
            try:
                check_selector(selector)
            except InvalidSelector as error:
                raise Rejected(f"body.{name}.{index}", error) from error
    if changes.get("default_voice"):
        try:
            changes["default_voice"] = assembly.voices.find(changes["default_voice"]).name
        except VoiceError as error:
            raise Rejected("body.default_voice", error) from error
    for index, feed in enumerate(changes.get("watched_feeds") or ()):
        try:
            changes["watched_feeds"][index] = str(checked_url(feed))
        except AddressForbidden as error:
            raise Rejected(f"body.watched_feeds.{index}", error) from error
    if changes.get("hook_secret"):
        try:
            check_secret(changes["hook_secret"])
        except InvalidSecret as error:
            raise Rejected("body.hook_secret", error) from error


def _site_out(base: str, site: Site) -> SiteOut:
    computed: dict[str, Any] = {"feed_url": feed_url(base, site), "signed_hook": site.hook_secret is not None}
    columns = {name: getattr(site, name) for name in SiteOut.model_fields if name not in computed}
    return SiteOut(**columns, **computed)
