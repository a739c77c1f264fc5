"""Articles that are written, and what orders and the connector of items make of them."""

from decimal import Decimal

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
