"""Reads a key of ``keys`` as the bytes that it stands for: the rules judge it so, and the vault seals with it."""

import base64
import binascii
from collections.abc import Iterator
from typing import Final

from pydantic import SecretStr

from relay.settings.findings import Finding, Path
from relay.settings.model import KeySettings
from words.told import Told

KEY_BYTES: Final = 32
_NOTHING: Final = frozenset({bytes(KEY_BYTES), b"\xff" * KEY_BYTES})
"""What stands there where somebody made room for a key and never drew one."""


def key_bytes(key: SecretStr) -> bytes | None:
    """The 32 bytes that are written in base64, or None where it is no such key."""
    try:
        found = base64.b64decode(key.get_secret_value(), validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if len(found) == KEY_BYTES else None


def wrong_keys(keys: KeySettings) -> Iterator[Finding]:
    """A finding for each key of another form or that nobody drew at random, and for each that is there twice."""
    index: Path = ("keys", "index")
    named: list[tuple[Path, SecretStr]] = [(("keys", "payload", place), key) for place, key in enumerate(keys.payload)]
    for path, key in [*named, (index, keys.index)]:
        found = key_bytes(key)
        if found is None:
            yield Finding("error", path, Told("settings.key_form"))
        elif found in _NOTHING:
            yield Finding("error", path, Told("settings.key_not_random"))
    for place, (path, key) in enumerate(named):
        if key_bytes(key) in [key_bytes(other) for _, other in named[:place]]:
            yield Finding("error", path, Told("settings.payload_key_twice"))
    if key_bytes(keys.index) is not None and key_bytes(keys.index) in [key_bytes(key) for _, key in named]:
        yield Finding("error", index, Told("settings.index_key_twice"), rests_on=(("keys", "payload"),))
