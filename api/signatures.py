"""Signatures of messages between servers, in the form of Standard Webhooks."""

import base64
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from standardwebhooks import Webhook, WebhookVerificationError

_PREFIX: Final = "whsec_"
_KEY_BYTES: Final = range(24, 65)  # what the specification asks for


class InvalidSecret(ValueError):
    """The secret does not have the form of Standard Webhooks; the text says what that is."""


class SignatureRefused(Exception):
    """A message is not signed by who shares the secret, or too long ago; the text says which."""


def new_secret() -> str:
    """A secret of 32 random bytes, as `whsec_` and base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def check_secret(secret: str) -> str:
    """The secret. Raises InvalidSecret, which does not repeat it."""
    coded = secret.removeprefix(_PREFIX).rstrip("=")
    try:
        key = base64.b64decode(coded + "=" * (-len(coded) % 4), validate=True)
    except ValueError:
        key = b""
    if not secret.startswith(_PREFIX) or len(key) not in _KEY_BYTES:
        raise InvalidSecret("a hook secret is whsec_ and the base64 of 24 to 64 random bytes")
    return secret


def signed_headers(secrets: Sequence[str], message_id: str, time: datetime, body: str) -> dict[str, str]:
    """The headers that sign `body`, once with each secret. `time` is in UTC."""
    signatures = [Webhook(secret).sign(message_id, time, body) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(time.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def verify(secret: str, headers: Mapping[str, str], body: bytes) -> None:
    """Raises SignatureRefused unless the secret's holder signed the body, at most five minutes ago."""
    try:
        # It compares in constant time, and takes whichever of several signatures is right.
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    except WebhookVerificationError as error:
        raise SignatureRefused(f"{error}.") from error
    except ValueError as error:  # a header that it cannot take apart, or a body that is not UTF-8
        raise SignatureRefused("The signature's headers or the body cannot be read.") from error
