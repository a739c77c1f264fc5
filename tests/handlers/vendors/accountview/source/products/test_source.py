"""AccountView as a source of products: polled, read whole in slices and fetched, from the sandbox."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.products import ProductSource
from handlers.sandboxes.accountview import Behaviour
from mapping.filter_texts import read_filter
from mapping.parsing import dump_json, parse_json
from relay.errors import Barred, Scope, Transient
from relay.roles import WHOLE, PolledSource, ReadInSlices, TellsTime
from tests.handlers.vendors.accountview.office import a_flow, office
from tests.handlers.vendors.accountview.source.polls import Clock
from tests.handlers.vendors.accountview.source.products.product_polls import (
    article_books,
    codes,
    polled,
    polled_all,
    read_whole,
    reading,
    settled,
)

ARTICLES = [
    {"ART_CODE": f"B-{number}", "ART_DESC1": f"Plank {number}", "PX_SELL": 5 + number} for number in range(1, 6)
]


async def test_it_fills_all_its_roles() -> None:
    clock = Clock()
    async with reading(clock, article_books(clock)) as (source, _):
        roles: tuple[PolledSource, ReadInSlices, TellsTime] = (source, source, source)
        read_by: ProductSource = source
        assert all(isinstance(source, role) for role in (PolledSource, ReadInSlices, TellsTime))
        assert callable(read_by.read)
        assert len(roles) == 3
        assert tuple(source.parts) == (WHOLE,)


async def test_every_article_is_read_whole_also_after_a_journey_as_json() -> None:
    clock = Clock()
    async with reading(clock, article_books(clock, *ARTICLES)) as (source, _):
        found = await polled_all(source)
        assert [source.check(parse_json(dump_json(document))) for document in found] == [()] * 5
        assert codes(source, found) == [f"B-{number}" for number in range(1, 6)]


async def test_only_what_changed_is_polled_and_a_value_that_came_back_is_another_version() -> None:
    clock = Clock()
    books = article_books(clock, *ARTICLES)
    async with reading(clock, books) as (source, _):
        cursor = await settled(source, clock)
        assert (await polled(source, cursor))[0] == []
        versions = []
        for price in (10, 8, 10):
            books.change_article("B-2", PX_SELL=price)
            [document] = (await polled(source, cursor))[0]
            versions.append(source.identify(document).version)
            clock.move(seconds=2)
        assert len(set(versions)) == 3


async def test_two_changes_within_one_second_are_two_versions() -> None:
    clock = Clock()
    books = article_books(clock, *ARTICLES)
    async with reading(clock, books) as (source, _):
        versions = set()
        for price in (10, 8):
            books.change_article("B-2", PX_SELL=price)
            versions.add(source.identify(await source.fetch("B-2")).version)
        assert len(versions) == 2


async def test_all_are_read_in_slices_that_go_on_where_they_stopped() -> None:
    clock = Clock()
    async with reading(clock, article_books(clock, *ARTICLES), page_size=2) as (source, o):
        slices = [one async for one in source.slices(WHOLE, None, None)]
        assert [codes(source, list(one.documents)) for one in slices] == [["B-1", "B-2"], ["B-3", "B-4"], ["B-5"]]
        rest = [one async for one in source.slices(WHOLE, slices[0].position, None)]
        assert [code for one in rest for code in codes(source, list(one.documents))] == ["B-3", "B-4", "B-5"]
        assert await source.count(None) == 5
        o.books.calls.clear()
        await read_whole(source)
        assert o.books.calls["GET", "AK1"] == 3


async def test_slices_since_a_cursor_hold_what_changed_then() -> None:
    clock = Clock()
    books = article_books(clock, *ARTICLES)
    async with reading(clock, books) as (source, _):
        clock.move(hours=5)
        since = source.cursor_at(clock() - timedelta(hours=1))
        books.change_article("B-4", PX_SELL=1)
        found = [document async for one in source.slices(WHOLE, None, since) for document in one.documents]
        assert (codes(source, found), await source.count(since)) == (["B-4"], 1)


async def test_a_flow_chooses_by_any_column_or_by_the_settings_words_for_it() -> None:
    clock = Clock()
    articles = [{**article, "AG_CODE": "WEB" if index % 2 else "OUD"} for index, article in enumerate(ARTICLES)]
    books = article_books(clock, *articles)
    books.add_columns("ARTICLE", X11_SHOP="C1")
    books.change_article("B-2", X11_SHOP="J")
    async with reading(clock, books, wanted={"ag_code": ("web",), "X11_SHOP": ("j",)}) as (source, _):
        assert codes(source, await polled_all(source)) == ["B-2"]
        assert source.read(await source.fetch("B-1")).number == "B-1"
    async with office(books) as o:
        chosen = read_filter([{"field": "X11_SHOP", "is": "J"}, {"field": "group", "is": "WEB"}])
        flow = replace(a_flow(name="products", entity="product", source="books", target="shop"), wanted=chosen)
        source = o.connection.source(flow)
        fields = [source.fields_of(document) for document in await read_whole(source)]
        assert [(one["X11_SHOP"], one["group"], one["code"]) for one in fields[:2]] == [
            ("", "OUD", "B-1"),
            ("J", "WEB", "B-2"),
        ]
        assert [chosen.fits(one) for one in fields] == [False, True, False, False, False]


async def test_a_column_that_is_named_and_not_there_stops_the_flow_with_the_nearest() -> None:
    clock = Clock()
    books = article_books(clock, *ARTICLES)
    books.add_columns("ARTICLE", BARCODE="C14")
    async with reading(clock, books, products={"columns": {"barcode": "BAR_CODE"}}) as (source, o):
        with pytest.raises(
            Barred, match=r"no column BAR_CODE.*correct BAR_CODE under products.*it has is BARCODE"
        ) as told:
            await polled_all(source)
        assert told.value.scope is Scope.FLOW
        assert o.books.calls["GET", "AK1"] == 0


async def test_where_articles_have_no_record_number_another_column_to_page_by_is_asked_for() -> None:
    clock = Clock()
    books = article_books(clock, *ARTICLES)
    books.missing_columns["ARTICLE"] = frozenset({"REC_ID"})
    async with reading(clock, books) as (source, _):
        with pytest.raises(Barred, match=r"no column REC_ID.*key_columns.*\{ARTICLE: ART_CODE\}"):
            await polled_all(source)


async def test_a_column_that_answers_leave_out_without_a_word_does_not_read_as_empty() -> None:
    clock = Clock()
    behaviour = Behaviour(withheld=frozenset({"ARTICLE.PX_SELL"}))
    async with reading(clock, article_books(clock, *ARTICLES), behaviour=behaviour) as (source, _):
        with pytest.raises(Barred, match="no column PX_SELL"):
            await polled_all(source)


async def test_a_block_that_nobody_named_is_read_only_where_the_dictionary_shows_it() -> None:
    clock = Clock()
    books = article_books(clock, *ARTICLES)
    books.add_columns("ARTICLE", REC_BLK="L")
    books.change_article("B-1", REC_BLK=True)
    async with reading(clock, books) as (source, _):
        assert [source.read(document).blocked for document in await polled_all(source)] == [True, *[False] * 4]
    async with reading(clock, books, behaviour=Behaviour(unreadable=frozenset({"FLD"}))) as (source, _):
        assert {source.read(document).blocked for document in await polled_all(source)} == {None}
    async with reading(clock, books, products={"columns": {"blocked": None}}) as (source, _):
        assert {source.read(document).blocked for document in await polled_all(source)} == {None}


async def test_an_article_keeps_its_number_when_its_code_is_another_where_a_lasting_column_is_named() -> None:
    clock = Clock()
    books = article_books(clock, *ARTICLES)
    async with reading(clock, books, products={"number": "REC_ID"}) as (source, _):
        [before, *_] = await polled_all(source)
        number = source.read(before).number
        books.change_article("B-1", ART_CODE="B-1-NEW")
        after = source.read(await source.fetch(number))
        assert (after.number, after.sku) == (number, "B-1-NEW")
    async with reading(clock, books) as (source, _):
        assert await source.fetch("B-1") is None


async def test_an_article_without_a_code_is_told_and_left_out() -> None:
    clock = Clock()
    async with reading(clock, article_books(clock, *ARTICLES, {"ART_CODE": "", "ART_DESC1": "Naamloos"})) as (
        source,
        _,
    ):
        left_out = [
            told async for page in source.changed_since(source.cursor_at(None), timedelta()) for told in page.left_out
        ]
        assert [str(told) for told in left_out] == ["ARTICLE: a document is left out, since its ART_CODE is empty"]


async def test_an_article_dated_in_the_future_is_read_and_moves_no_cursor() -> None:
    clock = Clock()
    books = article_books(clock, *ARTICLES)
    async with reading(clock, books) as (source, _):
        cursor = await settled(source, clock)
        books.articles[0]["CNG_DATE"] = "2099-01-01T00:00:00"
        found, after = await polled(source, cursor)
        assert codes(source, found) == ["B-1"]
        assert after <= source.cursor_at(clock())


async def test_a_year_without_administration_is_waited_for_and_last_years_articles_are_not_read() -> None:
    clock = Clock(datetime(2026, 12, 30, 9, tzinfo=UTC))
    books = article_books(clock, *ARTICLES)
    async with reading(clock, books) as (source, _):
        clock.at = datetime(2027, 1, 3, 9, tzinfo=UTC)
        for read in (polled_all(source), source.fetch("B-1"), source.count(None)):
            with pytest.raises(Transient, match="2027") as told:
                await read
            assert told.value.burns_try is False
        books.open_next_year()
        [old] = [row for row in books.tables("2026-12-31")["ARTICLE"] if row["ART_CODE"] == "B-1"]
        old.update(books.stamp_row({**old, "ART_DESC1": "Oud"}))
        assert source.read(await source.fetch("B-1")).name == "Plank 1"


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(padded=True),
        Behaviour(whole_days=True),
        Behaviour(nothing_is_404=True),
        Behaviour(lone_row_bare=True),
        Behaviour(loose_equal=True),
        Behaviour(logicals="letter", numbers_as_text=",", one_byte=True),
    ],
)
async def test_the_line_works_however_the_open_questions_turn_out(behaviour: Behaviour) -> None:
    clock = Clock()
    settings: dict[str, Any] = {"empty_is_404": behaviour.nothing_is_404}
    books = article_books(clock, *ARTICLES)
    async with reading(clock, books, behaviour=behaviour, **settings) as (source, _):
        cursor = await settled(source, clock)
        books.change_article("B-3", ART_DESC1="Plank à la carte")
        [document] = (await polled(source, cursor))[0]
        assert (source.read(document).name, source.read(document).price) == ("Plank à la carte", Decimal(8))
        assert await source.fetch("B") is None
