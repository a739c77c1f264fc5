"""What an order comes to without and with VAT, computed the plain way: per line, each rounded to cents."""

from decimal import Decimal
from typing import NamedTuple

from mapping.documents.order import Order, OrderLine
from mapping.money import gross_of, line_amount, net_of, round_cents


class Totals(NamedTuple):
    """Amounts in the currency of the order, in cents."""

    excluding_vat: Decimal
    including_vat: Decimal

    @property
    def vat(self) -> Decimal:
        return self.including_vat - self.excluding_vat


def line_totals(line: OrderLine, *, prices_include_vat: bool) -> Totals:
    assert line.vat_rate is not None
    amount = line_amount(line)
    if prices_include_vat:
        return Totals(round_cents(net_of(amount, line.vat_rate)), amount)
    return Totals(amount, round_cents(gross_of(amount, line.vat_rate)))


def order_totals(order: Order) -> Totals:
    lines = [line_totals(line, prices_include_vat=order.prices_include_vat) for line in order.lines]
    return Totals(
        sum((line.excluding_vat for line in lines), Decimal(0)), sum((line.including_vat for line in lines), Decimal(0))
    )
