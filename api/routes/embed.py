"""Pages for people: the start page, and the player that publishers embed."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from api.assembly import Assembly
from api.deliver import find_narration, playable, public_article
from api.dependencies import AssemblyDep, ReaderDep
from api.links import base_url
from api.routes.audio import VoiceQuery
from api.routes.responses import NOT_FOUND, PROBLEMS
from api.takeaways import takeaways_of
from storage.models import NarrationKind
from tts.voice_folder import language_tag, primary_language

PLAYER_FOLDER = Path(__file__).parent.parent / "player"
# Audio may come from S3 or a CDN. Anybody may frame the page: "frame-ancestors *" would shut out files and apps.
_POLICY = "default-src 'self'; media-src *; img-src * data:"

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
    name, narration = find_narration(assembly, reader, row, NarrationKind.ARTICLE, voice)
    audio = f"{base_url(request, assembly)}/v1/articles/{row.id}/audio"
    context = {
        "article": row,
        "source": f"{audio}?{urlencode({'voice': name})}",
        "narration": narration and playable(assembly, narration),
        "takeaways": takeaways_of(row).items,
        "voices": _voices(assembly, row.language, name),
        "voice": name,
        "speeds": (0.75, 1, 1.25, 1.5, 1.75, 2),
    }
    return _page(request, "embed.html", context)


def _page(request: Request, template: str, context: dict[str, Any], policy: str = _POLICY) -> HTMLResponse:
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-cache"}
    return _templates.TemplateResponse(request, template, context, headers=headers)


def _voices(assembly: Assembly, language: str | None, chosen: str) -> list[tuple[str, str]]:
    """Name and label of the voices that can read `language` now, the chosen one among them."""
    here = [voice for voice in assembly.voices.voices() if voice.installed]
    names = {voice.name: voice.language for voice in here if language is None or _same(voice.language, language)}
    names.setdefault(chosen, language_tag(chosen.partition("-")[0]))
    return [(name, _label(name, spoken)) for name, spoken in names.items()]


def _same(language: str, other: str) -> bool:
    return primary_language(language) == primary_language(other)


def _label(name: str, language: str) -> str:
    """What readers call the voice: "Joe (en-US, medium)" for en_US-joe-medium."""
    _, *rest = name.split("-", 1)
    person, _, quality = (rest[0] if rest else name).partition("-")
    return f"{person.replace('_', ' ').title()} ({', '.join(filter(None, (language, quality)))})"
