"""Direct invoices that are changed and deleted through their connector, by their lines' item or GUID."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.sandboxes.afas import AfasSandbox
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas.examples import body, direct_invoice, lines

INVOICES, LINES, SLIPS = "Relay_SalesInvoices", "Relay_SalesInvoiceLines", "Relay_PackingSlips"
SLIP = "70000147"


def change(*of_lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A change of the direct invoice."""
    under = [lines("FbDirectInvoiceLines", *of_lines)] if of_lines else []
    return body("FbDirectInvoice", {"OrNu": SLIP, **fields}, *under)


async def test_only_the_head_of_a_direct_invoice_is_changed_where_no_line_is_given() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(direct_invoice())
        assert await call.keys(change(RfCs="KASSA-78", DaDe="2026-03-09"), "PUT") == {"OrNu": SLIP, "Liln": "2"}
        (invoice,) = await call.rows(INVOICES)
        assert (await call.rows(SLIPS))[0]["CustomerReference"] == "KASSA-78"
    assert (invoice["CustomerReference"], invoice["TotalExclVat"]) == ("KASSA-78", Decimal("46.52"))


async def test_a_line_is_found_by_its_item_and_the_totals_follow_it() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(direct_invoice())
        line = {"VaIt": "2", "ItCd": "000100", "Ds": "Mok, klein", "BiUn": "stk", "QuUn": "5"}
        await call.keys(change(line), "PUT")
        (invoice,) = await call.rows(INVOICES)
        (found,) = await call.rows(LINES, ItemCode="000100")
    assert (found["Description"], found["Quantity"]) == ("Mok, klein", Decimal("5.00"))
    assert invoice["TotalExclVat"] == Decimal("71.30")


async def test_a_line_is_found_by_its_guid_without_an_item() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(direct_invoice())
        rows = sandbox.profit.invoices.lines_of("80000101")
        guid = str(sandbox.profit.invoices.line.word(rows[1], "guid"))
        await call.keys(change({"GuLi": guid, "Ds": "Montage op locatie", "QuUn": "2"}), "PUT")
        (found,) = await call.rows(LINES, ItemCode="300")
    assert (found["Description"], found["Quantity"]) == ("Montage op locatie", Decimal("2.00"))


async def test_an_item_that_is_on_no_line_becomes_a_new_one() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(direct_invoice())
        line = {"VaIt": "2", "ItCd": "000101", "BiUn": "stk", "QuUn": "3", "Upri": "4"}
        assert (await call.keys(change(line), "PUT"))["Liln"] == "3"
        assert (await call.rows(INVOICES))[0]["TotalExclVat"] == Decimal("58.52")


async def test_a_line_is_added_under_a_direct_invoice_that_is_there() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(direct_invoice())
        line = {"VaIt": "2", "ItCd": "000100", "BiUn": "stk", "QuUn": "1", "Upri": "8.26"}
        await call.keys(change(line), "POST", "FbDirectInvoiceLines")
        assert len(await call.rows(LINES, ItemCode="000100")) == 2


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (body("FbDirectInvoice", {"RfCs": "x"}), "Vul een waarde in bij 'Nummer pakbon'."),
        (body("FbDirectInvoice", {"OrNu": "9"}), "De ingevulde waarde bij 'Nummer pakbon' bestaat niet."),
        (
            change({"GuLi": "{00000000-0000-0000-0000-000000000000}", "QuUn": "1"}),
            "De ingevulde waarde bij 'GUID regel' bestaat niet.",
        ),
    ],
)
async def test_a_change_of_what_is_not_there_is_refused_and_nothing_of_it_stays(document: Any, text: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(direct_invoice())
        before = await call.rows(INVOICES)
        assert await call.refusal(document, "PUT") == text
        assert await call.rows(INVOICES) == before


async def test_a_direct_invoice_is_deleted_by_its_packing_slip_with_its_lines() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(direct_invoice())
        path = f"/connectors/FbDirectInvoice/FbDirectInvoice/@OrNu/{SLIP}"
        assert (await call.send("DELETE", path))[0] == 200
        assert (await call.send("DELETE", path))[0] == 500
        assert await call.rows(INVOICES) == await call.rows(LINES) == []
