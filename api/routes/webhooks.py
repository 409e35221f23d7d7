"""Webhooks: addresses that are told what happens, and what was sent to them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.dependencies import AssemblyDep, SiteDep
from api.errors import Rejected
from api.fetch import AddressForbidden, checked_url
from api.routes.responses import CONFLICT, NOT_FOUND, PROBLEMS
from api.schemas import NarrationStatus
from api.signatures import new_secret
from api.webhook_schemas import (
    TEST_EVENT,
    DeliveryOut,
    DeliveryPage,
    WebhookIn,
    WebhookOut,
    WebhookPatch,
    WebhooksOut,
)
from storage.deliveries import fire_at, list_deliveries, replay
from storage.errors import InvalidCursor
from storage.models import Delivery, Status, Webhook
from storage.narrations import UNFINISHED
from storage.webhooks import change_webhook, create_webhook, delete_webhook, get_webhook, webhooks_of

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"])


@router.post("", status_code=201, responses={**PROBLEMS, **CONFLICT})
def post_webhook(body: WebhookIn, response: Response, assembly: AssemblyDep, site: SiteDep) -> WebhookOut:
    """Have an address told what happens. The answer's `secret` is shown this once.

    Each message is a POST of `{type, timestamp, data}` with the headers `webhook-id`, `webhook-timestamp` and
    `webhook-signature` of Standard Webhooks. What is not answered with 2xx is tried again, ever later, for a day. A
    message may come twice, and not in order: its `webhook-id` tells.
    """
    url, secret = _address(str(body.url)), new_secret()
    with assembly.database.write() as session:
        webhook = create_webhook(session, site.id, url, body.events, secret)
    response.headers["Location"] = f"/v1/webhooks/{webhook.id}"
    return _webhook_out(webhook, secret)


@router.get("", responses=PROBLEMS)
def get_webhooks(assembly: AssemblyDep, site: SiteDep) -> WebhooksOut:
    """The site's webhooks."""
    with assembly.database.read() as session:
        return WebhooksOut(items=[_webhook_out(webhook) for webhook in webhooks_of(session, site.id)])


@router.get("/{webhook_id}", responses=NOT_FOUND)
def get_one_webhook(webhook_id: str, assembly: AssemblyDep, site: SiteDep) -> WebhookOut:
    """One webhook."""
    with assembly.database.read() as session:
        return _webhook_out(get_webhook(session, site.id, webhook_id))


@router.patch("/{webhook_id}", responses={**NOT_FOUND, **PROBLEMS})
def patch_webhook(webhook_id: str, body: WebhookPatch, assembly: AssemblyDep, site: SiteDep) -> WebhookOut:
    """Change a webhook; what is left out stays. A new secret is shown this once."""
    changes: dict[str, Any] = body.model_dump(exclude_none=True, exclude={"rotate_secret"}, mode="json")
    if "url" in changes:
        changes["url"] = _address(changes["url"])
    secret = new_secret() if body.rotate_secret else None
    if secret:
        changes["secret"] = secret
    with assembly.database.write() as session:
        return _webhook_out(change_webhook(session, site.id, webhook_id, **changes), secret)


@router.delete("/{webhook_id}", status_code=204, responses=NOT_FOUND)
def delete_one_webhook(webhook_id: str, assembly: AssemblyDep, site: SiteDep) -> None:
    """Delete a webhook and what waits for it."""
    with assembly.database.write() as session:
        delete_webhook(session, site.id, webhook_id)


@router.post("/{webhook_id}/test", status_code=202, responses={**NOT_FOUND, **CONFLICT})
def post_test(webhook_id: str, assembly: AssemblyDep, site: SiteDep) -> DeliveryOut:
    """Send a message of the type `webhook.test`; its delivery tells how it went."""
    with assembly.database.write() as session:
        webhook = get_webhook(session, site.id, webhook_id)
        delivery = fire_at(session, webhook, TEST_EVENT, {"webhook_id": webhook.id})
    assembly.webhooks.submit()
    return _delivery_out(delivery)


@router.get("/{webhook_id}/deliveries", responses={**NOT_FOUND, **PROBLEMS})
def get_deliveries(
    webhook_id: str,
    assembly: AssemblyDep,
    site: SiteDep,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: str | None = None,
    status: NarrationStatus | None = None,
) -> DeliveryPage:
    """What was sent to a webhook and what waits, newest first; kept for 30 days."""
    wanted = Status(status) if status else None
    with assembly.database.read() as session:
        webhook = get_webhook(session, site.id, webhook_id)
        try:
            page = list_deliveries(session, webhook, limit, cursor, wanted)
        except InvalidCursor as error:
            raise Rejected("query.cursor", error) from error
    return DeliveryPage(items=[_delivery_out(each) for each in page.items], next_cursor=page.next_cursor)


@router.post("/deliveries/{delivery_id}/replay", status_code=202, responses={**NOT_FOUND, **CONFLICT})
def replay_delivery(delivery_id: str, assembly: AssemblyDep, site: SiteDep) -> DeliveryOut:
    """Send a message again, now, under the same id."""
    with assembly.database.write() as session:
        delivery = replay(session, site.id, delivery_id)
    assembly.webhooks.submit()
    return _delivery_out(delivery)


def _address(url: str) -> str:
    try:
        return str(checked_url(url))
    except AddressForbidden as error:
        raise Rejected("body.url", error) from error


def _webhook_out(webhook: Webhook, secret: str | None = None) -> WebhookOut:
    return WebhookOut(
        id=webhook.id,
        url=webhook.url,
        events=webhook.events,
        enabled=webhook.enabled,
        disabled_reason=webhook.disabled_reason,
        secret=secret,
        created_at=webhook.created_at,
    )


def _delivery_out(delivery: Delivery) -> DeliveryOut:
    return DeliveryOut(
        id=delivery.id,
        webhook_id=delivery.webhook_id,
        type=delivery.type,
        data=delivery.data,
        status=delivery.status.value,
        attempts=delivery.attempts,
        error=delivery.error,
        response_status=delivery.response_status,
        response_excerpt=delivery.response_excerpt,
        next_attempt_at=delivery.next_attempt_at if delivery.status in UNFINISHED else None,
        created_at=delivery.created_at,
        completed_at=delivery.completed_at,
    )
