"""A desk that carries customers into a running sandbox of either vendor, over real HTTP and real Redis."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from handlers.pipelines.customers.settings import CustomerSettings
from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.vendors.mapped_target import dutch_day
from relay.model import Flow
from tests.handlers.pipelines.customers.desk import CustomerDesk
from tests.handlers.pipelines.orders.sandboxes import Books, running

CODES: Mapping[str, dict[str, Any]] = {
    vendor: {"receivables_account": {"default": "1300"}, "payment_condition": {"default": code, "unmapped": "default"}}
    for vendor, code in (("accountview", "30"), ("afas", "14"))
}
"""What every flow into these books names."""

CONNECTIONS: Mapping[str, dict[str, Any]] = {
    "accountview": {},
    "afas": {"lookups": {"contacts": "Profit_Contacts"}},
}


@asynccontextmanager
async def seated(
    desk: CustomerDesk, vendor: str, mapping: Sequence[Mapping[str, Any]] = (), **settings: Any
) -> AsyncIterator[Books]:
    """A sandbox of this vendor into which the desk carries, under settings changed as told."""
    desk.settings = CustomerSettings.model_validate({**CODES[vendor], **settings})
    async with running(vendor, CONNECTIONS[vendor], today=dutch_day) as books:
        if isinstance(books.sandbox, AccountViewSandbox):
            books.sandbox.books.changes_addresses = True
        flow = Flow("customers", "customer", "shop", "books", desk.settings, mapping=tuple(mapping))
        desk.target = books.connection.target(flow)
        yield books
