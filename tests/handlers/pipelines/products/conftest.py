"""A desk that carries products between fakes over real Redis."""

import pytest

from relay.line.queue import Queue
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.products.desk import ProductDesk


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue) -> ProductDesk:
    return ProductDesk(OrderDesk(store, vault, queue))
