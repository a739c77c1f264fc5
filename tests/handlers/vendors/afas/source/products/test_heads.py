"""Which rows of AFAS are products of a flow: those that it wants, of its administration, read by few calls."""

import aiohttp
import pytest

from handlers.vendors.afas.connection import OpenAfas
from handlers.vendors.afas.protocol import QUERY_LIMIT, any_of
from handlers.vendors.afas.source.products.source import AfasProductSource
from relay.errors import StartError
from relay.model import Flow
from tests.handlers.vendors.afas.source.products.environment import (
    EVERYTHING,
    a_profit,
    add,
    add_set,
    reading,
    set_price,
)
from tests.handlers.vendors.afas.support import Clock, connection
from tests.stand_ins import OpenGate

VARIANTS = {**EVERYTHING, "variants": {}, "columns": {"modified_2": "VariantModified"}}


async def test_a_flows_filter_chooses_by_any_column_and_afas_sends_no_others() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TG-1")
    add(profit, "TG-2", Grp="GEBAK")
    shown = {column.id: column.id for column in profit.tables["relay_articles"].columns}
    profit.offer("Webshop_App", "Relay_Articles", {**shown, "Webshop": lambda row: str(row["ItemCode"]).endswith("2")})
    products = {**EVERYTHING, "connector": "Webshop_App"}
    async with reading(profit, clock, products, wanted={"group": ("SERV",)}) as r:
        assert await r.numbers() == ["TG-1"]
        assert "SERV" in r.sandbox.calls[0].query
    async with reading(profit, clock, products, wanted={"Webshop": ("true",)}) as r:
        assert await r.numbers() == ["TG-2"]
        set_price(profit, "TG-1", "4.00")
        assert await r.numbers("prices") == [], "nor does a change beside it bring one that is not wanted"


async def test_rows_of_another_administration_are_counted_and_left_where_they_are() -> None:
    clock = Clock()
    profit = a_profit(clock)
    for number in range(5):
        add(profit, f"TG-{number}")
    shown = {column.id: column.id for column in profit.tables["relay_articles"].columns}
    own = {"AdministrationId": lambda row: 1 if str(row["ItemCode"]) < "TG-2" else 2}
    profit.offer("Webshop_App", "Relay_Articles", {**shown, **own})
    products = {"connector": "Webshop_App", "columns": {"administration": "AdministrationId"}}
    async with reading(profit, clock, products, administration=1) as r:
        [page, *_] = await r.pages()
        assert [r.source.read(one).number for one in page.documents] == ["TG-0", "TG-1"]
        assert page.elsewhere == 3
        assert page.left_out == ()
        slices = [one async for one in r.source.slices("articles", None, None)]
    assert sum(one.elsewhere for one in slices) == 3


async def test_what_stands_beside_many_articles_comes_by_a_call_for_many_of_them() -> None:
    clock = Clock()
    profit = a_profit(clock)
    for number in range(300):
        add(profit, f"TG-{number:04}")
        set_price(profit, f"TG-{number:04}", "4.00")
    async with reading(profit, clock) as r:
        read, _ = await r.poll()
        assert len(read) == 300
        counted = {name: r.calls(name) for name in ("Relay_Articles", "Relay_Prices", "Profit_Unit_per_Item")}
        assert counted == {"Relay_Articles": 1, "Relay_Prices": 3, "Profit_Unit_per_Item": 3}
        assert r.calls("Profit_ArticleGroups") == 1
        assert all(len(call.query) <= QUERY_LIMIT for call in r.sandbox.calls)


async def test_an_article_that_two_administrations_have_is_that_of_the_one_that_is_read() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TG-1")
    add_set(profit, "SET-1", ("TG-1", "2"))
    profit.goods.combinations += [{"ItCd": "TG-1", "StL1": one, "BlSa": one == "2"} for one in ("1", "2")]
    shown = {column.id: column.id for column in profit.tables["relay_articles"].columns if column.id != "StL1"}
    company = {"AdministrationId": "StL1", "Blocked": "BlSa"}
    profit.offer("Webshop_App", "Relay_Articles", {**shown, **company})
    products = {**EVERYTHING, "connector": "Webshop_App", "columns": {"administration": "AdministrationId"}}
    for administration, blocked in ((1, False), (2, True)):
        async with reading(profit, clock, products, administration=administration) as r:
            assert [product.blocked for product in (await r.poll())[0]] == [blocked]
            assert (await r.product("TG-1")).blocked is blocked
            assert [part.blocked for part in (await r.product("Sam:SET-1")).components] == [blocked]


async def test_the_columns_that_a_flows_own_filter_asks_for_are_kept_and_pushed_down() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TG-1")
    add(profit, "TG-2")
    add_set(profit, "SET-1", ("TG-1", "2"))
    shown = {column.id: column.id for column in profit.tables["relay_articles"].columns}
    profit.offer("Webshop_App", "Relay_Articles", {**shown, "Merk": lambda row: f"M{row['ItemCode']}"})
    products = {**EVERYTHING, "connector": "Webshop_App"}
    pushed = any_of("Merk", ["MTG-2"])
    async with reading(profit, clock, products, also=("Merk",), pushed=pushed) as r:
        [page, *_] = await r.pages()
        assert [r.source.fields_of(one)["Merk"] for one in page.documents] == ["MTG-2"]
        fields = r.source.fields_of(page.documents[0])
        assert (fields["group"], fields["ArtGroup"], fields["prices"]) == ("SERV", "SERV", [])
        composition = await r.source.fetch("Sam:SET-1")
        assert r.source.fields_of(composition)["name"] == r.source.fields_of(composition)["Description"] == "Set SET-1"


async def test_a_filter_of_a_column_that_is_null_is_refused_at_the_start_and_names_the_setting() -> None:
    flow = Flow("products", "product", "profit", "books", None, filter={"group": ("SERV",)})
    async with aiohttp.ClientSession() as session:
        settings = connection(products={"columns": {"group": None}})
        with pytest.raises(StartError, match=r"poll\.filter\.group.*products\.columns\.group of connection profit"):
            OpenAfas("profit", settings, session, OpenGate()).source(flow)
        opened = OpenAfas("profit", connection(), session, OpenGate()).source(flow)
        assert isinstance(opened, AfasProductSource)
