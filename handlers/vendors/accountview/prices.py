"""States prices as AccountView wants them, with or without VAT, and adds up lines the way they stand there."""

from collections.abc import Iterable
from decimal import Context, Decimal, localcontext

from handlers.vendors.accountview.connection import AccountViewConnection
from mapping.documents.order import Order, OrderLine
from mapping.money import MissingRateError, gross_of, net_of, round_cents, round_to

EXACT = Context(prec=160)
"""Room for a quantity times a price of the most digits each."""

HUNDRED = Decimal(100)


def lines_without_rate(order: Order, settings: AccountViewConnection) -> tuple[int, ...]:
    """The positions of lines whose price cannot be stated as wanted, for want of a VAT rate."""
    if not _converts(order, settings):
        return ()
    return tuple(position for position, line in enumerate(order.lines) if line.vat_rate is None)


def as_wanted(order: Order, settings: AccountViewConnection) -> Order:
    """The order with unit prices after discount, and with or without VAT as the connection says.

    A price that needs neither is left exact to its last digit. Raises mapping.money.MissingRateError.
    """
    lines = tuple(
        line.model_copy(update={"unit_price": _price(line, order, settings), "discount_percent": Decimal(0)})
        for line in order.lines
    )
    return order.model_copy(update={"lines": lines, "prices_include_vat": settings.prices == "including_vat"})


def total_of(lines: Iterable[tuple[Decimal | None, Decimal | None]]) -> Decimal | None:
    """The sum of quantity times price, each line rounded to cents; None where a figure is missing.

    >>> total_of([(Decimal(3), Decimal("12.505")), (Decimal(1), Decimal("6.95"))])
    Decimal('44.47')
    """
    total = Decimal("0.00")
    with localcontext(EXACT):
        for quantity, price in lines:
            if quantity is None or price is None:
                return None
            total += round_cents(quantity * price)
    return total


def _converts(order: Order, settings: AccountViewConnection) -> bool:
    return order.prices_include_vat != (settings.prices == "including_vat")


def _price(line: OrderLine, order: Order, settings: AccountViewConnection) -> Decimal:
    converts = _converts(order, settings)
    if not converts and not line.discount_percent:
        return line.unit_price
    with localcontext(EXACT):
        price = line.unit_price * (HUNDRED - line.discount_percent) / HUNDRED
    if converts:
        if line.vat_rate is None:
            raise MissingRateError(f"the line of {line.sku} has no VAT rate; give vat_rate")
        convert = net_of if order.prices_include_vat else gross_of
        price = convert(price, line.vat_rate)
    return round_to(price, settings.price_decimals)
