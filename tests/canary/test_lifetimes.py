"""A document lives in the payload role for as long as its event may need it: under a time to live, and no longer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from relay.demo.embedded import EmbeddedRedis
from relay.line.queue import GRACE
from relay.model import State
from tests.canary.marks import Marks, line
from tests.line.household import Line, open_line
from tests.waiting import eventually


@pytest.fixture
async def two_roles(mortal_redis: EmbeddedRedis, redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Line]:
    """A line whose payload role is a server of its own, in which nothing else is."""
    urls = {"payload_url": mortal_redis.url, "state_url": redis_server.url, "volatile_state": True}
    async with open_line(redis_server, tmp_path, changes={"redis": urls}) as opened:
        yield opened


async def documents(opened: Line) -> dict[str, int]:
    """Every key of the payload role with its time to live in milliseconds; -1 is for ever."""
    payload = opened.program.store.payload
    return {key.decode(): await payload.pttl(key) async for key in payload.scan_iter()}


async def test_a_document_goes_with_its_written_order_and_stays_with_a_held_one_for_a_time(two_roles: Line) -> None:
    marks, keys = Marks(), two_roles.program.store.keys
    held = await two_roles.accepted(marks.order("1", lines=[line("NIEUW-001")]))
    written = await two_roles.accepted(marks.order("2"))
    assert set(await documents(two_roles)) == {keys.payload(held), keys.payload(written)}
    async with two_roles.worker():
        stories = await two_roles.ended(held, written)

        async def one_is_left() -> bool:
            return set(await documents(two_roles)) == {keys.payload(held)}

        await eventually(one_is_left)
    assert [story.summary.event.state for story in stories] == [State.HELD, State.WRITTEN]


async def test_no_key_of_the_payload_role_lives_for_longer_than_the_retention_and_its_grace(two_roles: Line) -> None:
    marks = Marks()
    longest = (two_roles.program.settings.retention.events + GRACE).total_seconds() * 1000
    await two_roles.accepted(marks.order("1"))
    held = await two_roles.accepted(marks.order("2", lines=[line("NIEUW-001")]))
    async with two_roles.worker():
        await two_roles.ended(held)
    await two_roles.accepted(marks.order("3"))
    await two_roles.post(marks.order("3"))  # a repeat leaves nothing
    lives = await documents(two_roles)
    assert 2 <= len(lives) <= 3
    assert all(0 < life <= longest for life in lives.values()), lives
