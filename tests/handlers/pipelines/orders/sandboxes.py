"""A desk that carries orders into a running sandbox of either vendor, over real HTTP and real Redis."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import aiohttp

from handlers.pipelines.orders.settings import OrderSettings
from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.afas import AfasSandbox
from handlers.sandboxes.afas.masters import Item
from handlers.sandboxes.demonstration.accountview_books import bare_books
from handlers.vendors.accountview.connection import OpenAccountView
from handlers.vendors.afas.connection import OpenAfas
from mapping.documents.order import Order
from mapping.documents.reading import read_order
from relay.model import Flow
from relay.roles import Connection
from tests.handlers.pipelines.orders.carried import TODAY
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.vendors.accountview.office import MemoryTokens, settings_for
from tests.handlers.vendors.afas.support import connection_to
from tests.stand_ins import OpenGate

WRITES = ("POST", "PUT", "DELETE", "PATCH")


class StrictSource:
    """Reads canonical documents, and refuses a field that nobody knows."""

    def read(self, document: Any) -> Order:
        return read_order(document, strict=True)


@dataclass
class Books:
    """A running sandbox behind an open connection, and what is in it."""

    sandbox: AccountViewSandbox | AfasSandbox
    connection: Connection
    mapping: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    def writes(self) -> int:
        """How many calls with a verb that writes came in; the exchange of tokens is none."""
        if isinstance(self.sandbox, AccountViewSandbox):
            calls = self.sandbox.books.calls
            return sum(count for (verb, what), count in calls.items() if verb in WRITES and what != "TOKEN")
        return sum(call.method in WRITES for call in self.sandbox.calls if "oauth" not in call.path)

    def calls(self) -> int:
        """How many calls came in at all."""
        if isinstance(self.sandbox, AccountViewSandbox):
            return self.sandbox.books.calls.total()
        return len(self.sandbox.calls)

    def holds(self) -> dict[str, int]:
        """How many debtors, delivery addresses, articles and documents stand in the books."""
        if isinstance(self.sandbox, AccountViewSandbox):
            books = self.sandbox.books
            documents = len(books.orders) + len(books.invoices) + len(books.pages)
            own = (len(books.debtors), len(books.addresses), len(books.articles), documents)
        else:
            profit = self.sandbox.profit
            documents = len(profit.orders.headers.rows) + len(profit.invoices.headers.rows)
            contacts = len(list(profit.relations.contacts.by_number))
            own = (len(profit.relations.debtors), contacts, len(profit.masters.items), documents)
        return dict(zip(("debtors", "addresses", "articles", "documents"), own, strict=True))

    def stock(self, skus: Sequence[str]) -> None:
        """Have these articles."""
        for sku in skus:
            if isinstance(self.sandbox, AccountViewSandbox):
                row = {"ART_CODE": sku, "ART_DESC1": sku, "PX_SELL": Decimal(1), "VAT_CODE": "2"}
                self.sandbox.books.put("ARTICLE", row)
            else:
                masters = self.sandbox.profit.masters
                masters.items = [*masters.items, Item(sku, sku, Decimal(1))]

    def seat(self, desk: OrderDesk, settings: OrderSettings) -> None:
        """Let the desk carry into this sandbox, under a flow's settings."""
        desk.settings, desk.source = settings, StrictSource()  # type: ignore[assignment]  # in the place of the fake
        flow = Flow("orders", "order", "shop", "books", settings, mapping=tuple(self.mapping))
        desk.target = self.connection.target(flow)


@asynccontextmanager
async def running(
    vendor: str,
    connection: Mapping[str, Any] | None = None,
    mapping: Sequence[Mapping[str, Any]] = (),
    today: Callable[[], date] = lambda: TODAY,
) -> AsyncIterator[Books]:
    """A sandbox of this vendor that holds master data and nothing else, under settings changed as told."""
    changes = dict(connection or {})
    async with aiohttp.ClientSession() as session:
        if vendor == "accountview":
            async with AccountViewSandbox(bare_books(today=today)) as office:
                tokens = MemoryTokens(office.refresh_token)
                settings = settings_for(office, **changes)
                yield Books(
                    office,
                    OpenAccountView("books", settings, session, tokens, OpenGate(), today=today),
                    mapping,
                )
        else:
            async with AfasSandbox() as environment:
                afas = connection_to(environment, **changes)
                yield Books(environment, OpenAfas("books", afas, session, OpenGate(), today=today), mapping)
