"""Turns a priced order into the lines of a financial mutation: revenue, VAT and receivable, balanced to the cent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

from mapping.money import EXACT
from mapping.pricing.priced import PricedLine, PricedOrder, Role
from mapping.pricing.pricing import PricingError
from mapping.problems import Problem
from words.told import Told

_NOTHING = Decimal("0.00")
_ACCOUNT_SETTING: dict[Role, str] = {
    "shipping": "settings.shipping_cost.account",
    "payment": "settings.payment_cost.account",
    "discount": "settings.discount.account",
    "rounding": "settings.rounding.account",
}


@dataclass(frozen=True, slots=True)
class MutationLine:
    """One line of a financial mutation, in the order's currency, in cents. What is earned is above zero.

    ``net`` goes to the ledger account, and ``vat`` to the account that belongs to the VAT code. The last line is the
    receivable: it has no account, for that is the debtor's control account, and no VAT. All lines together, net and
    VAT, come to zero. ``quantity`` is what was sold; None for costs, discounts, rounding and the receivable.
    """

    role: Literal["revenue", "receivable"]
    account: str | None
    description: str
    net: Decimal
    vat: Decimal
    vat_code: str | None = None
    vat_rate: Decimal | None = None
    quantity: Decimal | None = None


def mutation_lines(priced: PricedOrder) -> tuple[MutationLine, ...]:
    """One line for each ledger account under each VAT code, and the receivable. Pure.

    Raises PricingError with every line that lacks a ledger account, or a VAT rate and so its net amount. Lines that
    cost nothing are left out; an order of such lines only is a receivable of nothing.
    """
    booked = [line for line in priced.lines if line.amount]
    problems = [problem for line in booked for problem in _missing(line)]
    if problems:
        raise PricingError(problems)
    groups: dict[tuple[str | None, str | None, Decimal | None], list[PricedLine]] = {}
    for line in booked:
        groups.setdefault((line.revenue_account, line.vat_code, line.vat_rate), []).append(line)
    with localcontext(EXACT):
        revenue = [line for line in map(_revenue, groups.values()) if line.net or line.vat]
        earned = sum((line.net + line.vat for line in revenue), _NOTHING)
        receivable = MutationLine("receivable", None, "", _NOTHING - earned, _NOTHING)
    return (*revenue, receivable)


def vat_per_code(lines: Iterable[MutationLine]) -> dict[str | None, Decimal]:
    """The VAT of a mutation by VAT code, for targets that book it on lines of its own."""
    sums: dict[str | None, Decimal] = {}
    for line in lines:
        if line.role == "revenue":
            sums[line.vat_code] = EXACT.add(sums.get(line.vat_code, _NOTHING), line.vat)
    return sums


def _missing(line: PricedLine) -> Iterable[Problem]:
    place = f"lines[{line.position}]" if line.position is not None else line.role
    if line.net is None or line.vat is None:
        remedy = Told("pricing.give_rate")
        yield Problem(f"{place}.vat_rate", Told("pricing.revenue_not_known"), remedy)
    if not line.revenue_account:
        setting = _ACCOUNT_SETTING.get(line.role, "settings.vat_codes.revenue_accounts")
        remedy = Told("pricing.set_account", setting=setting)
        yield Problem(f"{place}.revenue_account", Told("pricing.account_missing"), remedy)


def _revenue(lines: Sequence[PricedLine]) -> MutationLine:
    first = lines[0]
    told = first.description or first.sku or first.role
    sold = all(line.role == "goods" for line in lines)
    return MutationLine(
        "revenue",
        first.revenue_account,
        told if len(lines) == 1 else f"{told} + {len(lines) - 1}",
        sum((line.net for line in lines if line.net is not None), _NOTHING),
        sum((line.vat for line in lines if line.vat is not None), _NOTHING),
        first.vat_code,
        first.vat_rate,
        sum((line.quantity for line in lines), Decimal(0)) if sold else None,
    )
