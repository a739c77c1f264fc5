"""Works an order's prices out, from what the source states to what the target is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from mapping.documents.order import Order, OrderLine
from mapping.money import EXACT, gross_of, net_of, round_cents, round_to
from mapping.pricing.priced import PricedLine, PricedOrder
from mapping.pricing.settings import Pricing
from mapping.problems import Problem

_HUNDRED = Decimal(100)


class PricingError(ValueError):
    """The amounts cannot be stated, or differ from the source's by more than the tolerance; a person must look."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Basis:
    """How a target wants prices: with or without VAT, and with how many decimals at most."""

    includes_vat: bool
    decimals: int = 4


def price_order(order: Order, settings: Pricing, basis: Basis) -> PricedOrder:
    """The order's lines as the target gets them. Raises PricingError with every problem."""
    problems = [_no_rate(n) for n, line in enumerate(order.lines) if _converts(order, basis) and line.vat_rate is None]
    if problems:
        raise PricingError(problems)
    lines = tuple(_priced(n, line, order, basis) for n, line in enumerate(order.lines))
    with localcontext(EXACT):
        return PricedOrder(lines, basis.includes_vat, sum((line.amount for line in lines), Decimal("0.00")))


def _no_rate(position: int) -> Problem:
    remedy = "give the rate in percent, or set the target's prices as the source has them"
    return Problem(f"lines[{position}].vat_rate", "is missing, so VAT cannot be taken out or put in", remedy)


def _converts(order: Order, basis: Basis) -> bool:
    return order.prices_include_vat != basis.includes_vat


def _priced(position: int, line: OrderLine, order: Order, basis: Basis) -> PricedLine:
    price = _price(line, order, basis, line.discount_percent)
    with localcontext(EXACT):
        amount = round_cents(line.quantity * price)
    return PricedLine(
        role="goods" if line.sku else "text",
        sku=line.sku,
        description=line.description,
        quantity=line.quantity,
        unit_price=price,
        list_price=_price(line, order, basis, Decimal(0)),
        amount=amount,
        vat_rate=line.vat_rate,
        discount_percent=line.discount_percent,
        kind=line.kind,
        unit=line.unit,
        vat_class=line.vat_class,
        position=position,
    )


def _price(line: OrderLine, order: Order, basis: Basis, discount: Decimal) -> Decimal:
    if not _converts(order, basis) and not discount:
        return line.unit_price
    with localcontext(EXACT):
        price = line.unit_price * (_HUNDRED - discount) / _HUNDRED
    if _converts(order, basis) and line.vat_rate is not None:
        price = (net_of if order.prices_include_vat else gross_of)(price, line.vat_rate)
    return round_to(price, basis.decimals)
