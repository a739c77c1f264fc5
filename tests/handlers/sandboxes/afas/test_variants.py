"""What an item has beside its own unit and in each of its sizes: further units, and variants."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.sandboxes.afas import AfasSandbox
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas.examples import article, body

SHIRT = {"VaTp": "4", "StD1": "MAAT", "StD2": "KLEUR"}


def variant(**changes: Any) -> dict[str, Any]:
    return body("FbUpdateAdB", {"VaIt": "2", "ItCd": "000300", "StL1": "S", "StL2": "BLAUW", **changes})


def unit(**changes: Any) -> dict[str, Any]:
    return body("FbUnitBasicItem", {"VaIt": "2", "ItCd": "000100", "BiUn": "ds", "Qu": "12", **changes})


async def test_a_variant_keeps_a_barcode_and_a_block_of_its_own() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(article(**SHIRT))
        await call.write(variant(BaCo="2000000000015", VaBc="3"))
        await call.write(variant(StL1="m"))
        await call.write(variant(BlSa=True))
        rows = sandbox.profit.goods.combinations
        assert [(row["StL1"], row["StL2"], row.get("BaCo"), row.get("BlSa")) for row in rows] == [
            ("S", "BLAUW", "2000000000015", True),
            ("M", "BLAUW", None, None),
        ]


@pytest.mark.parametrize(
    ("kind", "changes", "label"),
    [
        ("4", {"StL2": ""}, "Artikeldimensie 2"),
        ("4", {"StL1": "XXL"}, "Artikeldimensie 1"),
        ("3", {}, "Artikeldimensie 2"),
        ("0", {}, "Artikeldimensie 1"),
        ("4", {"ItCd": "X"}, "Itemcode"),
        ("4", {"BaCo": "2000000000016", "VaBc": "3"}, "Barcode"),
    ],
)
async def test_a_variant_of_no_such_dimension_is_refused(kind: str, changes: dict[str, Any], label: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(article(**{**SHIRT, "VaTp": kind}))
        assert label in await call.refusal(variant(**changes))
        assert sandbox.profit.goods.combinations == []


async def test_a_unit_is_added_changed_and_taken_away_and_the_own_one_never_changes() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        assert "Eenheid" in await call.refusal(unit(), "PUT")
        await call.write(unit())
        assert "Eenheid" in await call.refusal(unit())
        await call.write(unit(Qu="24"), "PUT")
        rows = sandbox.profit.goods.units
        assert [(row["BiUn"], row["Qu"]) for row in rows] == [("DS", Decimal(24))]
        assert "BiUn" in await call.refusal(unit(BiUn="stk"))
        await call.write(
            {"FbUnitBasicItem": {"Element": {"@Action": "delete", **unit()["FbUnitBasicItem"]["Element"]}}}
        )
        assert rows == []
