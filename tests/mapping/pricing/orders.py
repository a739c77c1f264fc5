"""Orders for the tests of amounts: small ones written out, and random ones with all that makes cents awkward."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from mapping.documents.order import Order
from mapping.pricing import Basis, CostItem, Discounts, PricedOrder, Pricing, PricingError, Rounding, price_order

WITH_VAT, WITHOUT_VAT = Basis(includes_vat=True), Basis(includes_vat=False)
ITEMS = Pricing(shipping_cost=CostItem(item="SHIP"), payment_cost=CostItem(item="PAY"), rounding=Rounding(item="ROUND"))


def a_line(price: Any, rate: Any = 21, quantity: Any = 1, **more: Any) -> dict[str, Any]:
    """A line that sells an article."""
    return {"sku": "BR-100", "quantity": quantity, "unit_price": price, "vat_rate": rate} | more


def an_order(*lines: dict[str, Any], **more: Any) -> Order:
    """An order for a Dutch company, without VAT in its prices unless ``prices_include_vat`` says so."""
    whole = {
        "number": "1001",
        "ordered_on": "2026-11-24",
        "customer": {"company": "Bakkerij Van Dam B.V."},
        "billing_address": {
            "street": "Keizersgracht",
            "number": "12",
            "postcode": "1017 GN",
            "city": "Amsterdam",
            "country": "NL",
        },
        "lines": list(lines),
    }
    return Order.model_validate(whole | more)


def amounts(priced: PricedOrder, role: str | None = None) -> list[Decimal]:
    """The lines' amounts, of all or of those of one role."""
    return [line.amount for line in priced.lines if role in (None, line.role)]


def money(*amounts: str) -> list[Decimal]:
    return [Decimal(amount) for amount in amounts]


def problems_of(order: Order, settings: Pricing = ITEMS, basis: Basis = WITHOUT_VAT) -> dict[str, str]:
    """The problems for which an order is held, by path."""
    try:
        price_order(order, settings, basis)
    except PricingError as error:
        return {problem.path: str(problem) for problem in error.problems}
    return {}


CENTS = st.decimals(min_value=0, max_value=5000, places=2)
PRICES = (
    CENTS | st.decimals(min_value=0, max_value=500, places=4) | st.sampled_from(money("0.01", "0.015", "9.99", "10"))
)
QUANTITIES = st.one_of(
    st.integers(1, 100).map(Decimal),
    st.decimals(min_value=Decimal("0.001"), max_value=100, places=3),
    st.integers(-20, -1).map(Decimal),
)
RATES = st.sampled_from([Decimal(21), Decimal(9), Decimal(0), Decimal("5.5")])
PERCENTS = st.sampled_from(money("0", "0", "10", "12.5", "33.333", "100"))


@st.composite
def random_lines(draw: st.DrawFn, *, rates: st.SearchStrategy[Decimal | None] = RATES) -> dict[str, Any]:
    price, quantity, percent = draw(PRICES), draw(QUANTITIES), draw(PERCENTS)
    most = abs(price * quantity) * (100 - percent) / 100
    off = draw(st.sampled_from([Decimal(0), Decimal(0), (most / 3).quantize(Decimal("0.01"), "ROUND_DOWN")]))
    return a_line(price, draw(rates), quantity, discount_percent=percent, discount_amount=off)


def costs() -> st.SearchStrategy[dict[str, Any] | None]:
    amount = st.decimals(min_value=-5, max_value=50, places=2)
    return st.none() | st.fixed_dictionaries({"amount": amount, "includes_vat": st.none() | st.booleans()})


@st.composite
def random_orders(draw: st.DrawFn, *, rates: st.SearchStrategy[Decimal | None] = RATES, most: int = 40) -> Order:
    """Orders of 1 to 40 lines, with discounts, costs, lines that are taken back, and any cents."""
    lines = draw(st.lists(random_lines(rates=rates), min_size=1, max_size=most))
    return an_order(
        *lines,
        prices_include_vat=draw(st.booleans()),
        discount_percent=draw(PERCENTS),
        discount_amount=draw(st.sampled_from(money("0", "0", "0.01", "5.00", "17.77"))),
        shipping=draw(costs()),
        payment_cost=draw(costs()),
    )


def settings_of(
    level: str = "line",
    how: str = "spread",
    vat: str = "source",
    item: str | None = "ROUND",
    tolerance: str = "0.05",
) -> Pricing:
    """Settings with an article for everything."""
    cost = {"item": "SHIP", "vat": vat, "fixed_rate": Decimal(21) if vat == "fixed" else None}
    return Pricing(
        shipping_cost=CostItem.model_validate(cost | {"account": "8200"}),
        payment_cost=CostItem.model_validate(cost | {"item": "PAY"}),
        discount=Discounts.model_validate({"how": how, "item": "DISC", "account": "8300"}),
        rounding=Rounding.model_validate({"level": level, "item": item, "tolerance": tolerance, "account": "4900"}),
        free_line_item="FREE",
    )


SETTINGS = st.builds(
    settings_of,
    level=st.sampled_from(["line", "rate"]),
    how=st.sampled_from(["spread", "line"]),
    vat=st.sampled_from(["source", "main_goods", "highest", "pro_rata", "fixed"]),
    item=st.sampled_from(["ROUND", None]),
)
BASES = st.builds(Basis, includes_vat=st.booleans(), decimals=st.sampled_from([2, 4, 6, 20]))


def priced_or_held(order: Order, chosen: Pricing, basis: Basis) -> PricedOrder | None:
    """The priced order, or None where it is held; any other error is one of ours."""
    try:
        return price_order(order, chosen, basis)
    except PricingError:
        return None
