"""The outbox: events on their way to webhooks. `fire` writes them into the transaction in which they happen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from storage.columns import utc_now
from storage.errors import DeliveryNotFound, LeaseLost, WebhookDisabled
from storage.models import Article, Delivery, Narration, Status, Webhook
from storage.pages import Page, newest_first
from storage.rows import affected
from storage.webhooks import disable

RETRIED_FOR: Final = timedelta(hours=24)
_AT_ONCE: Final = 1000  # rows that one statement deletes


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt. `error` is None where it arrived, else `retry_in` seconds are to pass."""

    error: str | None = None
    retry_in: float = 0.0
    response_status: int | None = None
    response_excerpt: str | None = None

    @property
    def gone(self) -> bool:
        """The address asks not to be called again."""
        return self.response_status == 410


def fire(session: Session, site_id: str, event: str, data: dict[str, Any]) -> int:
    """Puts the event into the outbox for each enabled webhook of the site that wants it; how many there are.

    It is sent once this transaction is committed, and never if it is not.
    """
    # Held, so that none is deleted before the delivery that refers to it is committed.
    enabled = select(Webhook).where(Webhook.site_id == site_id, Webhook.enabled)
    held = session.scalars(enabled.order_by(Webhook.id).with_for_update(read=True, key_share=True))
    wanting = [webhook for webhook in held if event in webhook.events]
    for webhook in wanting:
        _add(session, webhook, event, data)
    session.flush()
    return len(wanting)


def fire_at(session: Session, webhook: Webhook, event: str, data: dict[str, Any]) -> Delivery:
    """Puts the event into the outbox for this webhook alone, whatever it wants. Raises WebhookDisabled."""
    _check_enabled(webhook)
    delivery = _add(session, webhook, event, data)
    session.flush()
    return delivery


def narration_ended(session: Session, narration_id: str) -> None:
    """Fires narration.completed or narration.failed for a narration that this transaction has ended."""
    if session.scalar(select(Webhook.id).where(Webhook.enabled).limit(1)) is None:
        return
    told = {
        "narration_id": Narration.id,
        "article_id": Article.id,
        "external_id": Article.external_id,
        "source_url": Article.source_url,
        "title": Article.title,
        "kind": Narration.kind,
        "voice": Narration.voice,
        "status": Narration.status,
        "duration": Narration.duration,
        "error": Narration.error,
    }
    joined = select(Article.site_id, *told.values()).join(Article, Article.id == Narration.article_id)
    site_id, *values = session.execute(joined.where(Narration.id == narration_id)).one()
    data = dict(zip(told, values, strict=True))
    fire(session, site_id, f"narration.{data['status'].value}", data)


def claim_delivery(
    session: Session, owner: str, lease_seconds: float, *, leave_out: Collection[str] = ()
) -> tuple[Delivery, Webhook] | None:
    """The delivery that is due longest, now `owner`'s for `lease_seconds`, with its webhook; None if none is due.

    None of the webhooks in `leave_out`, nor of disabled ones. One whose sender died is taken over.
    """
    now = utc_now()
    waiting = and_(Delivery.status == Status.QUEUED, Delivery.next_attempt_at <= now)
    abandoned = and_(Delivery.status == Status.PROCESSING, Delivery.lease_until < now)
    due = select(Delivery).join(Webhook).where(or_(waiting, abandoned), Webhook.enabled)
    due = due.where(Delivery.webhook_id.not_in(leave_out)).order_by(Delivery.next_attempt_at, Delivery.id)
    delivery = session.scalar(due.limit(1).with_for_update(of=Delivery, skip_locked=True))
    if delivery is None:
        return None
    delivery.status, delivery.lease_owner = Status.PROCESSING, owner
    delivery.lease_until = now + timedelta(seconds=lease_seconds)
    delivery.attempts += 1
    session.flush()
    return delivery, session.get_one(Webhook, delivery.webhook_id)


