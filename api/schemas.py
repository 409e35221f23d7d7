"""The shapes of requests and answers."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, model_validator

Kind = Literal["article", "takeaways"]
FormatName = Literal["mp3", "opus", "aac", "flac", "wav"]
NarrationStatus = Literal["queued", "processing", "completed", "failed", "canceled"]
ArticleStatus = Literal["draft", "queued", "processing", "completed", "failed", "canceled"]
LanguageTag = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$", examples=["en-US"])]


def _one_line(text: str) -> str:
    """A control character is no part of a title, and PostgreSQL stores no NUL."""
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise ValueError("a control character or line break has no place here")
    return text


OneLine = Annotated[str, AfterValidator(_one_line)]


class ArticleIn(BaseModel):
    """An article to narrate: exactly one of text, html, markdown and url."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "html": "<h1>Harbour reopens</h1><p>The old harbour reopened on Monday after two years.</p>",
                    "external_id": "cms-4711",
                    "source_url": "https://news.example/harbour",
                    "byline": "Ada Lind",
                }
            ]
        },
    )

    text: str | None = Field(None, description="Plain text; empty lines separate paragraphs.")
    html: str | None = Field(None, description="A page or a fragment; the article in it is found.")
    markdown: str | None = Field(None, description="Markdown, with front matter if you like.")
    url: HttpUrl | None = Field(None, description="A public page to fetch.")
    external_id: OneLine | None = Field(None, min_length=1, max_length=255, description="Your own id of the article.")
    source_url: HttpUrl | None = Field(None, description="Where readers find the article.")
    title: OneLine | None = Field(None, max_length=1000)
    byline: OneLine | None = Field(None, max_length=1000)
    language: LanguageTag | None = None
    published_at: datetime | None = None
    voice: OneLine | None = Field(None, max_length=200, description="A name from GET /v1/voices.")
    draft: bool = Field(False, description="Keep the article, but neither narrate nor show it.")
    priority: Literal["interactive", "batch"] = Field(
        "interactive", description="batch: nobody waits for it; it is rendered after all others, and not streamed."
    )

    @model_validator(mode="after")
    def one_source(self) -> "ArticleIn":
        given = [name for name in ("text", "html", "markdown", "url") if getattr(self, name) is not None]
        if len(given) != 1:
            found = f"not {' and '.join(given)}" if given else "and none is here"
            raise ValueError(f"give exactly one of text, html, markdown and url, {found}")
        return self


_NARRATION = {
    "id": "nar_01jq4example",
    "voice": "en_US-joe-medium",
    "kind": "article",
    "status": "completed",
    "progress": 1.0,
    "duration": 68.4,
    "error": None,
    "urls": {
        "audio": "https://audio.example/v1/articles/art_01jq4example/audio?voice=en_US-joe-medium&kind=article",
        "marks": "https://audio.example/v1/narrations/nar_01jq4example/marks",
        "transcript": "https://audio.example/v1/narrations/nar_01jq4example/transcript.vtt",
        "stream": "https://audio.example/v1/narrations/nar_01jq4example/stream.mp3",
        "hls": "https://audio.example/v1/narrations/nar_01jq4example/hls/index.m3u8",
    },
}
_ARTICLE = {
    "id": "art_01jq4example",
    "external_id": "cms-4711",
    "source_url": "https://news.example/harbour",
    "title": "Harbour reopens",
    "byline": "Ada Lind",
    "language": "en",
    "published_at": "2026-05-04T09:00:00+00:00",
    "content_hash": "03b909f4490daa8383052288488b8c7aa76cb446b560e546d8b5c34095ebb3ba",
    "status": "completed",
    "narrations": [_NARRATION],
    "urls": {
        "self": "https://audio.example/v1/articles/art_01jq4example",
        "audio": "https://audio.example/v1/articles/art_01jq4example/audio",
        "takeaways": "https://audio.example/v1/articles/art_01jq4example/takeaways",
        "transcript": "https://audio.example/v1/articles/art_01jq4example/transcript.vtt",
        "embed": "https://audio.example/embed/art_01jq4example",
        "share": "https://audio.example/listen/art_01jq4example",
        "snippets": "https://audio.example/v1/articles/art_01jq4example/embed",
    },
}
_TAKEAWAYS = {
    "article_id": "art_01jq4example",
    "takeaways": [{"text": "The old harbour reopened on Monday after two years.", "block": 0, "start_char": 0}],
    "source": "extract",
    "note": None,
    "audio": "https://audio.example/v1/articles/art_01jq4example/audio?kind=takeaways",
}
_MARK = {"type": "word", "text": "harbour", "start": 0.38, "end": 0.81, "block": 0, "start_char": 8, "end_char": 15}
_MARKS = {"narration_id": "nar_01jq4example", "speed": 1.0, "duration": 68.4, "complete": True, "marks": [_MARK]}
_VOICE = {
    "name": "en_US-joe-medium",
    "language": "en-US",
    "quality": "medium",
    "sample_rate": 22050,
    "speakers": [],
    "licence": "CC0 1.0 recordings, fine-tuned from a voice of research data",
    "installed": True,
    "default": True,
    "preview_url": "https://audio.example/v1/voices/en_US-joe-medium/preview",
}
_HEALTH = {"status": "ok", "version": "0.1.0", "database": "ok", "audio_store": "ok", "queued": 0}


