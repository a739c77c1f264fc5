"""What a connection names for a flow of stock is asked of AFAS: connectors, columns and what the flow chooses by."""

from typing import Any

import aiohttp
import pytest

from handlers.contracts.naming import Kind
from handlers.sandboxes.afas import AfasSandbox
from handlers.vendors.afas.connection import OpenAfas
from relay.model import Flow
from relay.roles import LookedUp, NamingFlow
from tests.handlers.vendors.afas.source.stock.environment import EVERYTHING
from tests.handlers.vendors.afas.support import connection_to
from tests.handlers.vendors.live_checks import found, nearest, not_asked, severities, told
from tests.stand_ins import OpenGate

CONNECTORS = {"Relay_Stock", "Relay_OpenOrderLines", "Profit_Unit_per_Item", "Profit_Composition"}


async def looked(sandbox: AfasSandbox, stock: Any = None, filtered: Any = None) -> LookedUp:
    flow = Flow("stock", "stock", "afas", "shop", None, filter=filtered or {})
    async with aiohttp.ClientSession() as session:
        settings = connection_to(sandbox, stock={**EVERYTHING, **(stock or {})})
        return await OpenAfas("afas", settings, session, OpenGate()).look_up([NamingFlow(flow, [])])


async def test_all_that_stock_is_read_from_is_asked_for_and_found() -> None:
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, filtered={"warehouse": ("01",)})
        asked = {call.path for call in sandbox.calls}
    assert asked == {"/metainfo", *(f"/metainfo/get/{name.lower()}" for name in CONNECTORS)}
    assert (told(said), not_asked(said)) == ({}, {})
    assert {name for kind, name in found(said) if kind == Kind.CONNECTOR} == CONNECTORS
    assert {(Kind.COLUMN, "LastStockUpdate"), (Kind.COLUMN, "QuantityToDeliver")} <= found(said)


@pytest.mark.parametrize(
    ("stock", "place", "meant"),
    [
        ({"connector": "Relay_Stok"}, "connector", "Relay_Stock"),
        ({"columns": {"on_hand": "InStok"}}, "columns.on_hand", "InStock"),
        ({"columns": {"warehouse": "WarehousId"}}, "columns.warehouse", "WarehouseId"),
        ({"columns": {"reserved_on_stock": "ReserveOnStock"}}, "columns.reserved_on_stock", "ReservedOnStock"),
        ({"units": {"columns": {"holds": "Amont"}}}, "units.columns.holds", "Amount"),
        ({"compositions": {"columns": {"quantity": "Quantities"}}}, "compositions.columns.quantity", "Quantity"),
        ({"open_lines": {"connector": "Relay_OpenLines"}}, "open_lines.connector", "Relay_OpenOrderLines"),
        ({"open_lines": {"columns": {"item": "ItemCod"}}}, "open_lines.columns.item", "ItemCode"),
    ],
)
async def test_what_is_not_there_is_named_at_its_place_with_the_nearest_that_is(
    stock: dict[str, Any], place: str, meant: str
) -> None:
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, stock)
    assert nearest(said) == {f"connections.afas.stock.{place}": meant}
    assert set(severities(said).values()) == {"error"}


async def test_a_filter_of_a_column_that_is_not_there_is_told_at_the_flow() -> None:
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, filtered={"StokKept": ("true",)})
    assert nearest(said) == {"flows.stock.poll.filter.StokKept": "StockKept"}
