"""Sources that are polled, and a shop with what a poller needs on real Redis."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from relay.line.accept import Acceptor
from relay.line.poll import Poller
from relay.line.polled import PolledFlow
from relay.model import Flow
from relay.roles import WHOLE, Json, Page
from relay.settings.polling import PollSettings
from relay.store.counters import Metrics
from relay.store.cursors import Cursors
from relay.store.store import Store, reply
from tests.relay.parts import FLOW, ReadableSource

MORE = Flow(name="more-orders", entity="order", source="shop", target="books", settings=None)
DAY = timedelta(days=1)


def poll_settings(every: timedelta = DAY, **settings: Any) -> PollSettings:
    """Settings of a poll; the pause may be shorter than any that a file may have, so that a test need not wait."""
    if "cron" in settings:
        return PollSettings(**settings)
    return PollSettings(every=DAY, **settings).model_copy(update={"every": every})


def document(number: int) -> Json:
    return {"number": str(number)}


def page(cursor: str, *numbers: int) -> Page:
    return Page([document(number) for number in numbers], cursor)


@dataclass
class StoppingSource(ReadableSource):
    """Waits before its second page until it is let go."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    may_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def changed_since(
        self, cursor: str, overlap: timedelta, not_before: str | None = None, *, part: str = WHOLE
    ) -> AsyncIterator[Page]:
        self.asked.append((cursor, overlap))
        self.asked_parts.append(part)
        self.not_before = not_before
        for number, one in enumerate(self.pages):
            if number == 1:
                self.reached.set()
                await self.may_go.wait()
            yield one


@dataclass
class Shop:
    """One Redis and the parts of a poller on it."""

    store: Store
    acceptor: Acceptor

    def poller(self, source: ReadableSource, *others: PolledFlow, **settings: Any) -> Poller:
        polled = PolledFlow(FLOW, source, poll_settings(**settings))
        return Poller(self.store, self.acceptor, [polled, *others], Metrics(self.store))

    async def cursor(self, flow: Flow = FLOW) -> str | None:
        return await Cursors(self.store).cursor(flow.name)

    async def accepted(self) -> int:
        return int(await self.store.state.zcard(self.store.keys.index()))

    async def note(self, flow: Flow = FLOW) -> dict[str, str]:
        found = await reply(self.store.state.hgetall(self.store.keys.poll(flow.name)))
        return {name.decode(): value.decode() for name, value in found.items()}

    async def trigger(self, flow: Flow = FLOW) -> None:
        await reply(self.store.state.sadd(self.store.keys.triggers, flow.name))

    async def now_ms(self) -> int:
        seconds, microseconds = await self.store.state.time()
        return int(seconds * 1000 + microseconds // 1000)


@asynccontextmanager
async def polling(*pollers: Poller) -> AsyncIterator[None]:
    stopping = asyncio.Event()
    running = [asyncio.create_task(poller.run(stopping)) for poller in pollers]
    try:
        yield
    finally:
        stopping.set()
        await asyncio.wait_for(asyncio.gather(*running), 5)
