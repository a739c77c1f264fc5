"""A priced line knows whether its list price and percentage tell the same as its unit price."""

from decimal import Decimal

import pytest

from mapping.pricing import price_order
from tests.mapping.pricing.orders import ITEMS, WITHOUT_VAT, a_line, an_order


@pytest.mark.parametrize(
    ("line", "more", "explains"),
    [
        ({"discount_percent": 10}, {}, True),
        ({}, {}, True),
        ({"discount_percent": 10, "discount_amount": 1}, {}, False),
        ({"discount_percent": 10}, {"discount_amount": "0.50"}, False),
    ],
)
def test_a_percentage_may_be_shown_only_where_it_makes_the_amount(
    line: dict[str, object], more: dict[str, object], *, explains: bool
) -> None:
    [priced] = price_order(an_order(a_line("9.99", quantity=3, **line), **more), ITEMS, WITHOUT_VAT).lines
    assert priced.percent_explains_amount is explains


def test_lines_without_a_rate_are_not_in_the_summary_by_rate() -> None:
    priced = price_order(an_order(a_line("1.00", None), a_line("2.00", 9)), ITEMS, WITHOUT_VAT)
    assert [rate.net for rate in priced.by_rate] == [Decimal("2.00")]
    assert (priced.net, priced.vat, priced.gross) == (Decimal("3.00"), None, None)
