"""Speech for programs that know OpenAI's endpoint: a text in, its audio out while it is spoken."""

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from api.assembly import Assembly
from api.dependencies import AssemblyDep, ReaderDep, SiteDep
from api.ingest import default_voice
from api.openai_errors import OpenAIRoute, error_body
from api.speech import OPENAI_VOICES, Speech, alias_of
from api.speech_response import speak_to
from api.speech_schemas import SSE_EXAMPLE, SpeechIn, SpeechVoice, SpeechVoices
from storage.models import Site
from tts.audio.streamed import STREAM_FORMATS
from tts.errors import VoiceError

router = APIRouter(prefix="/v1/audio", tags=["speech"], route_class=OpenAIRoute)

_ERROR = {"application/json": {"example": error_body("voice: No voice is named 'bob'.", 400, "voice")}}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            **{known.media_type: {} for known in STREAM_FORMATS.values()},
            "text/event-stream": SSE_EXAMPLE,
        },
        "description": "The audio while it is spoken.",
    },
    400: {"content": _ERROR, "description": "Something in the request is not right; `param` says what."},
    401: {"content": _ERROR, "description": "An API key is needed, or is not known."},
    429: {"content": _ERROR, "description": "Too many speeches at once: try again after Retry-After."},
}


@router.post("/speech", response_class=StreamingResponse, responses=_ANSWERS)
async def create_speech(body: SpeechIn, assembly: AssemblyDep, site: SiteDep) -> Response:
    """Speak a text as OpenAI's `audio.speech.create` does. The first bytes come with the first words.

    It is read as an article is, by the site's lexicon, and is not stored; who hangs up ends it. `usage` of the last
    event counts characters as input and seconds of sound as output tokens.
    """
    speech = Speech(assembly, site, body)
    if body.stream_format == "sse":
        return await speak_to(assembly.speech_places, speech.events(), "text/event-stream")
    media_type = STREAM_FORMATS[body.response_format].media_type
    return await speak_to(assembly.speech_places, speech.chunks(), media_type)


@router.get("/voices")
def list_voices(assembly: AssemblyDep, reader: ReaderDep) -> SpeechVoices:
    """The voices that can speak now, by their own names and by those of `READCAST_VOICE_ALIASES` and OpenAI."""
    own = [SpeechVoice(id=v.name, name=v.name, language=v.language) for v in assembly.voices.voices() if v.installed]
    others = dict.fromkeys([*assembly.settings.voice_aliases, *OPENAI_VOICES])
    return SpeechVoices(voices=[*own, *(_alias(assembly, reader.site, name) for name in others)])


def _alias(assembly: Assembly, site: Site, name: str) -> SpeechVoice:
    voice = alias_of(assembly.settings, name) or default_voice(assembly, site)
    try:
        language = assembly.voices.find(voice).language
    except VoiceError:  # it was there when the server started
        language = "und"
    return SpeechVoice(id=name, name=f"{name} ({voice})", language=language)
