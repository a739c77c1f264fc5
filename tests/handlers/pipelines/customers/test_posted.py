"""Customers are posted from every source to receivers that bear a repeated post well, badly or not at all."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.handlers.pipelines.customers.posted_ways import RECEIVERS, PostedWay, open_posted_way
from tests.handlers.pipelines.entity_suite import EntitySuite
from tests.handlers.pipelines.orders.fakes import OrderDesk

WAYS = [
    ("afas", "knows keys"),
    ("accountview", "knows keys"),
    ("webhook", "knows keys"),
    ("webhook", "replaces"),
    ("webhook", "can be asked"),
]


class TestPostedCustomers(EntitySuite):
    """The facts that hold for every entity that keeps a state."""

    @pytest.fixture(params=WAYS, ids=[f"{source} to one that {receiver}" for source, receiver in WAYS])
    async def way(self, request: pytest.FixtureRequest, desk: OrderDesk) -> AsyncIterator[PostedWay]:
        source, receiver = request.param
        async with open_posted_way(source, desk, receiver) as way:
            yield way


def test_every_kind_of_receiver_is_posted_to() -> None:
    tested: Any = {receiver for _, receiver in WAYS} | {"knows nothing"}
    assert tested == {*RECEIVERS}
