"""The shapes of what players report, and of what is known from it."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.schemas import Kind, OneLine
from storage.listening import TENTHS

_EVENT: dict[str, Any] = {"event": "progress", "at": 61.4, "value": 50, "listened": 12.2}
_REPORT: dict[str, Any] = {
    "article": "art_01jq4example",
    "voice": "en_US-joe-medium",
    "kind": "article",
    "view": "9f86d081884c7d659a2feaa0c55ad015",
    "events": [_EVENT],
}
_FIGURES: dict[str, Any] = {
    "loads": 4000,
    "plays": 1200,
    "completes": 540,
    "completion_rate": 0.45,
    "listened_seconds": 93600.0,
    "listened_share": 0.61,
    "reached": [1130, 1050, 980, 900, 840, 780, 720, 660, 600, 540],
    "seeks": 310,
    "voice_changes": 85,
    "speed_changes": 140,
    "takeaway_clicks": 95,
    "downloads": 22,
}
_ROW: dict[str, Any] = {"day": "2026-07-01", "article": None, "voice": None, **_FIGURES}
_ANALYTICS: dict[str, Any] = {
    "from": "2026-07-01",
    "to": "2026-07-30",
    "kind": "article",
    "group": "day",
    "totals": _FIGURES,
    "items": [_ROW],
    "next_cursor": None,
}
_DAY_OF_SECONDS = 86_400


class EventIn(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, json_schema_extra={"examples": [_EVENT]})

    event: Literal["load", "play", "progress", "complete", "voice", "speed", "seek", "takeaway", "download"]
    at: float = Field(0, ge=0, le=_DAY_OF_SECONDS, description="Where in the narration, in seconds.")
    value: float | OneLine | None = Field(
        None, description="Of progress: 10, 20 ... 100, in percent. Of voice and speed: the new one."
    )
    listened: float | None = Field(
        None, ge=0, le=_DAY_OF_SECONDS, description="Seconds listened since the last report; null if none."
    )

    @model_validator(mode="after")
    def known_progress(self) -> Self:
        if self.event == "progress" and self.value not in TENTHS:
            raise ValueError("the value of progress is 10, 20 ... 100")
        return self


class ReportIn(BaseModel):
    """What a player reports of one view of a page: no cookie, and nothing about who listens."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_REPORT]})

    article: str = Field(pattern=r"^art_[0-9a-z]{1,40}$")
    voice: Annotated[OneLine, Field(min_length=1, max_length=200)]
    kind: Kind
    view: str = Field(
        pattern=r"^[0-9a-fA-F]{16,32}$",
        description="Random for each view of a page. Kept in memory for a while, so that a play counts once.",
    )
    events: list[EventIn] = Field(min_length=1, max_length=40)


class ListeningFigures(BaseModel):
    loads: int = Field(description="Players shown.")
    plays: int = Field(description="Views of a page on which it was played.")
    completes: int
    completion_rate: float | None = Field(description="Completes of plays, 0 to 1; null where nothing was played.")
    listened_seconds: float
    listened_share: float | None = Field(
        description="How much of a narration a play listens to on average: 0.5 is half. Null where nothing was played."
    )
    reached: list[int] = Field(description="Plays that came to 10, 20 ... 100 % of the narration: the drop-off curve.")
    seeks: int
    voice_changes: int
    speed_changes: int
    takeaway_clicks: int
    downloads: int


class HeardArticle(BaseModel):
    id: str
    title: str | None
    external_id: str | None
    source_url: str | None


class AnalyticsRow(ListeningFigures):
    """Of `day`, `article` and `voice` the one that was grouped by is there."""

    day: date | None = None
    article: HeardArticle | None = None
    voice: str | None = None


class AnalyticsOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={"examples": [_ANALYTICS]}, validate_by_name=True, serialize_by_alias=True
    )

    first: date = Field(validation_alias="from", serialization_alias="from")
    last: date = Field(validation_alias="to", serialization_alias="to")
    kind: Literal["article", "takeaways", "all"]
    group: Literal["day", "article", "voice"]
    totals: ListeningFigures
    items: list[AnalyticsRow] = Field(description="Only days, articles and voices with something to tell.")
    next_cursor: str | None


def inlined(model: type[BaseModel]) -> dict[str, Any]:
    """The model's JSON schema in one piece, for a body that FastAPI does not read itself."""
    schema = model.model_json_schema()
    parts = schema.pop("$defs", {})

    def inline(node: Any) -> Any:
        if isinstance(node, list):
            return [inline(each) for each in node]
        if not isinstance(node, dict):
            return node
        name = str(node.get("$ref", "")).removeprefix("#/$defs/")
        return inline(parts[name]) if name in parts else {key: inline(value) for key, value in node.items()}

    inlined_schema: dict[str, Any] = inline(schema)
    return inlined_schema
