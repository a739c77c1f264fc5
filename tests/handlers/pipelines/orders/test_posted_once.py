"""An order is posted once, to receivers that bear a repeated post well, badly, or not at all."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from handlers.sandboxes.shop.behaviour import Fault, late, lost
from relay.model import State
from tests.handlers.pipelines.entity_suite import Killed
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.orders.posted import RECEIVERS, PostedDesk, posting_desk

BEAR_IT = ["knows keys", "replaces", "can be asked"]
REFUSED = Fault(status=422)


@pytest.fixture(params=BEAR_IT)
async def posted(request: pytest.FixtureRequest, desk: OrderDesk) -> AsyncIterator[PostedDesk]:
    async with posting_desk(desk, request.param) as opened:
        yield opened


@pytest.fixture
async def knows_nothing(desk: OrderDesk) -> AsyncIterator[PostedDesk]:
    async with posting_desk(desk, "knows nothing") as opened:
        yield opened


async def run_until_it_ends(posted: PostedDesk) -> State:
    """The same event, try by try, as long as it only waits."""
    ticket, tries = await posted.ticket(), 0
    while (outcome := await posted.again(ticket)).state is State.UNCONFIRMED and tries < 5:
        tries += 1
        await posted.pass_horizon()
    return outcome.state


@pytest.mark.parametrize("carried_out", [True, False], ids=["carried out", "not carried out"])
async def test_an_answer_that_is_lost_leaves_one_order(posted: PostedDesk, *, carried_out: bool) -> None:
    posted.shop.behaviour.faults.append(lost(carried_out=carried_out))
    assert await run_until_it_ends(posted) is State.WRITTEN
    assert len(posted.posted()) == 1
    link = await posted.link(posted.order_name())
    assert link is not None
    assert link.number == "O-1"


async def test_an_answer_that_comes_too_late_leaves_one_order(desk: OrderDesk) -> None:
    async with posting_desk(desk, "knows keys", "200ms") as posted:
        posted.shop.behaviour.faults.append(late(timedelta(seconds=5)))
        assert await run_until_it_ends(posted) is State.WRITTEN
        first, second = posted.shop.calls
        assert (first.key, first.body, len(posted.posted())) == (second.key, second.body, 1)


@pytest.mark.parametrize("after", [False, True], ids=["before it is sent", "once it was sent"])
async def test_a_process_that_dies_at_the_post_leaves_one_order(posted: PostedDesk, *, after: bool) -> None:
    ticket = await posted.ticket()
    posted.die_at, posted.die_after = 1, after
    with pytest.raises(Killed):
        await posted.again(ticket)
    posted.die_at = None
    await posted.pass_horizon()
    outcome = await posted.again(ticket)
    assert (outcome.state, outcome.number, len(posted.posted())) == (State.WRITTEN, "O-1", 1), outcome


async def test_what_nobody_can_tell_is_held_and_never_posted_again(knows_nothing: PostedDesk) -> None:
    knows_nothing.shop.behaviour.faults.append(lost(carried_out=True))
    ticket = await knows_nothing.ticket()
    assert (await knows_nothing.again(ticket)).state is State.UNCONFIRMED
    for _ in range(3):
        await knows_nothing.pass_horizon()
        outcome = await knows_nothing.again(ticket)
        assert outcome.state is State.HELD, outcome
    assert len(knows_nothing.shop.calls) == 1


async def test_a_process_that_dies_at_a_post_that_nobody_can_tell_of_leaves_it_to_a_person(
    knows_nothing: PostedDesk,
) -> None:
    ticket = await knows_nothing.ticket()
    knows_nothing.die_at = 1
    with pytest.raises(Killed):
        await knows_nothing.again(ticket)
    knows_nothing.die_at = None
    await knows_nothing.pass_horizon()
    assert (await knows_nothing.again(ticket)).state is State.HELD
    assert knows_nothing.shop.calls == []


async def test_a_refused_order_arrives_once_its_mapping_is_mended(posted: PostedDesk) -> None:
    posted.shop.behaviour.faults.append(REFUSED)
    ticket = await posted.ticket()
    refused = await posted.again(ticket)
    assert (refused.state, "422" in refused.reason, posted.posted()) == (State.HELD, True, [])
    rows = ({"to": "order_no", "from": "reference"}, {"to": "lines.code", "each": "lines", "from": "item.sku"})
    how = next(how for behaviour, how in RECEIVERS.values() if how["repeat"] == posted.target.repeat.value)
    posted.seat({name: value for name, value in how.items() if name != "look_up"} | _asked(how), *rows)
    outcome = await posted.again(ticket)
    assert outcome.state is State.WRITTEN, outcome
    assert posted.posted() == [{"order_no": "S1-1001", "lines": [{"code": "BR-100"}, {"code": "BR-200"}]}]
    first, second = posted.shop.calls
    assert first.key != second.key


async def test_a_post_that_is_repeated_says_exactly_the_same(desk: OrderDesk) -> None:
    async with posting_desk(desk) as posted:
        posted.shop.behaviour.faults.append(lost(carried_out=True))
        ticket = await posted.ticket()
        await posted.again(ticket)
        posted.seat(RECEIVERS["knows keys"][1], {"to": "order_no", "from": "reference"})
        outcome = await posted.again(ticket)
        assert (outcome.state, len(posted.shop.calls)) == (State.HELD, 1), outcome


def _asked(how: dict[str, object]) -> dict[str, object]:
    """The look-up by what the mended rows call the number."""
    if "look_up" not in how:
        return {}
    return {"look_up": {"path": "/orders?order_no={reference}", "found": "data", "id": "id"}}
