"""A running AFAS sandbox with an open connection to it, for the tests of the target."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from handlers.contracts.drafts import Draft
from handlers.sandboxes.afas import AfasSandbox, Profit
from handlers.vendors.afas.connection import OpenAfas
from handlers.vendors.afas.target.opening import AfasOrderTarget
from mapping.documents.order import Order
from mapping.pricing import Pricing, price_order
from tests.handlers.vendors.afas.orders import TODAY, a_flow, an_order
from tests.handlers.vendors.afas.support import connection_to
from tests.stand_ins import OpenGate


@dataclass
class Environment:
    """A sandbox and a connection."""

    sandbox: AfasSandbox
    session: aiohttp.ClientSession
    connection: OpenAfas

    @property
    def profit(self) -> Profit:
        return self.sandbox.profit

    def target(self, *mapping: Mapping[str, Any], **settings: Any) -> AfasOrderTarget:
        opened: AfasOrderTarget = self.connection.target(a_flow(*mapping, **settings))
        return opened

    def connected(self, **changes: Any) -> OpenAfas:
        """Another connection to the same sandbox, whose settings are changed as told."""
        settings = connection_to(self.sandbox, **changes)
        return OpenAfas("afas", settings, self.session, OpenGate(), today=lambda: TODAY)

    def calls(self, method: str, path: str = "") -> int:
        """How many calls of this method came in on a path that begins so, in small letters."""
        return sum(1 for call in self.sandbox.calls if call.method == method and call.path.startswith(path))


@asynccontextmanager
async def environment(profit: Profit | None = None, **changes: Any) -> AsyncIterator[Environment]:
    """A running sandbox and a connection to it whose settings are changed as told."""
    async with AfasSandbox(profit=profit) as sandbox, aiohttp.ClientSession() as session:
        settings = connection_to(sandbox, **changes)
        yield Environment(sandbox, session, OpenAfas("afas", settings, session, OpenGate(), today=lambda: TODAY))


def draft_for(target: AfasOrderTarget, order: Order | None = None, **changes: Any) -> Draft:
    """A draft that the target's own basis prices."""
    order = order or an_order()
    fields: dict[str, Any] = {"reference": "W-100245", "codes": {"payment_condition": "30"}}
    return Draft(order=order, priced=price_order(order, Pricing(), target.basis(order)), **{**fields, **changes})


async def debtor_of(target: AfasOrderTarget, order: Order | None = None) -> str:
    """The number of a new debtor."""
    number = await target.create_debtor(target.debtor_fields(draft_for(target, order).party))
    assert number is not None
    return number


async def written(target: AfasOrderTarget, order: Order | None = None, **changes: Any) -> tuple[Draft, str]:
    """An order in the books, with its debtor: the draft that was sent, and the order's number."""
    changes.setdefault("debtor", await debtor_of(target, order))
    draft = draft_for(target, order, **changes)
    written = await target.create_order(target.order_fields(draft))
    assert written.number is not None
    return draft, written.number
