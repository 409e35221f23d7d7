"""What a player shows of an article, in one answer; and its sentences, for reading along."""

from fastapi import APIRouter, Request, Response

from api.articles import article_of
from api.deliver import find_narration, playable, public_article
from api.dependencies import AssemblyDep, ReaderDep
from api.links import base_url, narration_out
from api.player_schemas import PlayerOut, PlayerVoice, SentenceOut, SentencesOut
from api.readers import readers_of
from api.routes.audio import VoiceQuery
from api.routes.responses import NOT_FOUND, PROBLEMS
from api.schemas import TakeawayOut
from api.takeaways import takeaways_of
from storage.models import NarrationKind
from storage.narrations import narrations_of
from tts.text.sentences import split_sentences

router = APIRouter(prefix="/v1/articles", tags=["player"])


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
        image_url=row.image_url,
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
