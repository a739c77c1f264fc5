"""Products from a post over HTTP to the shelves: the door, the queue in Redis, and runs as a worker makes them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from handlers.pipelines.products import PIPELINE
from handlers.vendors.webhook.source.products import ProductSource
from relay.line.queue import Claim
from relay.line.run_event import EventRunner, OpenFlow
from relay.model import Flow, State, new_token
from relay.settings.model import RetrySettings
from tests.handlers.pipelines.products.desk import ProductDesk
from tests.relay.doors import make_door, open_door
from tests.relay.intake.callers import Answer, Caller


@dataclass
class PostedDesk:
    """A shop that posts to a door, and who carries what it took in."""

    desk: ProductDesk
    source: ProductSource
    shop: Caller

    async def post(self, document: Any, **headers: str) -> Answer:
        """The answer to one post."""
        answer = await self.shop.post("/hooks/shop", document, **headers)
        assert answer.status == 202, answer.document
        return answer

    async def carry(self) -> dict[str, State]:
        """Carry all that is due; how the run of each product ended, by its number."""
        queue, ended = self.desk.orders.queue, {}
        while isinstance(claim := await queue.claim(["shop"], new_token()), Claim):
            event = await queue.event(claim.lease.event_id)
            assert event is not None
            outcome = await self._runner().run(claim)
            ended[event.reference] = outcome.state
            assert await queue.finish(claim.lease, outcome)
            await self._runner().forget(event.id, outcome)
        return ended

    async def make_due(self) -> None:
        """Let the pause of all that comes again be over."""
        store = self.desk.orders.store
        waiting = await store.state.zrange(store.keys.queue("shop"), 0, -1)
        await store.state.zadd(store.keys.queue("shop"), dict.fromkeys(waiting, 0))

    async def receive(self, document: Any) -> dict[str, State]:
        """Post, and carry what came of it."""
        await self.post(document)
        return await self.carry()

    def articles(self, *fields: str) -> dict[str, Any]:
        """Of each article on the shelves these fields, alone or as a tuple."""
        found = {
            code: tuple(self.desk.target.articles[code].fields.get(name) for name in fields) for code in self.codes
        }
        return {code: values[0] if len(fields) == 1 else values for code, values in found.items()}

    @property
    def codes(self) -> list[str]:
        """The codes of all articles."""
        return list(self.desk.target.articles)

    @property
    def calls(self) -> Mapping[str, int]:
        """How often each call came to the shelves."""
        return dict(self.desk.target.calls)

    def _runner(self) -> EventRunner:
        orders = self.desk.orders
        opened = OpenFlow(_flow_of(self.desk), self.source, self.desk.target, PIPELINE.bind(self.desk.services))
        return EventRunner(orders.store, orders.vault, orders.queue, {"shop": opened}, RetrySettings(), orders.intents)


@asynccontextmanager
async def posting(desk: ProductDesk, source: ProductSource) -> AsyncIterator[PostedDesk]:
    """A door before the desk, at which this source's posts are taken in."""
    desk.source = source
    door = make_door(desk.orders.store, desk.orders.acceptor)
    shop = door.flows["shop"]
    entry = replace(shop, flow=_flow_of(desk), source=source)
    server = door.server.model_copy(update={"body_limit": 1_000_000})
    async with open_door(replace(door, flows={"shop": entry}, server=server)) as caller:
        yield PostedDesk(desk, source, caller)


def _flow_of(desk: ProductDesk) -> Flow:
    return replace(desk.flow, name="shop", source="shop-source", keeps_stories=PIPELINE.keeps_stories)
