"""Judges where posts go and which headers they have, as ``posts`` of a connection writes them."""

import re
from typing import Any, Final

from words.mistake import Mistake
from words.told import Told

EXAMPLE: Final = "https://shop.example.com/api"

OWN_HEADERS: Final = frozenset(
    {
        *("webhook-id", "webhook-timestamp", "webhook-signature", "idempotency-key", "relay-sequence", "relay-as-of"),
        *("host", "content-length", "content-type", "transfer-encoding", "connection", "accept-encoding", "cookie"),
    }
)
"""Headers that every post has by itself, or that no post may have, in small letters."""

_CONTROL: Final = re.compile(r"[^\x20-\x7e]")


def check_address(address: str) -> str:
    """Accept ``https://host`` with a port and a path, or ``http``; return it without a slash at the end.

    Raises Mistake. Where it may lead is judged by ``outbound``, at each call.
    """
    if not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~/-]*)?", address):
        raise Mistake(Told("exchange.write_server_and_path", example=EXAMPLE))
    return address.rstrip("/")


def check_header_value(value: str) -> str:
    """Accept what can stand in a header and is no secret. Raises Mistake."""
    if _CONTROL.search(value):
        raise Mistake(Told("posting.header_value"))
    return value


def check_secret_header(value: Any) -> Any:
    """Accept a secret that can stand in a header. Raises Mistake."""
    if _CONTROL.search(value.get_secret_value()):
        raise Mistake(Told("posting.header_value"))
    return value
