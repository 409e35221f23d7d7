"""Voices: which there are, and how each sounds."""

import tempfile
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.assembly import Assembly
from api.deliver import object_url
from api.dependencies import AssemblyDep, ReaderDep
from api.ingest import default_voice
from api.links import absolute, base_url
from api.routes.responses import NOT_FOUND
from api.schemas import LanguageTag, VoiceOut, VoicesOut
from tts.article import Article, Block, BlockKind
from tts.errors import VoiceError
from tts.narrate import narrate_to_file
from tts.previews import preview_text
from tts.voices import Voice

router = APIRouter(prefix="/v1/voices", tags=["voices"])


@router.get("")
def get_voices(
    request: Request,
    assembly: AssemblyDep,
    reader: ReaderDep,
    language: Annotated[LanguageTag | None, Query(description="en finds en-US and en-GB too")] = None,
    installed: Annotated[bool | None, Query(description="true: only those that can speak now")] = None,
) -> VoicesOut:
    """The voices, installed ones first, then what the catalogue offers."""
    base = base_url(request, assembly)
    default = default_voice(assembly, reader.site)
    items = [
        _voice_out(base, voice, default)
        for voice in assembly.voices.voices()
        if _speaks(voice, language) and installed in (None, voice.installed)
    ]
    return VoicesOut(items=items)


@router.get("/{name}", responses=NOT_FOUND)
def get_voice(name: str, request: Request, assembly: AssemblyDep, reader: ReaderDep) -> VoiceOut:
    """One voice, installed or not."""
    default = default_voice(assembly, reader.site)
    voice = next((v for v in assembly.voices.voices() if v.name == name), None) or _find(assembly, name)
    return _voice_out(base_url(request, assembly), voice, default)


@router.get("/{name}/preview", status_code=302, response_class=RedirectResponse, responses=NOT_FOUND)
def get_preview(name: str, request: Request, assembly: AssemblyDep) -> Response:
    """Leads to a short sample of the voice."""
    address = object_url(assembly, _preview_key(assembly, _find(assembly, name)))
    return RedirectResponse(absolute(base_url(request, assembly), address), 302)


def _find(assembly: Assembly, name: str) -> Voice:
    """The installed voice. What is wrong with a name in the path is a 404 that names the voices there are."""
    try:
        return assembly.voices.find(name)
    except VoiceError as error:
        raise HTTPException(HTTPStatus.NOT_FOUND, str(error)) from error


def _preview_key(assembly: Assembly, voice: Voice) -> str:
    narrator = assembly.narrators.get(voice)
    text = preview_text(voice.language)
    key = f"audio/previews/{narrator.key(text)}.mp3"
    if not assembly.audio_store.exists(key):
        article = Article((Block(BlockKind.PARAGRAPH, text),), language=voice.language)
        with tempfile.TemporaryDirectory(prefix="readcast-") as folder:
            file = Path(folder) / "preview.mp3"
            narrate_to_file(article, narrator, file)
            assembly.audio_store.put(key, file, "audio/mpeg")
    return key


def _voice_out(base: str, voice: Voice, default: str) -> VoiceOut:
    preview = f"{base}/v1/voices/{voice.name.replace('#', '%23')}/preview" if voice.installed else None
    return VoiceOut(
        name=voice.name,
        language=voice.language,
        quality=voice.quality,
        sample_rate=voice.sample_rate,
        speakers=list(voice.speakers),
        licence=voice.licence,
        installed=voice.installed,
        default=voice.name == default,
        preview_url=preview,
    )


def _speaks(voice: Voice, language: str | None) -> bool:
    if language is None:
        return True
    wanted, spoken = (tag.replace("_", "-").casefold() for tag in (language, voice.language))
    return spoken == wanted or spoken.startswith(f"{wanted}-")
