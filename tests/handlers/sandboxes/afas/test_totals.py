"""What the sandbox makes of the lines of an order."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from handlers.sandboxes.afas import OrderBooks
from handlers.sandboxes.afas.totals import Totals, totals_of

CENT = Decimal("0.01")

LINES = st.lists(
    st.fixed_dictionaries(
        {
            "quantity": st.decimals(-1000, 1000, places=5),
            "unit_price": st.decimals(0, 1000, places=10),
            "discount_percent": st.none() | st.decimals(0, 100, places=2),
            "vat_rate": st.sampled_from([None, Decimal(0), Decimal(9), Decimal(21)]),
        }
    ),
    max_size=6,
)


def total(lines: list[dict[str, Any]], **options: Any) -> Totals:
    layout = OrderBooks().line
    return totals_of(layout, [layout.lay_out({"item_type": "2", **line}) for line in lines], **options)


@given(LINES, st.booleans(), st.booleans())
def test_totals_are_whole_cents_and_prices_that_include_vat_add_up(
    lines: list[dict[str, Any]],
    includes_vat: bool,  # noqa: FBT001
    per_line: bool,  # noqa: FBT001
) -> None:
    found = total(lines, includes_vat=includes_vat, per_line=per_line)
    assert found.excluding_vat % CENT == found.vat % CENT == 0
    stated = found.including_vat if includes_vat else found.excluding_vat
    assert stated == found.gross


@given(LINES)
def test_vat_for_each_rate_and_for_each_line_differ_by_half_a_cent_a_line_at_most(lines: list[dict[str, Any]]) -> None:
    rates, each = (total(lines, includes_vat=False, per_line=per_line).vat for per_line in (False, True))
    assert abs(rates - each) <= CENT / 2 * (len(lines) + 3)


def test_text_and_subtotal_lines_count_for_nothing() -> None:
    line = {"quantity": Decimal(1), "unit_price": Decimal(5), "vat_rate": Decimal(21)}
    assert total([line | {"item_type": kind} for kind in ("3", "4", "Txt")], includes_vat=False).gross == 0


def test_a_discount_on_the_whole_order_counts_before_vat() -> None:
    line = {"quantity": Decimal(3), "unit_price": Decimal("9.99"), "vat_rate": Decimal(21)}
    found = total([line], includes_vat=False, discount=Decimal(10))
    assert (found.excluding_vat, found.vat, found.including_vat) == (
        Decimal("26.97"),
        Decimal("5.66"),
        Decimal("32.63"),
    )
