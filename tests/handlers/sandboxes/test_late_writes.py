"""Writes that are carried out after their caller has given up."""

import asyncio
from datetime import timedelta

from handlers.sandboxes.late_writes import LateWrites


async def test_each_write_is_carried_out_when_its_time_has_come() -> None:
    late, written = LateWrites(), list[str]()
    late.later(lambda: written.append("second"), timedelta(milliseconds=30))
    late.later(lambda: written.append("first"), timedelta(milliseconds=1))
    assert written == []
    await late.wait_until_done()
    assert written == ["first", "second"]


async def test_all_are_carried_out_at_once_on_command_and_later_ones_wait_again() -> None:
    late, written = LateWrites(), list[str]()
    late.later(lambda: written.append("now"), timedelta(hours=1))
    await late.now()
    late.later(lambda: written.append("later"), timedelta(hours=1))
    await asyncio.sleep(0)
    assert written == ["now"]
    late.give_up()


async def test_none_is_carried_out_after_it_was_given_up() -> None:
    late, written = LateWrites(), list[str]()
    late.later(lambda: written.append("never"), timedelta(hours=1))
    late.give_up()
    await asyncio.sleep(0)
    await late.now()
    assert written == []
