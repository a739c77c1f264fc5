"""Rows under our own words."""

from pathlib import Path
from types import NoneType
from typing import get_args

import pytest

from handlers.vendors.afas.source.columns import (
    Columns,
    DocumentColumns,
    DocumentLineColumns,
    InvoiceColumns,
    InvoiceLineColumns,
    LineColumns,
    OrderColumns,
)
from handlers.vendors.afas.source.customers.columns import (
    CustomerContactColumns,
    DeliveryPlaceColumns,
    SalesRelationColumns,
    VisitingAddressColumns,
)
from handlers.vendors.afas.source.products import columns as products
from handlers.vendors.afas.target.lookup_columns import (
    ArticleColumns,
    CompositionColumns,
    ContactColumns,
    DebtorColumns,
    DeliveryAddressColumns,
    PackingSlipColumns,
    VariantColumns,
    WrittenOrderColumns,
)

WRITING = [
    DebtorColumns(),
    DeliveryAddressColumns(),
    ContactColumns(),
    ArticleColumns(),
    VariantColumns(),
    CompositionColumns(),
    WrittenOrderColumns(),
    PackingSlipColumns(),
]


GUIDE = Path(__file__).parents[5] / "docs" / "afas-connectors.md"
BEFORE_THE_SPARE_ONES = 33
"""How many columns the order connector has had since the first version of the guide."""


def test_a_row_is_read_by_our_words_and_keeps_columns_that_have_none() -> None:
    columns = OrderColumns(company="Naam", email=None)
    words = columns.translate({"Naam": "Van Dam", "OrderNumber": "1", "Vrij_veld": "x"})
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


@pytest.mark.parametrize("columns", WRITING)
def test_every_column_for_writing_has_a_description_and_stands_in_the_guide(columns: Columns) -> None:
    guide = GUIDE.read_text("utf-8")
    for word, field in type(columns).model_fields.items():
        assert field.description
        needed = "or `null`" if NoneType in get_args(field.annotation) else "yes"
        needed = needed if getattr(columns, word) in columns.expected else "no"
        assert f"| `{getattr(columns, word)}` | `{word}` | {field.description} | {needed} |" in guide


def test_a_connector_made_by_the_first_guide_lacks_nothing() -> None:
    assert len(OrderColumns().expected) == BEFORE_THE_SPARE_ONES
    assert "InvoiceTotal" not in OrderColumns().expected
    assert LineColumns().expected == [
        *("SeqNo", "ModifiedDate", "ItemTypeCode", "ItemCode", "Description", "Quantity", "UnitPrice"),
        *("DiscountPercentage", "VatPercentage", "OrderNumber"),
    ]


def test_a_spare_column_that_the_settings_name_must_be_there() -> None:
    assert "InvoiceTotal" in OrderColumns(total_including_vat="InvoiceTotal").expected
    assert "Bedrag" in LineColumns(discount_amount="Bedrag").expected
    assert OrderColumns(total_including_vat=None).expected == OrderColumns().expected


@pytest.mark.parametrize("columns", [OrderColumns(), LineColumns(), InvoiceColumns(), InvoiceLineColumns()])
def test_every_column_has_a_description_and_stands_in_the_guide_with_what_its_lack_does(columns: Columns) -> None:
    guide = GUIDE.read_text("utf-8")
    shared: type[Columns] = DocumentColumns if isinstance(columns, InvoiceColumns) else DocumentLineColumns
    invoices = isinstance(columns, InvoiceColumns | InvoiceLineColumns)
    for word, field in type(columns).model_fields.items():
        assert field.description
        if invoices and word in shared.model_fields and field.default == shared.model_fields[word].default:
            continue  # told with the orders
        needed = "or `null`" if NoneType in get_args(field.annotation) else "yes"
        if getattr(columns, word) not in columns.expected:
            needed = "no"
        row = f"| `{getattr(columns, word) or 'null'}` | `{word}` | {field.description} | {needed} |"
        assert row in guide, row


@pytest.mark.parametrize("columns", [OrderColumns, InvoiceColumns, LineColumns, InvoiceLineColumns])
def test_no_column_is_read_under_two_words(columns: type[Columns]) -> None:
    names = [field.default for field in columns.model_fields.values() if field.default]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "columns",
    [
        SalesRelationColumns(),
        VisitingAddressColumns(),
        DeliveryPlaceColumns(),
        CustomerContactColumns(),
        products.ArticleColumns(),
        products.PriceColumns(),
        products.UnitColumns(),
        products.BarcodeColumns(),
        products.CompositionColumns(),
        products.GroupColumns(),
        products.ListedImageColumns(),
    ],
)
def test_every_column_of_customers_and_products_stands_in_the_guide_with_what_its_lack_does(columns: Columns) -> None:
    guide = GUIDE.read_text("utf-8")
    for word, field in type(columns).model_fields.items():
        needed = "or `null`" if NoneType in get_args(field.annotation) else "yes"
        if getattr(columns, word) not in columns.expected:
            needed = "no"
        row = f"| `{getattr(columns, word) or 'null'}` | `{word}` | {field.description} | {needed} |"
        assert row in guide, row
