"""The key by which a sender makes a delivery repeatable: read from headers only, so that a body cannot choose it."""

import re
from collections.abc import Sequence
from typing import Final

from multidict import CIMultiDict, CIMultiDictProxy

from relay.http.problems import DeliveryKeyMalformed

WINDOW_HEADER: Final = "Idempotency-Window"
"""Names the seconds for which delivery keys are remembered. A name of our own: the draft has none for it."""

_KEY = re.compile(r"[\x20-\x7e]{1,255}")
_QUOTED = re.compile(r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')
_ESCAPED = re.compile(r'\\(["\\])')


def delivery_key(headers: CIMultiDict[str] | CIMultiDictProxy[str], names: Sequence[str]) -> str | None:
    """The key in the first of the named headers that was sent, or None when none was.

    Raises DeliveryKeyMalformed for a key that is empty, too long or not printable, and for one header with two keys.
    """
    for name in names:
        if values := headers.getall(name, []):
            return _require_one_key(name, values)
    return None


def _require_one_key(name: str, values: Sequence[str]) -> str:
    keys = {_unquote(value) if name.lower() == "idempotency-key" else value for value in values}
    key = keys.pop()
    if keys or not _KEY.fullmatch(key):
        raise DeliveryKeyMalformed
    return key


def _unquote(value: str) -> str:
    """A key as a string of RFC 8941, which the draft asks for, or bare, as most senders write it.

    >>> _unquote('"8e03978e"') == _unquote("8e03978e")
    True
    """
    if not value.startswith('"'):
        return value
    quoted = _QUOTED.fullmatch(value)
    if quoted is None:
        raise DeliveryKeyMalformed
    return _ESCAPED.sub(r"\1", quoted[1])
