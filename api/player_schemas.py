"""The shapes of what a player is told."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import NarrationOut, TakeawayOut

_SENTENCE = {
    "block": 0,
    "kind": "paragraph",
    "start": 0,
    "end": 42,
    "text": "The old harbour reopened on Monday at noon.",
}


def _example(value: dict[str, Any]) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [value]})


class PlayerVoice(BaseModel):
    name: str
    label: str = Field(description="What readers call it", examples=["Joe (en-US, medium)"])
    preview_url: str | None


class PlayerOut(BaseModel):
    id: str
    title: str | None
    byline: str | None
    language: str | None
    image_url: str | None
    publication: str | None
    voice: str = Field(description="The voice that reads unless another is chosen")
    voices: list[PlayerVoice] = Field(description="Those that can read the article now")
    takeaways: list[TakeawayOut]
    takeaways_audio: bool
    narrations: list[NarrationOut]
    download: bool = Field(description="Whether the page offers the file")


class SentenceOut(BaseModel):
    model_config = _example(_SENTENCE)

    block: int = Field(description="Index of its block; -1 is the title")
    kind: str
    start: int = Field(description="Its first character in that block")
    end: int
    text: str


class SentencesOut(BaseModel):
    article_id: str
    content_hash: str
    sentences: list[SentenceOut]
