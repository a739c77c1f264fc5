"""A desk that carries products between fakes over real Redis."""

import pytest

from relay.line.queue import Queue
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.pipelines.common.shelf import Carrier
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.products.desk import ProductDesk
from tests.handlers.pipelines.products.gallery import A, B, C, Hanger, Shop


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue) -> ProductDesk:
    return ProductDesk(OrderDesk(store, vault, queue))


@pytest.fixture
def hanger(store: Store, vault: Vault, queue: Queue) -> Hanger:
    """Carries pictures of a shop that has three."""
    return Hanger(Carrier(store, vault, queue), shop=Shop({"at:1": A, "at:2": B, "at:3": C}))


@pytest.fixture
def shop(hanger: Hanger) -> Shop:
    return hanger.shop
