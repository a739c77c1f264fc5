"""Reads lines as they are meant before they are priced: a price below zero, and VAT that contradicts its own rate."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from mapping.documents.order import Order, OrderLine
from mapping.money import gross_of, line_amount, net_of
from mapping.pricing.spreading import CENT
from mapping.problems import Problem
from words.told import Told


def upright(order: Order) -> Order:
    """The order with quantities below zero where prices were: a fee of -5.00 is one piece of 5.00 taken back.

    So what a target says about quantities below zero holds for it too.
    """
    if all(line.unit_price >= 0 for line in order.lines):
        return order
    lines = tuple(_turn(line) if line.unit_price < 0 else line for line in order.lines)
    return order.model_copy(update={"lines": lines})


def _turn(line: OrderLine) -> OrderLine:
    return line.model_copy(update={"quantity": -line.quantity, "unit_price": -line.unit_price})


def contradictions(order: Order) -> list[Problem]:
    """Lines whose source states a rate and no VAT, or VAT and a rate of zero: one of the two is wrong.

    Some shops state the VAT of all lines of a rate on one of them: where it explains them together, nothing is wrong.
    """
    stated = [n for n, line in enumerate(order.lines) if line.vat_rate is not None and line.vat_amount is not None]
    wrong = [n for n in stated if _disagrees(order, [n]) and _is_about_nothing(order.lines[n])]
    return [
        _contradiction(order, n)
        for n in wrong
        if _disagrees(order, [other for other in stated if order.lines[other].vat_rate == order.lines[n].vat_rate])
    ]


def _is_about_nothing(line: OrderLine) -> bool:
    return not line.vat_rate or not line.vat_amount


def _disagrees(order: Order, places: Sequence[int]) -> bool:
    """Whether the VAT stated for lines is further from what their rates make than rounding explains."""
    due, vat = _due(order, places), sum((order.lines[n].vat_amount or Decimal(0) for n in places), Decimal(0))
    return abs(due - vat) > CENT * len(places)


def _due(order: Order, places: Iterable[int]) -> Decimal:
    due = Decimal(0)
    for n in places:
        amount, rate = line_amount(order.lines[n]), order.lines[n].vat_rate or Decimal(0)
        due += amount - net_of(amount, rate) if order.prices_include_vat else gross_of(amount, rate) - amount
    return due


def _contradiction(order: Order, place: int) -> Problem:
    line = order.lines[place]
    wrong = Told("pricing.rate_contradicts_vat", rate=str(line.vat_rate), vat=str(line.vat_amount))
    remedy = Told("pricing.state_both_alike")
    return Problem(f"lines[{place}].vat_rate", wrong, remedy, str(line.vat_rate))
