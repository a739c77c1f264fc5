"""A desk that carries orders between fakes over real Redis."""

import pytest

from relay.queue import Queue
from relay.store import Store
from relay.vault import Vault
from tests.handlers.pipelines.orders.fakes import OrderDesk


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue) -> OrderDesk:
    return OrderDesk(store, vault, queue)
