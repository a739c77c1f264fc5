"""A desk that carries customers from documents to books in memory, as a worker would, over real Redis."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers.contracts.customers import CustomerSource, CustomerTarget
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.one_to_one import pair_of
from handlers.pipelines.common.parts import Parts
from handlers.pipelines.common.records import Records
from handlers.pipelines.common.two_way_carrying import TwoWayCarrier
from handlers.pipelines.customers import PIPELINE
from handlers.pipelines.customers.settings import CustomerSettings
from mapping.documents.customer import CustomerRecord
from mapping.documents.reading import read_customer
from mapping.filters import Filter
from mapping.parsing import dump_json
from relay.care.forgetting import Forgetting
from relay.line.actions import Action
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
from tests.handlers.pipelines.customers.fake_target import FakeBooks
from tests.handlers.pipelines.orders.fakes import OrderDesk

HOME = {"street": "Keizersgracht", "number": "12", "postcode": "1017 GN", "city": "Amsterdam", "country": "NL"}
ELSEWHERE = {"street": "Coolsingel", "number": "40", "postcode": "3011 AD", "city": "Rotterdam", "country": "NL"}
ANNA = {"first_name": "Anna", "infix": "de", "last_name": "Wit", "email": "Anna@example.com"}
KADE = {"street": "Kade", "number": "2", "addition": "A", "postcode": "8011 PK", "city": "Zwolle", "country": "NL"}
PIET = {"id": "7", "first_name": "Piet", "last_name": "Dam", "email": "piet@example.com", "is_main": True}
KEES = {"id": "8", "first_name": "Kees", "last_name": "Bos", "email": "kees@example.com"}
BAKERY = {"company": "Bakkerij Van Dam B.V.", "last_name": "Dam", "email": "info@bakkerij.example.com"}


def record(number: str = "K-1", **changes: Any) -> dict[str, Any]:
    """A person who is a customer; a change to None leaves the field out."""
    whole = {"number": number, "customer": ANNA, "billing_address": HOME} | changes
    return {name: value for name, value in whole.items() if value is not None}


def places(*addresses: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Delivery addresses, each under a number of its own."""
    return [{"id": own, "address": address} for own, address in addresses]


def company(number: str = "K-1", **changes: Any) -> dict[str, Any]:
    """The same of a company."""
    return record(number, **{"customer": BAKERY, **changes})


def anna(**changes: Any) -> dict[str, Any]:
    """The person with changes; None leaves a field out."""
    return {name: value for name, value in (ANNA | changes).items() if value is not None}


def settings(**changes: Any) -> CustomerSettings:
    """A flow's settings as a file has them."""
    return CustomerSettings.model_validate(changes)


class CanonicalSource:
    """Reads documents that are canonical already, and refuses a field that nobody knows."""

    def read(self, document: Any) -> CustomerRecord:
        return read_customer(document, strict=True)


class CustomerDesk:
    """Carries customers with real leases, links, notes and locks; orders of the same customers go over ``orders``."""

    def __init__(self, orders: OrderDesk) -> None:
        self.orders = orders
        self.source: CustomerSource = CanonicalSource()
        self.target: Any = FakeBooks()
        self.settings = CustomerSettings()
        self.known = KnownRecords()
        self.ordinals = Ordinals(orders.store)
        self.opened: dict[str, OpenFlow] = {}
        self.names = ("customers", "shop", "books")
        self.wanted: Filter | None = None
        orders.target = self.target

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
            CustomerSource: self.source,
            CustomerTarget: self.target,
            Links: self.links,
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
            Forgetting: Forgetting(self.orders.store, self.orders.vault, self.orders.queue, self.opened),
        }

    def written(self) -> int:
        return int(self.target.written())

    @property
    def flow(self) -> Flow:
        name, source, target = self.names
        return Flow(name, "customer", source, target, self.settings, keeps_state=True, wanted=self.wanted)

    async def ticket(
        self, document: dict[str, Any] | None = None, *, write: bool = True, origin: Origin = Origin.POLL
    ) -> Ticket:
        """A claimed event of a customer as read just now."""
        document = record() if document is None else document
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

    async def another_ticket(self) -> Ticket:
        """A claimed event of a customer under a number of its own."""
        return await self.ticket(record(new_event_id()[:20], customer=anna(email=f"{new_event_id()}@example.com")))

    async def carry(
        self, document: dict[str, Any] | None = None, *, write: bool = True, origin: Origin = Origin.POLL
    ) -> Outcome:
        """One run over all steps."""
        return await PIPELINE.bind(self.services).run(await self.ticket(document, write=write, origin=origin))

    async def pass_horizon(self, horizon: timedelta | None = None) -> None:
        """Let all notes of writes look as old as the target's horizon: by the clock of Redis, and to who watches it."""
        horizon, store = horizon or self.target.horizon, self.orders.store
        before = store.keys.intent("")
        names = [key.decode().removeprefix(before) async for key in store.state.scan_iter(f"{before}*")]
        for name in names:
            await self.orders.age_intent(name, timedelta())
        for name in names:
            await reply(store.state.hincrby(store.keys.intent(name), "since", -round(horizon.total_seconds() * 1000)))
            await self.orders.intents.look(name)
        self.orders.passed += horizon.total_seconds() + 1

    async def link(self, number: str = "K-1") -> Link | None:
        """What the flow linked a customer to."""
        return await self.links.find(pair_of(self.links, self.flow, number).name)


def action(customers: CustomerDesk, kind: Action[Any]) -> Callable[..., Any]:
    """What can be done with a customer besides carrying them."""
    found = customers.pipeline.bind(customers.services).actions.get(kind)
    assert found is not None
    return found  # type: ignore[no-any-return]  # each action has a form of its own
