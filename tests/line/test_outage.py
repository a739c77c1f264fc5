"""Redis away for five seconds: the server says so and lives, the worker waits and goes on, and nothing is lost."""

import asyncio
import os
import signal
from datetime import timedelta
from pathlib import Path

from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from tests.line.household import Line, open_line, webshop_order
from tests.waiting import eventually

OUTAGE = 5.0


async def test_a_restart_of_the_state_redis_stops_neither_server_nor_worker(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    data = tmp_path / "redis"
    data.mkdir()
    with EmbeddedRedis(maxmemory_mb=64, appendonly=True, folder=data) as redis:
        settings = {"redis": {"payload_url": redis_server.url, "state_url": redis.url}}
        async with open_line(redis, tmp_path, changes=settings) as line, line.worker_process() as process:
            line.accountview.faults.delay = timedelta(milliseconds=200)
            before = [await line.accepted(webshop_order(str(n))) for n in range(5)]
            await eventually(line.books.calls.total, within=20)
            redis.kill()
            status, answer = await line.post(webshop_order("9"))
            assert (status, answer["status"]) == (503, 503)
            await asyncio.sleep(OUTAGE)  # the outage itself, not a wait for something
            redis.restart()
            after = await eventually(lambda: _accept_again(line), within=10)
            stories = await line.ended(*before, str(after), within=30)
            assert process.returncode is None
    assert {(story.summary.event.state, story.summary.reason) for story in stories} == {
        (State.WRITTEN, "written for debtor 10001")
    }
    assert sorted(order["COMMENT1"] for order in line.books.orders) == [f"W-{n}" for n in (0, 1, 2, 3, 4, 9)]


async def test_a_redis_that_hangs_is_answered_with_503_and_heals(mortal_redis: EmbeddedRedis, tmp_path: Path) -> None:
    async with open_line(mortal_redis, tmp_path) as line, line.worker():
        os.kill(mortal_redis.pid, signal.SIGSTOP)
        try:
            status, _ = await line.post(webshop_order("1"))
        finally:
            os.kill(mortal_redis.pid, signal.SIGCONT)
        assert status == 503
        event = await eventually(lambda: _accept_again(line, "1"), within=10)
        [story] = await line.ended(str(event))
    assert story.summary.event.state is State.WRITTEN


async def _accept_again(line: Line, number: str = "9") -> str | None:
    """The id of the event once the intake takes it."""
    status, answer = await line.post(webshop_order(number))
    return str(answer["event"]) if status == 202 else None
