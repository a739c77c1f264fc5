"""Stock from AFAS, from AccountView and from one who posts it, into a shop: whatever is lost, its last level stands."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar

import pytest

from tests.handlers.pipelines.entity_suite import EntitySuite
from tests.handlers.pipelines.stock.desk import StockDesk
from tests.handlers.pipelines.stock.stock_ways import StockWay, open_way


class TestStock(EntitySuite):
    """The facts that hold for every entity that keeps a state."""

    made: ClassVar[Mapping[str, Any]] = {"quantity": "5"}
    field = "quantity"
    values = ("8", "3")

    @pytest.fixture(params=["afas", "accountview", "webhook"])
    async def way(self, request: pytest.FixtureRequest, desk: StockDesk) -> AsyncIterator[StockWay]:
        async with open_way(request.param, desk.orders) as way:
            yield way
