"""Rows under our own words."""

from pathlib import Path

import pytest

from handlers.vendors.afas.columns import Columns, LineColumns, OrderColumns
from handlers.vendors.afas.lookup_columns import (
    ArticleColumns,
    DebtorColumns,
    DeliveryAddressColumns,
    PackingSlipColumns,
    WrittenOrderColumns,
)

WRITING = [DebtorColumns(), DeliveryAddressColumns(), ArticleColumns(), WrittenOrderColumns(), PackingSlipColumns()]


GUIDE = Path(__file__).parents[4] / "docs" / "afas-connectors.md"


def test_a_row_is_read_by_our_words_and_keeps_columns_that_have_none() -> None:
    columns = OrderColumns(company="Naam", email=None)
    words = columns.named({"Naam": "Van Dam", "OrderNumber": "1", "Vrij_veld": "x"})
    assert words["company"] == "Van Dam"
    assert words["number"] == "1"
    assert words["Vrij_veld"] == "x"
    assert words["status"] is None
    assert "email" not in words
    assert "Naam" not in words


def test_a_filter_may_use_our_word_or_a_column_of_its_own() -> None:
    columns = OrderColumns(status="Status_order")
    assert columns.column("status") == "Status_order"
    assert columns.column("Vrij_veld") == "Vrij_veld"


@pytest.mark.parametrize("columns", [OrderColumns(), LineColumns(), *WRITING])
def test_every_column_has_a_description_and_stands_in_the_guide(columns: Columns) -> None:
    guide = GUIDE.read_text("utf-8")
    for word, field in type(columns).model_fields.items():
        assert field.description
        column = getattr(columns, word)
        shown = f"`{column}`" if column else "(none)"
        assert f"| {shown} | `{word}` | {field.description} |" in guide
