"""The shapes of webhooks and of what a CMS sends to the signed hook."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, model_validator

from api.schemas import NarrationStatus, OneLine

Event = Literal["narration.completed", "narration.failed", "batch.completed"]
EVENTS: tuple[Event, ...] = ("narration.completed", "narration.failed", "batch.completed")
TEST_EVENT = "webhook.test"

_WEBHOOK = {
    "id": "whk_01jq4example",
    "url": "https://cms.example/readcast",
    "events": ["narration.completed", "narration.failed"],
    "enabled": True,
    "disabled_reason": None,
    "secret": None,
    "created_at": "2026-05-04T09:00:00Z",
}
_DELIVERY = {
    "id": "msg_01jq4example",
    "webhook_id": "whk_01jq4example",
    "type": "narration.completed",
    "data": {"narration_id": "nar_01jq4example", "article_id": "art_01jq4example", "status": "completed"},
    "status": "queued",
    "attempts": 1,
    "error": "The address answered 500.",
    "response_status": 500,
    "response_excerpt": "Internal Server Error",
    "next_attempt_at": "2026-05-04T09:00:05Z",
    "created_at": "2026-05-04T09:00:00Z",
    "completed_at": None,
}


def _example(value: dict[str, Any], extra: Literal["forbid", "ignore"] = "ignore") -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [value]}, extra=extra)


class WebhookIn(BaseModel):
    """An address that is told what happens, in the form of Standard Webhooks."""

    model_config = _example({"url": _WEBHOOK["url"], "events": _WEBHOOK["events"]}, extra="forbid")

    url: HttpUrl = Field(description="Must answer a POST with 2xx. Public addresses only; no redirects are followed.")
    events: list[Event] = Field(list(EVENTS), min_length=1, max_length=len(EVENTS))


class WebhookPatch(BaseModel):
    """What is to change; fields left out, or null, stay as they are."""

    model_config = _example({"enabled": True}, extra="forbid")

    url: HttpUrl | None = None
    events: list[Event] | None = Field(None, min_length=1, max_length=len(EVENTS))
    enabled: bool | None = Field(None, description="false: nothing is sent, and what waits is canceled.")
    rotate_secret: bool = Field(False, description="true: a new secret. For a day, messages are signed with both.")


class WebhookOut(BaseModel):
    model_config = _example(_WEBHOOK)

    id: str
    url: str
    events: list[str]
    enabled: bool
    disabled_reason: str | None = Field(description="An address that answers 410 is disabled.")
    secret: str | None = Field(description="For checking signatures. Shown once, when it is made.")
    created_at: datetime


class WebhooksOut(BaseModel):
    model_config = _example({"items": [_WEBHOOK]})

    items: list[WebhookOut]


class DeliveryOut(BaseModel):
    """An event on its way to a webhook. Its id is the message's `webhook-id`, the same at each attempt."""

    model_config = _example(_DELIVERY)

    id: str
    webhook_id: str
    type: str
    data: dict[str, Any]
    status: NarrationStatus
    attempts: int
    error: str | None = Field(description="Why the last attempt failed.")
    response_status: int | None = Field(description="Of the last answer; null where nothing answered.")
    response_excerpt: str | None = Field(description="The beginning of the last answer.")
    next_attempt_at: datetime | None = Field(description="Null once nothing more is tried.")
    created_at: datetime
    completed_at: datetime | None


class DeliveryPage(BaseModel):
    model_config = _example({"items": [_DELIVERY], "next_cursor": None})

    items: list[DeliveryOut]
    next_cursor: str | None


class ArticleGone(BaseModel):
    """Takes an article away: its external_id, or its source_url where it has none."""

    model_config = _example({"action": "delete", "external_id": "cms-4711"}, extra="forbid")

    action: Literal["delete", "unpublish"] = Field(description="unpublish: keep it as a draft, which nobody can hear.")
    external_id: Annotated[OneLine, Field(min_length=1, max_length=255)] | None = None
    source_url: HttpUrl | None = None

    @model_validator(mode="after")
    def one_article(self) -> "ArticleGone":
        if (self.external_id is None) == (self.source_url is None):
            raise ValueError("give external_id or source_url")
        return self
