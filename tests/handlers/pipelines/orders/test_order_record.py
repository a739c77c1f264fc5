"""Whether an order is in the target is told by its link, else by its reference, and nothing is written for it."""

import pytest

from handlers.pipelines.orders import PIPELINE
from relay.errors import Transient
from relay.line.actions import FIND_NUMBER
from relay.line.once.links import Link
from relay.model import State
from tests.handlers.pipelines.orders.fakes import OrderDesk, document
from tests.plain import as_told


async def present(desk: OrderDesk, order: object) -> str | None:
    look = PIPELINE.bind(desk.services).actions.get(FIND_NUMBER)
    assert look is not None
    return await look((await desk.ticket()).flow, order)


async def test_an_order_that_was_carried_is_found_by_its_link_without_a_call(desk: OrderDesk) -> None:
    outcome = await desk.carry()
    assert outcome.state is State.WRITTEN
    desk.target.calls.clear()
    assert await present(desk, document()) == outcome.number
    assert desk.target.calls.total() == 0


async def test_an_order_that_someone_else_wrote_is_found_by_its_exact_reference(desk: OrderDesk) -> None:
    await desk.carry()
    await desk.store.state.delete(desk.store.keys.link(desk.order_name()))
    assert await present(desk, document()) == "SO1"
    assert await present(desk, document(number="100")) is None


async def test_an_order_that_is_nowhere_is_absent_and_nothing_is_written(desk: OrderDesk) -> None:
    assert await present(desk, document()) is None
    assert desk.written() == 0
    assert await desk.link(desk.order_name()) is None


@pytest.mark.parametrize("order", [{}, None, [], {"number": "1001"}])
async def test_what_is_no_order_cannot_have_been_written(desk: OrderDesk, order: object) -> None:
    assert await present(desk, order) is None


async def test_a_link_of_another_order_says_nothing(desk: OrderDesk) -> None:
    await desk.links.store(desk.order_name("1002"), Link("SO9"))
    assert await present(desk, document()) is None


async def test_a_target_that_does_not_answer_is_not_taken_for_one_without_the_order(desk: OrderDesk) -> None:
    desk.target.failing["find_orders"] = Transient(as_told("busy"))
    with pytest.raises(Transient):
        await present(desk, document())