def settle_delivery(session: Session, delivery: Delivery, owner: str, outcome: Outcome) -> Status:
    """Writes what came of an attempt; where the delivery stands now. Raises LeaseLost.

    It waits for its next attempt, or has failed if that would be after `retry_until`. A webhook that is gone is
    disabled.
    """
    if outcome.gone:  # before the delivery, in the order in which others hold them
        session.execute(select(Webhook.id).where(Webhook.id == delivery.webhook_id).with_for_update())
    now = utc_now()
    next_attempt = now + timedelta(seconds=outcome.retry_in)
    if outcome.error is None:
        status = Status.COMPLETED
    else:
        status = Status.FAILED if outcome.gone or next_attempt > delivery.retry_until else Status.QUEUED
    ours = and_(Delivery.id == delivery.id, Delivery.lease_owner == owner, Delivery.status == Status.PROCESSING)
    settled = (
        update(Delivery)
        .where(ours)
        .values(
            status=status,
            error=outcome.error,
            response_status=outcome.response_status,
            response_excerpt=outcome.response_excerpt,
            next_attempt_at=next_attempt,
            completed_at=now if status is Status.COMPLETED else None,
            lease_owner=None,
            lease_until=None,
        )
    )
    if affected(session, settled) != 1:
        raise LeaseLost(f"The delivery {delivery.id} is no longer {owner}'s.")
    if outcome.gone:
        disable(session, delivery.webhook_id, "it answered 410, which asks to be forgotten")
    return status


def list_deliveries(
    session: Session, webhook: Webhook, limit: int, cursor: str | None, status: Status | None = None
) -> Page[Delivery]:
    """At most `limit` of the webhook's deliveries, newest first. Raises InvalidCursor."""
    listed = select(Delivery).where(Delivery.webhook_id == webhook.id)
    if status is not None:
        listed = listed.where(Delivery.status == status)
    return newest_first(session, Delivery, listed, limit, cursor)


def replay(session: Session, site_id: str, delivery_id: str) -> Delivery:
    """The delivery, to be sent again now under the same id. One that is being sent stays as it is.

    Raises DeliveryNotFound and WebhookDisabled.
    """
    found = select(Delivery).join(Webhook).where(Delivery.id == delivery_id, Webhook.site_id == site_id)
    # PostgreSQL refuses the character.
    delivery = None if "\0" in delivery_id else session.scalar(found.with_for_update(of=Delivery))
    if delivery is None:
        raise DeliveryNotFound(f"There is no delivery {delivery_id!r}.")
    _check_enabled(session.get_one(Webhook, delivery.webhook_id))
    if delivery.status is not Status.PROCESSING:
        now = utc_now()
        delivery.status, delivery.attempts, delivery.error = Status.QUEUED, 0, None
        delivery.next_attempt_at, delivery.retry_until, delivery.completed_at = now, now + RETRIED_FOR, None
        session.flush()
    return delivery


def delete_deliveries(session: Session, before: datetime) -> int:
    """Deletes some deliveries of events before then; how many. Call it until it is 0."""
    old = select(Delivery.id).where(Delivery.created_at < before).limit(_AT_ONCE)
    gone = delete(Delivery).where(Delivery.id.in_(old)).returning(Delivery.id)
    return len(session.execute(gone.execution_options(synchronize_session=False)).all())


def count_deliveries(session: Session, before: datetime) -> int:
    """How many deliveries there are of events before then."""
    return session.scalar(select(func.count()).where(Delivery.created_at < before)) or 0


def _add(session: Session, webhook: Webhook, event: str, data: dict[str, Any]) -> Delivery:
    delivery = Delivery(webhook_id=webhook.id, type=event, data=data, retry_until=utc_now() + RETRIED_FOR)
    session.add(delivery)
    return delivery


def _check_enabled(webhook: Webhook) -> None:
    if not webhook.enabled:
        raise WebhookDisabled(f"The webhook {webhook.id} is disabled: enable it first.")
