"""A desk that carries customers."""

import pytest

from tests.handlers.pipelines.customers.desk import CustomerDesk
from tests.handlers.pipelines.orders.fakes import OrderDesk


@pytest.fixture
def customers(desk: OrderDesk) -> CustomerDesk:
    return CustomerDesk(desk)
