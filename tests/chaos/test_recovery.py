"""Recovery counts the events that a dead worker held, and no others."""

import asyncio

from relay.line.queue import Claim, Queue
from relay.model import State, new_token
from relay.store.store import Store
from tests.chaos.recovery import restarts, running
from tests.relay.arrivals import FLOWS, arrival, claimed, ended
from tests.waiting import eventually


async def due(queue: Queue) -> Claim | None:
    """The next event that may go; one that is tried again rests for a moment before."""
    found = await queue.claim(FLOWS, new_token())
    return found if isinstance(found, Claim) else None


async def test_an_event_counts_whose_worker_died_and_not_one_that_ended(store: Store, queue: Queue) -> None:
    for _ in range(3):
        await queue.accept(arrival())
    dead, done, retried = [await claimed(queue) for _ in range(3)]
    before = await running(store)
    assert len(before) == 3
    assert await queue.finish(done.lease, ended(State.WRITTEN))
    assert await queue.finish(retried.lease, ended(State.RETRYING))
    assert (await eventually(lambda: due(queue))).lease.event_id == retried.lease.event_id
    killed_at = asyncio.get_running_loop().time()
    watching = asyncio.create_task(restarts(store, before, killed_at))
    await store.state.delete(f"arq:in-progress:{dead.lease.event_id}")
    await queue.claim(FLOWS, new_token())
    [seconds] = await watching
    assert 0 < seconds < 5
