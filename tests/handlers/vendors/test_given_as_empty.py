"""What a source gives as empty is told from what it does not give."""

from typing import Any

import pytest

from handlers.vendors.document_source import read_mapped
from handlers.vendors.given_as_empty import keep_empty
from handlers.vendors.row_functions import FUNCTIONS
from mapping.documents.customer import CustomerRecord
from mapping.rows.mapper import compile_rows
from mapping.rows.presets import read_rows
from mapping.rows.row import Row

ROWS = read_rows(
    [
        {"to": "number", "from": "row.number"},
        {"to": "customer.email", "from": ["row.email", "row.private_email"], "do": ["text", "trim"]},
        {"to": "iban", "from": "row.iban"},
        {"to": "billing_address.street", "from": "row.street"},
        {"to": "shipping_address.street", "from": "row.delivery_street"},
        {"to": "contacts.id", "each": "people", "from": "item.number"},
        {"to": "contacts.phone", "each": "people", "from": "item.phone"},
    ],
    FUNCTIONS,
)


def read(row: dict[str, Any], rows: tuple[Row, ...] = ROWS, **beside: Any) -> CustomerRecord:
    return read_mapped(CustomerRecord, compile_rows(rows), {"row": {"number": "1", **row}, **beside}, rows)


def given(row: dict[str, Any], **beside: Any) -> dict[str, Any]:
    return read(row, **beside).model_dump(exclude_unset=True)


def test_what_is_not_given_is_left_out() -> None:
    assert given({}) == {"number": "1"}


@pytest.mark.parametrize("nothing", [None, "", " "])
def test_what_is_given_as_empty_is_there_and_empty(nothing: str | None) -> None:
    assert given({"email": nothing})["customer"] == {"email": None}


def test_a_field_is_given_by_any_of_its_paths() -> None:
    assert given({"private_email": None})["customer"] == {"email": None}
    assert given({"email": None, "private_email": "eva@example.com"})["customer"] == {"email": "eva@example.com"}


def test_a_text_that_cannot_be_missing_is_given_as_empty_text() -> None:
    assert given({"street": None})["billing_address"] == {"street": ""}


def test_an_object_that_may_be_missing_is_not_made_of_empty_fields() -> None:
    assert "shipping_address" not in given({"delivery_street": None})
    assert given({"delivery_street": "Kade"})["shipping_address"] == {"street": "Kade"}


def test_entries_of_lists_are_told_apart_one_by_one() -> None:
    people = [{"number": "7", "phone": None}, {"number": "8"}]
    assert given({}, people=people)["contacts"] == ({"id": "7", "phone": None}, {"id": "8"})


def test_an_empty_list_is_given_and_a_missing_one_is_not() -> None:
    assert given({}, people=[])["contacts"] == ()
    assert "contacts" not in given({})


def test_an_empty_field_takes_no_value_away() -> None:
    assert read({"iban": "NL91ABNA0417164300"}).iban == "NL91ABNA0417164300"


def test_without_the_rows_nothing_is_kept_empty() -> None:
    context = {"row": {"number": "1", "iban": None}}
    assert read_mapped(CustomerRecord, compile_rows(ROWS), context).model_fields_set == {"number"}


def test_a_row_with_a_condition_gives_nothing_as_empty() -> None:
    rows = [Row.model_validate({"to": "iban", "from": "row.iban", "when": {"path": "row.kind", "is": "company"}})]
    context = {"row": {"iban": "", "kind": "person"}}
    fields: dict[str, Any] = {}
    keep_empty(CustomerRecord, rows, context, fields)
    assert fields == {}
