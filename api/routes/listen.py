"""The page to share: the article with its player, takeaways and transcript."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from api.articles import article_of
from api.deliver import find_narration, playable, public_article
from api.dependencies import AssemblyDep, ReaderDep
from api.links import base_url
from api.response_cache import keep_briefly
from api.routes.audio import VoiceQuery
from api.routes.embed import PLAYER_FOLDER
from api.routes.responses import NOT_FOUND, PROBLEMS
from api.share_page import audio_object, description, passages, published_at
from api.snippets import PLAYER_HEIGHT, Embedded
from api.takeaways import takeaways_of
from api.web_address import web_address
from storage.models import NarrationKind, Status
from storage.sites import site_name

# Scripts and styles are this server's; audio may come from S3 or a CDN, pictures from the publisher. JSON-LD is data,
# which the policy lets pass.
_POLICY = "default-src 'self'; media-src *; img-src * data:; base-uri 'none'; form-action 'self'"

router = APIRouter(tags=["pages"])
_templates = Jinja2Templates(directory=PLAYER_FOLDER)


@router.get("/listen/{ref:path}", response_class=HTMLResponse, responses={**NOT_FOUND, **PROBLEMS})
def get_share_page(
    ref: str, request: Request, assembly: AssemblyDep, reader: ReaderDep, voice: VoiceQuery = None
) -> HTMLResponse:
    """A page to link to, with the article's player, takeaways and transcript, and what cards are made of."""
    row = public_article(assembly, reader, ref)
    name, known = find_narration(assembly, reader, row, NarrationKind.ARTICLE, voice)
    narration = known and playable(assembly, known)
    article, takeaways, base = article_of(row), takeaways_of(row), base_url(request, assembly)
    embedded = Embedded(base, row.id, row.title, name if voice else None)
    about = description(article, takeaways)
    if narration is not None and narration.status is Status.COMPLETED:
        keep_briefly(request)
    context = {
        "article": row,
        "embedded": embedded,
        "site": site_name(reader.site),
        "about": about,
        "source": web_address(row.source_url),
        "image": web_address(row.image_url),
        "published": published_at(row.published_at),
        "takeaways": takeaways.items,
        "passages": passages(article),
        "player_height": PLAYER_HEIGHT,
        "secure": base.startswith("https://"),
        "json_ld": audio_object(embedded, row, article, narration, about),
    }
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
    return _templates.TemplateResponse(request, "listen.html", context, headers=headers)
