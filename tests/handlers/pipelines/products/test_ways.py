"""Products in every direction: between AFAS and AccountView, and from a web shop into either."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar

import pytest

from tests.handlers.pipelines.entity_suite import EntitySuite
from tests.handlers.pipelines.products.desk import ProductDesk
from tests.handlers.pipelines.products.ways import ProductWay, Shop, open_way

OFFER = {"amount": "19.95", "is_offer": True, "starts_on": "2098-12-01", "ends_on": "2098-12-15"}
WAYS = [("afas", "accountview"), ("accountview", "afas"), ("webhook", "accountview"), ("webhook", "afas")]


class TestProducts(EntitySuite):
    """The facts that hold for every entity that keeps a state."""

    made: ClassVar[Mapping[str, Any]] = {"name": "Kaasplank eiken", "prices": 1}
    field = "name"
    values = ("Kaasplank noten", "Kaasplank beuken")

    @pytest.fixture(params=WAYS, ids=[" to ".join(ends) for ends in WAYS])
    async def way(self, request: pytest.FixtureRequest, desk: ProductDesk) -> AsyncIterator[ProductWay]:
        source, target = request.param
        async with open_way(source, target, desk.orders) as way:
            yield way


class TestProductsWithAnOffer(EntitySuite):
    """The same of a product whose offer is a record of its own in the target, beside the price that it begins with."""

    made: ClassVar[Mapping[str, Any]] = {"name": "Kaasplank eiken", "prices": 2}
    field = "name"
    values = ("Kaasplank noten", "Kaasplank beuken")

    @pytest.fixture
    async def way(self, desk: ProductDesk) -> AsyncIterator[ProductWay]:
        async with open_way("webhook", "afas", desk.orders) as way:
            assert isinstance(way.there, Shop)
            way.there.besides = {"prices": [OFFER]}
            yield way
