"""An AFAS with goods in its books, a source of products over it, and what one poll of a part of it gives."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp

from handlers.sandboxes.afas import AfasSandbox, Masters, OrderBooks, Profit
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.protocol import Filter
from handlers.vendors.afas.source.products.source import AfasProductSource
from mapping.documents.product import Product
from mapping.parsing import dump_json
from relay.roles import Page
from tests.handlers.vendors.afas.examples import body
from tests.handlers.vendors.afas.support import Clock, connection_to
from tests.stand_ins import OpenGate

OVERLAP = timedelta(minutes=16)

EVERYTHING: dict[str, Any] = {
    "connector": "Relay_Articles",
    "prices": {"columns": {"modified": "ModifiedDate"}},
    "units": {},
    "barcodes": {},
    "compositions": {},
    "groups": {},
    "images": {"connector": "Relay_ArticleImages", "columns": {"modified": "ModifiedDate"}},
}
"""All that can be read, from the sandbox's own connectors."""


def a_profit(clock: Clock, **others: Any) -> Profit:
    """An environment without goods, whose stamps are this clock's."""
    masters = Masters(items=[], units=frozenset({"STK", "DOOS", "*****"}), article_groups={"SERV": "Servies"})
    return Profit(OrderBooks(clock=clock), masters=others.pop("masters", masters), **others)


def write(profit: Profit, document: Mapping[str, Any], method: str = "POST") -> None:
    """Carry out a write as somebody in Profit would."""
    (connector,) = document
    profit.write(method, connector, None, dump_json(document))


def add(profit: Profit, code: str, **fields: Any) -> str:
    """A new article, a cup of tea unless told otherwise; its code."""
    given = {"ItCd": code, "Ds": f"Theeglas {code}", "Grp": "SERV", "BiUn": "STK", "VaRc": "1"}
    write(profit, body("FbItemArticle", {**given, **fields}))
    return code


def change(profit: Profit, code: str, **fields: Any) -> None:
    """Change an article itself."""
    write(profit, body("FbItemArticle", {"ItCd": code, **fields}), "PUT")


def set_price(profit: Profit, code: str, amount: str, begins: str = "2026-01-01", **fields: str | None) -> None:
    """Give an article a price of the base list from a day on, which leaves the article's own stamp alone."""
    given: dict[str, str | None] = {"VaIt": "2", "ItCd": code, "BiUn": "STK", "CuId": "EUR", "PrLi": "*****"}
    given |= {"DaBg": begins, "Pric": amount, **fields}
    write(profit, body("FbSalesPrice", {name: value for name, value in given.items() if value is not None}))


def add_variant(profit: Profit, code: str, first: str, second: str = "", **fields: Any) -> None:
    """A size, or a size in a colour, of an article."""
    given = {"VaIt": "2", "ItCd": code, "StL1": first, "StL2": second}
    write(profit, body("FbUpdateAdB", {**given, **fields}))


def add_set(profit: Profit, code: str, *parts: tuple[str, str], **fields: Any) -> None:
    """A composition of so many of each of these articles."""
    under = [
        body("FbCompositionPart", {"VaIt": "Art", "ItCd": item, "QuUn": quantity, "PrSe": 10 * place})
        for place, (item, quantity) in enumerate(parts, 1)
    ]
    given = {"VaCt": "1", "ItCd": code, "Ds": f"Set {code}", "Grp": "SERV", "BiUn": "STK", "VaRc": "1", "CrId": "50003"}
    write(profit, body("FbComposition", {**given, **fields}, *under))


def add_picture(profit: Profit, code: str, number: str, place: int = 1) -> None:
    """A picture of an article, as its number says."""
    stamp = profit.goods.stamp()
    profit.goods.images.append(
        {"ItCd": code, "id": number, "place": place, "file_name": f"{code}-{place}.jpg", "modified": stamp}
    )


@dataclass
class Reading:
    """A sandbox and a source that reads it."""

    sandbox: AfasSandbox
    source: AfasProductSource

    def calls(self, connector: str) -> int:
        """How many calls this connector was read by."""
        return sum(1 for call in self.sandbox.calls if call.path == f"/connectors/{connector.lower()}")

    async def pages(self, part: str = "articles", cursor: str | None = None) -> list[Page]:
        start = self.source.cursor_at(None) if cursor is None else cursor
        return [page async for page in self.source.changed_since(start, OVERLAP, part=part)]

    async def poll(self, part: str = "articles", cursor: str | None = None) -> tuple[list[Product], str]:
        """What one poll of a part reads, and the cursor that it ends with."""
        pages = await self.pages(part, cursor)
        read = [self.source.read(document) for page in pages for document in page.documents]
        return read, pages[-1].cursor if pages else cursor or self.source.cursor_at(None)

    async def numbers(self, part: str = "articles", cursor: str | None = None) -> list[str]:
        """The numbers of the products that one poll of a part reads."""
        return [product.number for product in (await self.poll(part, cursor))[0]]

    async def product(self, number: str) -> Product:
        """One product as it is now."""
        document = await self.source.fetch(number)
        assert document is not None
        return self.source.read(document)


@asynccontextmanager
async def reading(
    profit: Profit,
    clock: Clock,
    products: Mapping[str, Any] | None = None,
    wanted: Mapping[str, tuple[str, ...]] | None = None,
    *,
    also: Sequence[str] = (),
    pushed: Filter | None = None,
    **settings: Any,
) -> AsyncIterator[Reading]:
    """``products`` are settings of where they are read, ``settings`` others of the connection."""
    async with AfasSandbox(profit=profit) as sandbox, aiohttp.ClientSession() as session:
        connection = connection_to(sandbox, products=EVERYTHING if products is None else products, **settings)
        client = AfasClient(connection, session, OpenGate())
        source = AfasProductSource(client, connection, wanted=wanted, also=also, pushed=pushed, clock=clock)
        yield Reading(sandbox, source)
