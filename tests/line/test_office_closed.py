"""The office server is off at night, or does not let us in: orders wait, no try is burned, and all heals by itself."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.sandboxes.accountview.faults import Fault
from relay.demo.embedded import EmbeddedRedis
from relay.line.once.breakers import read_breakers
from relay.model import State
from tests.line.household import Line, open_line, webshop_order
from tests.waiting import eventually

BREAKER = {
    "failures": 3, "calls": 1000, "first_pause": "300ms", "longest_pause": "600ms", "longest_barred_pause": "1200ms",
}  # fmt: skip
RETRY = {"retry": {"first": "20ms", "most": "50ms", "tries": 3}}


@pytest.fixture
async def office(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Line]:
    async with open_line(redis_server, tmp_path, target={"breaker": BREAKER}, changes=RETRY) as line:
        yield line


async def parked(line: Line, event: str) -> bool:
    return await line.state_of(event) is State.PARKED


async def shut(line: Line) -> bool:
    return bool(await read_breakers(line.program.store))


async def test_orders_wait_while_the_office_is_closed_and_are_written_when_it_opens(office: Line) -> None:
    office.accountview.faults.next(Fault.OFFLINE, 12)
    events = [await office.accepted(webshop_order(str(n))) for n in range(6)]
    async with office.worker():
        await eventually(lambda: shut(office), within=15)
        stories = await office.ended(*events, within=30)
    assert {story.summary.event.state for story in stories} == {State.WRITTEN}
    assert max(story.summary.event.tries for story in stories) < 3
    assert len(office.books.orders) == 6


async def test_an_office_that_does_not_let_us_in_is_asked_no_more_and_the_order_is_not_failed(office: Line) -> None:
    office.accountview.authority.withdraw()
    event = await office.accepted(webshop_order("1"))
    async with office.worker():
        await eventually(lambda: parked(office, event), within=15)
        assert "relay connect" in (await office.story(event)).summary.reason
        assert await shut(office)
        assert office.books.calls["POST", "TOKEN"] <= 3  # each of them a probe, after a pause that doubles
        await office.program.tokens["books"].seed(office.accountview.authority.grant_refresh_token())
        [story] = await office.ended(event, within=30)
    assert (story.summary.event.state, story.summary.event.tries) == (State.WRITTEN, 0)
