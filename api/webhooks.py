"""Sends webhooks: a process's thread takes what is due from the outbox, and a few others call the addresses."""

import json
import logging
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, Final

import httpx

from api.batch_schemas import BatchUrls
from api.fetch import FetchError, checked_url
from api.loop import Loop
from api.narration_urls import narration_urls
from api.owner import new_owner
from api.public_network import NotPublic, PublicTransport, parse_networks
from api.retry import asked_to_wait, back_off
from api.settings import Settings
from api.signatures import signed_headers
from storage.database import Database
from storage.deliveries import Outcome, claim_delivery, settle_delivery
from storage.errors import LeaseLost
from storage.models import Delivery, Webhook

_POLL_SECONDS: Final = 2.0
_LEASE_SECONDS: Final = 60.0  # beside the time that an address has to answer
_AT_ONCE: Final = 8
_AT_ONCE_FOR_ONE: Final = 2  # so that a slow address holds up nobody else's
_EXCERPT_BYTES: Final = 500

logger = logging.getLogger(__name__)


def payload(delivery: Delivery, base: str) -> str:
    """The body that is signed and sent: the same at each attempt. `base` is the address of this server, or ""."""
    data = dict(delivery.data)
    if delivery.type.startswith("narration."):
        urls = narration_urls(base, data["narration_id"], data["article_id"], data["voice"], data["kind"])
        data["urls"] = urls.model_dump()
    elif delivery.type.startswith("batch."):
        data["urls"] = BatchUrls.below(base, data["batch_id"]).model_dump()
    body = {"type": delivery.type, "timestamp": delivery.created_at.isoformat(), "data": data}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def attempt(delivery: Delivery, webhook: Webhook, settings: Settings) -> Outcome:
    """Calls the webhook's address once; what came of it. Public addresses only, and no redirects."""
    now = datetime.now(UTC)
    body = payload(delivery, settings.public_url.rstrip("/"))
    keys = [webhook.secret]
    if webhook.previous_secret and webhook.previous_until and now < webhook.previous_until:
        keys.append(webhook.previous_secret)
    headers = {
        "Content-Type": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": f"readcast/{version('readcast')}",
        **signed_headers(keys, delivery.id, now, body),
    }
    wait = _wait(delivery)
    try:
        response = _post(webhook.url, body.encode(), headers, settings)
    except (httpx.HTTPError, FetchError) as error:
        return Outcome(error=_reason(error, settings), retry_in=wait)
    status, excerpt, asked = response
    if 200 <= status < 300:
        return Outcome(response_status=status, response_excerpt=excerpt)
    said = "; redirects are not followed: give the final address" if 300 <= status < 400 else ""
    return Outcome(f"The address answered {status}{said}.", max(wait, asked), status, excerpt)


def _wait(delivery: Delivery) -> float:
    """5 s, 15, 45, ... up to two hours: about seventeen attempts in a day."""
    return back_off(delivery.attempts, first=5, factor=3, most=7200)


def _post(url: str, body: bytes, headers: dict[str, str], settings: Settings) -> tuple[int, str, float]:
    """Status, beginning of the answer, and the seconds that it asks to wait."""
    deadline = time.monotonic() + settings.webhook_timeout
    transport = PublicTransport(deadline, parse_networks(settings.fetch_allow_networks))
    try:
        with (
            httpx.Client(transport=transport, trust_env=False) as client,
            client.stream("POST", checked_url(url), content=body, headers=headers, follow_redirects=False) as response,
        ):
            return response.status_code, _excerpt(response), asked_to_wait(response.headers)
    except httpx.TransportError as error:
        if time.monotonic() >= deadline:  # when the connection is cut, it looks as if the other side did it
            raise httpx.ReadTimeout("the time is up") from error
        raise


def _excerpt(response: httpx.Response) -> str:
    read = b""
    with suppress(httpx.TransportError):  # the status has arrived, which is what counts
        for chunk in response.iter_raw(_EXCERPT_BYTES):
            read += chunk
            if len(read) >= _EXCERPT_BYTES:
                break
    return read[:_EXCERPT_BYTES].decode("utf-8", "replace").replace("\0", "\ufffd")


def _reason(error: httpx.HTTPError | FetchError, settings: Settings) -> str:
    if isinstance(error, NotPublic):
        allowed = "Whoever runs readcast can allow its network (READCAST_FETCH_ALLOW_NETWORKS)."
        return f"The address must not be called: {error}. {allowed}"
    if isinstance(error, FetchError):
        return str(error)
    if isinstance(error, httpx.TimeoutException):
        return f"The address did not answer within {settings.webhook_timeout:g} seconds."
    return f"The address could not be called: {str(error) or type(error).__name__}."


class WebhookSender:
    """Sends what is due, from any number of processes on one database: each delivery by one of them at a time."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._lock = threading.Lock()
        self._sending: Counter[str] = Counter()  # by webhook
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="webhook")
        self._claims = Loop("webhooks", self._send_one, lambda: _POLL_SECONDS)

    def start(self) -> None:
        self._claims.start()

    def stop(self) -> None:
        """Wait for what is being sent, at most as long as an address has to answer."""
        self._claims.stop()
        self._threads.shutdown()

    def submit(self) -> None:
        """Something has been put into the outbox: look now."""
        self._claims.tell()

    def _send_one(self) -> bool:
        """Begin to send what is due longest; False if there is nothing, or no room."""
        with self._lock:
            if self._sending.total() >= _AT_ONCE:
                return False
            busy = [webhook for webhook, count in self._sending.items() if count >= _AT_ONCE_FOR_ONE]
        owner = new_owner()
        with self._database.write() as session:
            lease = _LEASE_SECONDS + self._settings.webhook_timeout
            claimed = claim_delivery(session, owner, lease, leave_out=busy)
        if claimed is None:
            return False
        with self._lock:
            self._sending[claimed[1].id] += 1
        self._threads.submit(self._send, *claimed, owner)
        return True

    def _send(self, delivery: Delivery, webhook: Webhook, owner: str) -> None:
        try:
            self._settle(delivery, webhook, owner, self._attempt(delivery, webhook))
        except LeaseLost:
            logger.info("Webhook message %s was canceled or deleted while it was sent.", delivery.id)
        except Exception:
            logger.exception("Webhook message %s could not be settled; it is sent again.", delivery.id)
        finally:
            with self._lock:
                self._sending[webhook.id] -= 1
                self._sending += Counter()  # drops those that are at 0
            self._claims.tell()

    def _attempt(self, delivery: Delivery, webhook: Webhook) -> Outcome:
        try:
            return attempt(delivery, webhook, self._settings)
        except Exception as error:
            logger.exception("Webhook message %s could not be sent.", delivery.id)
            reason = f"{type(error).__name__}: the server's log has the reason."
            return Outcome(error=reason, retry_in=_wait(delivery))

    def _settle(self, delivery: Delivery, webhook: Webhook, owner: str, outcome: Outcome) -> None:
        with self._database.write() as session:
            status: Any = settle_delivery(session, delivery, owner, outcome)
        if outcome.error is None:
            logger.info("Webhook message %s (%s) has arrived.", delivery.id, delivery.type)
        else:
            told = delivery.id, delivery.type, webhook.id, status, outcome.error
            logger.warning("Webhook message %s (%s) to %s is %s: %s", *told)
