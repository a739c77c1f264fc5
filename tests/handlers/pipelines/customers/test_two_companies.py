"""Two companies in AccountView have a customer of the same number: they are two customers in the books they go to."""

from contextlib import AsyncExitStack
from typing import Any

import pytest

from handlers.sandboxes.demonstration.accountview_books import bare_books
from relay.model import State
from tests.handlers.pipelines.customers.desk import CustomerDesk
from tests.handlers.pipelines.customers.sandboxes import seated
from tests.handlers.vendors.accountview.office import TODAY, Office, a_flow, office

COMPANIES = ("north", "south")


async def opened(stack: AsyncExitStack, name: str) -> tuple[Office, Any]:
    """A company with one debtor, 10001, and a source over it."""
    books = bare_books(today=lambda: TODAY)
    debtor = {"SUB_NR": "10001", "ACCT_NAME": f"Bakkerij {name} bv", "COC_CODE": "30123456", "CNT_CODE": "NL"}
    place = {"ST_STREET": "Laan", "ST_NR": "1", "ADDRESS1": "Laan 1", "POST_CODE": "3511 AB", "CITY": "Utrecht"}
    books.put("CONTACT", {**debtor, **place, "MAIL_BUS": f"info@{name}.example.com"})
    books.add_address("10001", DEL_NAME=f"Filiaal {name}", ADDRESS1="Kade 2", POST_CODE="3511 AC", CITY="Utrecht")
    company = await stack.enter_async_context(office(books))
    return company, company.connection.source(a_flow(entity="customer", source=name, target="books"))


@pytest.mark.parametrize("vendor", ["accountview", "afas"])
async def test_customers_of_one_number_in_two_companies_stay_two(vendor: str, customers: CustomerDesk) -> None:
    async with AsyncExitStack() as stack:
        companies = {name: await opened(stack, name) for name in COMPANIES}
        books = await stack.enter_async_context(seated(customers, vendor))

        async def carry(name: str) -> Any:
            customers.names = (f"from-{name}", name, "books")
            customers.source = companies[name][1]
            return await customers.carry(await companies[name][1].fetch("10001"))

        made = {name: await carry(name) for name in COMPANIES}
        assert {outcome.state for outcome in made.values()} == {State.WRITTEN}, made
        numbers = {name: str(outcome.number) for name, outcome in made.items()}
        assert len(set(numbers.values())) == 2
        companies["north"][0].books.change_debtor("10001", TEL_BUS="0301234567")
        writes = books.writes()
        assert (await carry("south")).state is State.WRITTEN
        assert books.writes() == writes
        assert (await carry("north")).number == numbers["north"]
        found = await customers.target.find_by_numbers(list(numbers.values()))
        for name, number in numbers.items():
            values = {str(value) for value in found[number].fields.values()}
            assert f"Bakkerij {name} bv" in values
            assert any(value.endswith("301234567") for value in values) is (name == "north")
            [address] = await customers.target.find_addresses(number)
            assert f"Filiaal {name}" in {str(value) for value in address.fields.values()}
