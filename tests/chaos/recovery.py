"""Measures how soon the relay goes on: after a worker was killed, and after a Redis came back."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from relay.model import State
from relay.store.store import STORAGE_FAILURES, Store, reply

_LOOK: Final = 0.02
_GIVE_UP: Final = 60.0

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Running:
    """An event in some worker's hands, and how often that was so."""

    event_id: str
    runs: int
    lost: int


async def running(store: Store) -> list[Running]:
    """The events that are being carried at this moment."""
    ids = await store.state.zrange(store.keys.index(state=State.RUNNING), 0, -1)
    found = await _look([event_id.decode() for event_id in ids], store)
    return [Running(event_id, runs, lost) for event_id, state, runs, lost in found if state == State.RUNNING]


async def restarts(store: Store, before: Sequence[Running], killed_at: float) -> list[float]:
    """How many seconds after the kill each event started anew that the killed worker held.

    Those are the ones whose next start finds them still running: the claim counts them as lost. An event that another
    worker ended meanwhile was in that worker's hands, or had ended just before the kill.
    """
    loop = asyncio.get_running_loop()
    waiting = {event.event_id: event for event in before}
    seconds: list[float] = []
    while waiting and loop.time() - killed_at < _GIVE_UP:
        for event_id, state, runs, lost in await _look(list(waiting), store):
            if lost > waiting[event_id].lost:
                seconds.append(loop.time() - killed_at)
                del waiting[event_id]
            elif state != State.RUNNING or runs > waiting[event_id].runs:
                del waiting[event_id]
        await asyncio.sleep(_LOOK)
    return seconds + [loop.time() - killed_at] * len(waiting)


async def next_outcome(store: Store) -> float:
    """How many seconds from now the next run ends."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    before = await steadily(lambda: _outcomes(store))
    while True:
        if await steadily(lambda: _outcomes(store)) != before or loop.time() - began > _GIVE_UP:
            return loop.time() - began
        await asyncio.sleep(_LOOK)


async def steadily(call: Callable[[], Awaitable[_Answer]]) -> _Answer:
    """The answer of a call to Redis, asked again while Redis is away. Raises what the last of many attempts raises."""
    for _attempt in range(200):
        try:
            return await call()
        except STORAGE_FAILURES:
            await asyncio.sleep(_LOOK * 5)
    return await call()


async def _outcomes(store: Store) -> int:
    counters = await reply(store.state.hgetall(store.keys.counters))
    return sum(int(count) for name, count in counters.items() if name.startswith(b"outcomes\x1f"))


async def _look(event_ids: Sequence[str], store: Store) -> list[tuple[str, str, int, int]]:
    """State, runs and lost runs of events."""

    async def look() -> list[list[bytes | None]]:
        async with store.state.pipeline(transaction=False) as pipe:
            for event_id in event_ids:
                pipe.hmget(store.keys.event(event_id), ["state", "runs", "lost"])
            return list(await pipe.execute())

    return [
        (event_id, (state or b"").decode(), int(runs or 0), int(lost or 0))
        for event_id, (state, runs, lost) in zip(event_ids, await steadily(look), strict=True)
    ]
