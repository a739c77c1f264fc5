"""An office that gives its documents one at a time, and a clerk who notes what is due of it and carries it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from relay.line.due_carrying import DueCarrier
from relay.line.dues import PRICE, Dues, read_waiting
from relay.line.once.right_of_way import CLASS, Class
from relay.line.polled import PolledFlow
from relay.model import Flow
from relay.roles import Json
from relay.store.counters import Metrics, read_counters
from tests.relay.parts import ReadableSource
from tests.relay.shops import poll_settings
from tests.relay.state_desk import CARDS, StateDesk, card

HOUR = timedelta(hours=1)


@dataclass
class Office(ReadableSource):
    """Gives its documents one at a time; ``between`` runs before each is given, with its number."""

    classes: list[Class] = field(default_factory=list)
    failures: dict[str, Exception] = field(default_factory=dict)
    at_once: int = 0
    most_at_once: int = 0
    stops: asyncio.Event | None = None

    async def fetch(self, reference: str) -> Json | None:
        self.classes.append(CLASS.get())
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.stops is not None:
                await self.stops.wait()
            if reference in self.failures:
                raise self.failures[reference]
            await asyncio.sleep(0)
            return await super().fetch(reference)
        finally:
            self.at_once -= 1


def office(*numbers: str) -> Office:
    return Office(documents={number: card("as it is", number) for number in numbers})


@dataclass
class Clerk:
    """Notes what is due of one flow and carries it."""

    cards: StateDesk
    source: Office
    dues: Dues
    settings: dict[str, Any] = field(default_factory=dict)
    metrics: Metrics = field(init=False)

    def __post_init__(self) -> None:
        self.metrics = Metrics(self.cards.store)

    @property
    def polled(self) -> PolledFlow:
        return PolledFlow(CARDS, self.source, poll_settings(**self.settings), precedence=Class.PRODUCT)

    def carrier(self, dues: Dues | None = None) -> DueCarrier:
        return DueCarrier(self.cards.store, self.cards.acceptor, dues or self.dues, [self.polled], self.metrics)

    async def note(self, *numbers: str, why: str = PRICE, before: timedelta = HOUR, flow: Flow = CARDS) -> None:
        for number in numbers:
            await self.dues.note(flow, number, datetime.now(UTC) - before, why)

    async def carry(self) -> int:
        return await self.carrier().carry(self.polled)

    async def left(self) -> int:
        return (await read_waiting(self.cards.store, CARDS.name)).count

    async def results(self) -> dict[str, int]:
        await self.metrics.hand_over()
        counters = await read_counters(self.cards.store)
        return {result: count for (name, *labels), count in counters.items() if name == "dues" for result in labels[1:]}


async def is_empty(clerk: Clerk) -> bool:
    return await clerk.left() == 0


@asynccontextmanager
async def running(carrier: DueCarrier) -> AsyncIterator[None]:
    stopping = asyncio.Event()
    task = asyncio.create_task(carrier.run(stopping))
    try:
        yield
    finally:
        stopping.set()
        await asyncio.wait_for(task, 10)
