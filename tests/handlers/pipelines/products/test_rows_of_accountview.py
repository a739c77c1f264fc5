"""Articles of AccountView as FoxPro gives them, carried to AFAS's books; and products that do not fit AccountView's."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from handlers.pipelines.products.settings import ProductSettings
from handlers.sandboxes.accountview import Behaviour
from handlers.sandboxes.accountview import Books as AccountViewBooks
from relay.model import Flow, State
from tests.handlers.pipelines.orders.sandboxes import Books
from tests.handlers.pipelines.products.desk import ProductDesk, product
from tests.handlers.pipelines.products.sandboxes import CODES, LISTS, running_goods, settings_between
from tests.handlers.vendors.accountview.source.polls import Clock
from tests.handlers.vendors.accountview.source.products.product_polls import article_books, put_article, reading

SIDE = {"are": "excl", "currency": "EUR", "unit": "own"}


@pytest.fixture
async def shelves(desk: ProductDesk) -> AsyncIterator[Books]:
    """AFAS's books, with a flow of products out of AccountView into them."""
    prices = {"source": {**SIDE, "list": LISTS["accountview"]}, "target": {**SIDE, "list": LISTS["afas"]}}
    desk.settings = ProductSettings.model_validate({**CODES["afas"], "prices": prices})
    desk.names = ("products", "office", "books")
    async with running_goods("afas") as books:
        desk.target = books.connection.target(Flow("products", "product", "office", "books", desk.settings))
        yield books


def a_row(code: str, name: str, **changes: Any) -> dict[str, Any]:
    fields = {"ART_CODE": code, "ART_DESC1": name, "AG_CODE": "100 ", "PX_SELL": 20.0}
    return fields | {"CNG_DATE": "2026-11-20T10:10:16"} | changes


async def test_padded_rows_become_one_article_each_and_the_second_of_a_code_is_held(
    desk: ProductDesk, shelves: Books
) -> None:
    """The published case product-padded-text-1."""
    books = article_books(
        Clock(),
        a_row("A-1            ", "Cafétafel 80 cm ½             ", REC_BLK=False),
        a_row(" A-2           ", "Stool", REC_BLK="F"),
        a_row("AB-3           ", "Bench", REC_BLK="T"),
        a_row("ab-3           ", "Bench small", REC_BLK=False, CNG_DATE=""),
        a_row("A-4", "Lamp"),
    )
    books.add_columns("ARTICLE", REC_BLK="L")
    behaviour = Behaviour(logicals="as_put", one_byte=True)
    async with reading(Clock(), books, behaviour=behaviour) as (source, _):
        desk.source = source
        ends = {
            number: await desk.carry(await source.fetch(number)) for number in ("A-1", " A-2", "AB-3", "ab-3", "A-4")
        }
        assert {number: (end.state, end.number) for number, end in ends.items() if number != "ab-3"} == {
            "A-1": (State.WRITTEN, "A-1"),
            " A-2": (State.WRITTEN, "A-2"),
            "AB-3": (State.WRITTEN, "AB-3"),
            "A-4": (State.WRITTEN, "A-4"),
        }
        assert [(problem.path, problem.value) for problem in ends[" A-2"].problems] == [("sku", '" A-2"')]
        assert ends["A-1"].problems == ()
        assert ends["ab-3"].state is State.HELD
        assert "AB-3" in str(ends["ab-3"].told)
        found = await desk.target.find_by_codes(["A-1", "A-2", "AB-3", "A-4"])
        names = {path: name for name, paths in desk.target.product_sources.items() for path in paths}
        assert found["A-1"].fields[names["texts.name"]] == "Cafétafel 80 cm ½"
        writes = shelves.writes()
        books.tables()["ARTICLE"].clear()
        put_article(books, a_row("A-1", "Cafétafel 80 cm ½", REC_BLK=False, CNG_DATE="2026-11-21T08:00:00"))
        again = await desk.carry(await source.fetch("A-1"))
        assert (again.state, again.number, shelves.writes()) == (State.WRITTEN, "A-1", writes)


async def test_a_price_that_can_be_either_holds_its_article_and_nothing_else(desk: ProductDesk, shelves: Books) -> None:
    """The published case product-decimals-1."""
    prices = {"Y-1": "1.234,50", "Y-2": "2,4", "Y-3": "1,234"}
    books = article_books(Clock(), *(a_row(code, "Kaasplank eiken", PX_SELL=price) for code, price in prices.items()))
    async with reading(Clock(), books) as (source, _):
        desk.source = source
        ends = {code: await desk.carry(await source.fetch(code)) for code in prices}
        assert {code: end.state for code, end in ends.items()} == {
            "Y-1": State.WRITTEN,
            "Y-2": State.WRITTEN,
            "Y-3": State.HELD,
        }
        shown = {code: [str(price.fields) for price in await desk.target.find_prices(code)] for code in ("Y-1", "Y-2")}
        assert "1234.5" in str(shown["Y-1"])
        assert "2.4" in str(shown["Y-2"])
        assert shelves.holds()["articles"] == 2


def books_of(office: Books) -> AccountViewBooks:
    """The books themselves, and what was called of them."""
    books = office.sandbox.books
    assert isinstance(books, AccountViewBooks)
    return books


@pytest.fixture
async def office(desk: ProductDesk) -> AsyncIterator[Books]:
    """AccountView's books, with a flow of products into them."""
    desk.settings = ProductSettings.model_validate(settings_between("afas", "accountview"))
    async with running_goods("accountview") as books:
        desk.target = books.connection.target(Flow("products", "product", "shop", "books", desk.settings))
        yield books


async def test_a_name_that_is_too_long_is_made_to_fit_the_column_that_the_dictionary_shows(
    desk: ProductDesk, office: Books
) -> None:
    long = product(sku="BR-1", name="Zuurdesembrood van oude granen uit de houtoven", price="24.20")
    first = await desk.carry(long)
    assert (first.state, "known only now" in str(first.told)) == (State.RETRYING, True), first
    made = await desk.carry(long)
    assert (made.state, made.number) == (State.WRITTEN, "BR-1"), made
    [article] = books_of(office).articles
    assert (article["ART_DESC1"], article["ART_DESC2"]) == ("Zuurdesembrood van oude granen uit de", "houtoven")


async def test_an_unchanged_product_costs_no_call_and_a_changed_one_a_look_and_a_write(
    desk: ProductDesk, office: Books
) -> None:
    calls: Counter[tuple[str, str]] = books_of(office).calls
    whole = product(sku="BR-1", price="24.20")
    assert (await desk.carry(whole)).state is State.WRITTEN
    calls.clear()
    assert (await desk.carry(whole)).state is State.WRITTEN
    assert calls.total() == 0
    assert (await desk.carry(whole | {"name": "Zuurdesem groot", "price": "24.50"})).state is State.WRITTEN
    assert calls == {("GET", "AK1"): 1, ("PUT", "AK1"): 1}
