"""AFAS's standard GetConnectors, which real clients read under AFAS's own names: rows, filters, pages and metainfo."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from handlers.sandboxes.afas import AfasSandbox, OrderBooks, Profit
from handlers.vendors.afas.source.settings import AfasOrders
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas.examples import (
    ARTICLE,
    COSTS,
    TEXT,
    address,
    body,
    company_debtor,
    consumer_debtor,
    delivery_contact,
    organisation,
    person,
    sales_order,
)
from tests.handlers.vendors.afas.support import Clock

DEBTOR, ORG_PER, CONTACTS, ADDRESS = "Profit_Debtor", "Profit_OrgPer", "Profit_Contacts", "Profit_Address"
ORDER_LINES = "Profit_SalesorderLines"
EVERY = (DEBTOR, ORG_PER, CONTACTS, ADDRESS, ORDER_LINES, "Profit_Stock_per_Warehouse", "Profit_Subjects")


async def opened(call: Caller) -> None:
    """A company with a bank account, a delivery address and a buyer, and a consumer."""
    buyer = body("KnPerson", {"AutoNum": True, "MatchPer": "7", "FiNm": "Noor", "LaNm": "Smit", "ViGe": "V"})
    account = body("KnBankAccount", {"CoId": "NL", "Iban": "NL91ABNA0417164300"})
    await call.keys(company_debtor(organisation(address(), account, delivery_contact())))
    contact = body("KnContact", {"ViKc": "PRS", "FuDs": "Inkoper", "PadAdr": True}, buyer)
    await call.keys(body("KnOrganisation", {"MatchOga": "0", "BcCo": "1000813"}, contact), part="KnContact")
    await call.keys(consumer_debtor())


async def test_a_debtor_has_one_row_with_its_address_in_three_lines() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await opened(call)
        (row,) = await call.rows(DEBTOR, DebtorId="10141")
        assert len(await call.rows(DEBTOR)) == 2
    lines = [row[f"AdressLine{line}"] for line in (1, 3, 4)]
    assert lines == ["Voorbeeldstraat 12", "1234 AB  Utrecht", "NL"]
    names = ("DebtorName", "BcCo", "VatNr", "ChOfCommNr", "CollectAccount", "PayCon", "IBAN")
    assert [row[name] for name in names] == [
        "Voorbeeld Handel B.V.",
        "1000813",
        "NL123456789B01",
        "12345678",
        "1300",
        "14",
        "NL91ABNA0417164300",
    ]
    assert (row["Blocked"], row["CreditLimit"], row["AutoPayment"]) == (False, Decimal("5000.00"), False)


async def test_organisations_and_persons_are_told_apart_by_their_type() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await opened(call)
        (company,) = await call.rows(ORG_PER, Type="ORG")
        people = await call.rows(ORG_PER, Type="PER")
        found = await call.rows(ORG_PER, MailWork="info@voorbeeld.test")
    assert (company["Name"], company["TelWork"]) == ("Voorbeeld Handel B.V.", "030-1234567")
    assert sorted(row["Name"] for row in people) == ["Eva van den Berg", "Noor Smit"]
    assert [row["BcCo"] for row in found] == [company["BcCo"]]
    assert {row["DateBirth"] for row in people} == {"1990-05-17T00:00:00Z", None}


async def test_contacts_are_the_persons_and_delivery_addresses_of_a_party() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await opened(call)
        by_type = {row["Type"]: row for row in await call.rows(CONTACTS)}
    assert (by_type["AFL"]["Department"], by_type["AFL"]["AddressLine1"]) == ("Filiaal Oost", "Zonnebloemlaan 3")
    buyer = by_type["PRS"]
    assert (buyer["FullName"], buyer["FunctionCard"], buyer["Gender"]) == ("Noor Smit", "Inkoper", "V")
    assert (buyer["OrgNumber"], buyer["Name"]) == ("1000813", "Voorbeeld Handel B.V.")


async def test_an_address_that_was_written_is_found_by_its_number() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        keys = await call.keys(body("KnAddress", {"CoId": "B", "Ad": "Kaai", "HmNr": 7, "ZpCd": "2000", "Rs": "Gent"}))
        (row,) = await call.rows(ADDRESS, AddressId=keys["AddressId"])
    assert (row["Address"], row["Number"], row["Recidence"], row["Country"]) == ("Kaai", 7, "Gent", "B")
    assert row["AddressLine"] == "Kaai 7, 2000  Gent, B"
    assert row["CreateDate"] == row["ModifiedDate"] is not None


async def test_order_lines_stand_beside_their_order_with_what_they_come_to() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        keys = await call.keys(sales_order(ARTICLE, COSTS, TEXT))
        rows = sorted(await call.rows(ORDER_LINES, OrderNumber=keys["OrNu"]), key=lambda row: row["SeqNo"])
    first, _, text = rows
    assert (first["ItemCodeId"], first["PiecePerUnit"], first["PricePerUnit"]) == (
        "000100",
        Decimal(3),
        Decimal("8.26"),
    )
    assert [first[name] for name in ("AmtRowDiscount", "PriceNet", "AmtTotal")] == [
        Decimal("2.48"),
        Decimal("7.43"),
        Decimal("22.30"),
    ]
    assert {(row["CustomerReference"], row["DebtorId"], row["OrderDate"]) for row in rows} == {
        ("WEB-100023", "10141", "2026-03-02T00:00:00Z")
    }
    assert (text["ItemTypeCode"], text["AmtTotal"], first["LineStatusCode"]) == ("3", None, None)


async def test_changes_are_read_by_their_stamp_page_by_page() -> None:
    clock = Clock()
    async with AfasSandbox(OrderBooks(clock=clock)) as sandbox, Caller(sandbox) as call:
        await call.keys(company_debtor())
        clock.move(hours=1)
        since = (sandbox.profit.orders.stamp() - timedelta(minutes=1)).isoformat(timespec="seconds")
        for _ in range(3):
            await call.keys(consumer_debtor(person()))
        query = f"filterfieldids=ModifiedDate&filtervalues={since}&operatortypes=2&orderbyfieldids=DebtorId"
        pages = [
            [row["DebtorId"] for row in (await call.send("GET", f"/connectors/{DEBTOR}?{query}&{page}"))[1]["rows"]]
            for page in ("skip=0&take=2", "skip=2&take=2")
        ]
    assert pages == [["10142", "10143"], ["10144"]]


@pytest.mark.parametrize("name", EVERY)
async def test_metainfo_tells_the_columns_and_a_column_that_is_not_there_is_refused(name: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        _, listed = await call.send("GET", "/metainfo")
        assert name in [one["id"] for one in listed["getConnectors"]]
        status, told = await call.send("GET", f"/metainfo/get/{name}")
        columns = {field["id"] for field in told["fields"]}
        _, refused = await call.send("GET", f"/connectors/{name}?filterfieldids=Nope&filtervalues=1&operatortypes=1")
        assert (status, "Nope" in columns) == (200, False)
        assert refused["externalMessage"] == "Connector-veld 'Nope' niet gevonden"


@pytest.mark.parametrize(
    ("name", "column", "codes"),
    [
        ("Profit_Warehouses", "Warehouse", ["01", "02"]),
        ("Profit_Currency", "CurrencyId", ["EUR", "USD"]),
        ("Profit_Administrations", "AdminId", [1]),
        ("Profit_Accounts", "Account", ["1300", "1400", "8000", "8010", "8100"]),
        ("Profit_ArticleGroups", "Artikelgroep", ["GEBAK", "SERV"]),
    ],
)
async def test_the_codes_of_master_data_are_listed(name: str, column: str, codes: list[Any]) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        _, told = await call.send("GET", f"/connectors/{name}?orderbyfieldids={column}")
    assert [row[column] for row in told["rows"]] == codes


async def test_a_connector_that_the_settings_lay_out_otherwise_is_read_by_the_settings() -> None:
    settings = AfasOrders.model_validate({"line_connector": ORDER_LINES})
    profit: Any = Profit(OrderBooks(settings=settings))
    async with AfasSandbox(profit=profit) as sandbox, Caller(sandbox) as call:
        _, told = await call.send("GET", f"/metainfo/get/{ORDER_LINES}")
    assert settings.line_columns.quantity in {field["id"] for field in told["fields"]}
