"""Seals documents and tokens, and makes the keyed hashes under which references are remembered."""

import hashlib
import hmac
import os
import re
import struct
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from relay.settings.findings import SettingsError
from relay.settings.key_bytes import key_bytes, wrong_keys
from relay.settings.model import KeySettings

_NONCE_BYTES = 12
_LABEL_BYTES = 4
_FORMAT = b"\x01"
_SHOWABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/#-]{0,39}")
"""A document number that may be stored and shown: an e-mail address does not fit."""


class SealBrokenError(Exception):
    """A sealed value cannot be opened: another event, or altered bytes."""


class SealKeyMissingError(SealBrokenError):
    """A sealed value was sealed under a key that this relay does not have, or not any more."""


class Vault:
    """AES-256-GCM under rotating payload keys, and HMAC-SHA256 under the one index key.

    A sealed value is: format byte, 4 bytes that label the key, 12 bytes nonce, ciphertext with tag.
    """

    def __init__(self, payload_keys: Sequence[bytes], index_key: bytes) -> None:
        self._ciphers = {hashlib.sha256(key).digest()[:_LABEL_BYTES]: AESGCM(key) for key in payload_keys}
        self._newest = hashlib.sha256(payload_keys[0]).digest()[:_LABEL_BYTES]
        self._index_key = index_key

    def __repr__(self) -> str:
        return "Vault(...)"

    def seal(self, plain: bytes, *context: str) -> bytes:
        """Seal bytes so that they only open again under the same context (flow and event id)."""
        nonce = os.urandom(_NONCE_BYTES)
        return _FORMAT + self._newest + nonce + self._ciphers[self._newest].encrypt(nonce, plain, _bind(context))

    def open(self, sealed: bytes, *context: str) -> bytes:
        """Open what :meth:`seal` made. Raises SealBrokenError, and of that SealKeyMissingError for an unknown key."""
        label, body = sealed[1 : 1 + _LABEL_BYTES], sealed[1 + _LABEL_BYTES :]
        cipher = self._ciphers.get(label)
        if sealed[:1] != _FORMAT:
            raise SealBrokenError("these bytes are no seal of this relay")
        if cipher is None:
            raise SealKeyMissingError("no key of this relay made this seal")
        try:
            return cipher.decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], _bind(context))
        except (InvalidTag, ValueError):
            raise SealBrokenError("the sealed bytes do not belong here") from None

    def keyed_hash(self, purpose: str, *parts: str | bytes) -> str:
        """32 hexadecimal digits that stand for the parts; without the index key they tell nothing about them."""
        return hmac.digest(self._index_key, _bind((purpose, *parts)), "sha256")[:16].hex()

    def show(self, reference: str) -> str:
        """A document's number itself, or a keyed hash where what stands for a number may be something personal."""
        if _SHOWABLE.fullmatch(reference):
            return reference
        return f"hidden-{self.keyed_hash('reference', reference)[:12]}"


def open_vault(settings: KeySettings) -> Vault:
    """A vault with the configured keys. Raises SettingsError when one is not 32 bytes in base64."""
    wrong = list(wrong_keys(settings))
    payload, index = [key_bytes(key) for key in settings.payload], key_bytes(settings.index)
    if wrong or index is None:
        raise SettingsError(wrong)
    return Vault([key for key in payload if key is not None], index)


def _bind(parts: Sequence[str | bytes]) -> bytes:
    """The parts as one byte string in which no two lists of parts look the same."""
    pieces = [part.encode() if isinstance(part, str) else part for part in parts]
    return struct.pack(f">{len(pieces) + 1}I", len(pieces), *map(len, pieces)) + b"".join(pieces)
