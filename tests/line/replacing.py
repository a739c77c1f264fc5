"""What the tests of replaced systems share: orders written and parked, the command, and the replacement itself."""

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

from relay.model import State
from tests.line.household import Line, webshop_order
from tests.waiting import eventually

Opening = Callable[..., AbstractAsyncContextManager[Line]]

PATIENCE = timedelta(seconds=20)
ANNA = {"SUB_NR": "10001", "MAIL_BUS": "anna@example.com", "ACCT_NAME": "Anna", "SRC_CODE": "ANNA", "ACCT_TYPE": "D"}


async def relay(line: Line, *words: str) -> tuple[int | None, str]:
    """Run the command as an operator does; its exit status and all that it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "relay", *words, "--config", str(line.config)),
        env={**os.environ, **line.environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), 30)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode, said.decode()


async def replace(line: Line, connection: str, *, with_open_events: bool = False) -> str:
    """What `relay connection replace` does and says."""
    return str(await line.program.replacing().replace(connection, keep_links=False, with_open_events=with_open_events))


async def carried(line: Line, number: str, **changes: Any) -> str:
    """The debtor on whom an order of the shop was written."""
    async with line.worker():
        [story] = await line.ended(await line.accepted(webshop_order(number, **changes)))
    assert story.summary.event.state is State.WRITTEN, story.summary.reason
    [row] = [row for row in line.books.orders if row["COMMENT1"] == f"W-{number}"]
    return str(row["RPL_INV"])


async def parked(line: Line, event_id: str) -> str:
    """Why an event is parked."""

    async def reason() -> str | None:
        summary = (await line.story(event_id)).summary
        return summary.reason if summary.event.state is State.PARKED else None

    return await eventually(reason)
