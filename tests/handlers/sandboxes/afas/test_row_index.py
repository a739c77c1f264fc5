"""A table that stays as it is answers with an index as it does without one, and after a write as the books say."""

import json
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.sandboxes.afas import AfasSandbox, Profit
from handlers.sandboxes.afas.reading import read
from handlers.sandboxes.afas.row_index import RowIndex
from handlers.sandboxes.afas.tables import Column, Kind, Stored, Table
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas.examples import article

COLUMNS = (Column("Code"), Column("Place", Kind.INT), Column("Price", Kind.DECIMAL), Column("At", Kind.MOMENT))

texts = st.sampled_from(["", "A", "a", "a ", "B", "b1", "É", "c  "])
numbers = st.integers(0, 4)
moments = st.integers(1, 4).map(lambda day: datetime(2026, 1, day))  # noqa: DTZ001 - AFAS stores Amsterdam's clock
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "Code": st.none() | texts,
            "Place": st.none() | numbers,
            "Price": st.none() | numbers.map(Decimal),
            "At": st.none() | moments,
        }
    ),
    max_size=8,
)
WANTED = st.one_of(
    st.tuples(st.just("Code"), texts),
    st.tuples(st.sampled_from(["Place", "Price"]), numbers.map(str)),
    st.tuples(st.just("At"), moments.map(lambda moment: moment.isoformat())),
)
TERMS = st.tuples(WANTED, st.sampled_from([1, 2, 3, 4, 5, 7, 8, 9]))
ORDERS = st.lists(st.sampled_from(["Code", "Place", "-Price", "At"]), max_size=2, unique=True)


def query_of(groups: list[list[tuple[tuple[str, str], int]]], order: list[str], skip: int, take: int) -> dict[str, str]:
    def lists(part: Any) -> str:
        return ";".join(",".join(part(term) for term in group) for group in groups)

    query = {"orderbyfieldids": ",".join(order), "skip": str(skip), "take": str(take)}
    if groups:
        query |= {
            "filterfieldids": lists(lambda term: term[0][0]),
            "filtervalues": lists(lambda term: term[0][1]),
            "operatortypes": lists(lambda term: str(term[1])),
        }
    return query


@given(
    rows=ROWS,
    groups=st.lists(st.lists(TERMS, min_size=1, max_size=2), max_size=2),
    order=ORDERS,
    skip=st.integers(0, 3),
    take=st.integers(1, 5),
)
def test_every_question_has_the_same_answer_with_an_index_and_without(
    rows: list[dict[str, Stored]],
    groups: list[list[tuple[tuple[str, str], int]]],
    order: list[str],
    skip: int,
    take: int,
) -> None:
    query = query_of(groups, order, skip, take)
    plain, indexed = Table("T", COLUMNS, rows), Table("T", COLUMNS, rows, index=RowIndex(rows))
    assert read(indexed, query, Random(3), cell_budget=1000) == read(plain, query, Random(3), cell_budget=1000)


def test_a_page_in_order_looks_at_no_row_beyond_it() -> None:
    looked: list[Stored] = []

    def hides(row: dict[str, Stored]) -> bool:
        looked.append(row["Place"])
        return False

    rows: list[dict[str, Stored]] = [{"Code": f"{number:04}", "Place": number} for number in range(1000)]
    table = Table("T", COLUMNS, rows, hides=hides, index=RowIndex(rows))
    query = query_of([[(("Code", "0500"), 4)]], ["Code"], 0, 3)
    assert [row["Place"] for row in read(table, query, Random(1), cell_budget=1000)["rows"]] == [501, 502, 503]
    assert looked == [500, 501, 502, 503]


@pytest.mark.parametrize("calls_alone", [True, False])
async def test_a_read_after_a_write_shows_what_was_written(calls_alone: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    async with AfasSandbox(profit=Profit(calls_alone=calls_alone)) as sandbox, Caller(sandbox) as call:
        assert await call.rows("Relay_Articles", ItemCode="000300") == []
        await call.keys(article(Ds="Theeglas"))
        first = await call.rows("Relay_Articles", ItemCode="000300")
        change = {"FbItemArticle": {"Element": {"Fields": {"ItCd": "000300", "Ds": "Glas"}}}}
        sandbox.profit.write("PUT", "FbItemArticle", None, json.dumps(change).encode())
        second = await call.rows("Relay_Articles", ItemCode="000300")
    assert [row["Description"] for row in (*first, *second)] == ["Theeglas", "Glas"]


def test_rows_are_worked_out_once_as_long_as_nothing_is_written() -> None:
    profit = Profit(calls_alone=True)
    first = profit.read("Relay_Articles")
    assert first is not None
    before = first.index
    again = profit.read("Relay_Articles")
    assert again is not None
    assert again.index is before is not None
