"""What is read of products is whole, or nothing is taken from it: columns that vanish, or lose their field."""

from typing import Any

import pytest

from handlers.sandboxes.afas import Profit
from relay.errors import Barred, Scope
from tests.handlers.vendors.afas.source.products.environment import (
    EVERYTHING,
    Reading,
    a_profit,
    add,
    add_picture,
    add_set,
    reading,
    set_price,
)
from tests.handlers.vendors.afas.support import Clock

APP = "Artikelen_App"


def own_columns(profit: Profit, *without: str, of: str = "relay_articles", **others: Any) -> dict[str, Any]:
    """The columns of a connector but for some, and others beside them."""
    columns = profit.tables[of].columns
    return {**{column.id: column.id for column in columns if column.id not in without}, **others}


async def stopped(r: Reading, part: str = "articles") -> Barred:
    with pytest.raises(Barred) as error:
        await r.pages(part)
    assert error.value.scope is Scope.FLOW
    return error.value


async def test_a_column_that_was_there_and_is_gone_stops_the_flow_and_reads_as_nothing() -> None:
    clock = Clock()
    profit = a_profit(clock)
    profit.offer(APP, "Relay_Articles", own_columns(profit))
    add(profit, "TG-1")
    async with reading(profit, clock, {**EVERYTHING, "connector": APP}) as r:
        await r.pages()
        profit.offer(APP, "Relay_Articles", own_columns(profit, "Barcode", "Description_1036"))
        assert "column Barcode, Description_1036 was there" in str(await stopped(r))
        profit.offer(APP, "Relay_Articles", own_columns(profit))
        assert await r.pages()


@pytest.mark.parametrize(
    ("name", "of", "column"), [("prices", "Relay_Prices", "End"), ("units", "Profit_Unit_per_Item", "ItemType")]
)
async def test_so_does_one_of_a_connector_beside_it(name: str, of: str, column: str) -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TG-1")
    set_price(profit, "TG-1", "4.00")
    profit.offer("Anders_App", of, own_columns(profit, of=of.lower()))
    async with reading(profit, clock, {**EVERYTHING, name: {"connector": "Anders_App"}}) as r:
        await r.pages()
        profit.offer("Anders_App", of, own_columns(profit, column, of=of.lower()))
        assert column in str(await stopped(r))


async def test_a_column_that_was_never_there_is_not_missed() -> None:
    clock = Clock()
    profit = a_profit(clock)
    profit.offer(APP, "Relay_Articles", own_columns(profit, "Barcode", "UnitId"))
    add(profit, "TG-1")
    async with reading(profit, clock, {"connector": APP}) as r:
        assert not (await r.product("TG-1")).model_fields_set & {"barcode", "unit"}


async def test_a_column_that_the_settings_name_must_be_there_from_the_first_row_on() -> None:
    clock = Clock()
    profit = a_profit(clock)
    profit.offer(APP, "Relay_Articles", own_columns(profit, "Barcode"))
    add(profit, "TG-1")
    async with reading(profit, clock, {"connector": APP, "columns": {"barcode": "Barcode"}}) as r:
        assert "Barcode" in str(await stopped(r))


async def test_a_column_whose_field_was_taken_away_is_gone_though_it_holds_a_text() -> None:
    clock = Clock()
    profit = a_profit(clock)
    profit.offer(APP, "Relay_Articles", own_columns(profit, ArtGroup=lambda _: "(replaced)"))
    add(profit, "TG-1")
    async with reading(profit, clock, {"connector": APP}) as r:
        assert "ArtGroup" in str(await stopped(r))


@pytest.mark.parametrize(
    ("part", "of", "column"),
    [
        ("prices", "Relay_Prices", "Price"),
        ("prices", "Relay_Prices", "Debtor"),
        ("compositions", "Profit_Composition", "Quantity"),
        ("images", "Relay_ArticleImages", "ImageId"),
    ],
)
async def test_each_connector_must_show_what_its_rows_are_known_by(part: str, of: str, column: str) -> None:
    clock = Clock()
    profit = a_profit(clock)
    profit.offer("Anders_App", of, own_columns(profit, column, of=of.lower()))
    add(profit, "TG-1")
    add_set(profit, "SET-1", ("TG-1", "2"))
    set_price(profit, "TG-1", "4.00")
    add_picture(profit, "TG-1", "A1")
    settings = {"connector": "Anders_App", "columns": {"modified": "ModifiedDate"}}
    async with reading(profit, clock, {**EVERYTHING, part: settings}) as r:
        assert column in str(await stopped(r, part))


async def test_what_a_connector_shows_besides_is_not_kept_such_as_remarks() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TG-1", Rm="levert Jansen nooit op tijd")
    async with reading(profit, clock) as r:
        assert "Jansen" not in str(await r.source.fetch("TG-1"))
    async with reading(profit, clock, {**EVERYTHING, "columns": {"text": "LongText"}}) as r:
        assert (await r.product("TG-1")).description == "levert Jansen nooit op tijd", "but where the settings say so"
