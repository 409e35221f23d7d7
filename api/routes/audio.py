"""The audio address that pages embed: it leads to the file of a voice, speed and format."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.deliver import AudioChoice, find_audio, public_article
from api.dependencies import AssemblyDep, ReaderDep
from api.links import absolute, base_url, narration_out
from api.response_cache import keep_briefly
from api.routes.responses import NOT_FOUND, NOT_READY, PROBLEMS, not_ready
from api.schemas import FormatName, Kind
from storage.models import NarrationKind

router = APIRouter(prefix="/v1/articles", tags=["audio"])

VoiceQuery = Annotated[str | None, Query(description="A name from GET /v1/voices; empty is the article's voice.")]
SpeedQuery = Annotated[float, Query(description="0.5 to 3.0, at the same pitch", examples=[1.5])]
_FOUND: dict[int | str, dict[str, Any]] = {302: {"description": "To the audio file."}}


@router.api_route("/{ref:path}/audio.mp3", methods=["GET", "HEAD"], include_in_schema=False)  # of podcast feeds
@router.api_route("/{ref:path}/audio", methods=["HEAD"], include_in_schema=False)
@router.get(
    "/{ref:path}/audio",
    status_code=302,
    response_class=RedirectResponse,
    responses={**_FOUND, **NOT_READY, **NOT_FOUND, **PROBLEMS},
)
def get_audio(
    ref: str,
    request: Request,
    assembly: AssemblyDep,
    reader: ReaderDep,
    voice: VoiceQuery = None,
    speed: SpeedQuery = 1.0,
    format: Annotated[FormatName, Query()] = "mp3",
    kind: Kind = "article",
) -> Response:
    """Leads to the audio of this article in the asked voice, speed and format; renders it if it must."""
    article = public_article(assembly, reader, ref)
    found = find_audio(assembly, reader, article, AudioChoice(NarrationKind(kind), voice, speed, format))
    base = base_url(request, assembly)
    if found.url is None:
        return not_ready(narration_out(base, found.narration))
    keep_briefly(request)
    return RedirectResponse(absolute(base, found.url), 302, {"Cache-Control": "no-cache"})


@router.get(
    "/{ref:path}/transcript.vtt",
    status_code=302,
    response_class=RedirectResponse,
    responses={**_FOUND, **NOT_READY, **NOT_FOUND, **PROBLEMS},
)
def get_transcript(
    ref: str, request: Request, assembly: AssemblyDep, reader: ReaderDep, voice: VoiceQuery = None
) -> Response:
    """Leads to the transcript of the article's narration in the asked voice."""
    article = public_article(assembly, reader, ref)
    found = find_audio(assembly, reader, article, AudioChoice(voice=voice))
    target = narration_out(base_url(request, assembly), found.narration).urls.transcript
    return RedirectResponse(target, 302, {"Cache-Control": "no-cache"})
