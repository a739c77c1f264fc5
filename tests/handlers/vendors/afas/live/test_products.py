"""What a flow of products into AFAS names is asked of it: connectors, columns, rights, and the fields of its rows."""

from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest

from handlers.contracts.naming import Kind, Right
from handlers.sandboxes.afas import AfasSandbox
from handlers.vendors.afas.connection import OpenAfas
from relay.roles import LookedUp, Named, NamingFlow
from tests.handlers.vendors.afas.products import a_product_flow
from tests.handlers.vendors.afas.support import connection_to
from tests.handlers.vendors.live_checks import found, nearest, not_asked, told
from tests.stand_ins import OpenGate

RIGHTS = (Right.MAKE_ARTICLES, Right.CHANGE_ARTICLES, Right.WRITE_PRICES)
VARIANTS: dict[str, Any] = {
    "products": {"variants": {"delimiter": "|"}, "prices": {}},
    "lookups": {"variants": "Relay_Articles", "compositions": "Profit_Composition"},
}


async def looked(sandbox: AfasSandbox, *mapping: Mapping[str, Any], **changes: Any) -> LookedUp:
    rights = [Named(("flows", "products", right), Kind.RIGHT, right) for right in RIGHTS]
    async with aiohttp.ClientSession() as session:
        connection = OpenAfas("afas", connection_to(sandbox, **changes), session, OpenGate())
        return await connection.look_up([NamingFlow(a_product_flow(*mapping), rights)])


async def test_only_what_products_need_is_asked_for() -> None:
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox)
        asked = {call.path for call in sandbox.calls}
    assert asked == {
        "/metainfo",
        "/metainfo/get/profit_article",
        "/connectors/profit_article",
        "/metainfo/update/fbitemarticle",
        "/metainfo/update/fbsalesprice",
    }
    assert (told(said), not_asked(said)) == ({}, {})
    assert {(Kind.FIELD, "FbItemArticle.Ds_1036"), (Kind.FIELD, "FbSalesPrice.DaBg")} <= found(said)


async def test_what_shows_variants_compositions_and_prices_is_asked_for_where_it_is_named() -> None:
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, **VARIANTS)
        asked = {call.path for call in sandbox.calls}
    connectors = ("profit_article", "relay_articles", "profit_composition", "relay_prices")
    assert {f"/metainfo/get/{name}" for name in connectors} <= asked
    assert "/metainfo/update/fbupdateadb" in asked
    assert told(said) == {}
    assert (Kind.FIELD, "FbUpdateAdB.BlSa") in found(said)


@pytest.mark.parametrize(
    ("changes", "place", "meant"),
    [
        ({"lookups": {"articles": "Profit_Articel"}}, "lookups.articles", "Profit_Article"),
        ({"lookups": {"article_columns": {"group": "ArtGrp"}}}, "lookups.article_columns.group", "ArtGroup"),
        ({"lookups": {"compositions": "Profit_Compositie"}}, "lookups.compositions", "Profit_Composition"),
        ({"products": {"prices": {"connector": "Relay_Price"}}}, "products.prices.connector", "Relay_Prices"),
        (
            {"products": {"prices": {"columns": {"amount": "Prce"}}}},
            "products.prices.columns.amount",
            "Price",
        ),
    ],
)
async def test_what_is_not_there_is_named_at_its_place(changes: dict[str, Any], place: str, meant: str) -> None:
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, **changes)
    assert nearest(said) == {f"connections.afas.{place}": meant}


async def test_a_right_that_the_app_connector_lacks_is_told_with_the_connectors_that_it_takes() -> None:
    async with AfasSandbox() as sandbox:
        names = ("profit_article", "relay_articles", "profit_composition", "relay_prices", "fbitemarticle")
        sandbox.access.connectors = frozenset(names)
        said = await looked(sandbox, **VARIANTS)
    faults = " ".join(map(str, told(said).values()))
    assert "FbUpdateAdB" in faults
    assert "FbSalesPrice" in faults
    assert "FbItemArticle" not in faults


async def test_a_free_field_that_the_environment_lacks_is_told_at_its_row() -> None:
    own = f"FbItemArticle.U{'0A' * 16}"
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, {"to": own, "from": "product.group"})
        assert list(told(said)) == ["flows.products.mapping.0.to"]
