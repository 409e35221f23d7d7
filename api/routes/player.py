"""What a player shows of an article, in one answer; and its sentences, for reading along."""

from collections.abc import Generator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from api.articles import article_of
from api.deliver import find_narration, playable, public_article
from api.dependencies import AssemblyDep, ReaderDep
from api.links import base_url, narration_out
from api.passages import FORMAT, speak_passage
from api.player_schemas import PlayerOut, PlayerVoice, SentenceOut, SentencesOut
from api.readers import readers_of
from api.routes.audio import VoiceQuery
from api.routes.responses import NOT_FOUND, PROBLEMS
from api.schemas import TakeawayOut
from api.speech_response import speak_to
from api.takeaways import takeaways_of
from api.web_address import web_address
from storage.models import NarrationKind
from storage.narrations import narrations_of
from tts.audio.streamed import STREAM_FORMATS
from tts.narrate import Passage
from tts.text.sentences import split_sentences

router = APIRouter(prefix="/v1/articles", tags=["player"])

MOST_SENTENCES = 20


@router.get("/{ref:path}/player", responses={**NOT_FOUND, **PROBLEMS})
def get_player(
    ref: str,
    request: Request,
    response: Response,
    assembly: AssemblyDep,
    reader: ReaderDep,
    voice: VoiceQuery = None,
) -> PlayerOut:
    """What a page shows of the article before anything is played: nothing is rendered for it."""
    response.headers["Cache-Control"] = "no-store"
    row = public_article(assembly, reader, ref)
    usual, _ = find_narration(assembly, reader, row, NarrationKind.ARTICLE, voice)
    with assembly.database.read() as session:
        narrations = list(narrations_of(session, row))
    base = base_url(request, assembly)
    takeaways = [TakeawayOut(text=t.text, block=t.block, start_char=t.start) for t in takeaways_of(row).items]
    return PlayerOut(
        id=row.id,
        title=row.title,
        byline=row.byline,
        language=row.language,
        image_url=web_address(row.image_url),
        publication=assembly.settings.album or None,
        voice=usual,
        voices=[
            PlayerVoice(name=one.name, label=one.label, preview_url=f"{base}{one.preview}" if one.preview else None)
            for one in readers_of(assembly, row.language, usual)
        ],
        takeaways=takeaways,
        takeaways_audio=bool(takeaways) and assembly.settings.takeaways_audio,
        narrations=[narration_out(base, playable(assembly, one)) for one in narrations],
        download=assembly.settings.downloads,
    )


@router.get("/{ref:path}/sentences", responses=NOT_FOUND)
def get_sentences(ref: str, assembly: AssemblyDep, reader: ReaderDep) -> SentencesOut:
    """The article sentence by sentence, as it is read; marks name the same places."""
    row = public_article(assembly, reader, ref)
    sentences = []
    for sentence in split_sentences(article_of(row)):
        text = sentence.text.strip()
        start = sentence.start + len(sentence.text) - len(sentence.text.lstrip())
        sentences.append(
            SentenceOut(block=sentence.block, kind=sentence.kind.value, start=start, end=start + len(text), text=text)
        )
    return SentencesOut(article_id=row.id, content_hash=row.content_hash, sentences=sentences)


@router.get(
    "/{ref:path}/passage.mp3",
    response_class=StreamingResponse,
    responses={200: {"content": {"audio/mpeg": {}}}, **NOT_FOUND, **PROBLEMS},
)
async def get_passage(
    ref: str,
    request: Request,
    assembly: AssemblyDep,
    reader: ReaderDep,
    block: Annotated[int, Query(ge=-1, description="Of the first sentence; -1 is the title")] = -1,
    start: Annotated[int, Query(ge=0, description="A character of that sentence, in its block")] = 0,
    sentences: Annotated[int, Query(ge=1, le=MOST_SENTENCES)] = MOST_SENTENCES,
    voice: VoiceQuery = None,
) -> Response:
    """A few sentences, spoken at once: to go on in another voice in the middle while it is still rendered."""
    too_often = "More passages were asked for from this address than READCAST_PASSAGES_PER_MINUTE."
    assembly.passages.limit.admit(request, too_often)

    def begun() -> Generator[bytes, None, None]:
        """Finding the place in a long article takes time that other requests' coroutines need."""
        row = public_article(assembly, reader, ref)
        name, _ = find_narration(assembly, reader, row, NarrationKind.ARTICLE, voice)
        passage = Passage(block, start, sentences)
        if next(passage.of(split_sentences(article_of(row))), None) is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "The article has no sentence there, or after it.")
        return speak_passage(assembly, row, name, passage)

    chunks = await run_in_threadpool(begun)
    return await speak_to(assembly.passages.places, chunks, STREAM_FORMATS[FORMAT].media_type)
