"""What a connection names for a flow of products is asked of AFAS: connectors, columns and what the flow chooses by."""

from typing import Any

import aiohttp
import pytest

from handlers.contracts.naming import Kind
from handlers.sandboxes.afas import AfasSandbox
from handlers.vendors.afas.connection import OpenAfas
from relay.model import Flow
from relay.roles import LookedUp, NamingFlow
from tests.handlers.vendors.afas.source.products.environment import EVERYTHING
from tests.handlers.vendors.afas.support import connection_to
from tests.handlers.vendors.live_checks import found, nearest, not_asked, severities, told
from tests.stand_ins import OpenGate

CONNECTORS = {
    *("Relay_Articles", "Relay_Prices", "Profit_Unit_per_Item", "Profit_Barcode_per_Item"),
    *("Profit_Composition", "Profit_ArticleGroups", "Relay_ArticleImages"),
}


async def looked(sandbox: AfasSandbox, products: Any = None, filtered: Any = None) -> LookedUp:
    flow = Flow("products", "product", "afas", "books", None, filter=filtered or {})
    async with aiohttp.ClientSession() as session:
        settings = connection_to(sandbox, products={**EVERYTHING, **(products or {})})
        return await OpenAfas("afas", settings, session, OpenGate()).look_up([NamingFlow(flow, [])])


async def test_all_that_products_are_read_from_is_asked_for_and_found() -> None:
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, filtered={"group": ("SERV",)})
        asked = {call.path for call in sandbox.calls}
    assert asked == {"/metainfo", *(f"/metainfo/get/{name.lower()}" for name in CONNECTORS)}
    assert (told(said), not_asked(said)) == ({}, {})
    assert {name for kind, name in found(said) if kind == Kind.CONNECTOR} == CONNECTORS
    assert {(Kind.COLUMN, "ArtGroup"), (Kind.COLUMN, "Debtor"), (Kind.COLUMN, "PresentationSeqno")} <= found(said)


@pytest.mark.parametrize(
    ("products", "place", "meant"),
    [
        ({"connector": "Relay_Article"}, "connector", "Relay_Articles"),
        ({"columns": {"weight": "Gewicht"}}, "columns.weight", "Weight"),
        ({"columns": {"name": "Descripton"}}, "columns.name", "Description"),
        ({"prices": {"connector": "Relay_Price"}}, "prices.connector", "Relay_Prices"),
        ({"prices": {"columns": {"debtor": "Debiteur"}}}, "prices.columns.debtor", "Debtor"),
        ({"units": {"columns": {"holds": "Amont"}}}, "units.columns.holds", "Amount"),
        ({"compositions": {"columns": {"quantity": "Quantities"}}}, "compositions.columns.quantity", "Quantity"),
        ({"groups": {"columns": {"name": "Omschrijvin"}}}, "groups.columns.name", "Omschrijving"),
        ({"images": {"connector": "Relay_ArticleImage"}}, "images.connector", "Relay_ArticleImages"),
        ({"images": {"in_article": [{"id": "ImageID"}]}}, "images.in_article.0.id", "ImageId"),
    ],
)
async def test_what_is_not_there_is_named_at_its_place_with_the_nearest_that_is(
    products: dict[str, Any], place: str, meant: str
) -> None:
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, products)
    assert nearest(said) == {f"connections.afas.products.{place}": meant}
    assert set(severities(said).values()) == {"error"}


async def test_a_filter_of_a_column_that_is_not_there_is_told_at_the_flow() -> None:
    async with AfasSandbox() as sandbox:
        said = await looked(sandbox, filtered={"ArtGrop": ("SERV",)})
    assert nearest(said) == {"flows.products.poll.filter.ArtGrop": "ArtGroup"}
