"""Sales prices: one row for each article, list, unit, currency and first day, which is never made twice."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pytest

from handlers.sandboxes.afas import AfasSandbox
from mapping.parsing import dump_json
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas.examples import body

ROW = {
    "VaIt": "2",
    "ItCd": "000100",
    "BiUn": "stk",
    "CuId": "EUR",
    "DaBg": "2026-12-01",
    "PrLi": "*****",
    "Pric": "9.5",
}


def price(**changes: Any) -> dict[str, Any]:
    return body("FbSalesPrice", {**ROW, **changes})


async def test_a_price_is_made_once_and_then_changed_by_its_key() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        assert await call.write(price()) == (201, None)
        assert await call.refusal(price(Pric="10")) == "Prijs bestaat reeds"
        assert await call.write(price(Pric="10", DaEn="2026-12-31"), "PUT") == (201, None)
        [row] = sandbox.profit.goods.prices
        assert (row["Pric"], row["DaBg"], row["DaEn"]) == (Decimal(10), date(2026, 12, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    "other",
    [
        {"DaBg": "2027-01-01"},
        {"PrLi": "WEB"},
        {"CuId": "USD"},
        {"BiUn": "DS"},
        {"ItCd": "000101"},
        {"PrLi": "", "DbId": "10141"},
        {"CrPr": True, "Am": "10"},
    ],
)
async def test_another_part_of_the_key_is_another_price(other: dict[str, Any]) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.write(price())
        assert await call.refusal(price(**other), "PUT") == "Prijs niet gevonden"
        assert (await call.write(price(**other)))[0] == 201
        assert len(sandbox.profit.goods.prices) == 2


async def test_capitals_make_no_other_price() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.write(price(PrLi="web"))
        assert await call.refusal(price(PrLi="WEB", BiUn="STK", CuId="eur")) == "Prijs bestaat reeds"
        assert len(sandbox.profit.goods.prices) == 1


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"ItCd": "X"}, "Itemcode bestaat niet"),
        ({"PrLi": ""}, "Prijslijst"),
        ({"PrLi": "NEE"}, "Prijslijst"),
        ({"CuId": "SEK"}, "Valuta"),
        ({"BiUn": "PALLET"}, "Eenheid"),
        ({"DaBg": ""}, "Start date"),
        ({"DaEn": "2026-11-30"}, "Einddatum"),
    ],
)
async def test_a_price_of_nothing_known_is_refused(changes: dict[str, Any], text: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        assert text in await call.refusal(price(**changes))
        assert sandbox.profit.goods.prices == []


async def test_of_several_prices_all_are_kept_or_none() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        elements = [one["FbSalesPrice"]["Element"] for one in (price(), price(DaBg="2027-01-01"), price(ItCd="X"))]
        assert await call.refusal({"FbSalesPrice": {"Element": elements}}) == "Itemcode bestaat niet"
        assert sandbox.profit.goods.prices == []
        assert (await call.write({"FbSalesPrice": {"Element": elements[:2]}}))[0] == 201
        assert len(sandbox.profit.goods.prices) == 2


async def test_a_blocked_article_may_have_a_price() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        assert (await call.write(price(ItCd="000999")))[0] == 201


async def test_a_price_tells_in_english_what_it_tells_in_dutch() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.write(price())
        path, english = "/connectors/FbSalesPrice", {"Accept_Language": "en-us"}
        _, answer = await call.send("POST", path, dump_json(price()), **english)
        assert answer["externalMessage"] == "Price already exists"


@pytest.mark.parametrize(("promotion", "rows"), [("of_the_same_key", 1), ("of_its_own_key", 2)])
async def test_whether_a_promotion_is_a_price_of_its_own_is_a_switch(
    promotion: Literal["of_the_same_key", "of_its_own_key"], rows: int
) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        sandbox.profit.behaviour.promotion = promotion
        await call.write(price())
        status, _ = await call.write(price(SpPr=True))
        assert (status, len(sandbox.profit.goods.prices)) == (201 if rows == 2 else 500, rows)
