"""What a product must and may have."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from mapping.documents.product import Product


def test_a_product_without_a_number_of_its_own_goes_by_its_code() -> None:
    assert Product.model_validate({"sku": " BR-100 "}).number == "BR-100"
    assert Product.model_validate({"sku": "BR-100", "number": "41"}).number == "41"


def test_a_product_needs_a_number_or_a_code() -> None:
    for nothing in ({}, {"sku": ""}, {"name": "Bread tin"}):
        with pytest.raises(ValidationError):
            Product.model_validate(nothing)


def test_a_code_is_kept_as_it_is_written_and_compared_without_blanks_around_it() -> None:
    product = Product.model_validate({"number": "1", "sku": " 007  A "})
    assert (product.sku, product.code) == (" 007  A ", "007  A")


def test_what_is_not_given_is_told_from_what_is_given_as_empty() -> None:
    product = Product.model_validate({"sku": "A", "name": None, "price": None})
    assert {"name", "price"} <= product.model_fields_set
    assert not {"weight", "description"} & product.model_fields_set


def test_a_wrong_price_or_barcode_does_not_make_the_product_unreadable() -> None:
    """Each is judged by itself, so that the rest of the product is carried."""
    product = Product.model_validate({"sku": "A", "price": "-5.00", "barcode": "see label"})
    assert (product.price, product.barcode) == (Decimal("-5.00"), "see label")


@pytest.mark.parametrize(
    "change",
    [
        {"price": "1,234"},
        {"weight": "-1"},
        {"language": "Dutch"},
        {"kind": "bundle"},
        {"currency": "euro"},
        {"images": [{"id": "1", "place": 0, "address": "https://shop.example.com/a.png"}]},
        {"prices": [{}]},
    ],
)
def test_a_product_with_a_wrong_value_is_refused_at_that_field(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        Product.model_validate({"sku": "BR-100", "name": "Bread tin", **change})
    assert [error["loc"][0] for error in caught.value.errors()] == list(change)
