"""A desk that carries stock to a shop in memory, and who moves stock in books, both on a real Redis."""

import pytest

from relay.line.queue import Queue
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.stock.desk import StockDesk
from tests.handlers.pipelines.stock.fake_shop import FakeShop
from tests.handlers.pipelines.stock.stock_books import Mover, StockBooks


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue) -> StockDesk:
    return StockDesk(OrderDesk(store, vault, queue))


@pytest.fixture
def shop(desk: StockDesk) -> FakeShop:
    assert isinstance(desk.target, FakeShop)
    return desk.target


@pytest.fixture
def mover(store: Store, vault: Vault, queue: Queue) -> Mover:
    return Mover(store, vault, queue)


@pytest.fixture
def books() -> StockBooks:
    return StockBooks()
