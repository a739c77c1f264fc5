"""A source and a target of orders that live in memory, and a desk that carries orders between them over real Redis."""

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers.contracts.orders import OrderSource, OrderTarget
from handlers.pipelines.common.records import Records
from handlers.pipelines.orders import PIPELINE
from handlers.pipelines.orders.customer import customer, delivery, make_address, make_customer, search_of
from handlers.pipelines.orders.draft import draft_order
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.parties.debtor import debtors_of
from handlers.services.vies import CheckedNumber, VatNumberCheck, VatNumberChecks
from mapping.documents.order import Order
from mapping.documents.reading import read_order
from mapping.parsing import dump_json
from mapping.vat.numbers import VatNumber
from relay.line.once.intents import Intents
from relay.line.once.links import Link, Links
from relay.line.once.locks import Locks
from relay.line.pipeline import Pipeline
from relay.line.queue import Claim, Queue
from relay.model import Flow, Identity, Origin, Outcome, Ticket, new_event_id, new_token
from relay.store.store import Store, reply
from relay.store.vault import Vault
from tests.handlers.pipelines.orders.fake_target import FakeTarget
from tests.stand_ins import make_acceptor, make_links

__all__ = ["ELSEWHERE", "EMAIL", "FakeChecks", "FakeSource", "FakeTarget", "OrderDesk", "customer_of", "document"]

EMAIL = "info@bakkerij.example.com"


def document(**changes: Any) -> dict[str, Any]:
    """A good order in the canonical form; a change to None leaves the field out."""
    whole: dict[str, Any] = {
        "number": "1001",
        "ordered_on": "2026-11-24",
        "customer": {"company": "Bakkerij Van Dam B.V.", "last_name": "Dam", "email": EMAIL, "phone": "+31205550100"},
        "billing_address": {
            "street": "Keizersgracht",
            "number": "12",
            "postcode": "1017 GN",
            "city": "Amsterdam",
            "country": "NL",
        },
        "lines": [
            {"sku": "BR-100", "quantity": 2, "unit_price": "12.50"},
            {"sku": "BR-200", "quantity": 1, "unit_price": "0.1234567890123456789"},
        ],
        "remark": "Please ring twice at the green door",
    } | changes
    return {name: value for name, value in whole.items() if value is not None}


def customer_of(**changes: Any) -> dict[str, Any]:
    """The customer of :func:`document` with changes; None leaves a field out."""
    return {name: value for name, value in (document()["customer"] | changes).items() if value is not None}


ELSEWHERE = {"street": "Coolsingel", "number": "40", "postcode": "3011 AD", "city": "Rotterdam", "country": "NL"}


class FakeSource:
    """Reads documents that are canonical already."""

    def read(self, document: Any) -> Order:
        return read_order(document, strict=False)


class FakeChecks(VatNumberChecks):
    """Answers what it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answer = CheckedNumber("valid")
        self.asked: list[VatNumber] = []

    async def check(self, number: VatNumber, settings: VatNumberCheck) -> CheckedNumber:
        assert settings.enabled
        self.asked.append(number)
        return self.answer


class OrderDesk:
    """Carries orders from a FakeSource to a FakeTarget as a worker would, with real leases, links, notes and locks."""

    def __init__(self, store: Store, vault: Vault, queue: Queue) -> None:
        self.store, self.vault, self.queue = store, vault, queue
        self.acceptor = make_acceptor(store, vault, queue)
        self.links = make_links(store, vault)
        self.locks = Locks(store, timedelta(seconds=10), timedelta(seconds=5))
        self.passed = 0.0
        self.intents = Intents(store, queue, lambda: time.monotonic() + self.passed)
        self.source, self.target = FakeSource(), FakeTarget()
        self.checks = FakeChecks()
        self.settings = OrderSettings()
        self.prefix = "S1-"

    @property
    def pipeline(self) -> Pipeline[Any]:
        return PIPELINE

    @property
    def services(self) -> Mapping[type, object]:
        return {
            OrderSource: self.source,
            OrderTarget: self.target,
            Links: self.links,
            Locks: self.locks,
            Intents: self.intents,
            Records: self.records,
            VatNumberChecks: self.checks,
        }

    @property
    def records(self) -> Records:
        return Records(self.links, self.intents, self.locks)

    def written(self) -> int:
        return self.target.written()

    async def ticket(self, *, write: bool = True, order: dict[str, Any] | None = None) -> Ticket:
        """A claimed event of an order that comes in for the first time."""
        document_ = document() if order is None else order
        flow = Flow(
            name="shop-orders",
            entity="order",
            source="shop",
            target="books",
            settings=self.settings,
            write=write,
            reference_prefix=self.prefix,
        )
        body, version = dump_json(document_), new_event_id()
        # Under a number of its own, so that no event of the same order keeps its lane.
        identity = Identity(version, version)
        accepted = await self.acceptor.accept(flow, body, identity, Origin.HOOK, digest_material=body)
        claim = await self.queue.claim([flow.name], new_token())
        assert isinstance(claim, Claim)
        assert claim.lease.event_id == accepted.event_id
        event = await self.queue.event(accepted.event_id)
        assert event is not None
        return Ticket(event, flow, claim.lease, document_)

    async def another_ticket(self) -> Ticket:
        """A claimed event of an order under a number of its own."""
        return await self.ticket(order=document(number=new_event_id()[:20]))

    async def carry(self, order: dict[str, Any] | None = None, *, write: bool = True) -> Outcome:
        """One run over all steps."""
        return await PIPELINE.bind(self.services).run(await self.ticket(write=write, order=order))

    async def run(self, order: dict[str, Any] | None = None, *, write: bool = True, **draft: Any) -> OrderRun:
        """A run whose document has been read, with what is decided already."""
        ticket = await self.ticket(write=write, order=order)
        read = self.source.read(ticket.document)
        drafted = draft_order(read, ticket.flow, self.target.basis, self.target.today())
        return OrderRun(ticket, read, replace(drafted.draft, **draft))

    async def customer(self, run: OrderRun) -> OrderRun:
        """The run with its customer: decided, and then made or filled in where the flow writes."""
        run = await customer(run, self.target, self.links, self.intents)
        if not run.ticket.flow.write:
            return run
        return await make_customer(run, self.target, self.links, self.intents, self.records)

    async def delivery(self, run: OrderRun) -> OrderRun:
        """The run with its delivery address: decided, and then made where the flow writes."""
        run = await delivery(run, self.target, self.links)
        if not run.ticket.flow.write:
            return run
        return await make_address(run, self.target, self.links, self.records)

    async def debtors_of(self, run: OrderRun) -> set[str]:
        """The numbers under which the target knows the run's customer."""
        return await debtors_of(run.known.party, search_of(run, self.target, self.links, self.intents))

    def order_name(self, number: str = "1001") -> str:
        return self.links.name("books", "order", f"{self.prefix}{number}")

    def debtor_name(self, email: str = EMAIL) -> str:
        return self.links.name("books", "debtor", email)

    async def age_intent(self, name: str, by: timedelta) -> None:
        """Let a note look older than it is, as time would: by the clock of Redis, and to who watches it."""
        key = self.store.keys.intent(name)
        assert await self.store.state.exists(key)
        await reply(self.store.state.hincrby(key, "since", -round(by.total_seconds() * 1000)))
        await self.intents.look(name)
        self.passed += by.total_seconds()

    async def link(self, name: str) -> Link | None:
        return await self.links.find(name)
