"""Workers killed at the worst moments: whatever they leave behind, the books hold each order once."""

import asyncio
from datetime import timedelta
from pathlib import Path

from handlers.sandboxes.accountview.faults import Fault
from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from tests.line.household import Line, open_line, webshop_order
from tests.processes import kill_all
from tests.waiting import eventually


async def test_a_worker_killed_between_write_and_confirm_makes_no_second_order(line: Line) -> None:
    line.accountview.faults.next(Fault.STORE_THEN_HANG, business_object="SO1")
    event = await line.accepted(webshop_order("1"))
    async with line.worker_process() as process:
        await eventually(lambda: line.books.orders, within=20)
        kill_all(process)
        await process.wait()
        async with line.worker():
            [story] = await line.ended(event)
    assert story.summary.event.state is State.WRITTEN
    assert "earlier run" in story.summary.reason
    assert [order["COMMENT1"] for order in line.books.orders] == ["W-1"]


async def test_a_worker_killed_while_the_target_still_works_makes_no_second_order(line: Line) -> None:
    line.accountview.faults.commit_delay = timedelta(seconds=3.5)  # after the lease of 2 s has moved
    line.accountview.faults.next(Fault.COMMIT_LATER, business_object="SO1")
    event = await line.accepted(webshop_order("1"))
    async with line.worker_process() as process:
        await eventually(lambda: line.books.calls["POST", "SO1"], within=20)
        kill_all(process)
        await process.wait()
        async with line.worker():

            async def has_moved() -> bool:
                return (await line.story(event)).summary.event.runs > 1

            await eventually(has_moved, within=10)
            assert line.books.orders == []
            [story] = await line.ended(event)
            await line.accountview.commits_done()
    assert story.summary.event.state is State.WRITTEN
    assert [order["COMMENT1"] for order in line.books.orders] == ["W-1"]
    assert line.books.calls["POST", "SO1"] == 1


async def test_a_worker_killed_while_the_target_makes_the_debtor_makes_no_second_debtor(line: Line) -> None:
    line.accountview.faults.commit_delay = timedelta(seconds=3)
    line.accountview.faults.next(Fault.COMMIT_LATER, business_object="AR1")
    first = await line.accepted(webshop_order("1"))
    async with line.worker_process() as process:
        await eventually(lambda: line.books.calls["POST", "AR1"], within=20)
        kill_all(process)
        await process.wait()
        second = await line.accepted(webshop_order("2"))
        async with line.worker():
            stories = await line.ended(first, second, within=30)
    assert [story.summary.event.state for story in stories] == [State.WRITTEN, State.WRITTEN]
    assert len(line.books.debtors) == 1


async def test_a_write_that_never_came_about_is_sent_again_after_the_horizon(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    """The worker dies before its call reaches the books: the only way out is to wait and send anew."""
    async with open_line(redis_server, tmp_path, target={"commit_horizon": "3s", "total_timeout": "500ms"}) as line:
        line.accountview.faults.next(Fault.EMPTY_ERROR, business_object="SO1", method="POST")
        async with line.worker():
            started = asyncio.get_running_loop().time()
            [story] = await line.ended(await line.accepted(webshop_order("1")))
            waited = asyncio.get_running_loop().time() - started
    assert story.summary.event.state is State.WRITTEN
    assert len(line.books.orders) == 1
    assert waited >= 3


async def test_a_stopped_worker_ends_what_it_carries_and_takes_nothing_new(line: Line) -> None:
    line.accountview.faults.delay = timedelta(milliseconds=300)
    event = await line.accepted(webshop_order("1"))
    async with line.worker_process() as process:
        await line.begun(event)
        process.terminate()
        assert await process.wait() == 0
    assert await line.state_of(event) is State.WRITTEN
