"""How many calls a product costs at either vendor, counted where they come in."""

from collections.abc import AsyncIterator

import pytest

from relay.model import State
from tests.handlers.pipelines.products.desk import ProductDesk
from tests.handlers.pipelines.products.ways import ProductWay, Shop, open_way


@pytest.fixture(params=["accountview", "afas"])
async def way(request: pytest.FixtureRequest, desk: ProductDesk) -> AsyncIterator[ProductWay]:
    """Into either system, with one product there that the relay made, and its tokens had."""
    async with open_way("webhook", request.param, desk.orders) as way:
        number = await way.new()
        assert (await way.run(await way.ticket(await way.document(number)))).state is State.WRITTEN
        yield way


async def test_an_unchanged_product_costs_no_call(way: ProductWay) -> None:
    before = way.books.calls()
    outcome = await way.run(await way.ticket(await way.document("1")))
    assert (outcome.state, way.books.calls() - before) == (State.WRITTEN, 0)


async def test_a_changed_one_costs_a_look_and_a_write(way: ProductWay) -> None:
    await way.change("1", name="Kaasplank noten")
    before = way.books.calls()
    outcome = await way.run(await way.ticket(await way.document("1")))
    assert (outcome.state, way.books.calls() - before) == (State.WRITTEN, 2)


async def test_one_that_is_blocked_costs_a_look_and_a_write(way: ProductWay) -> None:
    assert isinstance(way.there, Shop)
    way.there.besides = {"blocked": True}
    await way.change("1", name="Kaasplank eiken")
    before = way.books.calls()
    outcome = await way.run(await way.ticket(await way.document("1")))
    assert (outcome.state, way.books.calls() - before) == (State.WRITTEN, 2)
