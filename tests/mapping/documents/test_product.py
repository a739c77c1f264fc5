"""What a product must and may have."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from mapping.documents.product import Product


def test_a_product_needs_a_code_and_a_name() -> None:
    product = Product.model_validate({"sku": "BR-100", "name": " Bread tin ", "price": "9.99", "ean": "8712345678906"})
    assert (product.name, product.price, product.currency) == ("Bread tin", Decimal("9.99"), "EUR")


@pytest.mark.parametrize(
    "change", [{"name": " "}, {"sku": ""}, {"price": "-1"}, {"ean": "12a"}, {"ean": "٣" * 8}, {"vat_rate": 100}]
)
def test_a_product_with_a_wrong_value_is_refused_at_that_field(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        Product.model_validate({"sku": "BR-100", "name": "Bread tin", **change})
    assert [error["loc"][0] for error in caught.value.errors()] == list(change)
