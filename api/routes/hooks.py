"""The signed hook: articles from a CMS that cannot send an API key, but signs what it sends."""

from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from pydantic_core import from_json

from api.assembly import Assembly
from api.dependencies import AssemblyDep
from api.ingest import ingest
from api.routes.articles import answer_taken, remove_article
from api.routes.responses import PROBLEMS
from api.schemas import ArticleIn, ArticleOut
from api.signatures import SignatureRefused, new_secret, verify
from api.webhook_schemas import ArticleGone
from storage.articles import find_posted, unpublish
from storage.errors import ArticleNotFound
from storage.models import Site
from storage.narrations import cancel_superseded
from storage.sites import DEFAULT_SITE

router = APIRouter(prefix="/v1/hooks", tags=["hooks"])

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "anyOf": [{"$ref": "#/components/schemas/ArticleIn"}, ArticleGone.model_json_schema()],
                },
                "example": {"url": "https://news.example/harbour"},
            }
        },
    }
}


async def _raw_body(request: Request) -> bytes:
    """The bytes that were signed."""
    return await request.body()


@router.post(
    "/articles",
    status_code=202,
    response_model=ArticleOut,
    openapi_extra=_BODY,
    responses={204: {"description": "The article is taken away, or was not there."}, **PROBLEMS},
)
def post_signed_article(
    request: Request,
    response: Response,
    assembly: AssemblyDep,
    body: Annotated[bytes, Depends(_raw_body)],
    site: Annotated[str, Query(description="Whose hook it is.")] = DEFAULT_SITE,
) -> ArticleOut | Response:
    """Take in an article as `POST /v1/articles` does, or take one away, from whoever signs with the hook secret.

    The signature is that of Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`), at most five
    minutes old. The secret is made by `readcast hooks secret`, or set as `hook_secret` of `PATCH /v1/site`. The same
    message twice does nothing more.
    """
    signer = _signed_by(assembly, site, request, body)
    sent = _read(body)
    if isinstance(sent, ArticleIn):
        return answer_taken(request, response, assembly, signer, ingest(assembly, signer, sent))
    _take_away(assembly, signer, sent)
    return Response(status_code=204)


def _signed_by(assembly: Assembly, site_id: str, request: Request, body: bytes) -> Site:
    """The site whose secret signed the body. Raises SignatureRefused."""
    with assembly.database.read() as session:
        site = session.get(Site, site_id) if site_id.isprintable() else None
    # Checked against a secret that nobody knows where there is none: who asks learns nothing by the time it takes.
    verify((site and site.hook_secret) or new_secret(), request.headers, body)
    if site is None:
        raise SignatureRefused("No matching signature found.")
    return site


def _read(body: bytes) -> ArticleIn | ArticleGone:
    try:
        sent = from_json(body)
    except ValueError as error:
        wrong = {"loc": ("body",), "msg": f"This is not JSON: {error}.", "type": "json_invalid"}
        raise RequestValidationError([wrong]) from error
    kind: type[ArticleIn | ArticleGone] = ArticleGone if isinstance(sent, dict) and "action" in sent else ArticleIn
    try:
        return kind.model_validate(sent)
    except ValidationError as error:
        raise RequestValidationError([{**item, "loc": ("body", *item["loc"])} for item in error.errors()]) from error


def _take_away(assembly: Assembly, site: Site, gone: ArticleGone) -> None:
    """Nothing happens where there is no such article: the message may come twice."""
    source_url = str(gone.source_url) if gone.source_url else None
    with assembly.database.write() as session:
        article = find_posted(session, site.id, gone.external_id, source_url)
        if article is not None and gone.action == "unpublish":
            unpublish(session, article)
            cancel_superseded(session, article)
    if article is not None and gone.action == "delete":
        with suppress(ArticleNotFound):  # deleted meanwhile
            remove_article(assembly, site, article.id)
