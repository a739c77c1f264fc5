"""Stands in for parts of the relay that a test has no use for, each of which changes nothing."""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from relay.line.accept import Acceptor
from relay.line.once.links import Links
from relay.line.queue import Queue
from relay.store.store import Store
from relay.store.vault import Vault


class OpenGate:
    """A gate that is always open, for a client used alone: the kinds of call, and how those ended that failed."""

    def __init__(self) -> None:
        self.about: list[str] = []
        self.ends: list[BaseException] = []

    @asynccontextmanager
    async def call(self, about: str = "") -> AsyncIterator[None]:
        self.about.append(about)
        try:
            yield
        except BaseException as end:
            self.ends.append(end)
            raise


class AsNamed:
    """Every connection is a system of its own under its own name: what holds where nothing was ever replaced."""

    def id_of(self, connection: str) -> str:
        return connection

    def last_id_of(self, connection: str) -> str:
        return connection

    def asked_id_of(self, connection: str) -> str:
        assert connection
        return ""

    def former_prefixes(self, connection: str) -> Sequence[str]:
        assert connection
        return ()


class OpenGuard:
    """Lets every document in, however full Redis is."""

    async def admit(self) -> None:
        return


def make_acceptor(store: Store, vault: Vault, queue: Queue) -> Acceptor:
    """The way into the queue, with nobody at its door and no system ever replaced."""
    return Acceptor(store, vault, queue, OpenGuard(), AsNamed())


def make_links(store: Store, vault: Vault) -> Links:
    """The link table, with no system ever replaced."""
    return Links(store, vault, AsNamed())


def other_vault() -> Vault:
    """One with keys of its own: whatever another sealed or hashed it can neither open nor find."""
    return Vault([secrets.token_bytes(32)], secrets.token_bytes(32))
