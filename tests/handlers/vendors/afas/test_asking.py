"""What is asked of AFAS before flows run: one row of each connector they read, and nothing that is written."""

from collections.abc import Collection
from typing import Any

import aiohttp
import pytest

from handlers.sandboxes.afas import AfasSandbox
from handlers.vendors.afas.connection import OpenAfas
from relay.errors import Barred, Scope
from tests.handlers.vendors.afas.source.products.environment import EVERYTHING
from tests.handlers.vendors.afas.support import connection_to
from tests.stand_ins import OpenGate

TARGET = ["Relay_Debtors", "Profit_Deliveryaddress", "Profit_Article", "Profit_Salesorders"]
CUSTOMERS = ["Relay_Debtors", "Profit_Deliveryaddress", "Profit_Contacts"]


@pytest.mark.parametrize(
    ("reads", "writes", "calls", "told"),
    [
        (["order"], [], 2, "AFAS answers, and shows Relay_SalesOrders, Relay_SalesOrderLines"),
        ([], ["order"], 4, f"AFAS answers, and shows {', '.join(TARGET)}"),
        (
            ["customer"],
            [],
            4,
            "AFAS answers, and shows Relay_Debtors, Profit_Address, Profit_Deliveryaddress, Profit_Contacts",
        ),
        ([], ["customer"], 3, "AFAS answers, and shows Relay_Debtors, Profit_Deliveryaddress, Profit_Contacts"),
        (
            [],
            ["customer", "order"],
            5,
            "AFAS answers, and shows Relay_Debtors, Profit_Deliveryaddress, Profit_Contacts",
        ),
        (["order", "anything"], [], 2, "AFAS answers, and shows Relay_SalesOrders, Relay_SalesOrderLines"),
        (["product"], [], 1, "AFAS answers, and shows Profit_Article"),
        (["stock"], [], 1, "AFAS answers, and shows Relay_Stock"),
        (["anything"], [], 1, "AFAS answers: Profit "),
    ],
)
async def test_each_connector_that_flows_need_is_read_once(
    reads: Collection[str], writes: Collection[str], calls: int, told: str
) -> None:
    async with AfasSandbox() as sandbox, aiohttp.ClientSession() as session:
        said = await OpenAfas("afas", connection_to(sandbox), session, OpenGate()).check(reads, writes)
        assert str(said).startswith(told)
        assert [call.method for call in sandbox.calls] == ["GET"] * calls


async def test_all_that_products_are_read_from_is_read_once() -> None:
    async with AfasSandbox() as sandbox, aiohttp.ClientSession() as session:
        settings = connection_to(sandbox, products=EVERYTHING)
        said = await OpenAfas("afas", settings, session, OpenGate()).check(["product"], [])
    assert str(said) == (
        "AFAS answers, and shows Relay_Articles, Relay_Prices, Profit_Unit_per_Item, Profit_Barcode_per_Item, "
        "Profit_Composition, Profit_ArticleGroups, Relay_ArticleImages"
    )


class TestStockInto:
    """What a flow of stock into AFAS needs: levels, articles and mutations, with their columns."""

    async def test_its_connectors_are_read_once_and_no_others(self) -> None:
        async with AfasSandbox() as sandbox, aiohttp.ClientSession() as session:
            settings = connection_to(sandbox, lookups={"mutations": "Relay_StockMutations"})
            said = await OpenAfas("afas", settings, session, OpenGate()).check([], ["stock"])
        assert str(said) == "AFAS answers, and shows Relay_Stock, Profit_Article, Relay_StockMutations"

    @pytest.mark.parametrize(
        ("changes", "column"),
        [
            ({"lookups": {"mutations": "Relay_StockMutations", "mutation_columns": {"quantity": "Aantal"}}}, "Aantal"),
            ({"lookups": {"mutations": "Relay_StockMutations", "mutation_columns": {"sort": "Soort"}}}, "Soort"),
            ({"stock": {"columns": {"on_hand": "Voorraad"}}}, "Voorraad"),
        ],
    )
    async def test_a_column_that_metainfo_does_not_name_bars_the_flow(
        self, changes: dict[str, Any], column: str
    ) -> None:
        async with AfasSandbox() as sandbox, aiohttp.ClientSession() as session:
            settings = connection_to(sandbox, **changes)
            with pytest.raises(Barred, match=column) as barred:
                await OpenAfas("afas", settings, session, OpenGate()).check([], ["stock"])
        assert barred.value.scope is Scope.FLOW
