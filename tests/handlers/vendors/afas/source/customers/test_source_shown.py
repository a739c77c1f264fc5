"""What AFAS's connectors show of customers, and what they hide: blocks, filters, administrations, other names."""

from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from handlers.sandboxes.afas import AfasSandbox, Behaviour
from handlers.vendors.afas.connection import OpenAfas
from handlers.vendors.afas.source.customers.source import AfasCustomerSource
from mapping.filter_texts import read_filter
from relay.errors import Barred, StartError
from relay.line.filtering import tell_unfit
from relay.model import Flow
from tests.handlers.vendors.afas.examples import body, delivery_contact
from tests.handlers.vendors.afas.source.customers.environment import (
    EVERY,
    OVERLAP,
    a_buyer,
    a_company,
    a_consumer,
    a_profit,
    change_contact,
    change_debtor,
    reading,
)
from tests.handlers.vendors.afas.support import Clock, connection, connection_to
from tests.stand_ins import OpenGate

BANK = body("KnBankAccount", {"CoId": "NL", "Iban": "NL91ABNA0417164300"})


async def test_a_complete_block_is_carried_where_the_connector_shows_it() -> None:
    clock = Clock()
    profit = a_profit(clock, behaviour=Behaviour(blocked_completely="shown"))
    delivery, everything, nothing = (a_company(profit, **{name: True})["DbId"] for name in ("Bl", "BlTl", "AuPa"))
    async with reading(profit, clock) as r:
        records, _ = await r.poll("debtors", r.source.cursor_at(None))
    blocks = {record.number: record.blocked for record in records}
    assert blocks == {delivery: "delivery", everything: "all", nothing: "no"}


@pytest.mark.parametrize("connector", ["Relay_Debtors", "Debiteuren_App"])
async def test_a_customer_blocked_completely_is_gone_where_the_connector_leaves_them_out(connector: str) -> None:
    clock = Clock()
    profit = a_profit(clock)
    own = {column.id: column.id for column in profit.tables["relay_debtors"].columns if "Completely" not in column.id}
    profit.offer("Debiteuren_App", "Relay_Debtors", own)
    company, blocked = a_company(profit)["DbId"], a_company(profit)
    async with reading(profit, clock, {"connector": connector}) as r:
        assert await r.source.count(None) == 2
        change_debtor(profit, blocked, BlTl=True)
        [record], _ = await r.poll("debtors", r.source.cursor_at(None))
        assert (record.number, record.blocked) == (company, "no")
        assert await r.source.fetch(blocked["DbId"]) is None


async def test_what_the_users_filter_hides_is_not_read_and_says_nothing_of_the_rest() -> None:
    clock = Clock()
    profit = a_profit(clock)
    seen, hidden = a_company(profit)["DbId"], a_company(profit)["DbId"]
    profit.tables["relay_debtors"].hides = lambda row: row["DebtorId"] == hidden
    profit.tables["profit_address"].hides = lambda _: True
    async with reading(profit, clock) as r:
        [record], _ = await r.poll("debtors", r.source.cursor_at(None))
        assert await r.source.count(None) == 1
        assert await r.source.fetch(hidden) is None
    assert record.number == seen
    assert record.billing_address.street == "Voorbeeldstraat"  # from the sales relation's own row


async def test_an_address_that_nothing_shows_is_not_given_rather_than_empty() -> None:
    clock = Clock()
    profit = a_profit(clock)
    places = {"Street", "HouseNumber", "HouseNumberAdd", "AddressExtra", "Postcode", "City", "CountryId"}
    own = {column.id: column.id for column in profit.tables["relay_debtors"].columns if column.id not in places}
    profit.offer("Debiteuren_App", "Relay_Debtors", own)
    number = a_company(profit)["DbId"]
    async with reading(profit, clock, {"connector": "Debiteuren_App"}) as r:
        assert (await r.record(number)).billing_address.street == "Voorbeeldstraat"
        profit.tables["profit_address"].hides = lambda _: True
        assert "billing_address" not in (await r.record(number)).model_fields_set


async def test_only_customers_of_one_administration_are_read_where_there_is_a_column_for_it() -> None:
    clock = Clock()
    profit = a_profit(clock)
    numbers = [a_company(profit, a_buyer())["DbId"] for _ in range(4)]
    own: dict[str, Any] = {column.id: column.id for column in profit.tables["relay_debtors"].columns}
    own["Administratie"] = lambda row: "1" if row["DebtorId"] in numbers[:2] else "2"
    profit.offer("Debiteuren_App", "Relay_Debtors", own)
    settings = {"connector": "Debiteuren_App", "columns": {"administration": "Administratie"}}
    async with reading(profit, clock, settings, administration=2) as r:
        for part in r.source.parts:
            assert set(await r.numbers(part, r.source.cursor_at(None))) <= set(numbers[2:])
        assert await r.numbers("debtors", r.source.cursor_at(None)) == numbers[2:]
        assert await r.source.count(None) == 2
        assert await r.source.fetch(numbers[0]) is None
        [page, *_] = await r.pages()
        slices = [one async for one in r.source.slices("debtors", None, None)]
    assert page.elsewhere == sum(one.elsewhere for one in slices) == 2, "the others are counted"
    assert page.left_out == ()


