"""What an idle or full worker waits for: a mark that an event came, a run that ends, or the word to stop."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from relay.line.background import end
from relay.store.store import Store, reply


class Waits:
    """The waits of one worker; setting ``stopping`` ends each of them at once."""

    def __init__(self, store: Store) -> None:
        self.stopping = asyncio.Event()
        self._store = store

    async def until_one_ends(self, running: Iterable[asyncio.Task[Any]]) -> None:
        """Wait until one of the tasks ends."""
        stop = asyncio.create_task(self.stopping.wait())
        await asyncio.wait([*running, stop], return_when=asyncio.FIRST_COMPLETED)
        await end(stop)

    async def until_marked(self, seconds: float, running: Iterable[asyncio.Task[Any]]) -> None:
        """Wait for a mark on the wake list, for one of the tasks, or for so long at most. Raises the failures of Redis.

        A task that ends and a stop do not wait for the answer of Redis: the connection that reads it is closed.
        """
        blocked = self._store.state.blpop([self._store.keys.wake], timeout=seconds)  # type: ignore[arg-type]  # Redis 6 takes fractions
        mark = asyncio.create_task(reply(blocked))
        stop = asyncio.create_task(self.stopping.wait())
        try:
            await asyncio.wait([mark, stop, *running], return_when=asyncio.FIRST_COMPLETED)
            if mark.done():
                mark.result()
        finally:
            await end(mark, stop)

    async def pause(self, seconds: float) -> None:
        """Wait for so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)
