"""Receivers of products that run on this machine, and desks that carry into them over real HTTP and real Redis."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

import aiohttp

from handlers.pipelines.products import PIPELINE
from handlers.pipelines.products.settings import ProductSettings
from handlers.sandboxes.shop import Behaviour, ShopSandbox, Taken
from handlers.vendors.webhook.connection import OpenWebhookConnection, open_webhook
from relay.line.carrying import CARRYING, carrying
from relay.model import Flow, Outcome, Ticket
from tests.handlers.pipelines.products.desk import ProductDesk
from tests.handlers.vendors.webhook.posting.receiving import Desk, posting
from tests.stand_ins import OpenGate

BY_CODE: Final[Mapping[str, Any]] = {"method": "PUT", "path": "/products/{code}", "repeat": "idempotent_method"}
"""A receiver that keeps each product under its code, and is told all of it each time."""

BY_NUMBER: Final[Mapping[str, Any]] = {
    "path": "/products",
    "update": {"method": "PUT", "path": "/products/{number}"},
    "id": "id",
    "exists": [409],
    "repeat": "look_up",
    "look_up": {"path": "/products?sku={code}", "found": "data", "id": "id"},
    "look_up_code": "sku",
}
"""A receiver that gives each product a number of its own, as web shops do, and can be asked for a code."""

PRICES: Final[Mapping[str, Any]] = {
    "source": {"are": "incl", "currency": "EUR", "unit": "own"},
    "target": {"are": "incl", "currency": "EUR", "unit": "own"},
}


@dataclass
class ShopBooks:
    """A running receiver behind an open connection, and what it was told."""

    sandbox: ShopSandbox
    connection: OpenWebhookConnection
    mapping: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    def writes(self) -> int:
        return len(self.sandbox.calls)

    def calls(self) -> int:
        return len(self.sandbox.calls) + len(self.sandbox.asked)

    def holds(self) -> dict[str, int]:
        return {"articles": len(self.sandbox.books.all("products"))}

    @property
    def posts(self) -> list[Taken]:
        """The posts of products, in their order."""
        return self.sandbox.calls

    @property
    def last(self) -> dict[str, Any]:
        """The document of the last post, without its envelope."""
        posted = self.posts[-1].json()
        return dict(posted["data"] if {"type", "data"} <= posted.keys() else posted)

    def products(self) -> dict[str, Mapping[str, Any]]:
        """What stands there, by code."""
        return {str(data["sku"]): data for data in self.sandbox.books.data("products")}

    def seat(self, desk: ProductDesk, settings: ProductSettings) -> None:
        """Let the desk carry into this receiver."""
        name, source, target = desk.names
        flow = Flow(name, "product", source, target, settings, mapping=tuple(self.mapping), keeps_state=True)
        desk.settings, desk.target = settings, self.connection.target(flow)


@asynccontextmanager
async def running_shop(
    products: Mapping[str, Any] | None = None,
    *,
    behaviour: Behaviour | None = None,
    mapping: Sequence[Mapping[str, Any]] = (),
    within: str = "5s",
    **connection: Any,
) -> AsyncIterator[ShopBooks]:
    """A receiver of products that is posted to as told; by their codes unless told otherwise."""
    async with posting(behaviour, within) as desk, aiohttp.ClientSession() as session:
        desk.written |= connection
        yield ShopBooks(desk.shop, _opened(desk, session, products or BY_CODE), mapping)


def _opened(desk: Desk, session: aiohttp.ClientSession, products: Mapping[str, Any]) -> OpenWebhookConnection:
    settings = desk.settings(products=dict(products))
    return open_webhook("books", settings, session, None, OpenGate(), desk.outgoing)  # type: ignore[arg-type]  # no tokens, and a gate that is always open


async def run(desk: ProductDesk, ticket: Ticket) -> Outcome:
    """One run over all steps, which knows what it carries as a worker's does."""
    flow = replace(ticket.flow, settings=desk.settings)
    token = CARRYING.set(carrying(ticket.event, flow))
    try:
        return await PIPELINE.bind(desk.services).run(replace(ticket, flow=flow))
    finally:
        CARRYING.reset(token)


async def carry(desk: ProductDesk, document: Any, **how: Any) -> Outcome:
    """Carry one document."""
    return await run(desk, await desk.ticket(document, **how))
