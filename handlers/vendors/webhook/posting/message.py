"""Makes of a document what is posted of it: its bytes, the key by which it is known again, and its signatures.

Bytes and key are the same at each try; other bytes, another place or another state have another key, so that a receiver
that knows keys takes each once. Time and signatures are new at each try, since a receiver believes them for minutes.
Sources: Standard Webhooks 1.0.0 (spec/standard-webhooks.md), draft-ietf-httpapi-idempotency-key-header.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr
from standardwebhooks import Webhook

from mapping.parsing import dump_json
from relay.line.carrying import Carrying


@dataclass(frozen=True, slots=True)
class Message:
    """One post: where it goes below the address, its bytes, and all headers that stay the same.

    Its repr shows method and key only.
    """

    method: str
    path: str = field(repr=False)
    body: bytes = field(repr=False)
    key: str
    headers: Mapping[str, str] = field(repr=False)

    def signed(self, secrets: Iterable[SecretStr], now: datetime | None = None) -> dict[str, str]:
        """All its headers for a try that is made now: a signature with each secret, separated by blanks."""
        moment = now or datetime.now(UTC)
        headers = {**self.headers, "webhook-timestamp": str(int(moment.timestamp()))}
        text = self.body.decode()
        signatures = [Webhook(_padded(secret)).sign(self.key, moment, text) for secret in secrets]
        return {**headers, "webhook-signature": " ".join(signatures)} if signatures else headers


def enveloped(entity: str, data: Mapping[str, Any], carried: Carrying | None) -> dict[str, Any]:
    """The relay's own document as it is posted: what it is, of which state and moment, and the document."""
    stamps: dict[str, Any] = {}
    if carried is not None:
        stamps = {"sequence": carried.ordinal} if carried.ordinal else {}
        stamps["as_of"] = written_moment(carried.as_of)
    return {"type": entity, **stamps, "data": data}


def written_moment(moment: datetime) -> str:
    """A moment in UTC, in milliseconds, as RFC 3339 has it.

    >>> written_moment(datetime(2026, 3, 2, 14, 0, 0, 250_000, UTC))
    '2026-03-02T14:00:00.250Z'
    """
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def make_message(
    method: str,
    path: str,
    document: Mapping[str, Any],
    carried: Carrying | None,
    keyed_hash: Callable[..., str],
    address: str,
) -> Message:
    """The post of one document to a receiver. Raises TypeError where JSON has no form for what stands in it.

    The key says nothing to who lacks the relay's own key: it is made of the receiver's address, of what is carried (its
    entity, the system it came from or the flow where it was posted, its reference and its state), and of every byte.
    """
    body = dump_json(document)
    about: tuple[str, ...] = ()
    stamps: dict[str, str] = {}
    if carried is not None:
        about = (carried.entity, carried.origin or carried.flow, carried.reference, str(carried.ordinal))
        stamps = {"relay-as-of": written_moment(carried.as_of)}
        if carried.ordinal:
            stamps["relay-sequence"] = str(carried.ordinal)
    key = keyed_hash("posted", address, *about, method, path, body)
    headers = {"Content-Type": "application/json", "webhook-id": key, "Idempotency-Key": key, **stamps}
    return Message(method, path, body, key, headers)


def _padded(secret: SecretStr) -> str:
    """The secret with the signs at its end that base64 may have left out: the library wants them."""
    text = secret.get_secret_value().removeprefix("whsec_")
    return text + "=" * (-len(text) % 4)