async def test_a_filter_of_the_flow_holds_for_every_part() -> None:
    clock = Clock()
    profit = a_profit(clock)
    company, person = a_company(profit, a_buyer())["DbId"], a_consumer(profit)["DbId"]
    async with reading(profit, clock, wanted={"kind": ("org",)}) as r:
        for part in ("debtors", "addresses", "contacts"):
            assert set(await r.numbers(part, r.source.cursor_at(None))) == {company}
        assert await r.source.fetch(person) is not None


async def test_a_connector_that_is_not_read_says_nothing_of_its_part() -> None:
    clock = Clock()
    profit = a_profit(clock)
    number = a_company(profit, a_buyer(), delivery_contact())["DbId"]
    nothing = {"addresses": None, "delivery_addresses": None, "contacts": None}
    async with reading(profit, clock, nothing) as r:
        assert r.source.parts == ("debtors",)
        record = await r.record(number)
    assert record.billing_address.house == "12"
    assert not {"delivery_addresses", "contacts"} & record.model_fields_set


async def test_own_connectors_with_other_names_of_columns_serve_as_well() -> None:
    clock = Clock()
    profit = a_profit(clock)
    profit.offer(
        "Debiteuren_App",
        "Relay_Debtors",
        {
            "Nummer": "DebtorId",
            "Gewijzigd_op": "ModifiedDate",
            "Gewijzigd_op_2": "ModifiedDate",
            "Relatie": "BcCo",
            "Soort": "Type",
            "Naam": "DebtorName",
            "Btw-nummer": "VatNr",
            "Adres": "AddressId",
        },
    )
    profit.offer(
        "Contacten_App",
        "Profit_Contacts",
        {
            "Nr.": "ContactId",
            "Gewijzigd": "ModifiedDate",
            "Organisatie": "OrgNumber",
            "Naam_volledig": "FullName",
        },
    )
    company = a_company(profit, a_buyer())
    clock.move(hours=3)
    customers = {
        "connector": "Debiteuren_App",
        "columns": {
            "number": "Nummer",
            "modified": "Gewijzigd_op",
            "modified_2": "Gewijzigd_op_2",
            "party": "Relatie",
            "kind": "Soort",
            "name": "Naam",
            "vat_number": "Btw-nummer",
            "address": "Adres",
        },
        "contacts": {
            "connector": "Contacten_App",
            "columns": {
                "number": "Nr.",
                "modified": "Gewijzigd",
                "organisation": "Organisatie",
                "kind": None,
                "full_name": "Naam_volledig",
            },
        },
    }
    async with reading(profit, clock, customers) as r:
        assert r.source.parts == ("debtors", "debtors_2", "addresses", "delivery_addresses", "contacts")
        record = await r.record(company["DbId"])
        cursor = r.source.cursor_at(clock())
        clock.move(hours=1)
        change_debtor(profit, company, PaCd="30")
        change_contact(profit, 501, MbNr="0687654321")
        for part in ("debtors_2", "contacts"):  # which has no column with the number of the person
            assert await r.numbers(part, cursor) == [company["DbId"]]
    assert (record.customer.company, record.customer.vat_number) == ("Voorbeeld Handel B.V.", "NL123456789B01")
    assert [(one.first_name, one.last_name) for one in record.contacts] == [("Noor", "Smit")]
    assert not {"iban", "credit_limit", "blocked", "currency"} & record.model_fields_set
    assert "email" not in record.customer.model_fields_set


async def test_a_filter_of_a_column_that_the_connector_has_not_is_told_at_the_start() -> None:
    flow = Flow("customers", "customer", "afas", "books", None, filter={"kind": ("ORG",)})
    settings = connection(customers={"columns": {"kind": None}})
    async with aiohttp.ClientSession() as session:
        opened = OpenAfas("afas", settings, session, OpenGate())
        with pytest.raises(StartError, match=r"flows\.customers\.poll\.filter\.kind.*customers\.columns\.kind"):
            opened.source(flow)


async def test_a_filter_has_its_columns_read_and_afas_leaves_out_what_surely_does_not_fit() -> None:
    profit = a_profit(Clock())
    company, consumer = a_company(profit)["DbId"], a_consumer(profit)["DbId"]
    wanted = read_filter([{"field": "kind", "is": "ORG"}, {"field": "Homepage", "empty": True}])
    flow = Flow("customers", "customer", "afas", "books", None, wanted=wanted, pushes_down=True)
    customers = {**EVERY, "columns": {"website": None}}
    async with AfasSandbox(profit=profit) as sandbox, aiohttp.ClientSession() as session:
        opened = OpenAfas("afas", connection_to(sandbox, customers=customers), session, OpenGate())
        pushing = await _fitting(opened.source(flow), flow)
        whole = await _fitting(opened.source(replace(flow, pushes_down=False)), flow)
        lacking = opened.source(replace(flow, wanted=read_filter([{"field": "Webshop", "is": True}])))
        with pytest.raises(Barred, match="Webshop"):
            [page async for page in lacking.changed_since(lacking.cursor_at(None), OVERLAP)]
    assert (pushing, whole) == ({company: True}, {company: True, consumer: False})


async def _fitting(source: AfasCustomerSource, flow: Flow) -> dict[str, bool]:
    """The customers that are read, and whether they fit; each with the column that only the filter asks for."""
    pages = [page async for page in source.changed_since(source.cursor_at(None), OVERLAP)]
    documents = [document for page in pages for document in page.documents]
    assert all("Homepage" in document["debtor"] for document in documents)
    return {source.identify(one).reference: tell_unfit(flow, source, one) is None for one in documents}
