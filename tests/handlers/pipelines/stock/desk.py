"""A desk that carries stock from canonical documents to a shop in memory, as a worker would, over real Redis."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from handlers.contracts.stock import StockSource, StockTarget
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.one_to_one import pair_of
from handlers.pipelines.common.records import Records
from handlers.pipelines.stock import PIPELINE
from handlers.pipelines.stock.mutation_limits import MutationLimits
from handlers.pipelines.stock.mutations import Mutations
from handlers.pipelines.stock.settings import StockSettings
from mapping.documents.reading import read
from mapping.documents.stock import StockRecord
from mapping.filters import Filter
from mapping.parsing import dump_json
from relay.line.dues import Dues
from relay.line.once.claims import Claims
from relay.line.once.differences import Differences
from relay.line.once.intents import Intents
from relay.line.once.links import Link, Links
from relay.line.once.locks import Locks
from relay.line.once.ordinals import Ordinals
from relay.line.once.reservations import Reservations
from relay.line.pipeline import Pipeline
from relay.line.queue import Claim
from relay.model import Flow, Identity, Origin, Outcome, Ticket, new_event_id, new_token
from relay.store.store import reply
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.stock.fake_shop import FakeShop


def stock(number: str = "A-1", *places: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """An article's stock; without places five lie in the one warehouse. A change to None leaves the field out."""
    whole = {"number": number, "sku": number, "unit": "STK", "places": list(places) or [place(5)]} | changes
    return {name: value for name, value in whole.items() if value is not None}


def place(available: float | str | Decimal | None = None, warehouse: str = "01", **changes: Any) -> dict[str, Any]:
    """What lies in one warehouse."""
    told = {"available": available, **changes}
    return {"warehouse": warehouse} | {
        name: str(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else value
        for name, value in told.items()
    }


def settings(**changes: Any) -> StockSettings:
    """A flow's settings as a file has them."""
    return StockSettings.model_validate(changes)


class CanonicalSource:
    """Reads documents that are canonical already, and refuses a field that nobody knows."""

    def read(self, document: Any) -> StockRecord:
        return read(StockRecord, document, strict=True)


class StockDesk:
    """Carries stock with real leases, links, notes, claims and locks."""

    def __init__(self, orders: OrderDesk) -> None:
        self.orders = orders
        self.source = CanonicalSource()
        self.target: Any = FakeShop()
        self.settings = StockSettings(compare="never")
        self.known = KnownRecords()
        self.ordinals = Ordinals(orders.store)
        self.claims = Claims(orders.store)
        self.dues = Dues(orders.store, orders.vault)
        self.differences = Differences(orders.store, orders.queue, lambda: orders.passed)
        self.limits = MutationLimits(orders.store, orders.links)
        self.names = ("stock", "books", "shop")
        self.wanted: Filter | None = None

    @property
    def links(self) -> Links:
        return self.orders.links

    @property
    def pipeline(self) -> Pipeline[Any]:
        return PIPELINE

    @property
    def services(self) -> Mapping[type, object]:
        return {
            StockSource: self.source,
            StockTarget: self.target,
            Links: self.links,
            Claims: self.claims,
            Locks: self.orders.locks,
            Intents: self.orders.intents,
            Records: self.orders.records,
            KnownRecords: self.known,
            Ordinals: self.ordinals,
            Dues: self.dues,
            Reservations: Reservations(self.orders.store, 1000),
            Differences: self.differences,
            MutationLimits: self.limits,
            Mutations: Mutations(self.links, self.orders.locks, self.ordinals, self.differences, self.limits),
        }

    @property
    def flow(self) -> Flow:
        name, source, target = self.names
        return Flow(
            name, "stock", source, target, self.settings, keeps_state=True, keeps_stories=False, wanted=self.wanted
        )

    async def ticket(
        self, document: dict[str, Any] | None = None, *, write: bool = True, origin: Origin = Origin.POLL
    ) -> Ticket:
        """A claimed event of a record as read just now."""
        document = stock() if document is None else document
        flow = replace(self.flow, write=write)
        body, version = dump_json(document), new_event_id()
        accepted = await self.orders.acceptor.accept(
            flow, body, Identity(version, version), origin, digest_material=body, ordinal=await self.ordinals.draw()
        )
        claim = await self.orders.queue.claim([flow.name], new_token())
        assert isinstance(claim, Claim)
        assert claim.lease.event_id == accepted.event_id
        event = await self.orders.queue.event(accepted.event_id)
        assert event is not None
        return Ticket(event, flow, claim.lease, document)

    async def run(self, ticket: Ticket) -> Outcome:
        """One run over all steps."""
        return await PIPELINE.bind(self.services).run(ticket)

    async def carry(self, document: dict[str, Any] | None = None, **ticket: Any) -> Outcome:
        """The run of a record as read just now."""
        return await self.run(await self.ticket(document, **ticket))

    async def pass_horizon(self) -> None:
        """Let all notes of writes look as old as the target's horizon: by the clock of Redis, and to who watches it."""
        horizon, store = self.target.horizon, self.orders.store
        before = store.keys.intent("")
        names = [key.decode().removeprefix(before) async for key in store.state.scan_iter(f"{before}*")]
        for name in names:
            await self.orders.age_intent(name, timedelta())
        for name in names:
            await reply(store.state.hincrby(store.keys.intent(name), "since", -round(horizon.total_seconds() * 1000)))
            await self.orders.intents.look(name)
        self.orders.passed += horizon.total_seconds() + 1

    async def link(self, number: str = "A-1") -> Link | None:
        """What the flow remembers of an article."""
        return await self.links.find(pair_of(self.links, self.flow, number).name)

    async def link_product(self, number: str, to: str, event: str = "e1") -> None:
        """What the flow of products remembers of it."""
        await self.links.store(pair_of(self.links, self.flow, number, "product").name, Link(to, event=event))
