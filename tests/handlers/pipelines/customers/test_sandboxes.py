"""Either vendor's books take a customer: debtor, addresses to deliver to and contacts, and changes of each."""

import asyncio

import pytest

from relay.model import State
from tests.handlers.pipelines.customers.desk import ELSEWHERE, CustomerDesk, anna, company, record
from tests.handlers.pipelines.customers.sandboxes import seated

PIET = {"id": "7", "first_name": "Piet", "last_name": "Dam", "email": "piet@example.com", "is_main": True}
KEES = {"id": "8", "first_name": "Kees", "last_name": "Bos", "email": "kees@example.com"}


@pytest.mark.parametrize("vendor", ["accountview", "afas"])
async def test_a_company_with_contacts_and_an_address_is_made_once_and_then_costs_nothing(
    vendor: str, customers: CustomerDesk
) -> None:
    async with seated(customers, vendor) as books:
        whole = company(contacts=[PIET, KEES], delivery_addresses=[{"id": "1", "address": ELSEWHERE}])
        made = await customers.carry(whole)
        assert made.state is State.WRITTEN, made
        [address] = await customers.target.find_addresses(str(made.number))
        assert ELSEWHERE["city"] in address.fields.values()
        if customers.target.keeps_contacts:
            names = {one.name for one in await customers.target.find_contacts(str(made.number))}
            assert {"Piet Dam", "Kees Bos"} <= names
        calls = books.calls()
        assert (await customers.carry(whole)).reason.endswith("nothing changed since they were carried")
        assert books.calls() == calls


@pytest.mark.parametrize("vendor", ["accountview", "afas"])
async def test_a_change_of_each_part_is_written_to_what_is_there(vendor: str, customers: CustomerDesk) -> None:
    async with seated(customers, vendor) as books:
        await customers.carry(company(contacts=[PIET], delivery_addresses=[{"id": "1", "address": ELSEWHERE}]))
        before = books.holds()
        changed = await customers.carry(
            company(
                contacts=[{**PIET, "phone": "0101234567"}],
                delivery_addresses=[{"id": "1", "address": {**ELSEWHERE, "number": "41"}}],
                billing_address=ELSEWHERE,
            )
        )
        assert (changed.state, books.holds()) == (State.WRITTEN, before), changed
        [debtor] = (await customers.target.find_by_numbers([str(changed.number)])).values()
        assert (debtor.postcode, debtor.house) == ("3011 AD", "40")
        [address] = await customers.target.find_addresses(str(changed.number))
        assert any("41" in str(value) for value in address.fields.values())


@pytest.mark.parametrize("vendor", ["accountview", "afas"])
async def test_a_person_is_made_and_changed(vendor: str, customers: CustomerDesk) -> None:
    async with seated(customers, vendor) as books:
        await customers.carry(record())
        changed = await customers.carry(record(customer=anna(phone="+31201234567"), mobile="+31612345678"))
        assert (changed.state, books.holds()["debtors"]) == (State.WRITTEN, 1), changed
        [debtor] = (await customers.target.find_by_numbers([str(changed.number)])).values()
        assert {"+31201234567", "+31612345678"} <= {str(value) for value in debtor.fields.values()}


@pytest.mark.parametrize("vendor", ["accountview", "afas"])
async def test_known_customers_who_change_at_once_are_looked_up_many_in_one_call(
    vendor: str, customers: CustomerDesk
) -> None:
    async with seated(customers, vendor) as books:
        people = {f"K-{place}": anna(email=f"k{place}@example.com") for place in range(12)}
        for number, person in people.items():
            assert (await customers.carry(record(number, customer=person))).state is State.WRITTEN
        tickets = [
            await customers.ticket(record(number, customer={**person, "phone": "+31205550100"}))
            for number, person in people.items()
        ]
        calls, writes = books.calls(), books.writes()
        bound = customers.pipeline.bind(customers.services)
        outcomes = await asyncio.gather(*(bound.run(ticket) for ticket in tickets))
        assert {outcome.state for outcome in outcomes} == {State.WRITTEN}
        assert books.writes() - writes == len(people)
        assert books.calls() - calls - len(people) < len(people)
