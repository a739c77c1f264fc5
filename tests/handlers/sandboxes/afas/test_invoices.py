"""Direct invoices written into the sandbox, and invoices that Profit makes of orders."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from handlers.sandboxes.afas import AfasSandbox, OrderBooks
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas.examples import ARTICLE, TEXT, body, direct_invoice, sales_order
from tests.handlers.vendors.afas.support import Clock, order

INVOICES, LINES, SLIPS = "Relay_SalesInvoices", "Relay_SalesInvoiceLines", "Relay_PackingSlips"


async def test_a_direct_invoice_makes_a_packing_slip_and_an_invoice() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        keys = await call.keys(direct_invoice())
        (slip,) = await call.rows(SLIPS, CustomerReference="KASSA-77")
        (invoice,) = await call.rows(INVOICES, InvoiceNumber=slip["InvoiceNumber"])
        found = await call.rows(LINES, InvoiceNumber=slip["InvoiceNumber"])
    assert (keys["OrNu"], slip["PackingSlipNumber"], set(keys)) == ("70000147", "70000147", {"OrNu", "Liln"})
    amounts = [invoice[name] for name in ("TotalExclVat", "TotalVat", "TotalInclVat")]
    assert amounts == [Decimal("46.52"), Decimal("9.77"), Decimal("56.29")]
    assert (invoice["CompanyName"], invoice["InvoiceDate"]) == ("Voorbeeld Handel B.V.", "2026-03-02T00:00:00Z")
    assert invoice["InvoiceCity"]
    assert sorted((row["SeqNo"], row["ItemCode"], row["Quantity"], row["UnitPrice"]) for row in found) == [
        (1, "000100", Decimal("2.00"), Decimal("8.26")),
        (2, "300", Decimal("0.50"), Decimal("60.00")),
    ]


async def test_the_same_direct_invoice_twice_is_two() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        assert (await call.keys(direct_invoice()))["OrNu"] != (await call.keys(direct_invoice()))["OrNu"]
        assert len(await call.rows(SLIPS, CustomerReference="KASSA-77")) == 2


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"DbId": "9"}, "De ingevulde waarde bij 'Verkooprelatie' bestaat niet."),
        ({"OrNu": "70000147"}, "De waarde bij 'Nummer pakbon' is al in gebruik."),
        ({"SinOrNu": "80000101"}, "De waarde bij 'Factuurnummer' is al in gebruik."),
        ({"TrPt": "X"}, "Het veld 'TrPt' komt niet voor in deze UpdateConnector."),
    ],
)
async def test_a_direct_invoice_that_cannot_be_is_refused(changes: dict[str, str], text: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(direct_invoice())
        assert await call.refusal(direct_invoice(**changes)) == text
        assert len(await call.rows(INVOICES)) == 1


async def test_a_direct_invoice_that_was_credited_is_final() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(direct_invoice())
        sandbox.profit.credit_invoice("80000101")
        change = body("FbDirectInvoice", {"OrNu": "70000147", "RfCs": "x"})
        assert await call.refusal(change, "PUT") == "De factuur is definitief."


async def test_profit_makes_an_invoice_of_an_order_with_its_discount() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        keys = await call.keys(sales_order(ARTICLE, TEXT, InPc="10"))
        sandbox.profit.invoice_order(keys["OrNu"])
        (invoice,) = await call.rows(INVOICES, OrderNumber=keys["OrNu"])
        (written,) = await call.rows("Profit_Salesorders", OrderNumber=keys["OrNu"])
        assert await call.rows(SLIPS) == []
    assert invoice["TotalExclVat"] == written["TotalAmount"] == Decimal("20.07")
    assert (invoice["CustomerReference"], invoice["PaymentCondition"]) == ("WEB-100023", "14")
    due = datetime.fromisoformat(invoice["ExpDate"]) - datetime.fromisoformat(invoice["InvoiceDate"])
    assert due == timedelta(days=14)


async def test_an_order_that_was_not_written_over_http_can_be_invoiced_too() -> None:
    async with AfasSandbox(OrderBooks([order("60000001")])) as sandbox, Caller(sandbox) as call:
        number = sandbox.profit.invoice_order("60000001")
        (invoice,) = await call.rows(INVOICES, InvoiceNumber=number)
        with pytest.raises(KeyError):
            sandbox.profit.invoice_order("1")
    assert (invoice["CompanyName"], invoice["TotalExclVat"]) == ("Bakkerij Van Dam B.V.", Decimal("4.30"))


async def test_invoices_and_their_lines_have_change_stamps_of_their_own() -> None:
    clock = Clock()
    async with AfasSandbox(OrderBooks([order("60000001")], clock=clock)) as sandbox, Caller(sandbox) as call:
        number = sandbox.profit.invoice_order("60000001")
        clock.move(hours=1)
        sandbox.profit.invoices.change_line(number, 1, description="Changed")
        (invoice,) = await call.rows(INVOICES)
        (line,) = await call.rows(LINES)
    assert (invoice["ModifiedDate"], line["ModifiedDate"]) == ("2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z")


async def test_a_credit_invoice_takes_back_all_of_an_invoice_and_names_it() -> None:
    document = order("60000001", 2)
    for line in document["lines"]:
        line["vat_rate"] = Decimal(9)
    async with AfasSandbox(OrderBooks([document])) as sandbox, Caller(sandbox) as call:
        number = sandbox.profit.invoice_order("60000001")
        credit = sandbox.profit.credit_invoice(number)
        (invoice,) = await call.rows(INVOICES, InvoiceNumber=number)
        (taken_back,) = await call.rows(INVOICES, InvoiceNumber=credit)
        lines = await call.rows(LINES, InvoiceNumber=credit)
        with pytest.raises(KeyError):
            sandbox.profit.credit_invoice("1")
    assert (taken_back["CreditOfNumber"], taken_back["OrderNumber"]) == (number, "60000001")
    assert invoice["CreditOfNumber"] is None
    assert [taken_back[name] for name in ("TotalExclVat", "TotalVat", "TotalInclVat")] == [
        -invoice[name] for name in ("TotalExclVat", "TotalVat", "TotalInclVat")
    ]
    assert [row["Quantity"] for row in lines] == [Decimal("-2.00")] * 2
