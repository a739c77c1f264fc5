"""AFAS's connectors of goods in the sandbox, as clients read them: articles, units, barcodes, compositions, prices."""

from decimal import Decimal

import pytest

from handlers.sandboxes.afas import AfasSandbox
from handlers.sandboxes.afas.standard_columns import ARTICLES, standard_table
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas.examples import article, body

OF_AFAS = (
    "ItemCode Description ExtraDescription UnitId Factor ArtGroup Blocked Barcode VATGroup ItemSortCode ItemTypeCode "
    "Stock BitDecimals PriceGroup StockCode StockDimId1 StockDimId2 CreateDate ModifiedDate"
)
"""The columns of AFAS's own connector of articles: AFASSoftware/OASContent OpenApiSpecs/profit/en."""


def test_its_own_connector_of_articles_has_afas_columns_and_no_others() -> None:
    assert [column.id for column in standard_table(ARTICLES).columns] == OF_AFAS.split()


async def test_an_article_that_was_written_is_shown_with_its_texts_weight_and_stamp() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(article(DsEx="groot", Ds_1036="Verre", NeWe="180", VaWt="3", PrFc="10"))
        (row,) = await call.rows("Relay_Articles", ItemCode="000300")
        (own,) = await call.rows("Profit_Article", ItemCode="000300")
    assert (row["ExtraDescription"], row["Description_1036"], row["Description_1031"]) == ("groot", "Verre", None)
    assert (row["Weight"], row["VaWt"], row["Factor"], row["ItemType"]) == (Decimal("180.00"), "3", 10, "2")
    assert own.items() <= row.items()
    assert own["ModifiedDate"] is not None


async def test_what_was_there_from_the_beginning_has_a_stamp_too() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        rows = await call.rows("Profit_Article")
    assert {row["ItemCode"] for row in rows} >= {"000100", "000999"}
    assert all(row["ModifiedDate"] for row in rows)


async def test_an_article_with_sizes_has_a_row_for_each_and_one_without_has_one() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(article(VaTp="3", StD1="MAAT"))
        for size, blocked in (("S", False), ("M", True)):
            given = {"VaIt": "2", "ItCd": "000300", "StL1": size, "BlSa": blocked, "StL2": ""}
            await call.write(body("FbUpdateAdB", given))
        rows = await call.rows("Relay_Articles")
    assert [(row["StL1"], row["BlSa"]) for row in rows if row["ItemCode"] == "000300"] in (
        [("S", False), ("M", True)],
        [("M", True), ("S", False)],
    )
    assert len([row for row in rows if row["ItemCode"] == "000100"]) == 1


async def test_a_composition_is_among_the_compositions_with_its_parts_and_not_among_the_articles() -> None:
    header = {"VaCt": "1", "ItCd": "SET-1", "Ds": "Set", "Grp": "300", "BiUn": "stk", "VaRc": "1", "CrId": "50003"}
    parts = [
        body("FbCompositionPart", {"VaIt": "Art", "ItCd": code, "QuUn": "2", "PrSe": place})
        for place, code in ((10, "000100"), (20, "000101"))
    ]
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(body("FbComposition", header, *parts))
        rows = await call.rows("Profit_Composition", CompositionId="SET-1")
        assert await call.rows("Profit_Article", ItemCode="SET-1") == []
    assert sorted((row["PresentationSeqno"], row["ItemCode"], row["Description"]) for row in rows) == [
        (10, "000100", "Set"),
        (20, "000101", "Set"),
    ]


async def test_the_basic_unit_is_among_the_units_and_says_so() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.write(body("FbUnitBasicItem", {"VaIt": "2", "ItCd": "000100", "BiUn": "ds", "Qu": "12"}))
        rows = await call.rows("Profit_Unit_per_Item", ItemCode="000100")
    assert sorted((row["UnitId"], row["Amount"], row["BasicItem"]) for row in rows) == [
        ("DS", Decimal("12.00"), False),
        ("STK", 1, True),
    ]


@pytest.mark.parametrize("code", ["AB 10", "ab 10", "AB 10  "])
async def test_neither_capitals_nor_blanks_at_the_end_count_when_texts_are_compared(code: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(article(ItCd="AB 10 "))
        (row,) = await call.rows("Profit_Article", ItemCode=code)
    assert row["ItemCode"] == "AB 10 "
