"""Narrations: how far one is, its speech marks and its transcript."""

import json
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import PlainTextResponse

from api.assembly import Assembly
from api.deliver import asked_speed
from api.dependencies import AssemblyDep
from api.errors import NarrationFailed
from api.feed import CHAPTERS_TYPE
from api.links import base_url, narration_out
from api.response_cache import keep_briefly
from api.routes.responses import NOT_FOUND, NOT_READY, PROBLEMS, not_ready
from api.schemas import MarkOut, MarksOut, NarrationOut
from storage.models import Narration, Status
from storage.narrations import public_narration
from tts.manifest import Manifest
from tts.marks import speech_marks, to_webvtt

router = APIRouter(prefix="/v1/narrations", tags=["narrations"])

SpeedQuery = Annotated[float, Query(description="0.5 to 3.0: times are those of the audio at this speed.")]
PartialQuery = Annotated[
    bool, Query(description="While it is rendered: those of what has been said, if this server renders it.")
]
SinceQuery = Annotated[float, Query(ge=0, description="With `partial`: those of sentences from this second on.")]
# A completed narration never changes.
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@router.get("/{narration_id}", responses=NOT_FOUND)
def get_one_narration(narration_id: str, request: Request, response: Response, assembly: AssemblyDep) -> NarrationOut:
    """A narration's status and progress."""
    response.headers["Cache-Control"] = "no-store"
    narration = shown_narration(assembly, narration_id)
    if narration.status is Status.COMPLETED:
        keep_briefly(request)
    return narration_out(base_url(request, assembly), narration)


@router.get("/{narration_id}/marks", responses={200: {"model": MarksOut}, **NOT_READY, **NOT_FOUND, **PROBLEMS})
def get_marks(
    narration_id: str,
    request: Request,
    assembly: AssemblyDep,
    speed: SpeedQuery = 1.0,
    partial: PartialQuery = False,
    since: SinceQuery = 0.0,
) -> Response:
    """When each sentence and each word is said. The words are the article's own."""
    speed = asked_speed(speed)
    narration = shown_narration(assembly, narration_id)
    if narration.status is Status.COMPLETED:
        keep_briefly(request)
        return _marks(narration.id, assembly.renditions.manifest(narration), speed, _FOREVER)
    so_far = assembly.streams.manifest(narration_id, since * speed) if partial else None
    if so_far is None:
        return settled_or_not_ready(request, assembly, narration)
    return _marks(narration.id, so_far, speed, {"Cache-Control": "no-store"}, complete=False)


def _marks(
    narration_id: str, manifest: Manifest, speed: float, headers: dict[str, str], *, complete: bool = True
) -> Response:
    body = MarksOut(
        narration_id=narration_id,
        speed=speed,
        duration=round(manifest.duration / speed, 3),
        complete=complete,
        marks=[MarkOut(**vars(mark)) for mark in speech_marks(manifest, speed)],
    )
    return Response(body.model_dump_json(), headers=headers, media_type="application/json")


@router.get(
    "/{narration_id}/transcript.vtt",
    response_class=PlainTextResponse,
    responses={**NOT_READY, **NOT_FOUND, **PROBLEMS},
)
def get_transcript(narration_id: str, request: Request, assembly: AssemblyDep, speed: SpeedQuery = 1.0) -> Response:
    """The transcript as WebVTT: a cue a sentence, timed by the word."""
    speed = asked_speed(speed)
    narration = shown_narration(assembly, narration_id)
    if narration.status is not Status.COMPLETED:
        return settled_or_not_ready(request, assembly, narration)
    keep_briefly(request)
    return Response(to_webvtt(assembly.renditions.manifest(narration), speed), headers=_FOREVER, media_type="text/vtt")


@router.get(
    "/{narration_id}/chapters.json",
    response_class=Response,
    responses={200: {"content": {CHAPTERS_TYPE: {}}}, **NOT_READY, **NOT_FOUND, **PROBLEMS},
)
def get_chapters(narration_id: str, request: Request, assembly: AssemblyDep, speed: SpeedQuery = 1.0) -> Response:
    """The chapters as Podcasting 2.0 has them: from each heading to the next; none with fewer than two headings."""
    speed = asked_speed(speed)
    narration = shown_narration(assembly, narration_id)
    if narration.status is not Status.COMPLETED:
        return settled_or_not_ready(request, assembly, narration)
    keep_briefly(request)
    chapters = assembly.renditions.manifest(narration).chapters(speed)
    listed = [{"startTime": round(one.start, 3), "endTime": round(one.end, 3), "title": one.title} for one in chapters]
    body = json.dumps({"version": "1.2.0", "chapters": listed}, ensure_ascii=False)
    # Players in web pages read it.
    headers = {**_FOREVER, "Access-Control-Allow-Origin": "*"}
    return Response(body, headers=headers, media_type=CHAPTERS_TYPE)


def shown_narration(assembly: Assembly, narration_id: str) -> Narration:
    """Raises NarrationNotFound."""
    with assembly.database.read() as session:
        return public_narration(session, narration_id)


def settled_or_not_ready(request: Request, assembly: Assembly, narration: Narration) -> Response:
    if narration.status in (Status.FAILED, Status.CANCELED):
        raise NarrationFailed(f"The narration {narration.id} is not to be had: {narration.error or 'it was canceled'}")
    return not_ready(narration_out(base_url(request, assembly), narration))
