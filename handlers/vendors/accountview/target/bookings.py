"""The bookings of a journal page: what an order's lines come to by revenue account and VAT code."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from handlers.vendors.accountview.settings import AccountViewConnection
from mapping.money import EXACT
from mapping.pricing import MutationLine, PricedOrder, PricingError, mutation_lines
from mapping.problems import Problem
from words.told import Told


@dataclass(frozen=True, slots=True)
class Booking:
    """One line of a page: an amount without VAT, and its VAT, with the signs that the connection's settings say."""

    account: str | None
    vat_code: str | None
    description: str
    amount: Decimal
    vat_amount: Decimal


def bookings_of(priced: PricedOrder, settings: AccountViewConnection) -> tuple[Booking, ...]:
    """The revenue of a financial mutation: AccountView itself books the VAT, and what the debtor owes.

    None where lines cannot be booked, as :func:`booking_problems` tells.
    """
    turn = 1 if settings.page_revenue == "positive" else -1
    return tuple(
        Booking(line.account, line.vat_code, line.description, turn * line.net, turn * line.vat)
        for line in _revenue(priced)
    )


def booking_problems(priced: PricedOrder) -> list[Problem]:
    """All that keeps an order from being booked: no account, no rate, VAT without a code, or a sum that is another."""
    try:
        lines = [line for line in mutation_lines(priced) if line.role == "revenue"]
    except PricingError as error:
        return list(error.problems)
    if not lines:
        return [Problem("lines", Told("accountview.nothing_to_book"), Told("accountview.send_as_order"))]
    remedy = Told("accountview.add_vat_code")
    problems = [Problem("lines", _vat_without_code(line), remedy) for line in lines if line.vat and not line.vat_code]
    with localcontext(EXACT):
        owed = sum((line.net + line.vat for line in lines), Decimal("0.00"))
    if not problems and priced.gross is not None and priced.gross != owed:
        rule = Told("accountview.page_does_not_balance", total=priced.gross, owed=owed)
        problems.append(Problem("totals.including_vat", rule, Told("accountview.look_at_rounding")))
    return problems


def _vat_without_code(line: MutationLine) -> Told:
    return Told("accountview.vat_without_code", rate=line.vat_rate or 0, account=line.account or "")


def _revenue(priced: PricedOrder) -> list[MutationLine]:
    try:
        return [line for line in mutation_lines(priced) if line.role == "revenue"]
    except PricingError:
        return []
