"""What a flow of stock into AFAS names is asked of AFAS: levels, mutations, warehouses, and the right to book."""

from typing import Any

import aiohttp

from handlers.contracts.naming import Kind, Right
from handlers.pipelines.stock.by_hand import names_in
from handlers.pipelines.stock.settings import StockSettings
from handlers.sandboxes.afas import AfasSandbox
from handlers.vendors.afas.connection import OpenAfas
from relay.model import Flow
from relay.roles import LookedUp, NamingFlow
from tests.handlers.vendors.afas.support import connection_to
from tests.handlers.vendors.live_checks import found, nearest, told
from tests.stand_ins import OpenGate


async def looked(warehouse: str = "01", **afas: Any) -> LookedUp:
    settings = StockSettings.model_validate({"warehouses": {"HQ": warehouse}, "add_up": "each"})
    flow = Flow("stock", "stock", "books", "afas", settings)
    async with AfasSandbox() as sandbox, aiohttp.ClientSession() as session:
        given = {"lookups": {"mutations": "Relay_StockMutations"}, **afas}
        opened = OpenAfas("afas", connection_to(sandbox, **given), session, OpenGate())
        return await opened.look_up([NamingFlow(flow, names_in(settings))])


async def test_all_of_it_is_asked_for_and_found() -> None:
    said = await looked()
    assert told(said) == {}
    connectors = {name for kind, name in found(said) if kind == Kind.CONNECTOR}
    assert connectors == {"Relay_Stock", "Profit_Article", "Relay_StockMutations"}
    assert {(Kind.COLUMN, "Description"), (Kind.COLUMN, "InStock"), (Kind.RIGHT, Right.MOVE_STOCK)} <= found(said)
    assert (Kind.WAREHOUSE, "01") in found(said)


async def test_what_is_not_there_is_named_at_its_place() -> None:
    said = await looked("99", lookups={"mutations": "Relay_StockMutations", "mutation_columns": {"booked_on": "Datum"}})
    assert "connections.afas.lookups.mutation_columns.booked_on" in nearest(said)
    assert "warehouses.HQ" in nearest(said)
