"""Sees to it that no older state of a record is sent to a target after a newer one: ordinals, and what was sent last.

An ordinal is drawn before what is read is asked for, so that of two reads of a record the one with the higher was begun
later. Redis counts them for all flows together.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

from relay.errors import LeaseLost, Superseded
from relay.model import Event, Flow, Lease
from relay.store.scripts import script
from relay.store.store import Store, storage_errors
from words.told import Told

_Read = TypeVar("_Read")


class Ordinals:
    """Ordinals of all processes, kept in the state role."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._take = script(store.state, "take_ordinal")
        self._newer_waits = script(store.state, "newer_waits")

    async def draw(self) -> int:
        """The next ordinal, higher than all before; draw it before the read it is for begins. Raises StorageError."""
        async with storage_errors():
            return int(await self._store.state.incr(self._store.keys.ordinal))

    async def number(self, flow: Flow, reads: AsyncIterator[_Read]) -> AsyncIterator[tuple[int | None, _Read]]:
        """Each page or slice with an ordinal that was drawn before it was asked for; None where no state is kept.

        Raises StorageError besides what the reading raises.
        """
        try:
            ordinal = await self._draw_for(flow)
            async for read in reads:
                yield ordinal, read
                ordinal = await self._draw_for(flow)
        finally:
            if isinstance(reads, AsyncGenerator):
                await reads.aclose()

    async def _draw_for(self, flow: Flow) -> int | None:
        return await self.draw() if flow.keeps_state else None

    async def take(self, lease: Lease, record: str, ordinal: int) -> None:
        """Note that a state of this ordinal is about to be sent to a record of the target; call it before each send.

        ``record`` is the name of its link. One that was taken may be taken again, as by another try. Raises Superseded
        where a higher one was sent to it, LeaseLost, and the failures of Redis.
        """
        answer = await self._take(args=[self._store.keys.prefix, lease.event_id, lease.token, record, str(ordinal)])
        if answer == b"lost":
            raise LeaseLost("the lease passed to another worker before the state was sent")
        if answer == b"newer":
            raise Superseded(Told("once.newer_was_sent"))

    async def newer_waits(self, event: Event) -> bool:
        """Whether a newer state of the event's record waits: then that one is to be written, and not this one again.

        Raises the failures of Redis.
        """
        return bool(await self._newer_waits(args=[self._store.keys.prefix, event.id]))
