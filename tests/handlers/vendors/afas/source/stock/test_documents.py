"""What rows of AFAS say of stock: figures by warehouse, reservations that are kept or not, and what is held."""

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.afas.source.stock.documents import StockDocuments
from handlers.vendors.afas.source.stock.naming import StockNames
from mapping.documents.stock import StockRecord
from mapping.problems import DocumentError
from tests.handlers.vendors.afas.source.stock.environment import figures
from tests.handlers.vendors.afas.support import connection


def documents(products: dict[str, Any] | None = None, **stock: Any) -> StockDocuments:
    settings = connection(stock=stock, products=products or {})
    return StockDocuments(settings, StockNames(settings.stock, settings.products.variants))


def a_row(**columns: Any) -> dict[str, Any]:
    row = {"ItemCode": "TG-1", "WarehouseId": "01", "UnitId": "STK", "StockCode": "0", "InStock": 10}
    return {**row, "ReservedOnStock": 0, "ReservedOnOrder": 0, "BackOrder": 0, **columns}


def read(*rows: dict[str, Any], beside: dict[str, Any] | None = None, **stock: Any) -> StockRecord:
    return documents(**stock).read({"stock": list(rows), **(beside or {})})


def refused(*rows: dict[str, Any], beside: dict[str, Any] | None = None, **stock: Any) -> list[str]:
    with pytest.raises(DocumentError) as error:
        read(*rows, beside=beside, **stock)
    return [problem.path for problem in error.value.problems]


def test_available_is_what_lies_there_without_all_that_is_sold() -> None:
    record = read(a_row(ReservedOnStock=3, ReservedOnOrder=2, BackOrder=1))
    assert figures(record.places, "on_hand", "reserved", "available") == ["10 6 4"]


def test_a_column_of_what_is_available_says_so_itself() -> None:
    record = read(a_row(ReservedOnStock=3, Available=5))
    assert figures(record.places, "reserved", "available") == ["3 5"]
    record = read(a_row(ReservedOnStock=3, Available=None))
    assert figures(record.places, "reserved", "available") == ["3 ?"]


@pytest.mark.parametrize("unknown", ["InStock", "ReservedOnStock", "BackOrder"])
def test_of_a_figure_that_is_empty_nothing_is_worked_out(unknown: str) -> None:
    assert figures(read(a_row(**{unknown: None})).places, "available") == ["?"]


def test_without_columns_of_reservations_nothing_is_said_of_them() -> None:
    row = {"ItemCode": "TG-1", "WarehouseId": "01", "InStock": 10}
    assert figures(read(row).places, "on_hand", "reserved", "available") == ["10 ? ?"]


@pytest.mark.parametrize(
    ("code", "check"), [("0", "free"), ("1", "economic"), ("2", "at_delivery"), ("3", "none"), (None, None), ("", None)]
)
def test_the_kind_of_stock_check_is_told_and_reservations_only_where_it_keeps_them(
    code: str | None, check: str | None
) -> None:
    record = read(a_row(StockCode=code))
    assert record.stock_check == check
    assert figures(record.places, "reserved", "available") == ["0 10" if check in {"free", None} else "? 10"]


def test_a_kind_that_is_not_known_is_held_by_its_column() -> None:
    assert refused(a_row(StockCode="9")) == ["StockCode"]


def test_of_rows_with_several_kinds_the_one_that_keeps_no_reservations_counts() -> None:
    for rows in permutations([a_row(), a_row(WarehouseId="02", StockCode="3")]):
        assert read(*rows).stock_check == "none"


