"""Who moves stock in books, on a real Redis."""

import pytest

from relay.line.queue import Queue
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.pipelines.stock.stock_books import Mover, StockBooks


@pytest.fixture
def mover(store: Store, vault: Vault, queue: Queue) -> Mover:
    return Mover(store, vault, queue)


@pytest.fixture
def books() -> StockBooks:
    return StockBooks()
