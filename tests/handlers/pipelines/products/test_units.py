"""Weights are written in one unit; one of which nobody knows the unit is left out, and one that is absent stays so."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.pipelines.products.units import WeightSettings, weight_of
from mapping.documents.product import Product
from mapping.documents.values import plain


def weighed(fields: dict[str, Any], **changes: Any) -> Product:
    product = Product.model_validate({"number": "CC-1", **fields})
    return weight_of(product, WeightSettings.model_validate(changes)).product


@pytest.mark.parametrize(
    ("weight", "unit", "kilograms"),
    [("180", "g", "0.18"), ("3", "kg", "3"), ("52", "kg", "52"), ("750.0", "g", "0.75"), ("1", "lb", "0.45359237")],
)
def test_a_weight_is_written_in_kilograms(weight: str, unit: str, kilograms: str) -> None:
    product = weighed({"weight": weight, "weight_unit": unit})
    assert product.weight is not None
    assert (plain(product.weight), product.weight_unit) == (kilograms, "kg")


def test_one_without_a_unit_is_left_out_and_changes_nothing() -> None:
    carried = weight_of(Product(number="CC-4", weight=Decimal(7), name="Plank"), WeightSettings())
    assert carried.product.weight is None
    assert carried.product.model_fields_set == {"number", "name"}
    assert [str(note) for note in carried.notes] == ["the weight is left out: nobody says in which unit it is"]


def test_settings_say_the_unit_of_a_shop_that_has_one_for_all_and_that_of_the_target() -> None:
    product = weighed({"weight": "180"}, source_unit="g", target_unit="kg")
    assert (product.weight, product.weight_unit) == (Decimal("0.18"), "kg")
    assert weighed({"weight": "1.5", "weight_unit": "kg"}, target_unit="g").weight == Decimal(1500)


def test_a_weight_that_is_not_given_stays_so() -> None:
    assert weighed({"name": "Plank"}).model_fields_set == {"number", "name"}
