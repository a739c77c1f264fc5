"""Running sandboxes of either vendor with goods in their books, and what a flow of products into them names."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.afas import AfasSandbox, Masters, OrderBooks, Profit
from handlers.vendors.accountview.connection import OpenAccountView
from handlers.vendors.afas.connection import OpenAfas
from handlers.vendors.mapped_target import dutch_day
from tests.handlers.pipelines.orders.sandboxes import Books
from tests.handlers.vendors.accountview.office import MemoryTokens, settings_for
from tests.handlers.vendors.accountview.products import COLUMNS, product_books
from tests.handlers.vendors.afas.source.products.environment import EVERYTHING
from tests.handlers.vendors.afas.support import connection_to
from tests.stand_ins import OpenGate

LISTS = {"afas": "*****", "accountview": "", "webhook": ""}
"""The base list of each system; those that have one list only name none."""


def settings_between(source: str, target: str) -> dict[str, Any]:
    """What a flow of products between two systems says: codes of the target, and what the prices of both are."""
    side = {"are": "incl", "currency": "EUR", "unit": "own"}
    return {
        **CODES[target],
        "prices": {"source": {**side, "list": LISTS[source]}, "target": {**side, "list": LISTS[target]}},
    }


def _always(code: str) -> dict[str, str]:
    return {"default": code, "unmapped": "default"}


CODES: Mapping[str, dict[str, Any]] = {
    "accountview": {"unit": _always("ST"), "group": _always("KEUKEN"), "vat_class": _always("2")},
    "afas": {"unit": _always("STK"), "group": _always("SERV"), "vat_class": _always("1")},
}
"""What every flow into these books names."""


@asynccontextmanager
async def running_goods(vendor: str) -> AsyncIterator[Books]:
    """A sandbox of this vendor that holds units and groups, and no article yet."""
    async with aiohttp.ClientSession() as session:
        if vendor == "accountview":
            books = product_books()
            books.articles.clear()
            async with AccountViewSandbox(books) as office:
                settings = settings_for(office, products=COLUMNS)
                tokens = MemoryTokens(office.refresh_token)
                yield Books(office, OpenAccountView("books", settings, session, tokens, OpenGate(), today=dutch_day))
        else:
            masters = Masters(items=[], units=frozenset({"STK", "DOOS", "*****"}), article_groups={"SERV": "Servies"})
            async with AfasSandbox(profit=Profit(OrderBooks(), masters=masters)) as environment:
                afas = connection_to(environment, products=EVERYTHING)
                yield Books(environment, OpenAfas("books", afas, session, OpenGate(), today=dutch_day))