def test_open_lines_are_taken_off_by_their_warehouse_where_no_reservations_are_kept() -> None:
    rows = [a_row(StockCode="3"), a_row(StockCode="3", WarehouseId="02", InStock=4)]
    lines = [
        {"ItemCode": "TG-1", "WarehouseId": "01", "QuantityToDeliver": 2},
        {"ItemCode": "TG-1", "WarehouseId": "01", "QuantityToDeliver": "1,5"},
        {"ItemCode": "TG-2", "WarehouseId": "01", "QuantityToDeliver": 9},
        {"ItemCode": "TG-1", "WarehouseId": "03", "QuantityToDeliver": 7},
    ]
    record = read(*rows, beside={"open_lines": lines}, open_lines={})
    assert figures(record.places, "warehouse", "on_hand", "reserved", "available") == [
        "01 10 3.5 6.5",
        "02 4 0 4",
        "03 ? 7 ?",
    ]
    kept = read(a_row(ReservedOnStock=1), beside={"open_lines": lines}, open_lines={})
    assert figures(kept.places, "warehouse", "reserved", "available") == ["01 1 9"]


def test_an_open_line_of_no_warehouse_is_the_only_ones_or_held() -> None:
    lines = {"open_lines": [{"ItemCode": "TG-1", "WarehouseId": "*****", "QuantityToDeliver": 2}]}
    only = read(a_row(StockCode="3"), beside=lines, open_lines={})
    assert figures(only.places, "warehouse", "reserved", "available") == ["01 2 8"]
    two = [a_row(StockCode="3"), a_row(StockCode="3", WarehouseId="02")]
    assert refused(*two, beside=lines, open_lines={}) == ["WarehouseId"]


def test_an_open_line_in_another_unit_is_counted_where_the_unit_is_known_and_held_where_it_is_not() -> None:
    beside: dict[str, Any] = {
        "units": [
            {"ItemCode": "TG-1", "UnitId": "DOOS", "Amount": 6},
            {"ItemCode": "TG-1", "UnitId": "STK", "Amount": 1},
        ],
        "open_lines": [{"ItemCode": "TG-1", "WarehouseId": "01", "UnitId": "doos", "QuantityToDeliver": 1}],
    }
    record = read(a_row(StockCode="3"), beside=beside, open_lines={}, units={})
    assert figures(record.places, "reserved", "available") == ["6 4"]
    assert [(one.unit, str(one.quantity)) for one in record.packings] == [("DOOS", "6")]
    assert refused(a_row(StockCode="3"), beside=beside, open_lines={}) == ["UnitId"]


def test_stock_is_kept_of_an_article_unless_all_its_rows_say_no() -> None:
    assert read(a_row(StockKept=False)).tracked is False
    assert read(a_row(StockKept="0"), a_row(WarehouseId="02", StockKept="ja")).tracked is True
    assert read(a_row()).tracked is None


def test_several_rows_of_one_warehouse_are_held_or_added_up() -> None:
    rows = [
        a_row(InOrder=1, ReceiptDate="2026-12-01"),
        a_row(InStock=5, BackOrder=1, InOrder=2, ReceiptDate="2026-12-09"),
    ]
    assert refused(*rows) == ["WarehouseId"]
    record = read(*rows, same_warehouse="add_up")
    assert figures(record.places, "on_hand", "reserved", "available", "incoming") == ["15 1 14 3"]
    assert str(record.places[0].incoming_on) == "2026-12-09"


def test_a_figure_that_one_of_several_rows_lacks_is_not_known() -> None:
    record = read(a_row(), a_row(InStock=None), same_warehouse="add_up")
    assert figures(record.places, "on_hand", "reserved", "available") == ["? 0 ?"]


def test_a_day_counts_only_for_what_is_to_come_and_only_where_each_part_has_one() -> None:
    assert read(a_row(InOrder=0, ReceiptDate="2026-12-01")).places[0].incoming_on is None
    rows = [a_row(InOrder=1, ReceiptDate="2026-12-01"), a_row(InOrder=2, ReceiptDate=None)]
    assert read(*rows, same_warehouse="add_up").places[0].incoming_on is None


def test_rows_in_two_units_are_held() -> None:
    assert refused(a_row(), a_row(WarehouseId="02", UnitId="DOOS")) == ["UnitId"]
    assert read(a_row(), a_row(WarehouseId="02", UnitId="stk ")).unit == "stk"


