"""A site's webhooks: the addresses that are told what has happened."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage.columns import utc_now
from storage.errors import TooManyWebhooks, WebhookNotFound
from storage.models import Delivery, Status, Webhook
from storage.narrations import UNFINISHED
from storage.rows import affected

MOST_WEBHOOKS: Final = 50  # of a site
BOTH_SECRETS_FOR: Final = timedelta(hours=24)


def create_webhook(session: Session, site_id: str, url: str, events: Sequence[str], secret: str) -> Webhook:
    """A webhook of the site, enabled. Raises TooManyWebhooks."""
    if (session.scalar(select(func.count()).where(Webhook.site_id == site_id)) or 0) >= MOST_WEBHOOKS:
        raise TooManyWebhooks(f"A site has at most {MOST_WEBHOOKS} webhooks: delete one first.")
    webhook = Webhook(site_id=site_id, url=url, events=list(events), secret=secret)
    session.add(webhook)
    session.flush()
    return webhook


def webhooks_of(session: Session, site_id: str) -> list[Webhook]:
    """The site's webhooks, oldest first."""
    return list(session.scalars(select(Webhook).where(Webhook.site_id == site_id).order_by(Webhook.id)))


def get_webhook(session: Session, site_id: str, webhook_id: str) -> Webhook:
    """Raises WebhookNotFound."""
    found = select(Webhook).where(Webhook.site_id == site_id, Webhook.id == webhook_id)
    webhook = None if "\0" in webhook_id else session.scalar(found)  # PostgreSQL refuses the character
    if webhook is None:
        raise WebhookNotFound(f"There is no webhook {webhook_id!r}.")
    return webhook


def change_webhook(session: Session, site_id: str, webhook_id: str, **changes: Any) -> Webhook:
    """The webhook with other values in `url`, `events`, `enabled` or `secret`; raises WebhookNotFound.

    The secret that another replaces signs beside it for a day. What waits for a webhook that is disabled is canceled.
    """
    webhook = get_webhook(session, site_id, webhook_id)
    session.refresh(webhook, with_for_update=True)
    if "secret" in changes:
        webhook.previous_secret, webhook.previous_until = webhook.secret, utc_now() + BOTH_SECRETS_FOR
    if changes.get("enabled") is False:
        disable(session, webhook.id, "it was disabled by request")
    elif changes.get("enabled"):
        webhook.disabled_reason = None
    for column, value in changes.items():
        setattr(webhook, column, value)
    webhook.updated_at = utc_now()
    session.flush()
    return webhook


def delete_webhook(session: Session, site_id: str, webhook_id: str) -> None:
    """Deletes the webhook with its deliveries. Raises WebhookNotFound."""
    session.delete(get_webhook(session, site_id, webhook_id))
    session.flush()


def disable(session: Session, webhook_id: str, reason: str) -> None:
    """Nothing is sent to the webhook from now on; what waits is canceled, and can be replayed."""
    off = update(Webhook).where(Webhook.id == webhook_id)
    session.execute(off.values(enabled=False, disabled_reason=reason, updated_at=utc_now()))
    waiting = update(Delivery).where(Delivery.webhook_id == webhook_id, Delivery.status.in_(UNFINISHED))
    canceled = {"status": Status.CANCELED, "error": f"The webhook is disabled: {reason}."}
    affected(session, waiting.values(lease_owner=None, lease_until=None, **canceled))
