"""AFAS as a source of products, polled from the sandbox over real HTTP: each connector that has a stamp by itself."""

from decimal import Decimal

from handlers.contracts.products import ProductSource
from handlers.sandboxes.afas.goods import Row
from relay.roles import PolledSource, ReadInSlices, TellsTime
from tests.handlers.vendors.afas.examples import body
from tests.handlers.vendors.afas.source.products.environment import (
    EVERYTHING,
    a_profit,
    add,
    add_picture,
    add_set,
    change,
    reading,
    set_price,
    write,
)
from tests.handlers.vendors.afas.support import Clock

VARIANTS = {**EVERYTHING, "variants": {}, "columns": {"modified_2": "VariantModified"}}


async def test_it_fills_all_of_its_roles() -> None:
    clock = Clock()
    async with reading(a_profit(clock), clock) as r:
        polled: PolledSource = r.source
        products: ProductSource = r.source
        assert isinstance(polled, ReadInSlices)
        assert isinstance(polled, TellsTime)
        assert callable(products.read)
        assert r.source.parts == ("articles", "compositions", "prices", "images")


async def test_an_article_is_read_whole_from_all_of_its_connectors() -> None:
    clock = Clock()
    profit = a_profit(clock)
    texts = {"DsEx": "hittebestendig", "Ds_1036": "Verre à thé"}
    add(profit, "TG-1", **texts, BaCo="2000000000015", VaBc="3", NeWe="180", VaWt="3")
    set_price(profit, "TG-1", "4.00")
    set_price(profit, "TG-1", "3.50", PrLi="DEALR")
    set_price(profit, "TG-1", "4.25", begins="2027-01-01")
    write(profit, body("FbUnitBasicItem", {"VaIt": "2", "ItCd": "TG-1", "BiUn": "DOOS", "Qu": "12"}))
    add_picture(profit, "TG-1", "B2", place=2)
    add_picture(profit, "TG-1", "A/1")
    async with reading(profit, clock) as r:
        [product], _ = await r.poll()
    assert product.model_dump(exclude_unset=True, mode="json", exclude={"updated_at"}) == {
        "number": "TG-1",
        "sku": "TG-1",
        "name": "Theeglas TG-1",
        "extra_name": "hittebestendig",
        "texts": [{"language": "fr", "name": "Verre à thé"}],
        "kind": "article",
        "unit": "STK",
        "packings": [{"unit": "DOOS", "quantity": "12.00"}],
        "group": "SERV",
        "group_name": "Servies",
        "barcode": "2000000000015",
        "vat_class": "1",
        "prices": [
            {"amount": "4.00", "currency": "EUR", "unit": "STK", "price_list": "*****", "starts_on": "2026-01-01"}
            | {"is_offer": False},
            {"amount": "3.50", "currency": "EUR", "unit": "STK", "price_list": "DEALR", "starts_on": "2026-01-01"}
            | {"is_offer": False},
            {"amount": "4.25", "currency": "EUR", "unit": "STK", "price_list": "*****", "starts_on": "2027-01-01"}
            | {"is_offer": False},
        ],
        "weight": "180.00",
        "weight_unit": "g",
        "blocked": False,
        "keeps_stock": False,
        "images": [
            {"id": "A/1", "place": 1, "address": "afas:image/A%2F1", "file_name": "TG-1-1.jpg"}
            | {"stamp": "2026-11-24T10:00:00Z"},
            {"id": "B2", "place": 2, "address": "afas:image/B2", "file_name": "TG-1-2.jpg"}
            | {"stamp": "2026-11-24T10:00:00Z"},
        ],
    }


async def test_afas_own_connector_of_articles_will_do_and_what_it_lacks_is_not_told() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TG-1", Bl=True)
    async with reading(profit, clock, {}) as r:
        assert r.source.parts == ("articles",)
        product = await r.product("TG-1")
    assert product.blocked is True
    assert product.name == "Theeglas TG-1"
    assert not product.model_fields_set & {"price", "prices", "weight", "images", "texts", "packings", "cost_price"}


