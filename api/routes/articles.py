"""Articles: take one in, list, show and delete them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.assembly import Assembly
from api.dependencies import AssemblyDep, ReaderDep, SiteDep
from api.errors import Rejected
from api.ingest import Ingested, default_voice, ingest
from api.links import article_out, base_url
from api.response_cache import keep_briefly
from api.routes.responses import NOT_FOUND, PROBLEMS
from api.schemas import ArticleIn, ArticleOut, ArticlePage
from storage.articles import delete_article, get_article, list_articles
from storage.errors import ArticleNotFound, InvalidCursor
from storage.models import Site, Status
from storage.narrations import narrations_of

router = APIRouter(prefix="/v1/articles", tags=["articles"])

_TAKEN: dict[int | str, dict[str, Any]] = {
    200: {"model": ArticleOut, "description": "Known already, with this content: nothing was done."},
    201: {"model": ArticleOut, "description": "A draft was kept; it is not narrated."},
}


@router.post("", status_code=202, responses={**_TAKEN, **PROBLEMS})
def post_article(
    body: ArticleIn, request: Request, response: Response, assembly: AssemblyDep, site: SiteDep
) -> ArticleOut:
    """Save an article and narrate it.

    The same external_id (or source_url, where there is no external_id) is the same article: new content
    replaces the old and is narrated anew, the same content does no work. A failed narration is tried again.
    """
    return answer_taken(request, response, assembly, site, ingest(assembly, site, body))


def answer_taken(request: Request, response: Response, assembly: Assembly, site: Site, taken: Ingested) -> ArticleOut:
    """The article, with what `response` says beside it."""
    answer = article_out(base_url(request, assembly), taken.article, taken.narrations, default_voice(assembly, site))
    response.headers["Location"] = answer.urls.self
    response.headers["Cache-Control"] = "no-store"
    if not taken.queued:
        response.status_code = 201 if taken.created else 200
    else:
        response.headers["Retry-After"] = "2"
    return answer


@router.get("", responses=PROBLEMS)
def get_articles(
    request: Request,
    assembly: AssemblyDep,
    reader: ReaderDep,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: str | None = None,
) -> ArticlePage:
    """The site's articles, newest first. Drafts are shown to those with an API key only."""
    base, voice = base_url(request, assembly), default_voice(assembly, reader.site)
    with assembly.database.read() as session:
        try:
            page = list_articles(session, reader.site.id, limit=limit, cursor=cursor, drafts=reader.trusted)
        except InvalidCursor as error:
            raise Rejected("query.cursor", error) from error
        items = [article_out(base, article, list(narrations_of(session, article)), voice) for article in page.items]
    return ArticlePage(items=items, next_cursor=page.next_cursor)


@router.get("/{ref:path}", responses=NOT_FOUND)
def get_one_article(ref: str, request: Request, assembly: AssemblyDep, reader: ReaderDep) -> ArticleOut:
    """One article with its narrations. `ref` is our id or `external:YOUR_ID`."""
    with assembly.database.read() as session:
        article = get_article(session, ref, reader.site.id)
        if article.draft and not reader.trusted:
            raise ArticleNotFound(f"There is no article {ref}.")
        narrations = list(narrations_of(session, article))
    if narrations and all(narration.status is Status.COMPLETED for narration in narrations):
        keep_briefly(request)
    return article_out(base_url(request, assembly), article, narrations, default_voice(assembly, reader.site))


@router.delete("/{ref:path}", status_code=204, responses=NOT_FOUND)
def delete_one_article(ref: str, assembly: AssemblyDep, site: SiteDep) -> None:
    """Delete an article, its narrations and their audio."""
    remove_article(assembly, site, ref)


def remove_article(assembly: Assembly, site: Site, ref: str) -> None:
    """Delete an article of the site with all that was made of it. Raises ArticleNotFound."""
    with assembly.database.write() as session:
        article = get_article(session, ref, site.id)
        if article.site_id != site.id:
            raise ArticleNotFound(f"There is no article {ref}.")
        unused = delete_article(session, article)
    assembly.audio_store.delete(unused)
