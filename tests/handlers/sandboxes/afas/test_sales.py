"""Sales orders written into the sandbox over HTTP."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from handlers.sandboxes.afas import AfasSandbox, Behaviour, OrderBooks, Profit
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas import examples
from tests.handlers.vendors.afas.examples import ARTICLE, COSTS, body, lines, sales_order
from tests.handlers.vendors.afas.support import Clock

ORDERS, LINES, TOTALS = "Relay_SalesOrders", "Relay_SalesOrderLines", "Profit_Salesorders"


async def test_an_order_is_found_by_its_reference_in_every_connector_of_orders() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        assert await call.keys(sales_order()) == {"OrNu": "60005491"}
        (order,) = await call.rows(ORDERS, CustomerReference="WEB-100023")
        (totals,) = await call.rows(TOTALS, CustomerReference="WEB-100023")
        found = await call.rows(LINES, OrderNumber="60005491")
    assert (order["OrderNumber"], order["DebtorId"], order["Status"]) == ("60005491", "10141", "Openstaand")
    assert (order["CompanyName"], order["InvoiceStreet"], order["OrderDate"]) == (
        "Voorbeeld Handel B.V.",
        "Voorbeeldstraat",
        "2026-03-02T00:00:00Z",
    )
    assert (order["PricesIncludeVat"], order["CurrencyId"], order["AdministrationId"]) == (False, "EUR", 1)
    told = [(row["ItemTypeCode"], row["ItemCode"], row["Quantity"], row["UnitPrice"]) for row in found]
    assert sorted(told, key=str) == [
        ("2", "000100", Decimal("3.00"), Decimal("8.26")),
        ("3", "T1", Decimal("1.00"), None),
        ("6", "VERZEND", Decimal("1.00"), Decimal("4.95")),
    ]
    # 3 x 8.26 less 10 percent is 22.30; with 4.95 of costs 27.25, and 21 percent of that is 5.72.
    amounts = [totals[name] for name in ("TotalAmount", "VAT", "InvoiceTotal")]
    assert amounts == [Decimal("27.25"), Decimal("5.72"), Decimal("32.97")]


async def test_the_same_call_twice_makes_two_orders() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        first, second = await call.keys(sales_order()), await call.keys(sales_order())
        assert first != second
        assert len(await call.rows(ORDERS, CustomerReference="WEB-100023")) == 2


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"DbId": "99999"}, "Verkooprelatie"),
        ({"Unit": 9}, "Administratie"),
        ({"War": "99"}, "Magazijn"),
        ({"PaCd": "77"}, "Betalingsvoorwaarde"),
        ({"CuId": "XXX"}, "Valuta"),
        ({"VaDu": "9"}, "Btw-plicht"),
        ({"DlAd": 77}, "Afleveradres"),
    ],
)
async def test_a_code_that_is_not_there_is_refused_by_its_dutch_name(changes: dict[str, Any], label: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        status, answer = await call.write(sales_order(**changes))
        assert (status, answer["errorNumber"]) == (500, -2147220469)
        assert answer["externalMessage"] == f"De ingevulde waarde bij '{label}' bestaat niet."
        assert await call.rows(ORDERS) == []


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"ItCd": "NIEUW-001"}, "Itemcode"),
        ({"VaIt": "6"}, "Itemcode"),
        ({"BiUn": "KRAT"}, "Eenheid"),
        ({"VaRc": "8"}, "Btw-tariefgroep"),
        ({"War": "99"}, "Magazijn"),
    ],
)
async def test_a_line_with_a_code_that_is_not_there_refuses_the_whole_order(changes: Any, label: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        text = await call.refusal(sales_order(COSTS, {**ARTICLE, **changes}))
        assert text == f"De ingevulde waarde bij '{label}' bestaat niet."
        assert await call.rows(LINES) == []


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (sales_order({**ARTICLE, "QuUn": ""}), "Vul een waarde in bij 'Aantal eenheden'."),
        (sales_order(DbId=""), "Vul een waarde in bij 'Verkooprelatie'."),
        (body("FbSales", {"DbId": "10141"}), "Vul een waarde in bij 'Itemcode'."),
        (sales_order(RfCs="x" * 101), "De waarde bij 'Ordernummer/referentie' is te lang."),
        (sales_order({**ARTICLE, "QuUn": "3,5"}), "De waarde bij 'Aantal eenheden' is niet geldig"),
        (sales_order(UnPri="1"), "Het veld 'UnPri' komt niet voor in deze UpdateConnector."),
        (sales_order(CoId="DE"), "De ingevulde waarde bij 'Land' bestaat niet."),
        ({"FbSales": {"Elements": []}}, "Type mismatch"),
        (sales_order({**ARTICLE, "ItCd": "000999"}), "Item 000999 is geblokkeerd."),
    ],
)
async def test_what_breaks_the_field_tables_is_refused(document: dict[str, Any], text: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        assert await call.refusal(document) == text


async def test_refusals_speak_english_when_asked() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        body_ = b'{"FbSales":{"Element":{"Fields":{"DbId":""}}}}'
        _, answer = await call.send("POST", "/connectors/FbSales", body_, Accept_Language="en-us")
        assert answer["externalMessage"] == "Enter a value for 'Sales relation'."
        assert await call.send("POST", "/connectors/FbSales", b"{") == (400, {"message": "Invalid json"})


async def test_unlisted_fields_are_left_out_where_the_sandbox_is_told_so() -> None:
    profit = Profit(behaviour=Behaviour(unlisted="ignored"))
    async with AfasSandbox(profit=profit) as sandbox, Caller(sandbox) as call:
        await call.debtor()
        assert await call.keys(sales_order(UnPri="1"))


async def test_a_blocked_debtor_gets_no_order() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(examples.company_debtor(Bl=True))
        assert await call.refusal(sales_order()) == "Verkooprelatie 10141 is geblokkeerd."


async def test_the_smallest_order_takes_its_price_unit_and_conditions_from_the_books() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(examples.consumer_debtor())
        small = body("FbSales", {"DbId": "10141"}, lines("FbSalesLines", {"VaIt": "art", "ItCd": "000100", "QuUn": 2}))
        await call.keys(small)
        (order,) = await call.rows(ORDERS)
        (line,) = await call.rows(LINES)
        (totals,) = await call.rows(TOTALS)
    assert (order["PricesIncludeVat"], order["CurrencyId"], order["LastName"]) == (True, "EUR", "Berg")
    assert (line["ItemTypeCode"], line["UnitPrice"], line["VatPercentage"]) == ("2", Decimal("9.99"), Decimal("21.00"))
    assert (totals["InvoiceTotal"], totals["TotalAmount"]) == (Decimal("19.98"), Decimal("16.51"))


async def test_a_debtor_without_vat_duty_pays_none() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(examples.company_debtor(VaDu="3"))
        await call.keys(sales_order(ARTICLE))
        (totals,) = await call.rows(TOTALS)
    assert totals["VAT"] == Decimal("0.00")


async def test_negative_quantities_and_discounts_count_in_the_totals() -> None:
    back = {**ARTICLE, "QuUn": "-2", "PRDc": "", "Upri": "10.00"}
    less = {**ARTICLE, "QuUn": "1.5", "PRDc": "", "ARDc": "1.00", "Upri": "10.00", "VaRc": "2"}
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(sales_order(back, less, InPc="50"))
        (totals,) = await call.rows(TOTALS)
    # -20.00 at 21 percent and 14.00 at 9 percent, both halved.
    assert (totals["TotalAmount"], totals["VAT"]) == (Decimal("-3.00"), Decimal("-1.47"))


@pytest.mark.parametrize(("way", "vat"), [("rate", "1.26"), ("line", "1.28")])
async def test_vat_is_rounded_for_each_rate_or_for_each_line(way: Any, vat: str) -> None:
    penny = {**ARTICLE, "QuUn": "1", "Upri": "1.50", "PRDc": ""}
    async with AfasSandbox(profit=Profit(behaviour=Behaviour(vat_per=way))) as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(sales_order(*[penny] * 4))
        (totals,) = await call.rows(TOTALS)
    assert totals["VAT"] == Decimal(vat)


async def test_an_own_number_is_kept_with_its_zeros_and_used_once() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        assert await call.keys(sales_order(OrNu="000012")) == {"OrNu": "000012"}
        assert await call.refusal(sales_order(OrNu="000012")) == "De waarde bij 'Ordernummer' is al in gebruik."


async def test_several_orders_in_one_call_are_all_written_or_none() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        good, bad = (one["FbSales"]["Element"] for one in (sales_order(), sales_order(War="99")))
        await call.refusal({"FbSales": {"Element": [good, bad]}})
        assert await call.rows(ORDERS) == []
        status, answer = await call.write({"FbSales": {"Element": [good, good]}})
    assert (status, [keys["OrNu"] for keys in answer["results"]["FbSales"]]) == (201, ["60005492", "60005493"])


async def test_a_delivery_address_is_an_address_that_is_there() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        company = examples.organisation(examples.address(), examples.delivery_contact())
        await call.keys(examples.company_debtor(company))
        (place,) = await call.rows("Profit_Deliveryaddress", DebiteurID="10141")
        await call.keys(sales_order(DlAd=str(place["Adres_ID"])))
        (order,) = await call.rows(ORDERS)
    delivered = [order[f"Delivery{part}"] for part in ("Name", "Street", "HouseNumber", "City", "CountryId")]
    assert delivered == ["Filiaal Oost", "Zonnebloemlaan", 3, "Nieuwegein", "NL"]


async def test_goods_go_to_the_debtors_preferred_address_where_the_order_names_none() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        address = await call.keys(body("KnAddress", {"CoId": "NL", "Ad": "Havenkade", "HmNr": 101, "Rs": "Amsterdam"}))
        await call.keys(examples.company_debtor(CdDa=address["AddressId"]))
        await call.keys(sales_order())
        (order,) = await call.rows(ORDERS)
    assert (order["DeliveryName"], order["DeliveryStreet"]) == ("Voorbeeld Handel B.V.", "Havenkade")


async def test_lots_under_a_line_are_taken() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        assert await call.keys(examples.lots())


async def test_signs_are_lost_unless_the_call_says_that_it_is_utf_8() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        document = '{"KnAddress":{"Element":{"Fields":{"CoId":"NL","Rs":"Curaçao"}}}}'.encode()
        await call.send("POST", "/connectors/KnAddress", document, Content_Type="application/json")
        towns = [address["Rs"] for address in sandbox.profit.relations.addresses.by_number.values()]
    assert towns == ["Utrecht", "Cura?ao"]


async def test_the_date_of_an_order_is_today_where_none_is_given() -> None:
    clock = Clock(datetime.fromisoformat("2026-11-24T23:30:00+00:00"))
    async with AfasSandbox(OrderBooks(clock=clock)) as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(sales_order(OrDa=""))
        books = sandbox.books
    assert books.header.word(books.headers.rows[0], "ordered_on") == date(2026, 11, 25)


@pytest.mark.parametrize("path", ["FiEntries", "FbSales/KnOrganisation"])
async def test_connectors_and_parts_that_are_not_there_are_refused(path: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        status, answer = await call.send("POST", f"/connectors/{path}", b"{}")
    assert (status, answer["externalMessage"][:22]) == (500, "Deze UpdateConnector w")


async def test_metainfo_describes_what_an_update_connector_takes() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        _, described = await call.send("GET", "/metainfo/update/fbsales")
    fields = {field["fieldId"]: field for field in described["fields"]}
    assert (described["id"], fields["DbId"]["mandatory"], fields["RfCs"]["length"]) == ("FbSales", True, 100)
    assert [value["id"] for value in fields["DeCo"]["values"]] == ["0", "1", "2", "3"]
    assert "FbSalesLines" in [under["name"] for under in described["objects"]]
