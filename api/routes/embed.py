"""Pages for people: the start page, and the player that publishers embed."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from tts.text.takeaways import find_takeaways

from api.deliver import public_article
from api.dependencies import AssemblyDep, ReaderDep
from api.links import base_url
from api.render import narrated_article
from api.routes.responses import NOT_FOUND

PLAYER_FOLDER = Path(__file__).parent.parent / "player"

router = APIRouter(tags=["pages"])
_templates = Jinja2Templates(directory=PLAYER_FOLDER)


@router.get("/", include_in_schema=False, response_class=HTMLResponse)
def get_start_page(request: Request) -> HTMLResponse:
    return _templates.TemplateResponse(request, "start.html")


@router.get("/embed/{ref}", response_class=HTMLResponse, responses=NOT_FOUND)
def get_embed(ref: str, request: Request, assembly: AssemblyDep, reader: ReaderDep) -> HTMLResponse:
    """A page with the article's title, audio, takeaways, speeds and voices, to be put into an iframe."""
    article = public_article(assembly, reader, ref)
    context = {
        "article": article,
        "audio": f"{base_url(request, assembly)}/v1/articles/{article.id}/audio",
        "takeaways": find_takeaways(narrated_article(article, "article")),
        "voices": [voice for voice in assembly.voices.voices() if voice.installed],
        "voice": article.voice or reader.site.default_voice or assembly.settings.default_voice,
        "speeds": (0.75, 1, 1.25, 1.5, 1.75, 2),
    }
    return _templates.TemplateResponse(request, "embed.html", context)
