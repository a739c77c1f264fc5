"""Whatever quantities and prices an order has, its total in the target's books is the source's, to the cent."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.pipelines.orders.draft import draft_order
from handlers.pipelines.orders.settings import OrderSettings
from handlers.sandboxes.accountview import AccountViewSandbox
from mapping.documents.order import Order
from mapping.money import gross_of, line_amount, round_cents
from relay.model import Flow
from tests.handlers.pipelines.orders.carried import SETTINGS, TODAY, USUAL, laid_over
from tests.handlers.pipelines.orders.sandboxes import running

ARTICLES = {21: "HIGH", 9: "LOW"}
CENT = Decimal("0.01")
PRICES = st.one_of(
    st.decimals(CENT, 300, places=9), st.decimals(Decimal("0.0001"), 2, places=9), st.decimals(CENT, 300, places=2)
)
LINES = st.lists(
    st.builds(
        lambda quantity, price, rate: {
            "sku": ARTICLES[rate],
            "quantity": format(Decimal(quantity), "f"),
            "unit_price": format(price, "f"),
            "vat_rate": rate,
        },
        st.integers(1, 20_000) | st.decimals(Decimal("0.001"), 2000, places=3),
        st.decimals(CENT, 300, places=9)
        | st.decimals(Decimal("0.0001"), 2, places=9)
        | st.decimals(CENT, 300, places=2),
        st.sampled_from(list(ARTICLES)),
    ),
    min_size=1,
    max_size=12,
)


def by_rate(order: Order) -> dict[int, Decimal]:
    """What the source's lines come to under each rate, in cents."""
    sums = dict.fromkeys(ARTICLES, Decimal(0))
    for line in order.lines:
        sums[int(line.vat_rate or 0)] += line_amount(line)
    return sums


async def books_of(vendor: str, order: Order) -> tuple[Decimal | None, Decimal | None]:
    """What the target's own books make of the order: its total as it is sent, and with VAT where they say it."""
    chosen = laid_over(SETTINGS[vendor], {"rounding": {"level": "rate"}})
    flow = Flow("orders", "order", "shop", "books", OrderSettings.model_validate(chosen))
    async with running(vendor) as books:
        books.stock(list(ARTICLES.values()))
        target: Any = books.connection.target(flow)
        drafted = draft_order(order, flow, target.basis, TODAY)
        assert drafted.problems == ()
        number = await target.create_debtor(target.debtor_fields(drafted.draft.party))
        draft = replace(drafted.draft, debtor=number)
        made = await target.create_order(target.order_fields(draft))
        stored = await target.stored_total(draft, made.number)
        assert stored == target.total_of(draft)
        if isinstance(books.sandbox, AccountViewSandbox):
            [low] = [row for row in books.sandbox.books.articles if row["ART_CODE"] == "LOW"]
            low["VAT_CODE"] = "1"
            return stored, books.sandbox.books.invoice(books.sandbox.books.orders[0])["INV_AMT"]
        return stored, None


@pytest.mark.parametrize("vendor", SETTINGS)
@given(lines=LINES)
@settings(max_examples=25, deadline=None)
def test_prices_without_vat_of_up_to_nine_decimals_come_to_the_sources_total(
    vendor: str, lines: list[dict[str, Any]]
) -> None:
    order = Order.model_validate({**USUAL, "lines": lines})
    net = by_rate(order)
    stored, gross = asyncio.run(books_of(vendor, order))
    assert stored == sum(net.values())
    if gross is not None:
        assert gross == sum(amount + round_cents(amount * rate / 100) for rate, amount in net.items())


@pytest.mark.parametrize("vendor", SETTINGS)
@given(lines=LINES)
@settings(max_examples=25, deadline=None)
def test_prices_with_vat_of_up_to_nine_decimals_come_to_the_sources_total_but_for_a_cent_a_rate(
    vendor: str, lines: list[dict[str, Any]]
) -> None:
    order = Order.model_validate({**USUAL, "lines": lines, "prices_include_vat": True})
    paid = sum(by_rate(order).values())
    stored, gross = asyncio.run(books_of(vendor, order))
    total = gross if gross is not None else stored
    assert total is not None
    assert abs(total - paid) <= CENT * len(ARTICLES) if gross is not None else total == paid


@pytest.mark.parametrize(("vendor", "expected"), [("accountview", ("617.28", "672.84")), ("afas", ("617.28", None))])
def test_the_order_of_the_trial_comes_to_what_is_right(vendor: str, expected: tuple[str, str | None]) -> None:
    line = {"sku": "LOW", "quantity": 5000, "unit_price": "0.123456789", "vat_rate": 9}
    found = asyncio.run(books_of(vendor, Order.model_validate({**USUAL, "lines": [line]})))
    assert found == tuple(Decimal(amount) if amount else None for amount in expected)
    assert gross_of(Decimal("617.28"), Decimal(9)).quantize(CENT) == Decimal("672.84")
