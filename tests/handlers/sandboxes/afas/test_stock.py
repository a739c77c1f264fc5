"""Stock that FbStockMutation books, as Profit_Stock_per_Warehouse shows it."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.sandboxes.afas import AfasSandbox, Masters, Profit
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas.examples import body

STOCK = "Profit_Stock_per_Warehouse"


def mutation(**changes: Any) -> dict[str, Any]:
    """Ten pieces that come in."""
    fields = {"VaOt": "41", "ReId": "6", "Da": "2026-03-02", "Ds": "Telling", "VaIt": "2", "ItCd": "000100"}
    return body("FbStockMutation", {**fields, "War": "01", "Loc": "A1", "BiUn": "STK", "QuUn": "10", **changes})


async def test_goods_are_booked_in_and_out_of_each_warehouse() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        for changes in ({}, {"VaOt": "42", "QuUn": "3"}, {"VaOt": "31", "War": "02", "Qu": "4"}, {"VaOt": "32"}):
            assert await call.write(mutation(**changes)) == (201, None)
        rows = await call.rows(STOCK, Item_code="000100")
        assert sorted((row["Stock_level_code"], row["In_stock"], row["Unit"]) for row in rows) == [
            ("01", Decimal("-3.00"), "STK"),
            ("02", Decimal("4.00"), "STK"),
        ]


async def test_units_are_counted_in_pieces() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.write(mutation(QuUn="2", PcUn="12", BiUn="ds"))
        assert (await call.rows(STOCK))[0]["In_stock"] == Decimal("24.00")


async def test_what_was_there_at_first_is_shown_and_counted_on() -> None:
    masters = Masters(stock={("000101", "02"): Decimal(5)})
    async with AfasSandbox(profit=Profit(masters=masters)) as sandbox, Caller(sandbox) as call:
        await call.write(mutation(ItCd="000101", War="02"))
        assert (await call.rows(STOCK))[0]["In_stock"] == Decimal("15.00")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"ItCd": "X"}, "De ingevulde waarde bij 'Itemcode' bestaat niet."),
        ({"War": "99"}, "De ingevulde waarde bij 'Magazijn' bestaat niet."),
        ({"BiUn": "KRAT"}, "De ingevulde waarde bij 'Eenheid' bestaat niet."),
        ({"VaOt": "43"}, "De waarde bij 'Soort boeking' is niet geldig"),
        ({"VaOt": ""}, "Vul een waarde in bij 'Soort boeking'."),
    ],
)
async def test_a_mutation_that_cannot_be_takes_the_others_of_its_call_with_it(
    changes: dict[str, str], text: str
) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        elements = [one["FbStockMutation"]["Element"] for one in (mutation(), mutation(**changes))]
        assert await call.refusal({"FbStockMutation": {"Element": elements}}) == text
        assert await call.rows(STOCK) == []
        assert sandbox.profit.stock.mutations == []


async def test_a_mutation_is_never_changed() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        assert "niet ondersteund" in await call.refusal(mutation(), "PUT")
