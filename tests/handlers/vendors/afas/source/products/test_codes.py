"""Which product is which: codes with blanks, sizes and colours of one code, and rows that nobody can tell apart."""

import pytest

from tests.handlers.vendors.afas.source.products.environment import (
    EVERYTHING,
    a_profit,
    add,
    add_set,
    add_variant,
    reading,
    set_price,
)
from tests.handlers.vendors.afas.support import Clock

VARIANTS = {**EVERYTHING, "variants": {}, "columns": {"modified_2": "VariantModified"}}


async def test_sizes_and_colours_are_products_of_their_own_with_their_own_block_and_barcode() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TRUI", VaTp="4", StD1="MAAT", StD2="KLEUR")
    add(profit, "MUTS")
    add_variant(profit, "TRUI", "S", "BLAUW", BaCo="2000000000015", VaBc="3")
    add_variant(profit, "TRUI", "M", "BLAUW", BlSa=True)
    set_price(profit, "TRUI", "40.00")
    async with reading(profit, clock, VARIANTS) as r:
        read = {product.number: product for product in (await r.poll())[0]}
        assert read["TRUI|S|BLAUW"] == await r.product("TRUI|S|BLAUW")
        assert await r.source.fetch("TRUI") is None
        assert await r.source.fetch("TRUI|S|BLAUW|X") is None
    assert {number: (product.blocked, product.barcode) for number, product in read.items()} == {
        "TRUI|S|BLAUW": (False, "2000000000015"),
        "TRUI|M|BLAUW": (True, None),
        "MUTS": (False, None),
    }
    assert read["TRUI|M|BLAUW"].options == ("M", "BLAUW")
    assert [str(price.amount) for price in read["TRUI|M|BLAUW"].prices] == ["40.00"]


async def test_a_change_of_one_size_brings_all_sizes_of_its_article_and_no_other() -> None:
    clock = Clock()
    profit = a_profit(clock)
    for code in ("TRUI", "BROEK"):
        add(profit, code, VaTp="3", StD1="MAAT")
        add_variant(profit, code, "S")
        add_variant(profit, code, "M")
    async with reading(profit, clock, VARIANTS) as r:
        clock.move(hours=3)
        cursor = r.source.cursor_at(clock.now)
        add_variant(profit, "TRUI", "S", BlSa=True)
        assert await r.numbers("articles", cursor) == []
        read, _ = await r.poll("articles_2", cursor)
    assert [(product.number, product.blocked) for product in read] == [("TRUI|M", False), ("TRUI|S", True)]


async def test_more_sizes_of_one_article_than_a_page_holds_are_all_read() -> None:
    clock = Clock()
    profit = a_profit(clock)
    profit.masters.dimensions = {"MAAT": frozenset(map(str, range(40)))}
    add(profit, "TRUI", VaTp="3", StD1="MAAT")
    add(profit, "ZWART")
    for size in range(40):
        add_variant(profit, "TRUI", str(size))
    async with reading(profit, clock, VARIANTS, page_size=7) as r:
        assert len(await r.numbers()) == 41
        sliced = [
            r.source.read(one).number
            async for page in r.source.slices("articles", None, None)
            for one in page.documents
        ]
    assert len(sliced) == len(set(sliced)) == 41


@pytest.mark.parametrize("delimiter", ["|", "-", "/"])
async def test_a_code_that_holds_the_delimiter_is_left_out_and_told(delimiter: str) -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, f"A{delimiter}B")
    add(profit, "C")
    async with reading(profit, clock, {**VARIANTS, "variants": {"delimiter": delimiter}}) as r:
        [page, *_] = await r.pages()
        assert [r.source.read(one).number for one in page.documents] == ["C"]
        [told] = page.left_out
    assert f"article A{delimiter}B is left out" in str(told)


async def test_an_article_with_several_rows_that_differ_is_left_out_and_told() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TRUI", VaTp="3", StD1="MAAT")
    add(profit, "MUTS")
    add_variant(profit, "TRUI", "S")
    add_variant(profit, "TRUI", "M", BlSa=True)
    async with reading(profit, clock) as r:
        [page, *_] = await r.pages()
        assert [r.source.read(one).number for one in page.documents] == ["MUTS"]
    [told] = page.left_out
    assert "TRUI is left out" in str(told)
    assert "products.variants" in str(told)


async def test_a_code_with_a_blank_at_its_end_is_found_again_and_keeps_it() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "AB 10 ")
    add(profit, "13212312  312312")
    async with reading(profit, clock) as r:
        assert sorted(await r.numbers()) == ["13212312  312312", "AB 10"]
        assert (await r.product("AB 10")).sku == "AB 10 "
        assert (await r.product("13212312  312312")).sku == "13212312  312312"
        assert await r.source.fetch("13212312 312312") is None


async def test_an_article_whose_code_looks_like_the_number_of_a_composition_is_left_out_where_these_are_read() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "sam:1")
    add(profit, "SAM")
    async with reading(profit, clock) as r:
        [page, *_] = await r.pages()
        assert [r.source.read(one).number for one in page.documents] == ["SAM"]
    [told] = page.left_out
    assert "sam:1 is left out" in str(told)
    async with reading(profit, clock, {**EVERYTHING, "compositions": None}) as r:
        assert await r.numbers() == ["SAM", "sam:1"]


async def test_a_part_of_a_composition_that_is_a_size_has_the_code_and_the_block_of_that_size() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TRUI", VaTp="3", StD1="MAAT")
    add_variant(profit, "TRUI", "S")
    add_variant(profit, "TRUI", "M", BlSa=True)
    add_set(profit, "SET-1", ("TRUI", "1"), ("TRUI", "1"), ("TRUI", "2"))
    for part, size in zip(profit.goods.parts, ("m", "S", None), strict=True):
        part["StL1"] = size
    own = {column.id: column.id for column in profit.tables["profit_composition"].columns}
    sizes = {part["PrSe"]: part["StL1"] for part in profit.goods.parts}
    profit.offer("Sets_App", "Profit_Composition", {**own, "StL1": lambda row: sizes[row["PresentationSeqno"]]})
    async with reading(profit, clock, {**VARIANTS, "compositions": {"connector": "Sets_App"}}) as r:
        product = await r.product("Sam:SET-1")
    parts = [(part.sku, part.blocked) for part in product.components]
    assert parts == [("TRUI|m", True), ("TRUI|S", False), ("TRUI", None)]
