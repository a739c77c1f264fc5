"""Computes with money: VAT into and out of a price, rounding to cents, and the amount of an order.

Everything is Decimal. An order is rounded per line, never per unit: rounding a unit price first and multiplying then
makes cents out of nothing. Rates and discounts are in percent: ``Decimal(21)``.
"""

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache

from mapping.documents.order import Order, OrderLine
from mapping.documents.values import MOST_DIGITS

EXACT = Context(prec=4 * MOST_DIGITS, rounding=ROUND_HALF_UP)
"""Room for a quantity times a price times a rate, each of the most digits, without losing one."""

_HUNDRED = Decimal(100)


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


def order_amount(order: Order) -> Decimal:
    """The sum of the line amounts as the order's prices are, with or without VAT; needs no rate."""
    with localcontext(EXACT):
        return sum((line_amount(line) for line in order.lines), Decimal("0.00"))
