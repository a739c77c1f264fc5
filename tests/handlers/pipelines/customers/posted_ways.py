"""The directions in which customers are posted: from AFAS, AccountView or a web shop to a system that is only told."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from handlers.pipelines.customers import PIPELINE
from handlers.pipelines.customers.settings import CustomerSettings
from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.shop import Behaviour, ShopSandbox
from handlers.vendors.mapped_target import dutch_day
from handlers.vendors.webhook.connection import OpenWebhookConnection
from mapping.parsing import dump_json, parse_json
from relay.line.carrying import CARRYING, carrying
from relay.model import Flow, Outcome, Ticket
from tests.handlers.pipelines.customers.desk import CustomerDesk
from tests.handlers.pipelines.customers.sandboxes import CODES
from tests.handlers.pipelines.customers.ways import CONNECTIONS, Business, Shop
from tests.handlers.pipelines.entity_suite import dying
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.orders.posted import HORIZON
from tests.handlers.pipelines.orders.sandboxes import running
from tests.handlers.vendors.webhook.posting.receiving import Desk, posting

AT_ITS_ID: Final = {"method": "PUT", "path": "/customers/{number}"}
RECEIVERS: Final[Mapping[str, tuple[Behaviour, dict[str, Any]]]] = {
    "knows keys": (
        Behaviour(knows_keys=True),
        {"path": "/customers", "id": "id", "repeat": "idempotent_key", "update": AT_ITS_ID},
    ),
    "replaces": (
        Behaviour(),
        {"method": "PUT", "path": "/customers/{reference}", "id": "id", "repeat": "idempotent_method"},
    ),
    "can be asked": (
        Behaviour(),
        {
            "path": "/customers",
            "id": "id",
            "repeat": "look_up",
            "update": AT_ITS_ID,
            "look_up": {"path": "/customers?number={reference}", "found": "data", "id": "id"},
        },
    ),
    "knows nothing": (
        Behaviour(),
        {"path": "/customers", "id": "id", "repeat": "none", "update": AT_ITS_ID},
    ),
}
"""Receivers by how well they bear a post that is told twice, with what relay.yaml says of them."""


@dataclass
class PostedWay:
    """Customers on one way to a receiver, as ``tests.handlers.pipelines.entity_suite.Way``."""

    desk: "PostingCustomers"
    shop: ShopSandbox
    there: Shop | Business
    back: CustomerDesk | None = None
    writes: int = 0
    die_at: int | None = None
    die_after: bool = False
    left_open: Ticket | None = None

    async def new(self, **changes: Any) -> str:
        return await self.there.new(**changes)

    async def change(self, number: str, **changes: Any) -> None:
        await self.there.change(number, **changes)

    async def document(self, number: str) -> Any:
        return await self.there.document(number)

    async def ticket(self, document: Any, *, write: bool = True) -> Ticket:
        """A claimed event; of a run that died the same one, as whoever claims it next has it."""
        if self.left_open is not None and self.left_open.document == document:
            return self.left_open
        return await self.desk.ticket(document, write=write)

    async def run(self, ticket: Ticket) -> Outcome:
        self.left_open = ticket
        outcome = await self.desk.run(replace(ticket, flow=replace(ticket.flow, settings=self.desk.settings)))
        self.left_open = None
        return outcome

    async def shown(self, number: str) -> Mapping[str, Any]:
        stored = self.shop.books.kinds["customers"].get(number) or self.shop.books.at("customers", number)
        assert stored is not None
        data = stored.data
        return {
            "phone": data["customer"]["phone"],
            "addresses": len(data["delivery_addresses"]),
            "contacts": len(data["contacts"]),
        }

    async def records(self) -> int:
        return len(self.shop.books.all("customers"))

    async def pass_horizon(self) -> None:
        await self.desk.pass_horizon(HORIZON)

    async def bring_back(self, number: str) -> tuple[Outcome, int] | None:
        if self.back is None or not isinstance(self.there, Business):
            return None
        [stored] = self.shop.books.all("customers")
        post = parse_json(dump_json({**stored.data, "number": number}))
        before = self.there.books.writes()
        outcome = await self.back.carry(post)
        return outcome, self.there.books.writes() - before

    def unwanted(self) -> None:
        self.desk.settings = self.desk.settings.model_copy(update={"carry": "persons"})

    def undecided(self) -> None:
        finding = self.desk.settings.customer.model_copy(update={"on_none": "hold"})
        self.desk.settings = self.desk.settings.model_copy(update={"customer": finding})


class PostingCustomers(CustomerDesk):
    """A desk that posts customers of a shop to a running receiver."""

    receiving: Desk
    connection: OpenWebhookConnection
    names = ("customers", "shop", "web")

    @property
    def shop(self) -> ShopSandbox:
        return self.receiving.shop

    def seat(self, how: Mapping[str, Any], *rows: Mapping[str, Any], prefix: str = "", **settings: Any) -> None:
        """Let the desk post as told, under a flow with these rows and settings."""
        self.settings, self.names = CustomerSettings.model_validate(settings), type(self).names
        opened, name = self.receiving.receiver(customers=how), self.names[2]
        self.connection = OpenWebhookConnection(name, self.receiving.settings(customers=how), receiver=opened)
        self.target = self.connection.target(replace(self.flow, mapping=rows, reference_prefix=prefix))

    async def run(self, ticket: Ticket) -> Outcome:
        """One run of this event, as its next try has it."""
        token = CARRYING.set(carrying(ticket.event, ticket.flow))
        try:
            return await PIPELINE.bind(self.services).run(ticket)
        finally:
            CARRYING.reset(token)

    def written(self) -> int:
        return len(self.shop.calls)

    def posted(self) -> Sequence[Any]:
        """What stands in the receiver now."""
        return self.shop.books.data("customers")


class PostingBack(PostingCustomers):
    """The same the other way: customers of that receiver, to the shop."""

    names = ("back", "web", "shop")


@asynccontextmanager
async def posting_customers(
    orders: OrderDesk,
    receiver: str = "knows keys",
    limit: str = "5s",
    kind: type[PostingCustomers] = PostingCustomers,
    **settings: Any,
) -> AsyncIterator[PostingCustomers]:
    """A desk that posts to a receiver of this kind, with this time limit for a call; ``settings`` are the flow's."""
    behaviour, how = RECEIVERS[receiver]
    desk = kind(orders)
    async with posting(replace(behaviour, faults=[]), limit) as desk.receiving:
        desk.seat(how, **settings)
        yield desk


@asynccontextmanager
async def open_posted_way(source: str, orders: OrderDesk, receiver: str = "knows keys") -> AsyncIterator[PostedWay]:
    """The way from a system, or a shop, to a receiver of this kind."""
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(posting_customers(orders, receiver))
        there: Shop | Business = Shop()
        back = None
        if source != "webhook":
            entering = CustomerDesk(orders)
            entering.settings = CustomerSettings.model_validate(CODES[source])
            entering.names = ("entering", "people", "shop")
            home = await stack.enter_async_context(running(source, CONNECTIONS[source], today=dutch_day))
            if isinstance(home.sandbox, AccountViewSandbox):
                home.sandbox.books.changes_addresses = True
            entering.target = home.connection.target(entering.flow)
            there = Business(home, entering, home.connection.source(desk.flow))
            back = CustomerDesk(orders)
            back.settings, back.names = entering.settings, ("back", "web", "shop")
            back.source = desk.connection.source(Flow("back", "customer", "web", "shop", back.settings))
            back.target = home.connection.target(back.flow)
        desk.source = there.source
        way = PostedWay(desk, desk.shop, there, back)
        for name in ("create_customer", "update_customer"):
            setattr(desk.target, name, dying(way, getattr(desk.target, name)))
        yield way
