"""Locks by name with a heartbeat, on the marks of a record and on work that one process does at a time.

Two events of one new customer make one debtor that way, and one poll of a flow runs among all workers.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from relay.errors import Contended
from relay.line.background import beside
from relay.line.queue import milliseconds
from relay.model import new_token
from relay.store.scripts import script
from relay.store.store import STORAGE_FAILURES, Store
from words.told import Told

_FIRST_PAUSE = 0.01
_LONGEST_PAUSE = 0.25


class Locks:
    """Locks of all workers, in the state role. A lock lasts as long as its holder renews it."""

    def __init__(self, store: Store, life: timedelta, wait: timedelta) -> None:
        self._prefix = store.keys.prefix
        self._life = life
        self._wait = wait
        self._take = script(store.state, "lock")
        self._free = script(store.state, "unlock")

    @asynccontextmanager
    async def hold(self, names: Sequence[str]) -> AsyncIterator[None]:
        """Hold all of the names, taken in one call and in sorted order. Raises Contended when neighbours keep them."""
        token, ordered = new_token(), sorted(set(names))
        await self._acquire(token, ordered)
        async with self._keep(token, ordered):
            yield

    @asynccontextmanager
    async def hold_if_free(self, name: str) -> AsyncIterator[bool]:
        """Hold the name where nobody else does, and wait for nobody; tells whether it is ours."""
        token = new_token()
        if not await self._taken(token, [name]):
            yield False
            return
        async with self._keep(token, [name]):
            yield True

    async def _acquire(self, token: str, names: Sequence[str]) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._wait.total_seconds()
        pause = _FIRST_PAUSE
        while not await self._taken(token, names):
            if loop.time() + pause > deadline:
                raise Contended(Told("once.record_locked"), after=timedelta(seconds=1))
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _taken(self, token: str, names: Sequence[str]) -> bool:
        """Take or lengthen all of the names; not where another holds one."""
        return bool(await self._take(args=[self._prefix, token, milliseconds(self._life), *names]))

    @asynccontextmanager
    async def _keep(self, token: str, names: Sequence[str]) -> AsyncIterator[None]:
        """Renew the names while the block runs, and free them."""
        try:
            async with beside(self._renew(token, names)):
                yield
        finally:
            with suppress(*STORAGE_FAILURES):  # the lock ends by itself then
                await self._free(args=[self._prefix, token, *names])

    async def _renew(self, token: str, names: Sequence[str]) -> None:
        while True:
            await asyncio.sleep(self._life.total_seconds() / 3)
            with suppress(*STORAGE_FAILURES):
                await self._taken(token, names)
