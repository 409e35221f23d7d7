"""oEmbed 1.0 (oembed.com): what a site needs to show the player for a link."""

from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse
from lxml import etree

from api.assembly import Assembly
from api.deliver import public_article
from api.dependencies import AssemblyDep, Reader, ReaderDep
from api.links import base_url
from api.routes.responses import NOT_FOUND, PROBLEMS
from api.snippets import PLAYER_HEIGHT, Embedded
from api.web_address import web_address
from storage.articles import article_of_page
from storage.errors import ArticleNotFound
from storage.models import Article
from storage.sites import site_name

router = APIRouter(tags=["pages"])

_WIDTH = 640
_CACHE_SECONDS = 3600
# The picture's own size is not known here: the specification wants one, so it is that at which to show it.
_THUMBNAIL = (480, 270)
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {}, "text/xml": {}}, "description": "The player as an iframe."},
    501: {"description": "Another format than json and xml."},
}
_Longest = Annotated[int | None, Query(ge=1, description="In pixels")]


@router.get("/oembed", response_class=Response, responses={**_ANSWERS, **NOT_FOUND, **PROBLEMS})
def get_oembed(
    request: Request,
    assembly: AssemblyDep,
    reader: ReaderDep,
    url: Annotated[str, Query(max_length=3000, description="A share page, an embed page or an article's source_url")],
    format: str = "json",
    maxwidth: _Longest = None,
    maxheight: _Longest = None,
) -> Response:
    """Describes the player of an article for sites that make players of links."""
    if format not in ("json", "xml"):
        raise HTTPException(HTTPStatus.NOT_IMPLEMENTED, f"The format is json or xml, not {format[:50]}.")
    base = base_url(request, assembly)
    article = _article_at(assembly, reader, base, url)
    told = _described(base, site_name(reader.site), article, (maxwidth, maxheight))
    headers = {"Cache-Control": f"public, max-age={_CACHE_SECONDS}"}
    if format == "json":
        return JSONResponse(told, headers=headers)
    return Response(_as_xml(told), headers=headers, media_type="text/xml")


def _article_at(assembly: Assembly, reader: Reader, base: str, url: str) -> Article:
    """The article that the address is of. Raises ArticleNotFound, for drafts too."""
    try:
        asked, own = urlsplit(url), urlsplit(base)
    except ValueError as error:
        raise ArticleNotFound("The url is no web address.") from error
    for folder in ("listen", "embed"):
        home = f"{own.path}/{folder}/"
        if asked.netloc.lower() == own.netloc.lower() and asked.path.startswith(home):
            return public_article(assembly, reader, unquote(asked.path.removeprefix(home)))
    with assembly.database.read() as session:
        article = article_of_page(session, reader.site.id, url)
    if article is None or article.draft:
        raise ArticleNotFound(f"There is no article of {url[:200]}.")
    return article


def _described(base: str, site_title: str, article: Article, most: tuple[int | None, int | None]) -> dict[str, Any]:
    embedded = Embedded(base, article.id, article.title)
    width, height = (min(filter(None, pair)) for pair in zip((_WIDTH, PLAYER_HEIGHT), most, strict=True))
    told: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": article.title or embedded.name,
        "author_name": article.byline,
        "provider_name": site_title,
        "provider_url": base,
        "cache_age": _CACHE_SECONDS,
        "html": embedded.frame(str(width), height),
        "width": width,
        "height": height,
    }
    image = web_address(article.image_url)
    if image:
        scale = min(1.0, *(room / side for room, side in zip((width, height), _THUMBNAIL, strict=True)))
        thumbnail_width, thumbnail_height = (max(1, int(side * scale)) for side in _THUMBNAIL)
        told |= {"thumbnail_url": image, "thumbnail_width": thumbnail_width, "thumbnail_height": thumbnail_height}
    return {name: value for name, value in told.items() if value is not None}


def _as_xml(told: dict[str, Any]) -> bytes:
    root = etree.Element("oembed")
    for name, value in told.items():
        etree.SubElement(root, name).text = "".join(filter(_may_stand_in_xml, str(value)))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", standalone=True))


def _may_stand_in_xml(character: str) -> bool:
    return character in "\t\n\r" or (character >= " " and character not in "\ufffe\uffff")
