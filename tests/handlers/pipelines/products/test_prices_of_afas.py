"""Of the rows that published cases give of AFAS's prices, the one that a shop or other books are to hold is chosen."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handlers.pipelines.products.price_settings import PriceSettings
from handlers.pipelines.products.pricing import PriceForm, choose_price
from handlers.vendors.afas.source.products.documents import ProductDocuments
from handlers.vendors.afas.source.products.settings import AfasProducts
from mapping.strict_yaml import read as read_yaml
from tests.handlers.vendors.afas.source.products import documents

PUBLISHED = read_yaml((Path(documents.__file__).parent / "published.yaml").read_text("utf-8"))
TODAY = date(2026, 11, 20)
EURO: dict[str, Any] = {"are": "excl", "currency": "EUR", "unit": "own"}
PIECE = {**EURO, "unit": "STK"}
BASE = {**PIECE, "list": "*****"}
ONE = PriceForm(2, "STK", keeps_periods=False)


def chosen(case: str, settings: dict[str, Any], form: PriceForm = ONE) -> dict[str, str]:
    """By the code of each product of a case: its price, or what is wrong with it."""
    [found] = [one for one in PUBLISHED if one["case"] == case]
    understood = ProductDocuments(AfasProducts.model_validate(found.get("settings", {})))
    made = PriceSettings.model_validate(settings)
    result = {}
    for one in found["products"]:
        product = understood.read(one["document"])
        price = choose_price(product, made, TODAY, form)
        result[product.code] = str(price.usual.amount) if price.usual else "; ".join(map(str, price.problems))
    return result


def test_of_lists_scales_periods_and_a_customers_own_price_the_base_price_of_today_is_chosen() -> None:
    assert chosen("price-list-2", {"source": BASE, "target": PIECE}) == {"T-1": "20.00"}


def test_a_price_in_dollars_is_never_one_in_euros() -> None:
    found = chosen("currency-1", {"source": BASE, "target": PIECE})
    assert found["U-1"] == "20.00"
    assert "EUR" in found["U-2"]
    assert "21.50" not in found["U-2"]


def test_a_net_price_becomes_a_gross_one_by_the_rate_of_its_own_class_and_is_rounded_once() -> None:
    settings = {"source": EURO, "target": {**EURO, "are": "incl"}, "vat_rates": {"1": "21", "2": "9"}}
    found = chosen("price-incl-or-excl-1", settings)
    assert (found["W-1"], found["W-2"]) == ("24.00", "10.90")
    assert "vat" in found["W-3"].casefold()


@pytest.mark.parametrize(("unit", "amount"), [("own", "1.29"), ("DOOS", "1290.00")])
def test_a_price_for_a_box_is_one_for_a_piece_by_what_a_box_holds(unit: str, amount: str) -> None:
    settings = {"source": {**EURO, "unit": "DOOS"}, "target": {**EURO, "unit": unit}}
    assert chosen("units-1", settings, PriceForm(2, "STK" if unit == "own" else unit, keeps_periods=False)) == {
        "BB-1": amount
    }


def test_no_price_changes_nothing_one_of_nought_or_below_is_held_and_others_are_rounded_once() -> None:
    found = chosen("price-zero-1", {"source": EURO, "target": EURO})
    assert (found["Z-1"], found["Z-4"], found["Z-5"]) == ("", "12.50", "0.12")
    assert all(found[code] and not found[code][0].isdigit() for code in ("Z-2", "Z-3"))
    free = chosen("price-zero-1", {"source": EURO, "target": EURO, "free": "carry"})
    assert free["Z-2"] in {"0", "0.00"}
    assert free["Z-3"] == found["Z-3"], "a price below nought is held whatever settings say"
