"""Clears away what time and crashes left: events at their end, documents without an event, marks of the gone."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final

import structlog

from relay.care.expiry import Expiry
from relay.care.orphans import Orphans
from relay.errors import StorageError
from relay.line.queue import FORGETS, Queue
from relay.model import ENDS, State, new_token
from relay.store.documents import StoredDocuments
from relay.store.store import STORAGE_FAILURES, Store

log = structlog.get_logger()

EVERY: Final = timedelta(minutes=15)
YOUNG: Final = timedelta(minutes=5)
"""A document without an event may belong to one that is being accepted at this moment, unless it is older than this."""

_AT_ONCE: Final = 500


class Housekeeping:
    """Runs in every worker; a lease lets one of them do the work each time."""

    def __init__(self, store: Store, queue: Queue, flows: Sequence[str], expiry: Expiry, orphans: Orphans) -> None:
        self._store = store
        self._documents = StoredDocuments(store)
        self._keep = queue.keep
        self._flows = flows
        self._expiry = expiry
        self._orphans = orphans

    async def run(self, stopping: asyncio.Event) -> None:
        """Sweep every quarter of an hour until told to stop."""
        while not stopping.is_set():
            try:
                if await self._store.state.set(self._store.keys.housekeeping, new_token(), nx=True, px=EVERY):
                    await self.sweep()
            except (*STORAGE_FAILURES, StorageError) as error:
                log.warning("redis_away", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), EVERY.total_seconds() / 3)

    async def sweep(self) -> int:
        """End events whose time is over, delete documents that no open event needs, and forget the gone.

        Returns how many documents it found that should not have been there any more.
        """
        await self._orphans.tend()  # before anything expires: what nobody can carry waits for a person, however long
        ended = await self._expiry.sweep()
        deleted = await self._sweep_payloads()
        forgotten = await self._sweep_indexes()
        if deleted or forgotten or ended.expired:
            log.info("swept", documents=deleted, events=forgotten, expired=ended.expired)
        return deleted

    async def _sweep_payloads(self) -> int:
        """A crash between sealing and accepting leaves a document alone; so does one between an outcome and its end."""
        deleted = 0
        batch: list[str] = []
        async for event_id in self._documents.event_ids():
            if _is_older(event_id, YOUNG):
                batch.append(event_id)
            if len(batch) >= _AT_ONCE:
                deleted += await self._delete_unneeded(batch)
                batch = []
        return deleted + (await self._delete_unneeded(batch) if batch else 0)

    async def _delete_unneeded(self, event_ids: Sequence[str]) -> int:
        async with self._store.state.pipeline(transaction=False) as pipe:
            for event_id in event_ids:
                pipe.hmget(self._store.keys.event(event_id), ["state", "dry_until"])
            found = await pipe.execute()
        return await self._documents.forget(
            *(
                event_id
                for event_id, (state, dry_until) in zip(event_ids, found, strict=True)
                if state is None or (State(state.decode()) in FORGETS and dry_until is None)
            )
        )

    async def _sweep_indexes(self) -> int:
        """Events live for the retention since their last run; what is older by its acceptance may still be open."""
        seconds, _ = await self._store.state.time()
        old = [
            event_id.decode()
            for event_id in await self._store.state.zrangebyscore(
                self._store.keys.index(), "-inf", seconds * 1000 - self._keep, start=0, num=_AT_ONCE * 20
            )
        ]
        async with self._store.state.pipeline(transaction=False) as pipe:
            for event_id in old:
                pipe.exists(self._store.keys.event(event_id))
            there = await pipe.execute()
        gone = [event_id for event_id, exists in zip(old, there, strict=True) if not exists]
        if gone:
            await self._forget(gone)
        return len(gone)

    async def _forget(self, gone: Sequence[str]) -> None:
        """Take events out of every index. One that had not ended is missed aloud: nobody was there to end it."""
        indexes = [(flow, state) for flow in (None, *self._flows) for state in (None, *State)]
        async with self._store.state.pipeline(transaction=False) as pipe:
            for flow, state in indexes:
                pipe.zrem(self._store.keys.index(flow, state), *gone)
            removed = await pipe.execute()
        unended = {
            state.value: count
            for (flow, state), count in zip(indexes, removed, strict=True)
            if flow is None and state is not None and state not in ENDS - {State.FAILED} and count
        }
        if unended:
            log.error("events_gone_without_an_end", **unended)


def _is_older(event_id: str, age: timedelta) -> bool:
    """Whether an event is older than this, by the moment its id begins with; an id without a moment counts as old."""
    try:
        made = int(event_id[:12], 16) / 1000
    except ValueError:
        return True
    return time.time() - made > age.total_seconds()
