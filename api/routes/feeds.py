"""The podcast feed of a site."""

import hashlib
from datetime import timedelta
from email.utils import format_datetime
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request, Response

from api.assembly import Assembly
from api.dependencies import AssemblyDep
from api.errors import Rejected
from api.feed import FeedAddresses, feed_xml
from api.ingest import default_voice
from api.links import base_url
from api.response_cache import keep_briefly
from api.routes.responses import NOT_FOUND, PROBLEMS, Responses
from storage.columns import utc_now
from storage.errors import InvalidCursor
from storage.feeds import feed_page
from storage.models import Site
from storage.sites import feed_site
from tts.errors import VoiceError

router = APIRouter(tags=["feeds"])

MEDIA_TYPE = "application/rss+xml"
_PUBLIC = "public, max-age=300"
# Not for caches that others share: they would give it to who has no token any more.
_PRIVATE = "private, no-cache"
_TELLABLE = timedelta(seconds=1)  # within the second of a change, the time would not tell of the next one
_FOUND: Responses = {
    200: {"content": {MEDIA_TYPE: {}}, "description": "RSS 2.0 with iTunes and Podcasting 2.0 tags."},
    304: {"description": "It is as If-None-Match or If-Modified-Since say."},
}


@router.api_route("/feeds/{site_id}.xml", methods=["HEAD"], include_in_schema=False)
@router.get("/feeds/{site_id}.xml", response_class=Response, responses={**_FOUND, **NOT_FOUND, **PROBLEMS})
def get_feed(
    site_id: str,
    request: Request,
    assembly: AssemblyDep,
    voice: Annotated[str | None, Query(max_length=200, description="Only what this voice has read.")] = None,
    limit: Annotated[int, Query(ge=1, le=300, description="Episodes on a page.")] = 100,
    cursor: Annotated[str | None, Query(description="Of the next page: follow `atom:link rel=next`.")] = None,
    token: Annotated[str | None, Query(description="Of a private feed: POST /v1/site/feed-token makes it.")] = None,
) -> Response:
    """The site's articles that can be heard, newest first, as a podcast."""
    with assembly.database.read() as session:
        site = feed_site(session, site_id, token)
        usual = default_voice(assembly, site)
        try:
            page = feed_page(session, site, voice=voice, default_voice=usual, limit=limit, cursor=cursor)
        except InvalidCursor as error:
            raise Rejected("query.cursor", error) from error
    kept = {"voice": voice, "limit": None if limit == 100 else limit, "token": token if site.feed_private else None}
    home = feed_url(base_url(request, assembly), site)
    at = FeedAddresses(
        base=base_url(request, assembly),
        this=_with(home, **kept, cursor=cursor),
        first=_with(home, **kept),
        next=_with(home, **kept, cursor=page.next_cursor) if page.next_cursor else None,
    )
    body = feed_xml(site, page, _language(assembly, voice or usual), at)
    headers = {
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "Cache-Control": _PRIVATE if site.feed_private else _PUBLIC,
    }
    if utc_now() - page.changed_at > _TELLABLE:
        headers["Last-Modified"] = format_datetime(page.changed_at.replace(microsecond=0), usegmt=True)
    if _has_it(request, headers):
        return Response(status_code=304, headers=headers)
    if not site.feed_private:
        keep_briefly(request)
    return Response(body, headers=headers, media_type=MEDIA_TYPE)


def feed_url(base: str, site: Site) -> str:
    """Where the site's feed is."""
    return f"{base}/feeds/{quote(site.id)}.xml"


def _with(address: str, **query: object) -> str:
    given = {name: value for name, value in query.items() if value is not None}
    return f"{address}?{urlencode(given)}" if given else address


def _has_it(request: Request, headers: dict[str, str]) -> bool:
    """Whether the client holds this very page. Only the same time will do: what is taken away makes no page newer."""
    held = request.headers.get("if-none-match")
    if held is not None:
        tags = [tag.strip().removeprefix("W/") for tag in held.split(",")]
        return "*" in tags or headers["ETag"] in tags
    since = request.headers.get("if-modified-since")
    return since is not None and since == headers.get("Last-Modified")


def _language(assembly: Assembly, voice: str) -> str:
    """That of the voice that usually reads; English where it is gone."""
    try:
        return assembly.voices.find(voice).language
    except VoiceError:
        return "en"
