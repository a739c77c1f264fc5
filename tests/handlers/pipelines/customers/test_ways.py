"""Customers in every direction: between AFAS and AccountView, and from a web shop into either."""

from collections.abc import AsyncIterator

import pytest

from tests.handlers.pipelines.customers.ways import CustomerWay, open_way
from tests.handlers.pipelines.entity_suite import EntitySuite
from tests.handlers.pipelines.orders.fakes import OrderDesk

WAYS = [("afas", "accountview"), ("accountview", "afas"), ("webhook", "accountview"), ("webhook", "afas")]


class TestCustomers(EntitySuite):
    """The facts that hold for every entity that keeps a state."""

    @pytest.fixture(params=WAYS, ids=[" to ".join(ends) for ends in WAYS])
    async def way(self, request: pytest.FixtureRequest, desk: OrderDesk) -> AsyncIterator[CustomerWay]:
        source, target = request.param
        async with open_way(source, target, desk) as way:
            yield way
