"""The recipe that writes once, with its links, notes and locks on a real Redis."""

from datetime import timedelta

import pytest

from handlers.pipelines.common.records import Records
from relay.line.accept import Acceptor
from relay.line.once.intents import Intents
from relay.line.once.links import Links
from relay.line.once.locks import Locks
from relay.line.queue import Queue
from relay.model import Lease
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.pipelines.common.shelf import Carrier, Shelf
from tests.relay.books import leased
from tests.stand_ins import make_links, other_vault


@pytest.fixture
def links(store: Store, vault: Vault) -> Links:
    return make_links(store, vault)


@pytest.fixture
def intents(store: Store, queue: Queue) -> Intents:
    return Intents(store, queue)


@pytest.fixture
def records(store: Store, links: Links, intents: Intents) -> Records:
    return Records(links, intents, Locks(store, timedelta(seconds=10), timedelta(seconds=10)))


@pytest.fixture
async def lease(acceptor: Acceptor, queue: Queue) -> Lease:
    return await leased(acceptor, queue, "1")


@pytest.fixture
def carrier(store: Store, vault: Vault, queue: Queue) -> Carrier:
    return Carrier(store, vault, queue)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def foreign_links(store: Store) -> Links:
    """Those of a relay with keys of its own."""
    return make_links(store, other_vault())
