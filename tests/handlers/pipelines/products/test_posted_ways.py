"""Products from AFAS, AccountView and a shop into a system that is posted to, whatever becomes of an answer."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar

import pytest

from tests.handlers.pipelines.entity_suite import EntitySuite
from tests.handlers.pipelines.products.desk import ProductDesk
from tests.handlers.pipelines.products.posted_ways import RECEIVERS, PostedWay, open_posted_way

WAYS = [
    *((source, "knows keys") for source in ("afas", "accountview", "webhook")),
    *(("webhook", receiver) for receiver in RECEIVERS if receiver != "knows keys"),
]


class TestPostedProducts(EntitySuite):
    """The facts that hold for every entity that keeps a state."""

    made: ClassVar[Mapping[str, Any]] = {"name": "Kaasplank eiken", "prices": 1}
    field = "name"
    values = ("Kaasplank noten", "Kaasplank beuken")

    @pytest.fixture(params=WAYS, ids=[" to one that ".join(ends) for ends in WAYS])
    async def way(self, request: pytest.FixtureRequest, desk: ProductDesk) -> AsyncIterator[PostedWay]:
        source, receiver = request.param
        async with open_posted_way(source, receiver, desk.orders) as way:
            yield way
