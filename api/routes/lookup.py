"""From a reader's page to its article."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, ConfigDict, HttpUrl

from api.dependencies import AssemblyDep, ReaderDep
from api.ingest import default_voice
from api.links import article_out, base_url
from api.magic_embed import find_page
from api.response_cache import nothing_changed
from api.routes.responses import NOT_FOUND, PROBLEMS
from api.schemas import ArticleOut

router = APIRouter(prefix="/v1/articles", tags=["articles"])

_ANSWERS: dict[int | str, dict[str, Any]] = {
    202: {"model": ArticleOut, "description": "Taken in just now, and being narrated."},
    403: {"description": "A browser on another site's page asks."},
    429: {"description": "As many pages as may be are being read: ask again after Retry-After."},
}


class LookupIn(BaseModel):
    """The address of the page a reader is on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"url": "https://news.example/harbour"}]})

    url: HttpUrl


@router.post("/lookup", responses={**_ANSWERS, **NOT_FOUND, **PROBLEMS})
def look_up_article(
    body: LookupIn,
    request: Request,
    response: Response,
    assembly: AssemblyDep,
    reader: ReaderDep,
    origin: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> ArticleOut:
    """The article of a page, found by its `source_url` without fragment and tracking parameters.

    A page that is not known is fetched and narrated if its origin is among the site's `embed_origins`. It is the one
    write that needs no API key, since readers have none: it does no more than what the site has allowed before.
    """
    nothing_changed(request)  # each reader's page asks; where an article is taken in, the 202 tells
    found = find_page(assembly, reader.site, str(body.url), origin)
    base, voice = base_url(request, assembly), default_voice(assembly, reader.site)
    answer = article_out(base, found.article, found.narrations, voice)
    response.headers["Location"] = answer.urls.self
    response.headers["Cache-Control"] = "no-store"
    if found.queued:
        response.status_code = 202
        response.headers["Retry-After"] = "2"
    return answer
