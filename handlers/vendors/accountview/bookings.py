"""The bookings of a journal page: an order's priced lines, added up by revenue account and VAT code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from handlers.vendors.accountview.connection import AccountViewConnection
from mapping.money import EXACT
from mapping.pricing import PricedLine, PricedOrder
from mapping.problems import Problem

_APART = {"shipping": "Shipping", "payment": "Payment costs", "discount": "Discount", "rounding": "Rounding"}
"""Lines that are not added to the goods' revenue, with the text where they have none of their own."""


_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Booking:
    """One line of a page: an amount without VAT, and its VAT, as AccountView wants their signs."""

    account: str | None
    vat_code: str | None
    description: str
    amount: Decimal
    vat_amount: Decimal


def bookings_of(priced: PricedOrder, reference: str, settings: AccountViewConnection) -> tuple[Booking, ...]:
    """The bookings; those of lines whose amounts are not known are left out, as :func:`booking_problems` tells."""
    sums: dict[tuple[str, str | None, str | None], Booking] = {}
    with localcontext(EXACT):
        for line in priced.lines:
            if line.net is None or line.vat is None:
                continue
            apart = line.role if line.role in _APART else ""
            key = (apart, line.revenue_account, line.vat_code)
            told = reference if not apart else (line.description or _APART[apart])
            before = sums.get(key) or Booking(line.revenue_account, line.vat_code, told, Decimal(0), Decimal(0))
            sums[key] = replace(before, amount=before.amount + line.net, vat_amount=before.vat_amount + line.vat)
        turn = 1 if settings.page_revenue == "positive" else -1
        return tuple(
            replace(one, amount=turn * one.amount, vat_amount=turn * one.vat_amount)
            for one in sums.values()
            if one.amount or one.vat_amount
        )


def booking_problems(priced: PricedOrder) -> list[Problem]:
    """All that keeps the lines from being booked: no rate, no account, VAT without a code, or a sum that is another."""
    problems = [problem for line in priced.lines for problem in _line_problems(line)]
    if problems:
        return problems
    if priced.gross is not None and priced.gross != _owed(priced.lines):
        rule = f"is {priced.gross}, and its lines come to {_owed(priced.lines)}"
        return [Problem("totals.including_vat", rule, "look at the settings of rounding; a page must balance")]
    return []


def _line_problems(line: PricedLine) -> Iterable[Problem]:
    place = f"lines[{line.position}]" if line.position is not None else f"settings: the {line.role} line"
    if line.net is None or line.vat is None:
        yield Problem(f"{place}.vat_rate", "is missing, so the VAT cannot be booked", "give the rate in percent")
    elif not line.revenue_account and (line.net or line.vat):
        remedy = "add a row with a revenue account to the flow's table of accounts"
        yield Problem(f"{place}.revenue_account", "no setting gives the ledger account to book it on", remedy)
    elif line.vat and not line.vat_code:
        yield Problem(f"{place}.vat_code", "there is VAT and no code for it", "add a row to the table of VAT codes")


def _owed(lines: Sequence[PricedLine]) -> Decimal:
    with localcontext(EXACT):
        return sum(((line.net or _NOTHING) + (line.vat or _NOTHING) for line in lines), _NOTHING)
