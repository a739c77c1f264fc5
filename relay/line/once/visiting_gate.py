"""The gate for a look at a connection: it keeps within the connection's limits, and leaves no mark on its breakers.

A look must not disturb what it looks at. It passes no breaker, so that no probe loses its turn and a connection that is
left alone is asked all the same; and however the look ends, no breaker counts anything of it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final

from relay.errors import Contended
from relay.line.once.gate import WAITS_FOR
from relay.line.once.right_of_way import CLASS, new_place
from relay.line.queue import milliseconds
from relay.settings.connections import ConnectionSettings
from relay.store.scripts import script
from relay.store.store import STORAGE_FAILURES, Store
from words.told import Told

PATIENCE: Final = timedelta(seconds=8)
"""How long a look waits for a place among the calls of the workers."""

_PAUSE: Final = 0.05


class VisitingGate:
    """The gate of one connection for one who only looks. ``life`` is how long a killed look holds its place."""

    def __init__(
        self,
        store: Store,
        connection: str,
        settings: ConnectionSettings,
        life: timedelta,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._store = store
        self._connection = connection
        self._settings = settings
        self._life = life
        self._patience = patience
        self._enter = script(store.state, "enter_gate")
        self._leave = script(store.state, "leave_gate")

    @asynccontextmanager
    async def call(self, about: str = "") -> AsyncIterator[None]:  # noqa: ARG002 - the role's signature
        """Hold a place while a call runs, whether a breaker is open or not.

        Raises Contended when all places are in use for the whole patience, and the failures of Redis.
        """
        token = new_place()
        await self._take_a_place(token)
        try:
            yield
        finally:
            with suppress(*STORAGE_FAILURES):  # the place ends by itself then
                await self._leave(args=[self._store.keys.prefix, self._connection, token, *([0] * 7), "", "", 0])

    async def _take_a_place(self, token: str) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience.total_seconds()
        places, most = self._settings.parallel_calls, self._settings.calls_per_minute
        limits = (places, milliseconds(self._life), most, int(CLASS.get()), milliseconds(WAITS_FOR))
        while True:
            answer, *_ = await self._enter(args=[self._store.keys.prefix, self._connection, token, *limits])
            if answer == b"in":
                return
            if loop.time() >= deadline:
                raise Contended(Told("once.all_calls_in_use", places=places, connection=self._connection))
            await asyncio.sleep(_PAUSE)
