"""Prices with VAT become prices without and the reverse: exact until the end, rounded once, and without drift."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.pipelines.products.pricing import PriceForm
from tests.handlers.pipelines.products.price_choosing import amount_of, choose, priced, settings

CENTS = st.decimals(Decimal("0.01"), 10**6, places=2)
EXACT = st.decimals(Decimal("0.0001"), 10**6, places=5)
RATES = st.sampled_from([Decimal(rate) for rate in ("0", "5.5", "6", "9", "13.5", "21", "25")])


class TestVat:
    @pytest.mark.parametrize(
        ("net", "vat_class", "gross"), [("19.83471", "1", "24.00"), ("10.00", "2", "10.90"), ("10.00", None, None)]
    )
    def test_the_published_net_prices_become_gross_ones(self, net: str, vat_class: str | None, gross: str) -> None:
        made = settings(target={"are": "incl"}, vat_rates={"1": 21, "2": 9})
        chosen = choose(priced(price=net, vat_class=vat_class), made)
        assert amount_of(chosen) == gross
        assert [problem.path for problem in chosen.problems] == ([] if gross else ["vat_class"])

    @pytest.mark.parametrize(
        ("gross", "product", "net"),
        [
            ("24.20", {"vat_class": ""}, "20.00"),
            ("21.80", {"vat_class": "reduced-rate"}, "20.00"),
            ("24.20", {"vat_class": "zero-rate"}, "24.20"),
            ("24.20", {"is_taxed": False}, "24.20"),
            ("24.20", {"vat_class": "import-special"}, None),
        ],
    )
    def test_the_published_classes_of_a_shop_become_net_prices(
        self, gross: str, product: dict[str, Any], net: str | None
    ) -> None:
        rates = {"": 21, "reduced-rate": 9, "zero-rate": 0}
        chosen = choose(priced(price=gross, **product), settings({"are": "incl"}, vat_rates=rates))
        assert amount_of(chosen) == net
        assert [(one.path, one.value) for one in chosen.problems] == ([] if net else [("vat_class", "import-special")])
        assert amount_of(choose(priced(price=gross, **product))) == gross

    def test_where_nothing_is_converted_no_class_is_needed(self) -> None:
        assert amount_of(choose(priced(price="10", vat_class="strange"))) == "10.00"

    @given(CENTS, RATES)
    def test_a_price_comes_back_to_the_cent_after_a_hundred_ways_there_and_back(
        self, gross: Decimal, rate: Decimal
    ) -> None:
        """With more decimals there than here nothing drifts; what is carried is always made of the source's own."""
        there = settings({"are": "incl"}, {"are": "excl"}, vat_rates={"": rate}, free="carry")
        back = settings({"are": "excl"}, {"are": "incl"}, vat_rates={"": rate}, free="carry")
        price = gross
        for _ in range(100):
            net = choose(priced(price=price), there, PriceForm(5, "STK", keeps_periods=False)).usual
            assert net is not None
            again = choose(priced(price=net.amount), back).usual
            assert again is not None
            price = again.amount
        assert price == gross

    @given(price=EXACT, rate=RATES, includes=st.booleans())
    def test_no_converted_price_is_more_than_half_a_cent_from_the_exact_one(
        self, price: Decimal, rate: Decimal, *, includes: bool
    ) -> None:
        source, target = ("incl", "excl") if includes else ("excl", "incl")
        made = settings({"are": source}, {"are": target}, vat_rates={"": rate}, free="carry")
        chosen = choose(priced(price=price), made).usual
        assert chosen is not None
        factor = 1 + rate / 100
        exact = price / factor if includes else price * factor
        assert abs(chosen.amount - exact) <= Decimal("0.0050000001")
        assert chosen.amount == chosen.amount.quantize(Decimal("0.01"))
