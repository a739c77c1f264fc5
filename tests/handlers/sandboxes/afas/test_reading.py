"""Pages of the sandbox: sizes, order, and how a stored value is shown."""

from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from handlers.sandboxes.afas.reading import read
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Column, Kind, Stored, Table, show


def table(rows: int) -> Table:
    columns = (Column("Code"), Column("Number", Kind.INT), Column("Half", Kind.INT))
    return Table("T", columns, [{"Code": f"{n:04}", "Number": n, "Half": n // 2} for n in range(rows)])


def page(rows: int, **query: str) -> dict[str, Any]:
    return read(table(rows), query, Random(1), cell_budget=10_000)


def codes(document: dict[str, Any]) -> list[str]:
    return [row["Code"] for row in document["rows"]]


@pytest.mark.parametrize(
    ("query", "skip", "take", "rows"),
    [
        ({}, 0, 100, 100),
        ({"skip": "100"}, 100, 100, 100),
        ({"take": "30"}, 0, 30, 30),
        ({"skip": "240", "take": "30"}, 240, 30, 10),
        ({"skip": "300", "take": "30"}, 300, 30, 0),
        ({"take": "0"}, 0, 0, 1),
        ({"skip": "-1", "take": "-1"}, -1, -1, 250),
        ({"skip": "-1"}, -1, -1, 250),
        ({"skip": "-7", "take": "5"}, 0, 5, 5),
        ({"skip": "x", "take": "y"}, 0, 100, 100),
    ],
)
def test_a_page_has_the_size_that_afas_gives_it(query: dict[str, str], skip: int, take: int, rows: int) -> None:
    document = page(250, **query)
    assert (document["skip"], document["take"], len(document["rows"])) == (skip, take, rows)


@pytest.mark.parametrize("query", [{"skip": "2", "take": "-1"}, {"take": "-1"}, {"skip": "-1", "take": "5"}])
def test_minus_one_beside_another_number_is_an_unexpected_error(query: dict[str, str]) -> None:
    with pytest.raises(RefusedError) as caught:
        page(5, **query)
    assert caught.value.text is Text.BAD_PAGE


def test_unsorted_pages_come_in_another_order_each_time_but_the_same_for_one_seed() -> None:
    def twice(seed: int) -> list[list[str]]:
        random = Random(seed)
        return [codes(read(table(50), {}, random, cell_budget=1000)) for _ in range(2)]

    first, second = twice(1)
    assert first != second
    assert sorted(first) == sorted(second)
    assert twice(1) == [first, second]


def test_sorted_pages_are_in_order_with_a_minus_for_descending() -> None:
    document = page(20, orderbyfieldids="-Half,Number")
    assert codes(document)[:4] == ["0018", "0019", "0016", "0017"]


def test_rows_with_equal_sort_values_have_no_order() -> None:
    random = Random(1)
    orders = {tuple(codes(read(table(20), {"orderbyfieldids": "Half"}, random, cell_budget=1000))) for _ in range(5)}
    assert len(orders) > 1


@pytest.mark.parametrize("query", [{"orderbyfieldids": "Colour"}, {"orderbyfieldids": "-Colour"}])
def test_sorting_on_a_column_that_is_not_there_names_it(query: dict[str, str]) -> None:
    with pytest.raises(RefusedError) as caught:
        page(5, **query)
    assert (caught.value.text, caught.value.subject) == (Text.NO_FIELD, "Colour")


def test_too_many_cells_at_once_exhaust_the_memory() -> None:
    with pytest.raises(RefusedError) as caught:
        page(5000, skip="-1", take="-1")
    assert caught.value.text is Text.TOO_MUCH


def test_rows_that_the_user_may_not_see_are_missing_without_a_word() -> None:
    hidden = table(10)
    hidden.hides = lambda row: row["Code"] == "0003"
    assert "0003" not in codes(read(hidden, {}, Random(1), cell_budget=1000))


@pytest.mark.parametrize(
    ("column", "stored", "shown"),
    [
        (Column("A"), "000100", "000100"),
        (Column("A"), "", None),
        (Column("A"), None, None),
        (Column("A", Kind.BOOLEAN), False, False),
        (Column("A", Kind.INT), 7, 7),
        (Column("A", Kind.DECIMAL), Decimal(4), Decimal("4.00")),
        (Column("A", Kind.DECIMAL), Decimal("0.1234567890123456789"), Decimal("0.1234567890123456789")),
        (Column("A", Kind.DATE), date(2026, 3, 1), "2026-03-01T00:00:00Z"),
        (Column("A", Kind.MOMENT), datetime.fromisoformat("2026-03-01T09:14:21.499000"), "2026-03-01T09:14:21Z"),
        (Column("A", Kind.MOMENT), datetime.fromisoformat("2026-03-01T09:14:21.500000"), "2026-03-01T09:14:22Z"),
    ],
)
def test_a_stored_value_is_shown_as_afas_shows_it(column: Column, stored: Stored, shown: Any) -> None:
    assert str(show(column, stored)) == str(shown)
