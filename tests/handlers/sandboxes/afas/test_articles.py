"""Articles that are written, and what orders and the connector of items make of them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

import pytest

from handlers.sandboxes.afas import AfasSandbox
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas.examples import ARTICLE, article, body, sales_order


async def test_a_new_article_is_shown_and_can_be_ordered_at_its_price() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        assert await call.keys(article()) == {"ItCd": "000300"}
        [row] = await call.rows("Profit_Article", ItemCode="000300")
        assert (row["Description"], row["UnitId"], row["VATGroup"]) == ("Servies set", "STK", "2")
        await call.debtor()
        line = {name: value for name, value in ARTICLE.items() if name != "Upri"}
        await call.keys(sales_order({**line, "ItCd": "000300"}))
        [stored] = await call.rows("Relay_SalesOrderLines")
        assert stored["UnitPrice"] == Decimal("45.95")


async def test_an_article_is_numbered_where_it_asks_for_it() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        assert await call.keys(article(ItCd="", AuId=True)) == {"ItCd": "300001"}
        assert await call.keys(article(ItCd="", AuId=True)) == {"ItCd": "300002"}


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"ItCd": "000100"}, "Itemcode"),
        ({"ItCd": ""}, "Itemcode"),
        ({"BiUn": "PALLET"}, "Eenheid"),
        ({"VaRc": "9"}, "Btw-tariefgroep"),
    ],
)
async def test_what_does_not_fit_is_refused_and_not_stored(changes: dict[str, str], label: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        before = await call.rows("Profit_Article")
        assert label in await call.refusal(article(**changes))
        assert len(await call.rows("Profit_Article")) == len(before)


async def test_an_article_is_changed_by_its_code() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(body("FbItemArticle", {"ItCd": "000100", "Ds": "Koffiemok rood", "Bl": True}), "PUT")
        [row] = await call.rows("Profit_Article", ItemCode="000100")
        assert (row["Description"], row["Blocked"], row["UnitId"]) == ("Koffiemok rood", True, "STK")
        assert "Itemcode" in await call.refusal(body("FbItemArticle", {"ItCd": "000998"}), "PUT")


async def test_of_several_articles_all_are_stored_or_none() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        both = [one["FbItemArticle"]["Element"] for one in (article(), article(ItCd="000100"))]
        await call.refusal({"FbItemArticle": {"Element": both}})
        assert await call.rows("Profit_Article", ItemCode="000300") == []


STOCKED = {"BiSt": "1", "CrId": "50003", "CsGc": "00000000"}


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"VaRc": ""}, "Btw-tariefgroep"),
        ({**STOCKED, "CrId": ""}, "Inkooprelatie"),
        ({**STOCKED, "CsGc": ""}, "Goederencode"),
        ({"BaCo": "2000000000016", "VaBc": "3"}, "Barcode"),
        ({"BaCo": "200000000001", "VaBc": "3"}, "Barcode"),
    ],
)
async def test_what_a_new_article_lacks_or_has_wrong_is_refused(fields: dict[str, str], label: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        assert label in await call.refusal(article(**fields))


async def test_what_no_schema_asks_of_a_new_article_is_wanted_as_a_switch_says() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        sandbox.profit.behaviour.vat_group_of_article = "usual"
        sandbox.profit.behaviour.stock_articles = "need_nothing"
        assert await call.keys(article(VaRc="", BiSt=True)) == {"ItCd": "000300"}


async def test_a_change_sets_only_what_it_gives_and_moves_the_stamp() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(article(DsEx="6 delig", BaCo="2000000000015", VaBc="3", Rm="Vaatwasser"))
        goods = sandbox.profit.goods
        before = dict(goods.of_article("000300"))
        sandbox.profit.orders.clock = lambda: datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
        await call.keys(body("FbItemArticle", {"ItCd": "000300", "Ds_1036": "Service", "Bl": "true"}), "PUT")
        after = goods.of_article("000300")
        assert (after["Ds"], after["Ds_1036"], after["DsEx"], after["Bl"]) == (
            "Servies set",
            "Service",
            "6 delig",
            True,
        )
        assert (after["BaCo"], after["created"]) == (before["BaCo"], before["created"])
        assert after["modified"] != before["modified"]


@pytest.mark.parametrize("on_change", ["ignored", "refused"])
async def test_prices_go_in_with_an_insert_alone(on_change: Literal["ignored", "refused"]) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        sandbox.profit.behaviour.prices_on_change = on_change
        await call.keys(article(DatPri="2026-12-01"))
        [price] = sandbox.profit.goods.prices
        assert (price["PrLi"], price["Pric"], price["DaBg"]) == ("*****", Decimal("45.95"), date(2026, 12, 1))
        change = body("FbItemArticle", {"ItCd": "000300", "SaPrice": "50", "Ds": "Servies"})
        if on_change == "refused":
            assert "SaPrice" in await call.refusal(change, "PUT")
        else:
            await call.keys(change, "PUT")
        assert [row["Pric"] for row in sandbox.profit.goods.prices] == [Decimal("45.95")]
        described = sandbox.profit.goods.of_article("000300")
        assert (described["Ds"], described["SaPrice"]) == (
            "Servies set" if on_change == "refused" else "Servies",
            Decimal("45.95"),
        )


async def test_whether_stock_is_kept_is_fixed_once_the_article_was_used() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(article(**STOCKED))
        await call.keys(body("FbItemArticle", {"ItCd": "000300", "BiSt": "0"}), "PUT")
        await call.debtor()
        await call.keys(sales_order({**ARTICLE, "ItCd": "000300"}))
        switched = body("FbItemArticle", {"ItCd": "000300", "BiSt": "1"})
        assert "BiSt" in await call.refusal(switched, "PUT")
        await call.keys(body("FbItemArticle", {"ItCd": "000300", "BiSt": "0", "Ds": "Set"}), "PUT")


async def test_an_article_is_deleted_until_an_entry_tells_of_it() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(article())
        await call.debtor()
        await call.keys(sales_order())
        status, answer = await call.send("DELETE", "/connectors/FbItemArticle/FbItemArticle/@ItCd/000100")
        assert (status, "000100" in answer["externalMessage"]) == (500, True)
        for expected in (200, 500):
            status, _ = await call.send("DELETE", "/connectors/FbItemArticle/FbItemArticle/@ItCd/000300")
            assert status == expected
        assert await call.rows("Profit_Article", ItemCode="000300") == []
        assert await call.keys(article()) == {"ItCd": "000300"}


async def test_a_composition_is_no_article_that_could_be_changed() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        part = body("FbCompositionPart", {"VaIt": "Art", "ItCd": "000100", "QuUn": "1"})
        header = {"VaCt": "1", "ItCd": "SET-1", "Grp": "300", "BiUn": "stk", "VaRc": "1", "CrId": "50003"}
        await call.keys(body("FbComposition", header, part))
        change = body("FbItemArticle", {"ItCd": "SET-1", "Ds": "Set"})
        assert await call.refusal(change, "PUT") == "Artikel niet gevonden"
