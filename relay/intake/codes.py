"""One-time codes with which an operator may ask the door a question, made by a command and used in a request.

A code carries its own proof, so that a guess costs one keyed hash and never a call to Redis. Redis only remembers which
true codes have not been used, each under its hash: who reads Redis learns no code.
"""

import hmac
import secrets
from datetime import timedelta
from typing import Final

from relay.store.store import Store, reply, storage_errors
from relay.store.vault import Vault

LIFETIME: Final = timedelta(minutes=10)

_RANDOM_BYTES: Final = 12
_RANDOM_DIGITS: Final = 2 * _RANDOM_BYTES


class OneTimeCodes:
    """Makes and redeems codes: 24 random hexadecimal digits, and 32 that prove that a relay with our keys made them."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    async def make(self) -> str:
        """A new code, good for one use within LIFETIME. Raises StorageError."""
        random = secrets.token_hex(_RANDOM_BYTES)
        code = random + self._proof(random.encode())
        async with storage_errors():
            await reply(self._store.state.set(self._key(code.encode()), b"unused", ex=LIFETIME))
        return code

    async def redeem(self, given: str) -> bool:
        """Whether a text is a code that was not used yet; from now on it is. Raises StorageError.

        Texts that are no codes are told apart in constant time and without Redis.
        """
        code = given.encode("utf-8", "surrogateescape")
        random, proof = code[:_RANDOM_DIGITS], code[_RANDOM_DIGITS:]
        if not hmac.compare_digest(self._proof(random).encode(), proof):
            return False
        async with storage_errors():
            used = await reply(self._store.state.delete(self._key(code)))
        return bool(used)

    def _proof(self, random: bytes) -> str:
        return self._vault.keyed_hash("one-time-code", random)

    def _key(self, code: bytes) -> str:
        return self._store.keys.code(self._vault.keyed_hash("one-time-code-mark", code))