@pytest.mark.parametrize(
    ("given", "mark", "read_as"),
    [
        ("2.000", None, "2"),
        ("2,5", None, "2.5"),
        ("1.250,00", None, "1250"),
        ("2.000", "comma", "2000"),
        ("2,000", "comma", "2"),
        ("2,000", "point", "2000"),
        (" 7 ", None, "7"),
        ("", None, "?"),
    ],
)
def test_a_quantity_that_is_text_is_read_by_its_mark(given: str, mark: str | None, read_as: str) -> None:
    assert figures(read(a_row(InStock=given), decimal_mark=mark).places, "on_hand") == [read_as]


@pytest.mark.parametrize("given", ["2,000", "veel", "1.2.3", True])
def test_one_that_is_none_or_reads_in_two_ways_is_held_by_its_column(given: Any) -> None:
    assert refused(a_row(InStock=given)) == ["InStock"]


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=3), st.decimals(min_value=0, max_value=10**6, places=3))
def test_what_is_available_is_exact(lies: Decimal, sold: Decimal) -> None:
    place = read(a_row(InStock=lies, ReservedOnStock=sold)).places[0]
    assert (place.on_hand, place.available) == (lies, lies - sold)


def test_a_document_says_the_same_in_whatever_order_its_rows_come() -> None:
    made = documents(columns={"modified": "LastStockUpdate"})
    rows = [a_row(WarehouseId=code, LastStockUpdate=f"2026-11-2{code[1]}T10:00:00Z") for code in ("01", "02", "03")]
    said = {made.material({"stock": list(one)}) for one in permutations(rows)}
    stamped = [{**row, "LastStockUpdate": "2026-11-29T10:00:00Z"} for row in rows]
    assert said == {made.material({"stock": stamped})}
    assert said != {made.material({"stock": [*rows[:2], {**rows[2], "InStock": 9}]})}
    assert str(made.newest({"stock": rows})) == "2026-11-23 10:00:00"


def test_a_column_that_is_not_read_says_nothing() -> None:
    made = documents()
    assert made.material({"stock": [a_row(Remark="A")]}) == made.material({"stock": [a_row(Remark="B")]})


def test_a_variant_is_named_as_its_product_is() -> None:
    rows = [a_row(StL1="M", StL2="ROOD"), a_row(WarehouseId="02", StL1="M", StL2="ROOD")]
    record = documents(products={"variants": {}}).read({"stock": rows})
    assert (record.number, record.sku, len(record.places)) == ("TG-1|M|ROOD", "TG-1|M|ROOD", 2)


@pytest.mark.parametrize(
    "document", [None, [], {}, {"stock": []}, {"stock": [1]}, {"composition": []}, {"stock": "TG-1"}, {"article": {}}]
)
def test_what_is_no_document_of_this_source_is_refused(document: Any) -> None:
    made = documents()
    for ask in (made.identify, made.material, made.read, made.newest):
        with pytest.raises(DocumentError):
            ask(document)


def test_a_row_without_a_code_is_of_no_article() -> None:
    with pytest.raises(DocumentError):
        documents().identify({"stock": [a_row(ItemCode=" ")]})


@pytest.mark.parametrize(
    ("stock", "told"),
    [
        ({"connector": "Profit_Stock_per_Warehouse"}, "has no column of a warehouse, in spite of its name"),
        ({"columns": {"on_hand": None}}, "name the column that holds the available quantity"),
        ({"open_lines": {"columns": {"warehouse": None}}}, "either both connectors have a column for it"),
        ({"columns": {"warehouse": None}, "open_lines": {}}, "either both connectors have a column for it"),
    ],
)
def test_settings_by_which_no_level_could_be_known_are_refused(stock: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        connection(stock=stock)


def test_the_standard_connector_is_read_as_one_place() -> None:
    stock: dict[str, Any] = {
        "connector": "Profit_Stock_per_Warehouse",
        "columns": {"number": "Item_code", "on_hand": "In_stock", "unit": "Unit", "warehouse": None},
    }
    record = read({"Item_code": "TG-1", "In_stock": 4, "Unit": "STK"}, **stock)
    assert (record.unit, figures(record.places, "warehouse", "on_hand", "available")) == ("STK", [" 4 ?"])
