"""Runs work beside other work, and ends it for sure: one cancellation is not always enough."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final

import structlog

log = structlog.get_logger()

_LISTENS_WITHIN: Final = 0.1


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


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks until each has ended.

    Before Python 3.12 ``asyncio.wait_for``, which redis-py sends its commands through, swallows a cancellation that
    comes in the moment its inner future is done. A loop that is cancelled only then would go on for ever.
    """
    while alive := [task for task in tasks if not task.done()]:
        for task in alive:
            task.cancel()
        await asyncio.wait(alive, timeout=_LISTENS_WITHIN)
