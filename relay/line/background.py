"""Runs work beside other work, and ends it for sure: one cancellation is not always enough."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final

import structlog

log = structlog.get_logger()

_LISTENS_WITHIN: Final = 0.5
"""Seconds until a task is cancelled again: one that heard it and tidies up must not be cut off in that, either."""


@asynccontextmanager
async def beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run the work while the block runs. A defect in it is logged by its kind and does not end the block."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        await end(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background_failed", error=type(error).__name__)


async def end(*tasks: asyncio.Task[Any], within: float | None = None) -> None:
    """Cancel tasks until each has ended, or until so many seconds are over. What they came to is not raised.

    Before Python 3.12 ``asyncio.wait_for``, which redis-py sends its commands through, swallows a cancellation that
    comes in the moment its inner future is done. A loop that is cancelled only then would go on for ever, so nobody
    may cancel a task once and then wait for it (tests/test_house.py looks).
    """
    loop = asyncio.get_running_loop()
    deadline = float("inf") if within is None else loop.time() + within
    while (alive := [task for task in tasks if not task.done()]) and loop.time() < deadline:
        for task in alive:
            task.cancel()
        await asyncio.wait(alive, timeout=min(_LISTENS_WITHIN, deadline - loop.time()))
