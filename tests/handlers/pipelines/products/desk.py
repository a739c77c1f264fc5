"""A desk that carries products from documents to shelves in memory, as a worker would, over real Redis."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers.contracts.products import ProductSource, ProductTarget
from handlers.exchange.outbound import Outbound
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.one_to_one import pair_of
from handlers.pipelines.common.parts import Parts
from handlers.pipelines.common.records import Records
from handlers.pipelines.common.two_way_carrying import TwoWayCarrier
from handlers.pipelines.products import PIPELINE
from handlers.pipelines.products.price_brake import PriceBrake
from handlers.pipelines.products.settings import ProductSettings
from handlers.services.images import ImageFetcher
from mapping.documents.product import Product
from mapping.documents.reading import read_product
from mapping.filters import Filter
from mapping.parsing import dump_json
from relay.line.dues import Dues
from relay.line.once.claims import Claims
from relay.line.once.in_step import InStep
from relay.line.once.intents import Intents
from relay.line.once.links import Link, Links
from relay.line.once.locks import Locks
from relay.line.once.ordinals import Ordinals
from relay.line.opposites import Opposites
from relay.line.pipeline import Pipeline
from relay.line.queue import Claim
from relay.line.run_event import OpenFlow
from relay.model import Flow, Identity, Origin, Outcome, Ticket, new_event_id, new_token
from relay.store.store import reply
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.products.fake_target import FakeShelves


def product(number: str = "P-1", **changes: Any) -> dict[str, Any]:
    """A product with a code of its own; a change to None leaves the field out."""
    whole = {
        "number": number,
        "sku": "BR-100",
        "name": "Zuurdesem",
        "unit": "stuk",
        "group": "Brood",
        "price": "2.95",
    } | changes
    return {name: value for name, value in whole.items() if value is not None}


def settings(**changes: Any) -> ProductSettings:
    """A flow's settings as a file has them."""
    return ProductSettings.model_validate(changes)


class CanonicalSource:
    """Reads documents that are canonical already, and refuses a field that nobody knows."""

    def read(self, document: Any) -> Product:
        return read_product(document, strict=True)


class ProductDesk:
    """Carries products with real leases, links, notes, claims and locks."""

    def __init__(self, orders: OrderDesk) -> None:
        self.orders = orders
        self.source: ProductSource = CanonicalSource()
        self.target: Any = FakeShelves()
        self.settings = ProductSettings()
        self.known = KnownRecords()
        self.ordinals = Ordinals(orders.store)
        self.claims = Claims(orders.store)
        self.dues = Dues(orders.store, orders.vault)
        self.opened: dict[str, OpenFlow] = {}
        self.names = ("products", "shop", "books")
        self.wanted: Filter | None = None

    @property
    def links(self) -> Links:
        return self.orders.links

    @property
    def pipeline(self) -> Pipeline[Any]:
        return PIPELINE

    @property
    def parts(self) -> Parts:
        return Parts(self.links, self.orders.intents, self.orders.records, self.ordinals)

    @property
    def services(self) -> Mapping[type, object]:
        return {
            ProductSource: self.source,
            ProductTarget: self.target,
            Links: self.links,
            Claims: self.claims,
            Locks: self.orders.locks,
            Intents: self.orders.intents,
            Records: self.orders.records,
            Parts: self.parts,
            KnownRecords: self.known,
            TwoWayCarrier: TwoWayCarrier(
                self.links, self.orders.intents, self.parts, InStep(self.orders.store), self.ordinals
            ),
            Opposites: Opposites(self.opened),
            Ordinals: self.ordinals,
            Dues: self.dues,
            ImageFetcher: ImageFetcher(Outbound(), {}, self.orders.locks),
            PriceBrake: PriceBrake(self.orders.store, self.links, self.orders.queue),
        }

    def written(self) -> int:
        return int(self.target.written())

    @property
    def flow(self) -> Flow:
        name, source, target = self.names
        return Flow(name, "product", source, target, self.settings, keeps_state=True, wanted=self.wanted)

    async def ticket(
        self,
        document: dict[str, Any] | None = None,
        *,
        write: bool = True,
        origin: Origin = Origin.POLL,
        runs: int | None = None,
    ) -> Ticket:
        """A claimed event of a product as read just now."""
        document = product() if document is None else document
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
        return Ticket(event if runs is None else replace(event, runs=runs), flow, claim.lease, document)

    async def another_ticket(self) -> Ticket:
        """A claimed event of a product under a number and a code of its own."""
        return await self.ticket(product(new_event_id()[:20], sku=new_event_id()[:20]))

    async def carry(
        self,
        document: dict[str, Any] | None = None,
        *,
        write: bool = True,
        origin: Origin = Origin.POLL,
        runs: int | None = None,
    ) -> Outcome:
        """One run over all steps."""
        ticket = await self.ticket(document, write=write, origin=origin, runs=runs)
        return await PIPELINE.bind(self.services).run(ticket)

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

    async def link(self, number: str = "P-1") -> Link | None:
        """What the flow linked a product to."""
        return await self.links.find(pair_of(self.links, self.flow, number).name)
