"""Streams: a narration that can be heard while it is rendered, as HLS and as one growing MP3."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from api.assembly import Assembly
from api.deliver import listened_to, object_url, rendition_url
from api.dependencies import AssemblyDep
from api.links import absolute, base_url
from api.listening import mp3_while_rendered, wait_for_sound
from api.routes.narrations import settled_or_not_ready, shown_narration
from api.routes.responses import NOT_FOUND, NOT_READY, PROBLEMS
from api.streams import Stream
from api.vod import stream_of
from storage.models import Narration, Status
from storage.streams import segment_keys
from tts.audio import hls

router = APIRouter(prefix="/v1/narrations", tags=["narrations"])

_PATIENCE_SECONDS = 20.0  # less than browsers and proxies have
_HEADERS = {"Cache-Control": "no-store"}


@router.get(
    "/{narration_id}/stream.mp3",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"audio/mpeg": {}}, "description": "The MP3 as it is made."},
        302: {"description": "The narration is completed: to its file."},
        **NOT_READY,
        **NOT_FOUND,
        **PROBLEMS,
    },
)
async def get_mp3_stream(narration_id: str, request: Request, assembly: AssemblyDep) -> Response:
    """The narration as MP3 from its beginning, while it is still rendered; sound comes at once."""
    heard = await _heard(assembly, narration_id, stored=False)
    if isinstance(heard, Stream):
        body = mp3_while_rendered(assembly.streams, narration_id, heard.prefix)
        return StreamingResponse(body, media_type="audio/mpeg", headers=_HEADERS)
    url = None
    if heard.status is Status.COMPLETED:
        url = await run_in_threadpool(rendition_url, assembly, heard, 1.0, "mp3")
    base = base_url(request, assembly)
    if url is None:
        return settled_or_not_ready(request, assembly, heard)
    return RedirectResponse(absolute(base, url), 302, _HEADERS)


@router.get(
    "/{narration_id}/hls/index.m3u8",
    response_class=Response,
    responses={200: {"content": {"application/vnd.apple.mpegurl": {}}}, **NOT_READY, **NOT_FOUND, **PROBLEMS},
)
async def get_playlist(narration_id: str, request: Request, assembly: AssemblyDep) -> Response:
    """The HLS playlist: EVENT while the narration is rendered, VOD once it is completed."""
    heard = await _heard(assembly, narration_id, stored=True)
    if isinstance(heard, Stream):
        text = _playlist(request, assembly, heard, None)
    elif heard.status is Status.COMPLETED:
        assert heard.sample_rate is not None
        prefix, count = await run_in_threadpool(stream_of, assembly.streams, heard)
        text = _playlist(request, assembly, Stream(prefix, heard.sample_rate, count, count), heard.duration)
    else:
        return settled_or_not_ready(request, assembly, heard)
    return Response(text, media_type="application/vnd.apple.mpegurl", headers=_HEADERS)


async def _heard(assembly: Assembly, narration_id: str, stored: bool) -> Stream | Narration:
    narration = await run_in_threadpool(shown_narration, assembly, narration_id)
    await run_in_threadpool(listened_to, assembly, narration)
    return await wait_for_sound(assembly.streams, narration_id, _PATIENCE_SECONDS, stored)


def _playlist(request: Request, assembly: Assembly, stream: Stream, duration: float | None) -> str:
    base = base_url(request, assembly)
    keys = segment_keys(stream.prefix, stream.stored)
    return hls.playlist([absolute(base, object_url(assembly, key)) for key in keys], stream.sample_rate, duration)
