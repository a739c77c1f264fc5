"""Orders on their way to a system that is only told: from AFAS, AccountView or a web shop, over real HTTP and Redis."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from handlers.pipelines.orders import INVOICES, PIPELINE
from handlers.pipelines.orders.settings import OrderSettings
from handlers.sandboxes.shop import Behaviour, ShopSandbox
from handlers.vendors.mapped_target import dutch_day
from handlers.vendors.webhook.connection import OpenWebhookConnection
from handlers.vendors.webhook.settings import WebhookConnection
from mapping.documents.order import Order
from mapping.parsing import dump_json, parse_json
from relay.line.carrying import CARRYING, carrying
from relay.model import Flow, Outcome, Ticket
from tests.handlers.pipelines.entity_suite import dying
from tests.handlers.pipelines.orders.carried import SETTINGS
from tests.handlers.pipelines.orders.fakes import OrderDesk, document
from tests.handlers.pipelines.orders.sandboxes import StrictSource, running
from tests.handlers.vendors.webhook.posting.receiving import Desk, posting

RECEIVERS: Final[Mapping[str, tuple[Behaviour, dict[str, Any]]]] = {
    "knows keys": (Behaviour(knows_keys=True), {"path": "/orders", "id": "id", "repeat": "idempotent_key"}),
    "replaces": (
        Behaviour(),
        {"method": "PUT", "path": "/orders/{reference}", "id": "id", "repeat": "idempotent_method"},
    ),
    "can be asked": (
        Behaviour(),
        {
            "path": "/orders",
            "id": "id",
            "repeat": "look_up",
            "look_up": {"path": "/orders?number={reference}", "found": "data", "id": "id"},
        },
    ),
    "knows nothing": (Behaviour(), {"path": "/orders", "id": "id", "repeat": "none"}),
}
"""Receivers by how well they bear a post that is told twice, with what relay.yaml says of them."""


HORIZON: Final = timedelta(minutes=6)
"""Longer than the commit_horizon of a connection that says nothing of it, and shorter than any key lasts."""


class PostedDesk(OrderDesk):
    """A desk that posts to a running receiver. ``left_open`` is the event of a run that died."""

    receiving: Desk
    entity = "order"
    left_open: Ticket | None = None
    writes = 0
    die_at: int | None = None
    die_after = False

    @property
    def shop(self) -> ShopSandbox:
        return self.receiving.shop

    def written(self) -> int:
        return len(self.shop.calls)

    def seat(self, how: Mapping[str, Any], *rows: Mapping[str, Any], entity: str = "order", **settings: Any) -> None:
        """Let the desk post documents of this entity as told, under a flow with these rows and settings."""
        self.entity, self.settings = entity, OrderSettings.model_validate(settings)
        kind = {f"{entity}s": how}
        connection = OpenWebhookConnection(
            "books", self.receiving.settings(**kind), receiver=self.receiving.receiver(**kind)
        )
        flow = Flow("shop-orders", entity, "shop", "books", self.settings, mapping=rows, reference_prefix=self.prefix)
        target: Any = connection.target(flow)
        target.create_order = dying(self, target.create_order)  # type: ignore[arg-type]  # it counts, and may die
        self.target = target

    async def post(self, order: dict[str, Any] | None = None, *, write: bool = True) -> Outcome:
        """One run over all steps, of the event that was left open where there is one."""
        ticket = self.left_open or await self.ticket(order=order, write=write)
        self.left_open = ticket
        flow = replace(ticket.flow, settings=self.settings, entity=self.entity)
        token = CARRYING.set(carrying(ticket.event, flow))
        try:
            pipeline = INVOICES if self.entity == "invoice" else PIPELINE
            outcome = await pipeline.bind(self.services).run(replace(ticket, flow=flow))
        finally:
            CARRYING.reset(token)
        self.left_open = None
        return outcome

    async def again(self, ticket: Ticket) -> Outcome:
        """Run this event, as its next try or a replay does."""
        self.left_open = ticket
        return await self.post()

    async def pass_horizon(self) -> None:
        """Let the note of the order's write look as old as what the receiver may still carry out."""
        await self.age_intent(self.order_name(), HORIZON)

    def posted(self) -> Sequence[Any]:
        """What stands in the receiver now, of orders or invoices."""
        return self.shop.books.data(f"{self.entity}s")


@asynccontextmanager
async def posting_desk(
    desk: OrderDesk, receiver: str = "knows keys", limit: str = "5s", **settings: Any
) -> AsyncIterator[PostedDesk]:
    """A desk that posts to a receiver of this kind, with this time limit for a call."""
    behaviour, how = RECEIVERS[receiver]
    async with posting(replace(behaviour, faults=[]), limit) as receiving:
        posted = PostedDesk(desk.store, desk.vault, desk.queue)
        posted.receiving, posted.source = receiving, StrictSource()  # type: ignore[assignment]  # in the fake's place
        posted.seat(how, **settings)
        yield posted


@dataclass
class Seller:
    """A system in which an order stands that is to be posted: how it gives it, and how it is read."""

    source: Any
    document: Any

    @property
    def order(self) -> Order:
        order: Order = self.source.read(self.document)
        return order


@asynccontextmanager
async def selling(vendor: str, desk: OrderDesk, order: dict[str, Any] | None = None) -> AsyncIterator[Seller]:
    """A system of this vendor that has one order, entered by a desk of its own; a shop posts it."""
    entered = document() if order is None else order
    if vendor == "webhook":
        connection = OpenWebhookConnection("shop", WebhookConnection.model_validate({"vendor": "webhook"}))
        yield Seller(connection.source(Flow("orders", "order", "shop", "books", None)), parse_json(dump_json(entered)))
        return
    async with AsyncExitStack() as stack:
        books = await stack.enter_async_context(running(vendor, today=dutch_day))
        books.stock([line["sku"] for line in entered["lines"]])
        entering = OrderDesk(desk.store, desk.vault, desk.queue)
        entering.prefix = "E-"
        books.seat(entering, OrderSettings.model_validate(SETTINGS[vendor]))
        written = await entering.carry(entered)
        assert written.number, written
        source: Any = books.connection.source(Flow("orders", "order", "shop", "books", None))
        found = await source.fetch(written.number)
        assert found is not None
        yield Seller(source, found)
