"""Writes that a sandbox carries out after their caller has given up, as vendors do: after a while, or on command."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta


class LateWrites:
    """Each write runs in a task of its own, so that it does not end with its caller."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._due = asyncio.Event()

    def later(self, carry_out: Callable[[], object], after: timedelta) -> None:
        """Carry a write out after this long, or as soon as :meth:`now` is called."""

        async def wait_and_write() -> None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._due.wait(), after.total_seconds())
            carry_out()

        task = asyncio.create_task(wait_and_write())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def wait_until_done(self) -> None:
        """Wait until all of them are carried out, each in its time."""
        await asyncio.gather(*self._tasks)

    async def now(self) -> None:
        """Carry all of them out, whatever time they have left."""
        self._due.set()
        await self.wait_until_done()
        self._due.clear()

    def give_up(self) -> None:
        """Carry none of them out any more."""
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