async def test_a_price_alone_brings_the_article_though_its_own_stamp_stays() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TG-1")
    add(profit, "TG-2")
    async with reading(profit, clock) as r:
        clock.move(hours=1)
        before = {part: (await r.poll(part))[1] for part in r.source.parts}
        clock.move(hours=2)
        set_price(profit, "TG-2", "5.00")
        clock.move(minutes=5)
        assert await r.numbers("articles", before["articles"]) == []
        [product], _ = await r.poll("prices", before["prices"])
    assert product.number == "TG-2"
    assert [str(price.amount) for price in product.prices] == ["5.00"]


async def test_a_picture_alone_brings_the_article() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TG-1")
    async with reading(profit, clock) as r:
        clock.move(hours=3)
        add_picture(profit, "TG-1", "A1")
        assert await r.numbers("images", r.source.cursor_at(clock.now)) == ["TG-1"]


async def test_a_customers_own_price_is_none_of_the_article() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TG-1")
    set_price(profit, "TG-1", "4.00")
    set_price(profit, "TG-1", "1.00", PrLi=None, DbId="10141")
    async with reading(profit, clock) as r:
        document = await r.source.fetch("TG-1")
        assert document is not None
        assert [row["Price"] for row in document["prices"]] == [Decimal("4.00")], "nor is it kept"


async def test_an_article_with_more_customers_prices_than_a_page_holds_keeps_its_own() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TG-1")
    add(profit, "TG-2")
    own: Row = {"VaIt": "2", "ItCd": "TG-1", "BiUn": "STK", "CuId": "EUR", "Pric": Decimal(1)}
    profit.goods.prices += [{**own, "DbId": str(number)} for number in range(10_000, 30_000)]
    for code in ("TG-1", "TG-2"):
        set_price(profit, code, "4.00")
    async with reading(profit, clock) as r:
        read, _ = await r.poll()
    assert [[str(price.amount) for price in product.prices] for product in read] == [["4.00"], ["4.00"]]


async def test_a_composition_is_a_product_of_its_own_and_tells_which_of_its_parts_may_not_be_sold() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "RR-1")
    add(profit, "RR-2", Bl=True)
    add_set(profit, "SET-1", ("RR-1", "1"), ("RR-2", "2"))
    async with reading(profit, clock) as r:
        [product], _ = await r.poll("compositions")
        assert await r.product("Sam:SET-1") == product
        assert await r.numbers() == ["RR-1", "RR-2"], "it is no article"
        assert await r.source.fetch("SET-1") is None
    assert (product.number, product.code, product.name, product.kind) == (
        "Sam:SET-1",
        "SET-1",
        "Set SET-1",
        "composition",
    )
    parts = [(part.sku, str(part.quantity), part.blocked) for part in product.components]
    assert parts == [("RR-1", "1.00", False), ("RR-2", "2.00", True)]


async def test_an_article_and_a_composition_of_one_code_are_two_products_with_a_price_each() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "X-1")
    add_set(profit, "X-1", ("X-1", "6"))
    set_price(profit, "X-1", "4.00")
    set_price(profit, "X-1", "20.00", VaIt="7")
    async with reading(profit, clock) as r:
        read, _ = await r.poll("prices")
    assert {product.number: [str(price.amount) for price in product.prices] for product in read} == {
        "X-1": ["4.00"],
        "Sam:X-1": ["20.00"],
    }


async def test_pictures_named_in_the_rows_of_articles_keep_the_places_of_their_columns() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TG-1")
    add(profit, "TG-2")
    add_picture(profit, "TG-1", "A1")
    add_picture(profit, "TG-1", "A3", place=3)
    places = [{"id": f"ImageId{n}", "file_name": f"ImageFile{n}"} for n in ("", "1", "2")]
    async with reading(profit, clock, {"connector": "Relay_Articles", "images": {"in_article": places}}) as r:
        product = await r.product("TG-1")
        assert (await r.product("TG-2")).images == ()
    assert [(image.place, image.address) for image in product.images] == [(1, "afas:image/A1"), (3, "afas:image/A3")]


async def test_an_article_that_changes_is_another_version_and_one_that_is_read_again_is_the_same() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TG-1")
    async with reading(profit, clock) as r:
        first = r.source.identify(await r.source.fetch("TG-1"))
        assert r.source.identify(await r.source.fetch("TG-1")) == first
        change(profit, "TG-1", Ds="Theeglas groot")
        assert r.source.identify(await r.source.fetch("TG-1")) != first, "though its stamp is the same"
