"""The directions in which products go: between the two systems, and from a web shop into either."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from handlers.pipelines.products import PIPELINE
from handlers.pipelines.products.settings import ProductSettings
from handlers.vendors.webhook.connection import OpenWebhookConnection
from handlers.vendors.webhook.settings import WebhookConnection
from mapping.parsing import dump_json, parse_json
from relay.model import Flow, Outcome, Ticket
from tests.handlers.pipelines.entity_suite import dying
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.orders.sandboxes import Books
from tests.handlers.pipelines.products.desk import ProductDesk
from tests.handlers.pipelines.products.sandboxes import running_goods, settings_between

WRITES = ("create_product", "update_product", "create_price", "update_price")


def board(number: str, name: str = "Kaasplank eiken") -> dict[str, Any]:
    """A board with a price."""
    return {"number": number, "sku": f"BRD-{number}", "name": name, "price": "24.20"}


class Shop:
    """A web shop that posts products in the relay's own format, with what it gives of each ``besides``."""

    def __init__(self) -> None:
        connection = WebhookConnection.model_validate({"vendor": "webhook"})
        flow = Flow("products", "product", "shop", "books", settings=None)
        self.source = OpenWebhookConnection("shop", connection).source(flow)
        self.posts: dict[str, dict[str, Any]] = {}
        self.besides: dict[str, Any] = {}

    async def new(self) -> str:
        number = f"{len(self.posts) + 1}"
        self.posts[number] = board(number) | self.besides
        return number

    async def change(self, number: str, name: str) -> None:
        self.posts[number] = board(number, name) | self.besides

    async def document(self, number: str) -> Any:
        return parse_json(dump_json(self.posts[number]))


@dataclass
class Business:
    """One of the two systems, in which products are entered by a desk of its own, as somebody there would."""

    books: Books
    entering: ProductDesk
    source: Any

    async def new(self) -> str:
        outcome = await self.entering.carry(board("1"))
        assert outcome.number, outcome
        return outcome.number

    async def change(self, number: str, name: str) -> None:
        outcome = await self.entering.carry(board("1", name))
        assert outcome.number == number, outcome

    async def document(self, number: str) -> Any:
        document = await self.source.fetch(number)
        assert document is not None
        return document


@dataclass
class ProductWay:
    """Products on one way, as ``tests.handlers.pipelines.entity_suite.Way``."""

    desk: ProductDesk
    books: Books
    there: Shop | Business
    back: ProductDesk | None = None
    writes: int = 0
    die_at: int | None = None
    die_after: bool = False

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
        [article] = (await target.find_by_codes([number])).values()
        named = {path: name for name, paths in target.product_sources.items() for path in paths}
        if target.keeps_prices:
            prices = len(await target.find_prices(number))
        else:
            prices = int(bool(article.fields[named["price.amount"]]))
        return {"name": article.fields[named["texts.name"]], "prices": prices}

    async def records(self) -> int:
        return self.books.holds()["articles"]

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
        self.desk.settings = self.desk.settings.model_copy(update={"stores": ("another",)})

    def undecided(self) -> None:
        finding = self.desk.settings.product.model_copy(update={"on_none": "hold"})
        self.desk.settings = self.desk.settings.model_copy(update={"product": finding})


@asynccontextmanager
async def open_way(source: str, target: str, orders: OrderDesk) -> AsyncIterator[ProductWay]:
    """The way from one system, or a shop, into another."""
    async with AsyncExitStack() as stack:
        desk = ProductDesk(orders)
        books = await _seat(stack, desk, (source, target), ("products", "shop", "books"))
        there: Shop | Business = Shop()
        back = None
        if source != "webhook":
            entering = ProductDesk(orders)
            home = await _seat(stack, entering, ("webhook", source), ("entering", "people", "shop"))
            given = home.connection.source(Flow("products", "product", "shop", "books", desk.settings))
            there = Business(home, entering, given)
            back = ProductDesk(orders)
            back.settings = ProductSettings.model_validate(settings_between(target, source))
            back.names = ("back", "books", "shop")
            read_back: Any = books.connection.source(Flow("back", "product", "books", "shop", back.settings))
            back.source = read_back
            back.target = home.connection.target(Flow("back", "product", "books", "shop", back.settings))
        desk.source = there.source
        way = ProductWay(desk, books, there, back)
        for name in WRITES:
            setattr(desk.target, name, dying(way, getattr(desk.target, name)))
        yield way


async def _seat(stack: AsyncExitStack, desk: ProductDesk, ends: tuple[str, str], names: tuple[str, str, str]) -> Books:
    """A sandbox of its own into which a desk carries, by a flow of these names."""
    desk.settings, desk.names = ProductSettings.model_validate(settings_between(*ends)), names
    books = await stack.enter_async_context(running_goods(ends[1]))
    desk.target = books.connection.target(Flow(names[0], "product", names[1], names[2], desk.settings))
    return books
