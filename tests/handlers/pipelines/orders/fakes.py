"""A source and a target of orders that live in memory, and a desk that carries orders between them over real Redis."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from handlers.pipelines.orders import PIPELINE
from handlers.pipelines.orders.drafting import draft_order
from handlers.pipelines.orders.needs import (
    CustomerMarks,
    Draft,
    Fields,
    FoundAddress,
    FoundDebtor,
    FoundOrder,
    OrderSource,
    OrderTarget,
    WrittenOrder,
)
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.orders.settings import OrderSettings
from handlers.vies import CheckedNumber, VatNumberCheck, VatNumberChecks
from mapping.documents.order import Order
from mapping.documents.reading import read_order
from mapping.parsing import dump_json
from mapping.pricing import Basis, PricedLine
from mapping.problems import Problem
from mapping.vat_numbers import VatNumber
from relay.accept import Acceptor
from relay.intents import Intents
from relay.links import Link, Links
from relay.locks import Locks
from relay.model import Flow, Identity, Origin, Outcome, new_event_id, new_token
from relay.pipeline import Pipeline, Ticket
from relay.queue import Claim, Queue
from relay.store import Store, reply
from relay.vault import Vault

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


@dataclass
class FakeTarget:
    """Books in memory. ``calls`` counts what would go over a wire.

    ``adds`` is how much more than was sent the target makes of an order; ``totals_told`` off: its answer does not say.
    ``failing`` raises before a call does anything, ``answer_lost`` after it did; ``numbers_told`` off: writes answer
    without a number; ``shows_orders`` off: orders are stored and not found yet.
    """

    connection: str = "books"
    horizon: timedelta = timedelta(minutes=15)
    debtors: list[FoundDebtor] = field(default_factory=list)
    orders: list[FoundOrder] = field(default_factory=list)
    addresses: list[tuple[str, FoundAddress]] = field(default_factory=list)
    articles: set[str] = field(default_factory=lambda: {"BR-100", "BR-200"})
    problems: list[Problem] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    failing: dict[str, Exception] = field(default_factory=dict)
    answer_lost: dict[str, Exception] = field(default_factory=dict)
    numbers_told: bool = True
    shows_orders: bool = True
    sent: list[Fields] = field(default_factory=list)
    debtor_writes: dict[str, str] = field(default_factory=dict)
    longest_email: int | None = None
    totals_told: bool = True
    adds: Decimal = Decimal(0)

    def _call(self, name: str) -> None:
        self.calls[name] += 1
        if name in self.failing:
            raise self.failing[name]

    def _answer(self, name: str, number: str) -> str | None:
        if name in self.answer_lost:
            raise self.answer_lost.pop(name)
        return number if self.numbers_told else None

    def written(self) -> int:
        return sum(self.calls[name] for name in ("create_order", "create_debtor", "update_debtor", "create_address"))

    def check(self, draft: Draft) -> Sequence[Problem]:
        assert draft.order.lines
        return self.problems

    async def find_orders(self, reference: str, ordered_on: date) -> Sequence[FoundOrder]:
        self._call("find_orders")
        assert ordered_on.year > 2000
        return [order for order in self.orders if reference in order.reference] if self.shows_orders else []

    def total_of(self, draft: Draft) -> Decimal:
        return draft.priced.amount

    async def find_debtors(self, marks: CustomerMarks) -> Sequence[FoundDebtor]:
        self._call("find_debtors")
        domain = marks.email.rpartition("@")[2]
        return [
            debtor
            for debtor in self.debtors
            if (domain and domain in debtor.email.casefold())
            or (marks.vat_number and marks.vat_number in debtor.vat_number)
            or (marks.code and marks.code == debtor.number)
            or (marks.postcode and marks.postcode == debtor.postcode)
        ]

    def today(self) -> date:
        return date(2026, 11, 24)

    def basis(self, order: Order) -> Basis:
        return Basis(order.prices_include_vat, 20)

    def article_fields(self, _draft: Draft, line: PricedLine) -> Fields:
        return {"SKU": line.sku, "NAME": line.description}

    async def create_article(self, fields: Fields) -> str | None:
        self._call("create_article")
        self.articles.add(fields["SKU"])
        return self._answer("create_article", fields["SKU"])

    async def stored_total(self, _draft: Draft, number: str) -> Decimal | None:
        self._call("stored_total")
        return next((order.total for order in self.orders if order.number == number), None)

    def debtor_fields(self, draft: Draft) -> Fields:
        customer, address = draft.order.customer, draft.order.billing_address
        fields = {
            "NAME": customer.name,
            "KIND": "company" if customer.is_company else "person",
            "CONTACT": customer.person if customer.is_company else None,
            "EMAIL": customer.email,
            "VAT": customer.vat_number,
            "PHONE": customer.phone,
            "STREET": address.line,
            "ACCOUNT": draft.codes.get("receivables_account"),
        }
        return {name: value for name, value in fields.items() if value}

    async def create_debtor(self, fields: Fields) -> str | None:
        self._call("create_debtor")
        number = f"D{len(self.debtors) + 1}"
        self.debtors.append(FoundDebtor(number, str(fields.get("EMAIL", "")), fields))
        return self._answer("create_debtor", number)

    async def update_debtor(self, number: str, fields: Fields) -> None:
        self._call("update_debtor")
        [(position, debtor)] = [(n, debtor) for n, debtor in enumerate(self.debtors) if debtor.number == number]
        self.debtors[position] = replace(debtor, fields={**debtor.fields, **fields})

    async def find_addresses(self, debtor: str) -> Sequence[FoundAddress]:
        self._call("find_addresses")
        return [address for owner, address in self.addresses if owner == debtor]

    def address_fields(self, draft: Draft) -> Fields:
        return {"DEBTOR": draft.debtor, "STREET": draft.order.ship_to.line, "CITY": draft.order.ship_to.city}

    async def create_address(self, fields: Fields) -> str | None:
        self._call("create_address")
        number = f"A{len(self.addresses) + 1}"
        self.addresses.append((fields["DEBTOR"], FoundAddress(number, fields)))
        return self._answer("create_address", number)

    async def missing_articles(self, skus: Sequence[str]) -> Sequence[str]:
        self._call("missing_articles")
        return [sku for sku in skus if sku not in self.articles]

    def order_fields(self, draft: Draft) -> Fields:
        return {
            "HEADER": {
                "REFERENCE": draft.reference,
                "DEBTOR": draft.debtor,
                "ADDRESS": draft.delivery_address,
                "DATE": draft.order.ordered_on.isoformat(),
                "REMARK": (draft.order.remark or "")[:16],
                "SHIP_TO": f"{draft.order.ship_to.line}, {draft.order.ship_to.postcode.replace(' ', '')}".upper(),
                **draft.codes,
            },
            "LINES": [{"SKU": line.sku, "QUANTITY": line.quantity, "PRICE": line.unit_price} for line in draft.lines],
            "TOTAL": self.total_of(draft),
        }

    async def create_order(self, fields: Fields) -> WrittenOrder:
        self._call("create_order")
        self.sent.append(fields)
        header, number = fields["HEADER"], f"SO{len(self.orders) + 1}"
        day = date.fromisoformat(header["DATE"])
        self.orders.append(FoundOrder(number, header["REFERENCE"], header["DEBTOR"], day, fields["TOTAL"] + self.adds))
        total = fields["TOTAL"] + self.adds if self.totals_told else None
        return WrittenOrder(self._answer("create_order", number), total)


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
        self.store, self.queue = store, queue
        self.acceptor = Acceptor(store, vault, queue)
        self.links = Links(store, vault)
        self.locks = Locks(store, timedelta(seconds=10), timedelta(seconds=5))
        self.intents = Intents(store, queue, self.links)
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
            VatNumberChecks: self.checks,
        }

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
        return await PIPELINE.bind(self.services).carry(await self.ticket(write=write, order=order))

    async def run(self, order: dict[str, Any] | None = None, *, write: bool = True, **draft: Any) -> OrderRun:
        """A run whose document has been read, with what is decided already."""
        ticket = await self.ticket(write=write, order=order)
        read = self.source.read(ticket.document)
        drafted = draft_order(read, ticket.flow, self.target.basis, self.target.today())
        return OrderRun(ticket, read, replace(drafted.draft, **draft))

    def order_name(self, number: str = "1001") -> str:
        return self.links.name("books", "order", f"{self.prefix}{number}")

    def debtor_name(self, email: str = EMAIL) -> str:
        return self.links.name("books", "debtor", email)

    async def age_intent(self, name: str, by: timedelta) -> None:
        """Let a note look older than it is, as time would."""
        key = self.store.keys.intent(name)
        assert await self.store.state.exists(key)
        await reply(self.store.state.hincrby(key, "since", -round(by.total_seconds() * 1000)))

    async def link(self, name: str) -> Link | None:
        return await self.links.find(name)
