"""The shapes of /v1/audio, as OpenAI has them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import OneLine

_SPEECH: dict[str, Any] = {
    "model": "tts-1",
    "input": "The harbour is open again.",
    "voice": "nova",
    "response_format": "mp3",
}
_VOICES: dict[str, Any] = {"voices": [{"id": "en_US-joe-medium", "name": "en_US-joe-medium", "language": "en-US"}]}

VoiceName = Annotated[OneLine, Field(min_length=1, max_length=200)]


class VoiceId(BaseModel):
    """How OpenAI's clients name a voice that is not one of OpenAI's."""

    id: VoiceName


class SpeechIn(BaseModel):
    """A text to be spoken. What OpenAI may add to it is passed over."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SPEECH]})

    model: str = Field("tts-1", max_length=200, description="Taken and not used: the voice is the model.")
    input: str = Field(min_length=1, description="At most READCAST_MAX_SPEECH_CHARACTERS.")
    voice: VoiceName | VoiceId = Field(
        "alloy",
        description="A name from GET /v1/audio/voices. OpenAI's names are the site's default voice, or what "
        "READCAST_VOICE_ALIASES makes of them.",
    )
    instructions: str | None = Field(None, description="Taken and not used: Piper's voices take none.")
    response_format: Literal["mp3", "opus", "aac", "flac", "wav", "pcm"] = Field(
        "mp3", description="opus is in Ogg, aac in ADTS; pcm is 24 kHz, 16 bit, little-endian, mono."
    )
    speed: float = Field(1.0, ge=0.25, le=4.0, description="At the same pitch.")
    stream_format: Literal["audio", "sse"] = Field("audio", description="sse: events with the audio in base64.")

    @property
    def voice_name(self) -> str:
        return self.voice if isinstance(self.voice, str) else self.voice.id


class SpeechVoice(BaseModel):
    id: str
    name: str
    language: str


class SpeechVoices(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [_VOICES]})

    voices: list[SpeechVoice]


SSE_EXAMPLE: dict[str, Any] = {
    "example": 'data: {"type": "speech.audio.delta", "audio": "//NIxAAAAAA..."}\n\n'
    'data: {"type": "speech.audio.done", "usage": {"input_tokens": 26, "output_tokens": 2, "total_tokens": 28}}\n\n'
}
