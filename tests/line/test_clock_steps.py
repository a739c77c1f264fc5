"""The clock of the state Redis is set while a write is on its way: no order is made twice, over real HTTP."""

from datetime import timedelta
from pathlib import Path

import pytest

from handlers.sandboxes.accountview.faults import Fault
from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from tests.line.household import open_line, webshop_order
from tests.relay.line.stepping import make_clock_settable, step_clock
from tests.waiting import eventually

LATE = timedelta(seconds=3)


async def test_an_order_whose_answer_was_lost_is_made_once_though_the_clock_of_redis_steps_past_the_horizon(
    redis_server: EmbeddedRedis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_clock_settable(monkeypatch)
    target = {"commit_horizon": "6s", "total_timeout": "500ms"}
    async with open_line(redis_server, tmp_path, target=target) as line, line.worker():
        line.accountview.faults.commit_delay = LATE
        line.accountview.faults.next(Fault.COMMIT_LATER, business_object="SO1")
        event = await line.accepted(webshop_order("1"))

        async def is_unconfirmed() -> bool:
            return await line.state_of(event) is State.UNCONFIRMED

        await eventually(is_unconfirmed, within=20)
        assert line.books.orders == [], "it is not there yet"
        await step_clock(line.program.store, 60)
        [story] = await line.ended(event, within=30)
        await line.accountview.commits_done()
    assert story.summary.event.state is State.WRITTEN
    assert [order["COMMENT1"] for order in line.books.orders] == ["W-1"]
    assert line.books.calls["POST", "SO1"] == 1
