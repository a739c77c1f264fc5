"""Rows of one's own by which a value does not come back as it went are found before anything is carried both ways."""

from typing import Any

import pytest

from handlers.pipelines.common.round_trips import find_lossy
from handlers.pipelines.customers.both_ways import UNITS as CUSTOMERS
from handlers.pipelines.products.both_ways import UNITS as PRODUCTS


def row(path: Any, **more: Any) -> dict[str, Any]:
    return {"to": "CONTACT.OWN", "from": path, **more}


@pytest.mark.parametrize(
    "written",
    [
        row("customer.email"),
        row("customer.email", do=["trim", "lower"]),
        row("customer.phone", do=["trim"]),
        row("record.blocked"),
        row("customer.company", do=["trim", "upper"]),
        row("record.language", table={"nl": "NLD"}),
        {"to": "CONTACT.OWN", "const": "WEB"},
        {"to": "CONTACT.OWN", "off": True},
        {"to": "CONTACT.OWN"},
    ],
)
def test_a_copy_in_another_form_comes_back_and_what_belongs_to_no_unit_is_not_asked(written: dict[str, Any]) -> None:
    assert list(find_lossy([written], CUSTOMERS)) == []


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        (row("customer.company", do=[{"cut": 20}]), "name"),
        (row("customer.email", do=[{"cut": 5}]), "email"),
        (row("customer.phone", do=[{"cut": 4}]), "phone"),
        (row("record.blocked", table={"true": "J", "false": "N"}), "blocked"),
        (row(["customer.email", "customer.phone"]), "email"),
        (row("customer.company", default="-", force=True), "name"),
    ],
)
def test_a_row_that_loses_something_is_found_with_its_place(written: dict[str, Any], unit: str) -> None:
    assert (1, unit) in list(find_lossy([row("customer.email"), written], CUSTOMERS))


def test_products_are_proven_by_values_of_their_own() -> None:
    rows = [row("product.weight"), row("product.name", do=["trim"]), row("product.name", do=[{"cut": 10}])]
    assert list(find_lossy(rows, PRODUCTS)) == [(2, "name")]
