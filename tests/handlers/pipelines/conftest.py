"""A desk that carries orders between fakes over real Redis."""

import pytest

from relay.line.queue import Queue
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.pipelines.orders.fakes import OrderDesk


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue) -> OrderDesk:
    return OrderDesk(store, vault, queue)
