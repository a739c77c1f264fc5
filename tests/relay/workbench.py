"""A queue on real Redis with workers on it whose pipeline is one step, for the tests of the worker."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from relay.line.accept import Acceptor
from relay.line.background import end
from relay.line.once.intents import Intents
from relay.line.queue import Queue
from relay.line.run_event import EventRunner
from relay.line.worker import RelayWorker
from relay.model import Event, Flow, State
from relay.store.store import Store
from relay.store.vault import Vault
from tests.relay.parts import FLOW, SmallRun, arrive, bound, make_runner, make_worker
from tests.stand_ins import make_acceptor
from tests.waiting import eventually

Step = Callable[[SmallRun], Awaitable[SmallRun]]
MORE = Flow(name="more-orders", entity="order", source="shop", target="books", settings=None)


@dataclass
class Bench:
    """One Redis with a queue, and workers on it whose pipeline is the step given."""

    store: Store
    vault: Vault
    queue: Queue
    acceptor: Acceptor = field(init=False)

    def __post_init__(self) -> None:
        self.acceptor = make_acceptor(self.store, self.vault, self.queue)

    def intents(self) -> Intents:
        return Intents(self.store, self.queue)

    def runner(self, step: Step, **others: Any) -> EventRunner:
        return make_runner(self.store, self.vault, self.queue, bound(step), **others)

    def worker(self, step: Step, **others: Any) -> RelayWorker:
        return make_worker(self.store, self.queue, self.runner(step), **others)

    async def arrive(self, count: int = 1, flow: Flow = FLOW) -> list[str]:
        accepted = await asyncio.gather(
            *(arrive(self.acceptor, f"{flow.name}-{n}", body=b"%d" % n, flow=flow) for n in range(count))
        )
        return [one.event_id for one in accepted]

    async def event(self, event_id: str) -> Event:
        found = await self.queue.event(event_id)
        assert found is not None
        return found

    async def becomes(self, event_id: str, state: State, *, within: float = 20.0) -> Event:
        async def stands() -> Event | None:
            event = await self.queue.event(event_id)
            return event if event is not None and event.state is state else None

        return await eventually(stands, within=within)


async def pass_by(run: SmallRun) -> SmallRun:
    return run


class Gate:
    """A step that stops inside until it is opened, and tells how many are inside."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.inside = 0
        self.most = 0
        self.cancelled = 0

    async def __call__(self, run: SmallRun) -> SmallRun:
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            await self.open.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.inside -= 1
        return run

    def step(self) -> Step:
        """The gate as a plain function, as pipelines want their steps."""

        async def wait(run: SmallRun) -> SmallRun:
            return await self(run)

        return wait


async def blocked_workers(store: Store) -> int:
    """How many clients of the server sleep on a list."""
    return sum(client["cmd"] == "blpop" for client in await store.state.client_list())


@asynccontextmanager
async def killed(worker: RelayWorker) -> AsyncIterator[None]:
    """A worker that is ended after the block as a kill would: nothing is handed back."""
    running = asyncio.create_task(worker.main())
    try:
        yield
    finally:
        ended = [running, *worker.tasks.values(), *worker.job_tasks.values()]
        worker._outcomes.clear()
        await end(*ended)
