"""Reads a key of ``keys`` as the bytes that it stands for: the rules judge it so, and the vault seals with it."""

import base64
import binascii
from typing import Final

from pydantic import SecretStr

KEY_BYTES: Final = 32


def key_bytes(key: SecretStr) -> bytes | None:
    """The 32 bytes that are written in base64, or None where it is no such key."""
    try:
        found = base64.b64decode(key.get_secret_value(), validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if len(found) == KEY_BYTES else None
