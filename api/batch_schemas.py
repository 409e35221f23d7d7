"""The shapes of batches: pre-render jobs over many articles."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, model_validator

from api.schemas import ArticleIn, FormatName, OneLine

MOST_ITEMS = 1_000
BatchStatus = Literal["queued", "processing", "completed", "completed_with_errors", "canceled"]
ItemStatus = Literal["queued", "processing", "completed", "skipped", "failed", "canceled"]

Voices = Annotated[list[OneLine], Field(max_length=20)]
Speeds = Annotated[list[float], Field(max_length=20)]
Formats = Annotated[list[FormatName], Field(max_length=5)]

_COUNTS = {"total": 3, "queued": 0, "processing": 1, "completed": 1, "skipped": 1, "failed": 0, "canceled": 0}
_OPTIONS = {"voices": ["en_US-joe-medium"], "speeds": [1.0, 1.5], "formats": ["mp3"], "since": None, "limit": None}
_BATCH = {
    "id": "bat_01jq4example",
    "status": "processing",
    "source": "https://news.example/sitemap.xml",
    "options": _OPTIONS,
    "counts": _COUNTS,
    "audio_seconds": 211.4,
    "error": None,
    "created_at": "2026-05-04T09:00:00Z",
    "finished_at": None,
    "urls": {
        "self": "https://audio.example/v1/batches/bat_01jq4example",
        "items": "https://audio.example/v1/batches/bat_01jq4example/items",
        "events": "https://audio.example/v1/batches/bat_01jq4example/events",
    },
}
_ITEM = {
    "number": 1,
    "place": "https://news.example/harbour",
    "status": "completed",
    "error": None,
    "article_id": "art_01jq4example",
    "url": "https://audio.example/v1/articles/art_01jq4example",
}


def _example(value: dict[str, Any], extra: Literal["forbid", "ignore"] = "ignore") -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [value]}, extra=extra)


class BatchIn(BaseModel):
    """Articles to pre-render: `items`, or the address of a sitemap, a feed or a page."""

    model_config = _example({"source_url": "https://news.example/sitemap.xml", "speeds": [1.0, 1.5]}, extra="forbid")

    items: list[ArticleIn] | None = Field(None, min_length=1, max_length=MOST_ITEMS)
    source_url: HttpUrl | None = Field(None, description="A sitemap or an index of them, an RSS or Atom feed, a page.")
    voices: Voices = Field([], description="Each reads every article; none is the article's own voice.")
    speeds: Speeds = Field([], description="0.5 to 3.0; none is 1.0.")
    formats: Formats = Field([], description="None is mp3.")
    since: datetime | None = Field(None, description="Leave out what the source dates before this.")
    limit: int | None = Field(None, ge=1, description="No more articles than this.")

    @model_validator(mode="after")
    def one_source(self) -> "BatchIn":
        if (self.items is None) == (self.source_url is None):
            raise ValueError("give either items or source_url")
        return self


class BatchOptionsOut(BaseModel):
    voices: list[str]
    speeds: list[float]
    formats: list[str]
    since: datetime | None
    limit: int | None


class BatchCounts(BaseModel):
    """Articles by what became of them."""

    total: int = Field(description="Known so far; all of them once the source was read")
    queued: int
    processing: int
    completed: int
    skipped: int = Field(description="All of it was there already")
    failed: int
    canceled: int


class BatchUrls(BaseModel):
    self: str
    items: str
    events: str

    @classmethod
    def below(cls, base: str, batch_id: str) -> Self:
        """`base` is scheme and host, or "" for paths."""
        home = f"{base}/v1/batches/{batch_id}"
        return cls(self=home, items=f"{home}/items", events=f"{home}/events")


class BatchOut(BaseModel):
    model_config = _example(_BATCH)

    id: str
    status: BatchStatus
    source: str
    options: BatchOptionsOut
    counts: BatchCounts
    audio_seconds: float = Field(description="Made for this batch, takeaways left out")
    error: str | None = Field(description="Why the source could not be read")
    created_at: datetime
    finished_at: datetime | None
    urls: BatchUrls


class BatchPageOut(BaseModel):
    model_config = _example({"items": [_BATCH], "next_cursor": None})

    items: list[BatchOut]
    next_cursor: str | None


class BatchItemOut(BaseModel):
    """An article of a batch. `place` says where it stands in the source."""

    model_config = _example(_ITEM)

    number: int
    place: str
    status: ItemStatus
    error: str | None
    article_id: str | None
    url: str | None


class BatchItemsOut(BaseModel):
    model_config = _example({"items": [_ITEM], "next_cursor": None})

    items: list[BatchItemOut]
    next_cursor: str | None


class RetriedOut(BaseModel):
    model_config = _example({"retried": 2, "batch": _BATCH})

    retried: int = Field(
        description="Articles that are tried again. What is still in `batch.counts.failed` was never an article: "
        "correct it, as its `error` says, and post it in a new batch."
    )
    batch: BatchOut
