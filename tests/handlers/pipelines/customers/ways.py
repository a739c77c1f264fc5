"""The directions in which customers go: between the two systems, and from a web shop into either."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from handlers.pipelines.customers import PIPELINE
from handlers.pipelines.customers.settings import CustomerSettings
from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.vendors.mapped_target import dutch_day
from handlers.vendors.webhook.connection import OpenWebhookConnection
from handlers.vendors.webhook.settings import WebhookConnection
from mapping.parsing import dump_json, parse_json
from relay.model import Flow, Outcome, Ticket
from tests.handlers.pipelines.customers.desk import ELSEWHERE, HOME, CustomerDesk
from tests.handlers.pipelines.customers.sandboxes import CODES
from tests.handlers.pipelines.entity_suite import dying
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.orders.sandboxes import Books, running

CONNECTIONS: Mapping[str, dict[str, Any]] = {"accountview": {}, "afas": {"customers": {"all_administrations": True}}}
WRITES = ("create_debtor", "update_debtor", "create_address", "update_address", "create_contact", "update_contact")
PIET = {"id": "7", "first_name": "Piet", "last_name": "Dam", "email": "piet@example.com", "is_main": True}


def bakery(number: str, phone: str = "+31205550100") -> dict[str, Any]:
    """A company with a contact and an address to deliver to."""
    return {
        "number": number,
        "customer": {"company": "Bakkerij Van Dam B.V.", "email": "info@bakkerij.example.com", "phone": phone},
        "billing_address": HOME,
        "delivery_addresses": [{"id": "1", "address": ELSEWHERE}],
        "contacts": [PIET],
    }


class Shop:
    """A web shop that posts customers in the relay's own format."""

    def __init__(self) -> None:
        connection = WebhookConnection.model_validate({"vendor": "webhook"})
        flow = Flow("customers", "customer", "shop", "books", settings=None)
        self.source = OpenWebhookConnection("shop", connection).source(flow)
        self.posts: dict[str, dict[str, Any]] = {}

    async def new(self) -> str:
        number = f"K-{len(self.posts) + 1}"
        self.posts[number] = bakery(number)
        return number

    async def change(self, number: str, phone: str) -> None:
        self.posts[number] = bakery(number, phone)

    async def document(self, number: str) -> Any:
        return parse_json(dump_json(self.posts[number]))


@dataclass
class Business:
    """One of the two systems, in which customers are entered by a desk of its own, as somebody there would."""

    books: Books
    entering: CustomerDesk
    source: Any

    async def new(self) -> str:
        outcome = await self.entering.carry(bakery("E-1"))
        assert outcome.number, outcome
        return outcome.number

    async def change(self, number: str, phone: str) -> None:
        outcome = await self.entering.carry(bakery("E-1", phone))
        assert outcome.number == number, outcome

    async def document(self, number: str) -> Any:
        document = await self.source.fetch(number)
        assert document is not None
        return document


@dataclass
class CustomerWay:
    """Customers on one way, as ``tests.handlers.pipelines.entity_suite.Way``."""

    desk: CustomerDesk
    books: Books
    there: Shop | Business
    back: CustomerDesk | None = None
    writes: int = 0
    die_at: int | None = None
    die_after: bool = False
    returned: list[int] = field(default_factory=list)

    async def new(self, **changes: Any) -> str:
        return await self.there.new(**changes)

    async def change(self, number: str, **changes: Any) -> None:
        await self.there.change(number, **changes)

    async def document(self, number: str) -> Any:
        return await self.there.document(number)

    async def ticket(self, document: Any, *, write: bool = True) -> Ticket:
        return await self.desk.ticket(document, write=write)

    async def run(self, ticket: Ticket) -> Outcome:
        flow = replace(ticket.flow, settings=self.desk.settings)
        return await PIPELINE.bind(self.desk.services).run(replace(ticket, flow=flow))

    async def shown(self, number: str) -> Mapping[str, Any]:
        target = self.desk.target
        [debtor] = (await target.find_by_numbers([number])).values()
        phones = {str(value) for value in debtor.fields.values() if str(value).startswith("+31205550")}
        contacts = len(await target.find_contacts(number)) if target.keeps_contacts else 1
        return {"phone": phones.pop(), "addresses": len(await target.find_addresses(number)), "contacts": contacts}

    async def records(self) -> int:
        return self.books.holds()["debtors"]

    async def pass_horizon(self) -> None:
        await self.desk.pass_horizon()

    async def bring_back(self, number: str) -> tuple[Outcome, int] | None:
        if self.back is None or not isinstance(self.there, Business):
            return None
        document = await self.back.source.fetch(number)  # type: ignore[attr-defined]  # it is polled
        before = self.there.books.writes()
        outcome = await self.back.carry(document)
        return outcome, self.there.books.writes() - before

    def unwanted(self) -> None:
        self.desk.settings = self.desk.settings.model_copy(update={"carry": "persons"})

    def undecided(self) -> None:
        finding = self.desk.settings.customer.model_copy(update={"on_none": "hold"})
        self.desk.settings = self.desk.settings.model_copy(update={"customer": finding})


@asynccontextmanager
async def open_way(source: str, target: str, orders: OrderDesk) -> AsyncIterator[CustomerWay]:
    """The way from one system, or a shop, into another."""
    async with AsyncExitStack() as stack:
        desk = CustomerDesk(orders)
        books = await _seat(stack, desk, target, "customers", "shop", "books")
        there: Shop | Business = Shop()
        back = None
        if source != "webhook":
            entering = CustomerDesk(orders)
            home = await _seat(stack, entering, source, "entering", "people", "shop")
            given = home.connection.source(Flow("customers", "customer", "shop", "books", desk.settings))
            there = Business(home, entering, given)
            back = CustomerDesk(orders)
            back.settings, back.names = CustomerSettings.model_validate(CODES[source]), ("back", "books", "shop")
            read_back: Any = books.connection.source(Flow("back", "customer", "books", "shop", back.settings))
            back.source = read_back
            back.target = home.connection.target(Flow("back", "customer", "books", "shop", back.settings))
        desk.source = there.source
        way = CustomerWay(desk, books, there, back)
        for name in WRITES:
            setattr(desk.target, name, dying(way, getattr(desk.target, name)))
        yield way


async def _seat(stack: AsyncExitStack, desk: CustomerDesk, vendor: str, *names: str) -> Books:
    """A sandbox of its own into which a desk carries, by a flow of these names."""
    desk.settings, desk.names = CustomerSettings.model_validate(CODES[vendor]), (names[0], names[1], names[2])
    books = await stack.enter_async_context(running(vendor, CONNECTIONS[vendor], today=dutch_day))
    if isinstance(books.sandbox, AccountViewSandbox):
        books.sandbox.books.changes_addresses = True
    desk.target = books.connection.target(Flow(names[0], "customer", names[1], names[2], desk.settings))
    return books
