"""The ways to embed an article, ready to paste."""

from fastapi import APIRouter, Request

from api.deliver import public_article
from api.dependencies import AssemblyDep, ReaderDep
from api.errors import Rejected
from api.links import base_url
from api.routes.audio import VoiceQuery
from api.routes.responses import NOT_FOUND, PROBLEMS
from api.snippets import Embedded, SnippetsOut, snippets_of
from tts.errors import VoiceError

router = APIRouter(prefix="/v1/articles", tags=["articles"])


@router.get("/{ref:path}/embed", responses={**NOT_FOUND, **PROBLEMS})
def get_snippets(
    ref: str, request: Request, assembly: AssemblyDep, reader: ReaderDep, voice: VoiceQuery = None
) -> SnippetsOut:
    """The article as script, element, iframe, AMP and plain audio, and the addresses to share and for oEmbed."""
    article = public_article(assembly, reader, ref)
    try:
        name = assembly.voices.find(voice).name if voice else None
    except VoiceError as error:
        raise Rejected("query.voice", error) from error
    return snippets_of(Embedded(base_url(request, assembly), article.id, article.title, name))
