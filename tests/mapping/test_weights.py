"""Weights go from one unit into another and back without losing anything."""

from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.documents.product import WeightUnit
from mapping.documents.values import plain
from mapping.weights import convert_weight

UNITS: st.SearchStrategy[WeightUnit] = st.sampled_from(get_args(WeightUnit))
METRIC: st.SearchStrategy[WeightUnit] = st.sampled_from(("mg", "g", "kg", "t"))
WEIGHTS = st.decimals(0, 10**6, places=3)


@pytest.mark.parametrize(
    ("weight", "unit", "to", "becomes"),
    [
        ("180", "g", "kg", "0.18"),
        ("3", "kg", "kg", "3"),
        ("52", "kg", "kg", "52"),
        ("750.0", "g", "kg", "0.75"),
        ("1", "t", "kg", "1000"),
        ("5000", "mg", "g", "5"),
        ("2", "lb", "kg", "0.90718474"),
        ("16", "oz", "lb", "1"),
        ("0", "g", "kg", "0"),
    ],
)
def test_a_weight_is_the_same_in_another_unit(weight: str, unit: WeightUnit, to: WeightUnit, becomes: str) -> None:
    assert plain(convert_weight(Decimal(weight), unit, to)) == becomes


@given(WEIGHTS, METRIC, METRIC)
def test_metric_weights_come_back_as_they_went(weight: Decimal, unit: WeightUnit, to: WeightUnit) -> None:
    assert convert_weight(convert_weight(weight, unit, to), to, unit) == weight


@given(WEIGHTS, UNITS, UNITS)
def test_no_unit_loses_a_thousandth_of_a_milligram(weight: Decimal, unit: WeightUnit, to: WeightUnit) -> None:
    there = convert_weight(weight, unit, to)
    lost = abs(convert_weight(there, to, "mg") - convert_weight(weight, unit, "mg"))
    assert lost <= Decimal("0.001")
