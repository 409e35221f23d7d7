"""Pages for people: the start page, and the player that publishers embed."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from api.deliver import find_narration, public_article
from api.dependencies import AssemblyDep, ReaderDep
from api.links import base_url
from api.readers import readers_of
from api.routes.audio import VoiceQuery
from api.routes.responses import NOT_FOUND, PROBLEMS
from api.takeaways import takeaways_of
from storage.models import NarrationKind

PLAYER_FOLDER = Path(__file__).parent.parent / "player"
# Audio may come from S3 or a CDN. Anybody may frame the page: "frame-ancestors *" would shut out files and apps.
_POLICY = "default-src 'self'; media-src *; img-src * data:"

# Of a page without script, where each is a file of its own.
_SPEEDS = (0.75, 1, 1.25, 1.5, 1.75, 2)

router = APIRouter(tags=["pages"])
_templates = Jinja2Templates(directory=PLAYER_FOLDER)


@router.get("/", include_in_schema=False, response_class=HTMLResponse)
def get_start_page(request: Request) -> HTMLResponse:
    return _page(request, "start.html", {}, f"{_POLICY}; frame-ancestors 'self'")


@router.get("/embed/{ref:path}", response_class=HTMLResponse, responses={**NOT_FOUND, **PROBLEMS})
def get_embed(
    ref: str, request: Request, assembly: AssemblyDep, reader: ReaderDep, voice: VoiceQuery = None
) -> HTMLResponse:
    """A page with the article's title, audio, takeaways, speeds and voices, to be put into an iframe."""
    row = public_article(assembly, reader, ref)
    name, _ = find_narration(assembly, reader, row, NarrationKind.ARTICLE, voice)
    audio = f"{base_url(request, assembly)}/v1/articles/{row.id}/audio"
    context = {
        "article": row,
        "source": f"{audio}?{urlencode({'voice': name})}",
        "takeaways": takeaways_of(row).items,
        "voices": [(one.name, one.label) for one in readers_of(assembly, row.language, name)],
        "voice": name,
        "asked_voice": voice and name,
        "speeds": _SPEEDS,
    }
    return _page(request, "embed.html", context)


def _page(request: Request, template: str, context: dict[str, Any], policy: str = _POLICY) -> HTMLResponse:
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-cache"}
    return _templates.TemplateResponse(request, template, context, headers=headers)
