"""Computes with money: VAT into and out of a price, rounding to cents, and the totals of an order.

Everything is Decimal. An order is rounded per line, never per unit: rounding a unit price first and multiplying then
makes cents out of nothing. Rates and discounts are in percent: ``Decimal(21)``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache

from mapping.documents.order import Order, OrderLine
from mapping.documents.values import MOST_DIGITS

EXACT = Context(prec=4 * MOST_DIGITS, rounding=ROUND_HALF_UP)
"""Room for a quantity times a price times a rate, each of the most digits, without losing one."""

_HUNDRED = Decimal(100)


class MissingRateError(ValueError):
    """A line has no VAT rate, so its price cannot be taken from with to without VAT or back."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Amounts in the currency of the order, in cents: without VAT, and with it."""

    excluding_vat: Decimal
    including_vat: Decimal

    @property
    def vat(self) -> Decimal:
        """What of the total is VAT.

        >>> Totals(Decimal("39.81"), Decimal("48.17")).vat
        Decimal('8.36')
        """
        return EXACT.subtract(self.including_vat, self.excluding_vat)


def round_to(amount: Decimal, places: int) -> Decimal:
    """Round to so many decimals; halves go away from zero. The amount has at most ``MOST_DIGITS`` digits.

    >>> round_to(Decimal("2.345"), 2), round_to(Decimal("-2.345"), 2), round_to(Decimal(7), 2)
    (Decimal('2.35'), Decimal('-2.35'), Decimal('7.00'))
    """
    return amount.quantize(_step(places), context=EXACT)


@cache
def _step(places: int) -> Decimal:
    """The last decimal of so many: ``0.01`` for 2."""
    return Decimal(1).scaleb(-places)


def round_cents(amount: Decimal) -> Decimal:
    """Round to cents; halves go away from zero.

    >>> round_cents(Decimal("0.005"))
    Decimal('0.01')
    """
    return round_to(amount, 2)


def net_of(gross: Decimal, rate: Decimal) -> Decimal:
    """Take VAT out of an amount. Not rounded to cents: round once, at the end.

    >>> round_cents(net_of(Decimal("48.17"), Decimal(21)))
    Decimal('39.81')
    """
    return EXACT.divide(EXACT.multiply(gross, _HUNDRED), EXACT.add(_HUNDRED, rate))


def gross_of(net: Decimal, rate: Decimal) -> Decimal:
    """Put VAT onto an amount. Not rounded to cents.

    >>> gross_of(Decimal("100.00"), Decimal(21))
    Decimal('121.00')
    """
    return EXACT.divide(EXACT.multiply(net, EXACT.add(_HUNDRED, rate)), _HUNDRED)


def take_discount(quantity: Decimal, price: Decimal, percent: Decimal) -> Decimal:
    """Quantity times price less a discount in percent, to the last digit.

    >>> take_discount(Decimal(3), Decimal("9.99"), Decimal(10))
    Decimal('26.973')
    """
    full = EXACT.multiply(quantity, price)
    return EXACT.divide(EXACT.multiply(full, EXACT.subtract(_HUNDRED, percent)), _HUNDRED) if percent else full


def exact_amount(line: OrderLine) -> Decimal:
    """Quantity times price less the line's own discounts, to the last digit.

    An amount off the line makes it smaller: what is taken back costs less too.

    >>> exact_amount(OrderLine(sku="BR-1", quantity=-3, unit_price="9.99", discount_amount=2))
    Decimal('-27.97')
    """
    full = take_discount(line.quantity, line.unit_price, line.discount_percent)
    return EXACT.subtract(full, line.discount_amount.copy_sign(line.quantity)) if line.discount_amount else full


def line_amount(line: OrderLine) -> Decimal:
    """Quantity times price less discounts, rounded to cents; with or without VAT as the order's prices are.

    >>> line_amount(OrderLine(sku="BR-1", quantity=3, unit_price="9.99", discount_percent=10))
    Decimal('26.97')
    """
    return round_cents(exact_amount(line))


def line_totals(line: OrderLine, *, prices_include_vat: bool) -> Totals:
    """One line without and with VAT, each rounded to cents. Raises MissingRateError.

    >>> line = OrderLine(sku="BR-1", quantity=3, unit_price="9.99", vat_rate=21)
    >>> line_totals(line, prices_include_vat=True)
    Totals(excluding_vat=Decimal('24.77'), including_vat=Decimal('29.97'))
    """
    if line.vat_rate is None:
        raise MissingRateError(f"the line of {line.sku} has no VAT rate; give vat_rate")
    amount = line_amount(line)
    if prices_include_vat:
        return Totals(round_cents(net_of(amount, line.vat_rate)), amount)
    return Totals(amount, round_cents(gross_of(amount, line.vat_rate)))


def order_totals(order: Order) -> Totals:
    """The order without and with VAT: the sum of its rounded lines. Raises MissingRateError."""
    totals = [line_totals(line, prices_include_vat=order.prices_include_vat) for line in order.lines]
    return Totals(
        _sum([line.excluding_vat for line in totals]),
        _sum([line.including_vat for line in totals]),
    )


def order_amount(order: Order) -> Decimal:
    """The sum of the line amounts as the order's prices are, with or without VAT; needs no rate."""
    return _sum([line_amount(line) for line in order.lines])


def _sum(amounts: Sequence[Decimal]) -> Decimal:
    with localcontext(EXACT):
        return sum(amounts, Decimal("0.00"))
