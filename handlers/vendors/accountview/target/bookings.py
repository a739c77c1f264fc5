"""The bookings of a journal page: what an order's lines come to by revenue account and VAT code."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from handlers.vendors.accountview.settings import AccountViewConnection
from mapping.money import EXACT
from mapping.pricing import MutationLine, PricedOrder, PricingError, mutation_lines
from mapping.problems import Problem


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
        return [Problem("lines", "come to nothing, so there is nothing to book", "send it as an order")]
    remedy = "add a row for it to the table of VAT codes"
    problems = [
        Problem("lines", f"VAT of {line.vat_rate}% on account {line.account} has no VAT code", remedy)
        for line in lines
        if line.vat and not line.vat_code
    ]
    with localcontext(EXACT):
        owed = sum((line.net + line.vat for line in lines), Decimal("0.00"))
    if not problems and priced.gross is not None and priced.gross != owed:
        rule = f"is {priced.gross}, and its lines come to {owed}"
        problems.append(Problem("totals.including_vat", rule, "look at settings.rounding; a page must balance"))
    return problems


def _revenue(priced: PricedOrder) -> list[MutationLine]:
    try:
        return [line for line in mutation_lines(priced) if line.role == "revenue"]
    except PricingError:
        return []
