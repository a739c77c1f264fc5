"""A flow of products into AFAS opens with what settings say, and tells what it cannot look for."""

from collections.abc import AsyncIterator

import pytest

from relay.errors import StartError
from tests.handlers.vendors.afas.environment import Environment, environment
from tests.handlers.vendors.afas.products import a_draft, product_target


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment() as opened:
        yield opened


async def test_variants_without_a_connector_that_shows_them_are_refused_at_the_start(e: Environment) -> None:
    with pytest.raises(StartError, match=r"connections\.afas\.lookups\.variants"):
        product_target(e, products={"variants": {"delimiter": "|"}})


async def test_what_no_connector_shows_is_told_once_a_flow(e: Environment) -> None:
    told = " ".join(map(str, product_target(e).mapping_notices))
    assert "lookups.compositions" in told
    assert "products.prices" in told
    shown = product_target(e, products={"prices": {}}, lookups={"compositions": "Profit_Composition"})
    assert shown.mapping_notices == ()


async def test_opening_and_deciding_make_no_call(e: Environment) -> None:
    target = product_target(e)
    target.check_product(a_draft())
    target.product_fields(a_draft())
    assert (target.connection, target.horizon.total_seconds()) == ("afas", 900)
    assert len(target.mapping_rows) > 40
    assert not e.sandbox.calls


async def test_the_fields_of_goods_are_among_afas_own_names(e: Environment) -> None:
    assert {"Pric", "DaBg", "StL1", "FbSalesPrice", "ItCd"} <= product_target(e).field_names
