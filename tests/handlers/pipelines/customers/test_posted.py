"""Customers are posted from every source to receivers that bear a repeated post well, badly or not at all."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from relay.model import State
from tests.handlers.pipelines.customers.posted_ways import RECEIVERS, PostedWay, open_posted_way
from tests.handlers.pipelines.entity_suite import EntitySuite, Killed, Way
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

    @pytest.mark.parametrize("after", [False, True], ids=["before it is sent", "once it was sent"])
    async def test_a_process_that_dies_at_any_write_leaves_each_part_there_once(
        self,
        way: Way,
        after: bool,  # noqa: FBT001 - as the fact that it stands in place of
    ) -> None:
        """What is told again is another write each time, at which no process dies for ever."""
        number = await way.new()
        for _ in range(2):
            way.die_at, way.die_after = way.writes + 1, after
            with pytest.raises(Killed):
                await self.carry(way, number)
            way.die_at = None
            await way.pass_horizon()
        outcome = await self.carry(way, number)
        for _ in range(2):
            if outcome.state is State.UNCONFIRMED:  # told again, and once more when the first can come no more
                await way.pass_horizon()
                outcome = await self.carry(way, number)
        assert (outcome.state, await way.records()) == (State.WRITTEN, 1), outcome
        assert await way.shown(str(outcome.number)) == self.made


def test_every_kind_of_receiver_is_posted_to() -> None:
    tested: Any = {receiver for _, receiver in WAYS} | {"knows nothing"}
    assert tested == {*RECEIVERS}
