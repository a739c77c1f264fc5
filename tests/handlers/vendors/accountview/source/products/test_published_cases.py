"""The published cases of products that come from AccountView, each to the field, through the sandbox's own answers."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from mapping.parsing import dump_json
from mapping.problems import DocumentError
from tests.handlers.vendors.accountview.office import only
from tests.handlers.vendors.accountview.source.polls import Clock
from tests.handlers.vendors.accountview.source.products.product_polls import (
    PADDED,
    SHAPES,
    a_board,
    a_row,
    article_books,
    codes,
    polled,
    polled_all,
    put_article,
    read_whole,
    reading,
    settled,
)


async def test_prices_that_are_text_with_a_comma_are_read_and_one_that_can_be_either_is_held() -> None:
    """product-decimals-1."""
    prices = {"Y-1": "1.234,50", "Y-2": "2,4", "Y-3": "1,234"}
    books = article_books(Clock(), *(a_board(code, PX_SELL=price) for code, price in prices.items()))
    async with reading(Clock(), books) as (source, _):
        first, second, third = await polled_all(source)
        assert [source.read(document).price for document in (first, second)] == [Decimal("1234.50"), Decimal("2.4")]
        problem = only(source.check(third))
        assert (problem.path, problem.value) == ("PX_SELL", "1,234")
    async with reading(Clock(), books, products={"decimal_mark": "comma"}) as (source, _):
        read = [source.read(document).price for document in await polled_all(source)]
        assert read == [Decimal("1234.50"), Decimal("2.4"), Decimal("1.234")]


async def test_rows_as_foxpro_gives_them_are_products_with_good_codes_letters_flags_and_stamps() -> None:
    """product-padded-text-1."""
    clock = Clock()
    books = article_books(clock, *PADDED)
    books.add_columns("ARTICLE", REC_BLK="L")
    async with reading(clock, books, behaviour=SHAPES) as (source, _):
        found = {source.identify(document).reference: document for document in await read_whole(source)}
        products = {number: source.read(document) for number, document in found.items()}
        assert sorted(products) == [" A-2", "A-1", "A-4", "AB-3", "ab-3"]
        assert {number: one.sku for number, one in products.items()} == {number: number for number in products}
        assert (products["A-1"].name, products["A-1"].group) == ("Cafétafel 80 cm ½", "100")
        blocked = {number: one.blocked for number, one in products.items()}
        assert blocked == {" A-2": False, "A-1": False, "A-4": False, "AB-3": True, "ab-3": False}
        assert (source.identify(found["ab-3"]).version, source.changed_at(found["ab-3"])) == (None, None)
        assert source.digest_material(found["ab-3"]) != source.digest_material(found["AB-3"])
        for number, document in found.items():
            assert await source.fetch(number) == document
        assert await source.fetch("A-2") is None


async def test_an_article_that_is_read_again_without_padding_is_the_same_one_with_a_new_stamp() -> None:
    """product-padded-text-1, its last row."""
    clock = Clock()
    books = article_books(clock, PADDED[0])
    async with reading(clock, books, behaviour=SHAPES) as (source, _):
        [before] = await polled_all(source)
        books.tables()["ARTICLE"].clear()
        put_article(books, a_row("A-1", "Cafétafel 80 cm ½", CNG_DATE="2026-11-21T08:00:00"))
        [after] = await polled_all(source)
        assert source.identify(before).reference == source.identify(after).reference == "A-1"
        assert source.digest_material(before) == source.digest_material(after)
        assert source.identify(before).version != source.identify(after).version


async def test_a_column_of_blocks_that_is_not_there_says_nothing() -> None:
    """product-padded-text-1: absent is not blocked."""
    books = article_books(Clock(), a_row("A-4", "Lamp"))
    async with reading(Clock(), books) as (source, _):
        [document] = await polled_all(source)
        assert "blocked" not in source.read(document).model_fields_set


async def test_the_selling_price_alone_leaves_the_books_and_no_cost_price_is_even_asked_for() -> None:
    """product-price-list-1."""
    books = article_books(Clock(), a_board("S-1"))
    async with reading(Clock(), books) as (source, _):
        [document] = await polled_all(source)
        product = source.read(document)
        assert (product.sku, product.price, product.currency, product.cost_price) == ("S-1", Decimal(20), "EUR", None)
        told = dump_json(document) + product.model_dump_json().encode()
        assert [cost for cost in (b"9.1", b"9.3", b"9.5") if cost in told] == []
    async with reading(Clock(), books, products={"columns": {"cost_price": "COST_PX"}}) as (source, _):
        [document] = await polled_all(source)
        assert source.read(document).cost_price == Decimal("9.10")


async def test_a_code_that_is_filled_up_with_blanks_is_the_code_without_them() -> None:
    """product-sku-case-and-space-2."""
    books = article_books(Clock(), a_board("ABC-1     ", ART_DESC1="Kaasplank eiken          "))
    async with reading(Clock(), books) as (source, _):
        [document] = await polled_all(source)
        product = source.read(document)
        assert (product.number, product.sku, product.code, product.name) == (
            "ABC-1",
            "ABC-1",
            "ABC-1",
            "Kaasplank eiken",
        )


async def test_nothing_is_lost_in_the_hour_that_comes_twice() -> None:
    """product-wrong-time-zone-2."""
    clock = Clock(datetime(2026, 10, 24, 12, tzinfo=UTC))
    books = article_books(clock, a_board("OO-1", CNG_DATE="2026-10-20T10:00:00"))
    async with reading(clock, books) as (source, _):
        cursor = await settled(source, clock)
        clock.at = datetime(2026, 10, 25, 0, 55, tzinfo=UTC)
        put_article(books, a_board("OO-4", CNG_DATE="2026-10-25 02:50:00"))
        first, cursor = await polled(source, cursor)
        clock.at = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
        put_article(books, a_board("OO-5", CNG_DATE="2026-10-25 02:10:00"))
        second, _ = await polled(source, cursor)
        assert codes(source, first) == ["OO-4"]
        assert "OO-5" in codes(source, second)


async def test_what_cannot_be_read_names_every_column_with_what_stands_there() -> None:
    books = article_books(Clock(), a_board("Z-1", PX_SELL="op aanvraag", REC_BLK="X"))
    books.add_columns("ARTICLE", REC_BLK="L")
    async with reading(Clock(), books, behaviour=SHAPES) as (source, _):
        [document] = await polled_all(source)
        with pytest.raises(DocumentError) as told:
            source.read(document)
        found = {problem.path: problem.value for problem in told.value.problems}
        assert found == {"PX_SELL": "op aanvraag", "REC_BLK": "X"}
