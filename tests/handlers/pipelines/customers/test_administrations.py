"""Two companies, each with books in both systems and the same numbers in them: four flows at once mix up nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from handlers.pipelines.customers.settings import CustomerSettings
from handlers.vendors.mapped_target import dutch_day
from relay.model import State
from tests.handlers.pipelines.customers.desk import HOME, CustomerDesk
from tests.handlers.pipelines.customers.sandboxes import CODES
from tests.handlers.pipelines.customers.ways import CONNECTIONS
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.orders.sandboxes import Books, running


@dataclass
class Company:
    """One company: its books by vendor, who enters customers there, and the two flows between them by their source."""

    name: str
    books: dict[str, Books]
    entering: dict[str, CustomerDesk]
    flows: dict[str, CustomerDesk]

    async def enter(self, vendor: str, customer: str) -> str:
        """A customer whom somebody enters in one of its systems."""
        outcome = await self.entering[vendor].carry(self.bakery(f"E-{customer}", customer))
        assert outcome.number, outcome
        return outcome.number

    def bakery(self, number: str, customer: str) -> dict[str, Any]:
        """A customer named after this company."""
        named = {"company": f"{customer} of {self.name}", "email": f"{customer}@{self.name}.example.com".lower()}
        return {"number": number, "customer": named, "billing_address": HOME}

    async def carry(self, vendor: str, number: str) -> str:
        """A customer as read in one system, carried into the other: their number there."""
        desk: Any = self.flows[vendor]
        outcome = await desk.carry(await desk.source.fetch(number))
        assert outcome.state in {State.WRITTEN, State.SKIPPED}, outcome
        return str(outcome.number)

    async def names(self, vendor: str) -> dict[str, str]:
        """The names of all customers in one of its systems, by number, as a full reading gives them."""
        source: Any = self.flows[vendor].source
        slices = [one async for one in source.slices(source.parts[0], None, None)]
        records = [source.read(document) for one in slices for document in one.documents]
        return {record.number: record.customer.name for record in records}


@asynccontextmanager
async def a_company(name: str, orders: OrderDesk) -> AsyncIterator[Company]:
    async with (
        running("afas", CONNECTIONS["afas"], today=dutch_day) as afas,
        running("accountview", CONNECTIONS["accountview"], today=dutch_day) as accountview,
    ):
        company = Company(name, {"afas": afas, "accountview": accountview}, {}, {})
        for vendor, other in (("afas", "accountview"), ("accountview", "afas")):
            company.entering[vendor] = _desk(orders, vendor, f"entering-{vendor}-{name}", "people", f"{vendor}-{name}")
            company.entering[vendor].target = company.books[vendor].connection.target(company.entering[vendor].flow)
            flow = _desk(orders, other, f"{vendor}-over-{name}", f"{vendor}-{name}", f"{other}-{name}")
            source: Any = company.books[vendor].connection.source(flow.flow)
            flow.source, flow.target = source, company.books[other].connection.target(flow.flow)
            company.flows[vendor] = flow
        yield company


def _desk(orders: OrderDesk, into: str, *names: str) -> CustomerDesk:
    desk = CustomerDesk(orders)
    desk.settings, desk.names = CustomerSettings.model_validate(CODES[into]), (names[0], names[1], names[2])
    return desk


async def test_two_companies_with_the_same_numbers_are_kept_apart_in_all_four_books(desk: OrderDesk) -> None:
    async with a_company("north", desk) as north, a_company("south", desk) as south:
        companies = (north, south)
        entered = {
            vendor: [await company.enter(vendor, f"{vendor}-first") for company in companies]
            for vendor in ("afas", "accountview")
        }
        assert all(here == there for here, there in entered.values())  # the same number in both companies
        carried = await asyncio.gather(
            *(company.carry(vendor, entered[vendor][0]) for company in companies for vendor in entered)
        )
        assert carried[:2] == carried[2:]
        for company in companies:
            expected = {f"afas-first of {company.name}", f"accountview-first of {company.name}"}
            for vendor in entered:
                assert set((await company.names(vendor)).values()) == expected
        before = [books.writes() for company in companies for books in company.books.values()]
        for company in companies:  # everyone is read again on both sides: nobody is new, and nobody is another's
            for vendor in entered:
                for number in await company.names(vendor):
                    await company.carry(vendor, number)
        assert [books.writes() for company in companies for books in company.books.values()] == before
