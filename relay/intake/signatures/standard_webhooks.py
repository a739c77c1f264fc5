"""Standard Webhooks 1.0.0: id, time and body are signed together, and a message is good for five minutes.

The library ``standardwebhooks`` does the checking. It signs with one secret, so there is one checker a secret.
"""

import time
from typing import Final

from standardwebhooks import Webhook, WebhookVerificationError

from relay.intake.signatures.cause import Cause, Headers, Unproved, require_one_value
from relay.settings.signatures import StandardWebhooks

HEADERS: Final = ("webhook-id", "webhook-timestamp", "webhook-signature")

_TOLERANCE_SECONDS: Final = 300


class StandardWebhooksProof:
    """One sender, with all its active secrets."""

    challenge = "Signature"

    def __init__(self, settings: StandardWebhooks) -> None:
        self._checkers = [Webhook(secret.get_secret_value()) for secret in settings.secrets]

    def check_headers(self, headers: Headers) -> None:
        """Raises Unproved when one of the three headers is missing or there twice."""
        _three(headers)

    def check_body(self, headers: Headers, body: bytes) -> None:
        """Raises Unproved when no secret made one of the signatures, or not now."""
        three = _three(headers)
        causes = [_cause(checker, three, body) for checker in self._checkers]  # all of them, whichever fits
        if all(causes):
            raise Unproved(causes[0] or Cause.WRONG)


def _three(headers: Headers) -> dict[str, str]:
    return {name: require_one_value(headers, name) for name in HEADERS}


def _cause(checker: Webhook, three: dict[str, str], body: bytes) -> Cause | None:
    """Why this secret does not prove the message; None when it does."""
    try:
        checker.verify(body, three, json_parse=False)
    except WebhookVerificationError:
        return Cause.STALE if _is_stale(three["webhook-timestamp"]) else Cause.WRONG
    except Exception:  # noqa: BLE001 - what the library trips over (no comma, no base64, no UTF-8) comes from the sender
        return Cause.MALFORMED
    return None


def _is_stale(timestamp: str) -> bool:
    """Whether a time is outside the tolerance; the library tells that only in the text of its error."""
    try:
        return abs(time.time() - float(timestamp)) > _TOLERANCE_SECONDS
    except ValueError:
        return False
