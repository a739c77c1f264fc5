"""The orders that the sandbox keeps."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from handlers.sandboxes.afas import OrderBooks
from handlers.sandboxes.afas.tables import Stored
from handlers.vendors.afas.source.settings import AfasOrders
from tests.handlers.vendors.afas.support import Clock, order


def test_a_change_of_an_order_stamps_the_order_in_amsterdams_time() -> None:
    clock = Clock()
    books = OrderBooks([order("1")], clock=clock)
    clock.move(hours=1)
    books.change("1", status="sent")
    assert books.orders.rows[0]["Status"] == "sent"
    assert books.orders.rows[0]["ModifiedDate"] == datetime.fromisoformat("2026-11-24T11:00:00")


def test_a_change_of_a_line_leaves_the_stamp_of_the_order() -> None:
    clock = Clock()
    books = OrderBooks([order("1", 2)], clock=clock)
    clock.move(hours=1)
    books.change_line("1", 2, quantity=Decimal(5))
    books.add_line("1", {"sequence": 3, "sku": "KFM-100"})
    assert books.orders.rows[0]["ModifiedDate"] == datetime.fromisoformat("2026-11-24T10:00:00")
    assert [row["ModifiedDate"] for row in books.lines.rows] == [
        datetime.fromisoformat("2026-11-24T10:00:00"),
        datetime.fromisoformat("2026-11-24T11:00:00"),
        datetime.fromisoformat("2026-11-24T11:00:00"),
    ]


def test_a_deleted_order_takes_its_lines_along() -> None:
    books = OrderBooks([order("1", 2), order("2")])
    books.delete("1")
    assert [row["OrderNumber"] for row in (*books.orders.rows, *books.lines.rows)] == ["2", "2"]


def test_columns_that_the_environment_lacks_are_dropped() -> None:
    settings = AfasOrders.model_validate({"columns": {"email": None, "company": "Naam"}})
    books = OrderBooks([order("1")], settings=settings)
    assert books.orders.rows[0]["Naam"] == "Bakkerij Van Dam B.V."
    assert "Email" not in {column.id for column in books.orders.columns}


def test_misspelt_words_and_missing_orders_are_told() -> None:
    books = OrderBooks([order("1")])
    with pytest.raises(KeyError, match="remarks"):
        books.change("1", remarks="x")
    with pytest.raises(KeyError, match="9"):
        books.delete("9")
    with pytest.raises(KeyError, match="9"):
        books.change_line("1", 9)


def test_words_without_a_column_are_kept_where_no_connector_shows_them() -> None:
    settings = AfasOrders.model_validate({"columns": {"email": None}, "line_columns": {"vat_rate": None}})
    books = OrderBooks([order("1")], settings=settings)
    books.change_line("1", 1, vat_rate=Decimal(9))
    row, (line,) = books.orders.rows[0], books.lines_of("1")
    assert books.header.word(row, "email") == "inkoop@bakkerijvandam.example.com"
    assert "inkoop@bakkerijvandam.example.com" not in books.orders.show_row(row).values()
    assert books.line.word(line, "vat_rate") == Decimal(9)
    with pytest.raises(KeyError, match="remarks"):
        books.header.word(row, "remarks")


def with_totals(document: dict[str, Any], *, per_line: bool = False) -> list[Stored]:
    books = OrderBooks([document])
    (row,) = books.add_totals(books.orders.rows, per_line=per_line)
    assert "TotalAmount" not in books.orders.rows[0] or document["order"].get("total_excluding_vat")
    return [row.get(name) for name in ("TotalAmount", "VAT", "InvoiceTotal")]


def priced(rate: str, *prices: str, **words: Any) -> dict[str, Any]:
    lines = [{"sku": "X", "quantity": Decimal(1), "unit_price": Decimal(p), "vat_rate": Decimal(rate)} for p in prices]
    return order("1", 0, **words) | {"lines": lines}


def test_an_order_shows_what_it_comes_to_under_the_rounding_that_is_chosen() -> None:
    three = ("0.03", "0.03", "0.03")
    assert with_totals(priced("21", *three)) == [Decimal("0.09"), Decimal("0.02"), Decimal("0.11")]
    assert with_totals(priced("21", *three), per_line=True) == [Decimal("0.09"), Decimal("0.03"), Decimal("0.12")]
    discounted = priced("21", "100", discount_percent=Decimal(10))
    assert with_totals(discounted) == [Decimal("90.00"), Decimal("18.90"), Decimal("108.90")]
    included = priced("21", "121", prices_include_vat=True)
    assert with_totals(included) == [Decimal("100.00"), Decimal("21.00"), Decimal("121.00")]


def test_totals_that_are_given_stay_and_without_rates_there_are_none() -> None:
    assert with_totals(priced("21", "1", total_excluding_vat=Decimal(7))) == [Decimal(7), None, None]
    assert with_totals(order("1")) == [None, None, None]
