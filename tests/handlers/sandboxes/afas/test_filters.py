"""The sandbox's reading of filters: each operator on each kind of value, and what AFAS refuses."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from handlers.sandboxes.afas import filters
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Column, Kind, Stored, Table

TABLE = Table(
    "T",
    (
        Column("City"),
        Column("Number", Kind.INT),
        Column("Price", Kind.DECIMAL),
        Column("Open", Kind.BOOLEAN),
        Column("Day", Kind.DATE),
        Column("Changed", Kind.MOMENT),
    ),
)
ROW: dict[str, Stored] = {
    "City": "Den Bosch",
    "Number": 7,
    "Price": Decimal("2.50"),
    "Open": True,
    "Day": date(2026, 3, 1),
    "Changed": datetime.fromisoformat("2026-03-01T09:14:21.600000"),
}


def passes(field: str, operator: int, value: str, row: dict[str, Stored] = ROW) -> bool:
    query = {"filterfieldids": field, "filtervalues": value, "operatortypes": str(operator)}
    return filters.passing(TABLE, filters.read_filter(query))(row)


@pytest.mark.parametrize(
    ("field", "operator", "value", "expected"),
    [
        ("City", 1, "den bosch", True),
        ("City", 1, "Bosch", False),
        ("City", 2, "Den", True),
        ("City", 3, "Den", False),
        ("City", 6, "bos", True),
        ("City", 6, "%bos%", True),
        ("City", 7, "Breda", True),
        ("City", 8, "-", False),
        ("City", 9, "", True),
        ("City", 10, "den", True),
        ("City", 10, "den%", True),
        ("City", 11, "bos", False),
        ("City", 12, "bos", True),
        ("City", 13, "SCH", True),
        ("City", 14, "sch", False),
        ("Anything", 15, "bosch", True),
        ("Anything", 15, "breda", False),
        ("Number", 1, "7", True),
        ("Number", 4, "6", True),
        ("Number", 5, "7", False),
        ("Number", 6, "7", True),
        ("Price", 1, "2.5", True),
        ("Price", 2, "2.51", False),
        ("Open", 1, "true", True),
        ("Open", 1, "1", True),
        ("Open", 1, "false", False),
        ("Day", 1, "2026-03-01", True),
        ("Day", 4, "2026-02-28", True),
        ("Changed", 2, "2026-03-01T09:14:21", True),
        ("Changed", 2, "2026-03-01T09:14:22", False),  # what is shown as 22 was stored at 21.6
        ("Changed", 1, "2026-03-01T09:14:22", False),
        ("changed", 5, "2026-03-02", True),
    ],
)
def test_each_operator_compares_as_afas_does(field: str, operator: int, value: str, *, expected: bool) -> None:
    assert passes(field, operator, value) is expected


@pytest.mark.parametrize("operator", [1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14])
def test_an_empty_column_meets_no_comparison(operator: int) -> None:
    assert not passes("City", operator, "x", {**ROW, "City": None})
    assert passes("City", 8, "", {**ROW, "City": ""})


def test_commas_are_and_and_semicolons_are_or() -> None:
    query = {"filterfieldids": "City,Number;City", "filtervalues": "Breda,7;Den Bosch", "operatortypes": "1,1;1"}
    assert filters.passing(TABLE, filters.read_filter(query))(ROW)
    query["filtervalues"] = "Den Bosch,8;Breda"
    assert not filters.passing(TABLE, filters.read_filter(query))(ROW)


def test_operators_left_out_mean_equal() -> None:
    groups = filters.read_filter({"filterfieldids": "City,Number", "filtervalues": "Den Bosch,7"})
    assert filters.passing(TABLE, groups)(ROW)


def test_a_comma_inside_a_value_breaks_the_plain_form() -> None:
    with pytest.raises(RefusedError) as caught:
        passes("City", 1, "Den Bosch, centrum")
    assert caught.value.text is Text.UNEVEN


@pytest.mark.parametrize(
    "text",
    [
        '{"Filters":{"Filter":[{"Field":[{"@FieldId":"City","@OperatorType":"1","#text":"Den Bosch"}]}]}}',
        '{"Filters":{"Filter":{"Field":{"@FieldId":"City","@OperatorType":"6","#text":"Bosch"}}}}',
        '{"Filters":{"Filter":{"Field":{"@FieldId":"City","#text":"Den Bosch"}}}}',
        '{"Filters":{"Filter":{"Field":{"@FieldId":"City","@OperatorType":"9"}}}}',
    ],
)
def test_filterjson_may_hold_one_or_many(text: str) -> None:
    assert filters.passing(TABLE, filters.read_filter({"filterjson": text}))(ROW)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"Filters":{"Filter":[1]}}', '{"Filters":{"Filter":{"Field":{}}}}'])
def test_broken_filterjson_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        filters.read_filter({"filterjson": text})


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("Colour", "x", Text.NO_FIELD),
        ("Changed", "2026-03-01T09:14:22Z", Text.BAD_VALUE),
        ("Changed", "soon", Text.BAD_VALUE),
        ("Price", "cheap", Text.BAD_VALUE),
    ],
)
def test_what_afas_refuses_is_refused_before_any_row_is_read(field: str, value: str, text: Text) -> None:
    groups = filters.read_filter({"filterfieldids": field, "filtervalues": value, "operatortypes": "2"})
    with pytest.raises(RefusedError) as caught:
        filters.passing(TABLE, groups)
    assert caught.value.text is text


@pytest.mark.parametrize("number", ["0", "16", "x", "-1"])
def test_there_are_no_other_operators(number: str) -> None:
    with pytest.raises(RefusedError):
        filters.read_filter({"filterfieldids": "City", "filtervalues": "x", "operatortypes": number})