def _example(value: dict[str, Any]) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [value]})


class NarrationUrls(BaseModel):
    audio: str
    marks: str
    transcript: str
    stream: str = Field(description="MP3 that can be played while it is rendered")
    hls: str = Field(description="HLS playlist that can be played while it is rendered")


class NarrationOut(BaseModel):
    """One article, or its takeaways, read by one voice."""

    model_config = _example(_NARRATION)

    id: str
    voice: str
    kind: Kind
    status: NarrationStatus
    progress: float = Field(description="0 to 1")
    duration: float | None = Field(description="Seconds, once completed")
    error: str | None
    urls: NarrationUrls


class ArticleUrls(BaseModel):
    self: str
    audio: str
    takeaways: str
    transcript: str
    embed: str = Field(description="The player as a page of its own, for an iframe")
    share: str = Field(description="A page with player, takeaways and transcript, to be linked to")
    snippets: str = Field(description="All ways to embed the article, ready to paste")


class ArticleOut(BaseModel):
    model_config = _example(_ARTICLE)

    id: str
    external_id: str | None
    source_url: str | None
    title: str | None
    byline: str | None
    language: str | None
    published_at: str | None
    content_hash: str
    status: ArticleStatus
    narrations: list[NarrationOut]
    urls: ArticleUrls


class ArticlePage(BaseModel):
    model_config = _example({"items": [_ARTICLE], "next_cursor": None})

    items: list[ArticleOut]
    next_cursor: str | None


class TakeawayOut(BaseModel):
    text: str
    block: int = Field(description="Index of the block it comes from; -1 is the title")
    start_char: int = Field(description="Its sentence's first character in that block")


class TakeawaysIn(BaseModel):
    """An editor's takeaways; none gives the article its own key sentences again."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"takeaways": ["The harbour is open again."]}]}
    )

    takeaways: list[Annotated[OneLine, Field(min_length=1, max_length=500)]] = Field(max_length=10)


class TakeawaysOut(BaseModel):
    model_config = _example(_TAKEAWAYS)

    article_id: str
    takeaways: list[TakeawayOut]
    source: Literal["editor", "model", "extract"] = Field(description="extract: the article's own key sentences")
    note: str | None = Field(description="Why a model's are not used, where it was asked in vain")
    audio: str | None = Field(description="Address of their narration; null where there are none")


class MarkOut(BaseModel):
    type: Literal["sentence", "word"]
    text: str
    start: float = Field(description="Seconds at the asked speed")
    end: float
    block: int
    start_char: int
    end_char: int


class MarksOut(BaseModel):
    model_config = _example(_MARKS)

    narration_id: str
    speed: float
    duration: float
    complete: bool = Field(True, description="false: the narration is still being rendered")
    marks: list[MarkOut]


class VoiceOut(BaseModel):
    model_config = _example(_VOICE)

    name: str
    language: str
    quality: str
    sample_rate: int
    speakers: list[str]
    licence: str
    installed: bool
    default: bool
    preview_url: str | None = Field(description="Audio of the voice; null until it is installed")


class VoicesOut(BaseModel):
    model_config = _example({"items": [_VOICE]})

    items: list[VoiceOut]


class Health(BaseModel):
    model_config = _example(_HEALTH)

    status: Literal["ok", "unavailable"]
    version: str
    database: str
    audio_store: str
    queued: int
