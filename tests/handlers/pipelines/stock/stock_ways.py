"""The ways of stock into a shop that is posted to: from AFAS, from AccountView, and from one who posts it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from handlers.sandboxes.accountview import Books
from handlers.sandboxes.afas import Profit
from handlers.sandboxes.shop import ShopSandbox
from handlers.vendors.mapped_target import dutch_day
from handlers.vendors.opening import Opened
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.source.stock import open_stock
from handlers.vendors.webhook.target.stock import open_posted_stock
from relay.line.carrying import CARRYING, carrying
from relay.model import Outcome, Ticket
from tests.handlers.pipelines.entity_suite import dying
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.stock.desk import StockDesk
from tests.handlers.vendors.accountview.source.polls import Clock as OfficeClock
from tests.handlers.vendors.accountview.source.products.product_polls import put_article
from tests.handlers.vendors.accountview.source.stock.stock_polls import an_article, count, stocked_books
from tests.handlers.vendors.accountview.source.stock.stock_polls import reading as reading_books
from tests.handlers.vendors.afas.source.products.environment import a_profit, add
from tests.handlers.vendors.afas.source.stock.environment import reading as reading_profit
from tests.handlers.vendors.afas.support import Clock
from tests.handlers.vendors.webhook.posting.receiving import STOCK, posting

CODE = "A-1"


@dataclass
class InProfit:
    """Stock in an AFAS."""

    profit: Profit
    source: Any

    def set(self, quantity: str) -> None:
        self.profit.levels.set(CODE, quantity)

    async def document(self) -> Any:
        return await self.source.fetch(CODE)


@dataclass
class InBooks:
    """Stock in an AccountView."""

    books: Books
    source: Any

    def set(self, quantity: str) -> None:
        count(self.books, CODE, QTY_TECH=int(quantity), QTY_FREE2=int(quantity))

    async def document(self) -> Any:
        return await self.source.fetch(CODE)


@dataclass
class Posted:
    """Stock of somebody who posts it in the relay's own form."""

    source: Any
    quantity: str = ""

    def set(self, quantity: str) -> None:
        self.quantity = quantity

    async def document(self) -> Any:
        return {"number": CODE, "sku": CODE, "places": [{"warehouse": "01", "available": self.quantity}]}


@dataclass
class StockWay:
    """Stock on one way into a shop, as ``tests.handlers.pipelines.entity_suite.Way``."""

    desk: StockDesk
    shop: ShopSandbox
    there: InProfit | InBooks | Posted
    writes: int = 0
    die_after: bool = False
    _die_at: int | None = field(default=None, repr=False)
    _has_died: bool = False

    @property
    def die_at(self) -> int | None:
        """The write at which the process dies: once, since a level that is told again is one write more each time."""
        return self._die_at

    @die_at.setter
    def die_at(self, write: int | None) -> None:
        self._die_at = None if self._has_died else write
        self._has_died = self._has_died or write is not None

    async def new(self, **changes: Any) -> str:
        self.there.set(changes.get("quantity", "5"))
        return CODE

    async def change(self, number: str, **changes: Any) -> None:
        assert number == CODE
        self.there.set(changes["quantity"])

    async def document(self, number: str) -> Any:
        assert number == CODE
        return await self.there.document()

    async def ticket(self, document: Any, *, write: bool = True) -> Ticket:
        return await self.desk.ticket(document, write=write)

    async def run(self, ticket: Ticket) -> Outcome:
        token = CARRYING.set(carrying(ticket.event, ticket.flow))
        try:
            return await self.desk.run(ticket)
        finally:
            CARRYING.reset(token)

    async def shown(self, number: str) -> Mapping[str, Any]:
        stored = self.shop.books.at("stock", number)
        assert stored is not None
        return {"quantity": str(stored.data["quantity"])}

    async def records(self) -> int:
        return len(self.shop.books.all("stock"))

    async def pass_horizon(self) -> None:
        await self.desk.pass_horizon()

    async def bring_back(self, number: str) -> tuple[Outcome, int] | None:
        assert number
        return None

    def unwanted(self) -> None:
        self.desk.settings = self.desk.settings.model_copy(update={"stock_owner": "target"})

    def undecided(self) -> None:
        self.desk.settings = self.desk.settings.model_copy(update={"warehouses": ("nowhere",)})


@asynccontextmanager
async def open_way(source: str, orders: OrderDesk) -> AsyncIterator[StockWay]:
    """The way from one system into a receiver over real HTTP."""
    async with AsyncExitStack() as stack:
        desk = StockDesk(orders)
        there = await _open_source(source, stack, desk)
        desk.source = there.source
        receiver = await stack.enter_async_context(posting())
        settings, opened = receiver.settings(stock=STOCK), receiver.receiver(stock=STOCK)
        target: Any = open_posted_stock(Opened("shop", settings, opened, dutch_day), desk.flow)
        way = StockWay(desk, receiver.shop, there)
        target.set_level = dying(way, target.set_level)
        desk.target = target
        yield way


async def _open_source(source: str, stack: AsyncExitStack, desk: StockDesk) -> InProfit | InBooks | Posted:
    if source == "afas":
        clock = Clock()
        profit = a_profit(clock)
        add(profit, CODE)
        reading = await stack.enter_async_context(reading_profit(profit, clock))
        return InProfit(profit, reading.source)
    if source == "accountview":
        office_clock = OfficeClock()
        books = stocked_books(office_clock)
        put_article(books, an_article(CODE, QTY_TECH=0, QTY_FREE2=0, QTY_BESTEL=0))
        stock, _ = await stack.enter_async_context(reading_books(office_clock, books))
        return InBooks(books, stock)
    sender = WebhookConnection.model_validate({"vendor": "webhook"})
    return Posted(open_stock(Opened("books", sender, None, dutch_day), desk.flow))
