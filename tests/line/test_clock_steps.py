"""The clock of the state Redis is set while a write is on its way: no order is made twice, over real HTTP."""

from datetime import timedelta
from pathlib import Path

import pytest

from handlers.sandboxes.accountview.faults import Fault
from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from tests.line.household import Line, open_line, webshop_order
from tests.relay.line.stepping import make_clock_settable, step_clock
from tests.waiting import eventually

LATE = timedelta(seconds=3)
MOST = 5


async def test_an_order_whose_answer_was_lost_is_made_once_though_the_clock_of_redis_steps_past_the_horizon(
    redis_server: EmbeddedRedis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_clock_settable(monkeypatch)
    target = {"commit_horizon": "6s", "total_timeout": "500ms"}
    async with open_line(redis_server, tmp_path, target=target) as line, line.worker():
        line.accountview.faults.commit_delay = LATE
        event = await _unconfirmed(line)
        there = len(line.books.orders)
        await step_clock(line.program.store, 60)
        [story] = await line.ended(event, within=30)
        await line.accountview.commits_done()
    assert story.summary.event.state is State.WRITTEN
    references = [order["COMMENT1"] for order in line.books.orders]
    assert len(references) == len({*references}) == there + 1
    assert line.books.calls["POST", "SO1"] == len(references)


async def _unconfirmed(line: Line) -> str:
    """An order of which nobody knows yet whether it came; it is not there yet.

    A machine that stands still for longer than the write is late has nothing to show: then it is another order.
    """
    for number in range(1, MOST + 1):
        line.accountview.faults.next(Fault.COMMIT_LATER, business_object="SO1")
        event = await line.accepted(webshop_order(str(number)))

        async def looked_for(event: str = event) -> State | None:
            state = await line.state_of(event)
            return state if state in {State.UNCONFIRMED, State.WRITTEN} else None

        if await eventually(looked_for) is State.UNCONFIRMED and len(line.books.orders) < number:
            return event
        await line.ended(event, within=30)
    raise AssertionError("each order was written before its look-up could miss it")
