"""A price below zero is a piece taken back, and VAT that contradicts its rate is told where rounding is no excuse."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from mapping.documents.order import Order
from mapping.documents.reading import read_order
from mapping.money import order_amount
from mapping.pricing.upright import contradictions, upright

AMOUNTS = st.decimals("-500", "500", places=2)


def order_of(*lines: dict[str, object], **changes: object) -> Order:
    described = [{"description": "x", "quantity": 1, **line} for line in lines]
    return read_order({"number": "1", "ordered_on": "2026-11-20", "lines": described, **changes}, strict=False)


@given(st.lists(st.tuples(AMOUNTS, st.integers(-5, 5)), min_size=1, max_size=5))
def test_no_price_is_below_zero_and_the_order_comes_to_the_same(lines: list[tuple[Decimal, int]]) -> None:
    order = order_of(*({"unit_price": price, "quantity": quantity} for price, quantity in lines))
    turned = upright(order)
    assert all(line.unit_price >= 0 for line in turned.lines)
    assert order_amount(turned) == order_amount(order)


def test_no_vat_beside_a_rate_is_a_contradiction_unless_rounding_or_another_line_explains_it() -> None:
    def wrong(*lines: dict[str, object], **changes: object) -> list[str]:
        return [problem.path for problem in contradictions(order_of(*lines, **changes))]

    none = {"vat_rate": 21, "vat_amount": 0}
    assert wrong({"unit_price": 100, **none}) == ["lines[0].vat_rate"]
    assert wrong({"unit_price": 100, "vat_rate": 0, "vat_amount": 21}) == ["lines[0].vat_rate"]
    assert wrong({"unit_price": 100, **none}, prices_include_vat=True) == ["lines[0].vat_rate"]
    assert wrong({"unit_price": "0.02", **none}) == []
    assert wrong({"unit_price": 0, **none}) == []
    assert wrong({"unit_price": 100, "vat_rate": 21, "vat_amount": 42}, {"unit_price": 100, **none}) == []
    assert wrong({"unit_price": 100, "vat_rate": 0, "vat_amount": 0}) == []
