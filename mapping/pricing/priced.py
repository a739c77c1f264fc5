"""An order with its prices worked out: what a target's mapping reads, line by line."""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

from mapping.money import EXACT, round_cents, take_discount
from words.told import Told

Role = Literal["goods", "text", "shipping", "payment", "discount", "rounding"]
"""What a line is for. ``goods`` holds services too: whatever is sold under an article's code."""


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line as the target gets it; amounts are in the order's currency.

    ``sku`` is the article's code in the target, of costs and discounts the one that the settings name; None for text.
    ``unit_price`` is after all discounts, and with or without VAT as the target wants its prices; ``list_price`` is the
    same before discounts. ``amount`` is quantity times unit price in cents. ``net``, ``vat`` and ``gross`` are the line
    without VAT, its VAT, and both together, in cents; where there is no rate, only the one that ``amount`` is. What is
    below zero has a quantity below zero. ``position`` is the line of the source that it comes from. ``vat_code`` and
    ``revenue_account`` are the target's codes, where settings chose them.
    """

    role: Role
    sku: str | None
    description: str | None
    quantity: Decimal
    unit_price: Decimal
    list_price: Decimal
    amount: Decimal
    vat_rate: Decimal | None = None
    net: Decimal | None = None
    vat: Decimal | None = None
    gross: Decimal | None = None
    discount_percent: Decimal = Decimal(0)
    kind: Literal["goods", "service"] = "goods"
    unit: str | None = None
    vat_class: str | None = None
    position: int | None = None
    vat_code: str | None = None
    revenue_account: str | None = None

    @property
    def percent_explains_amount(self) -> bool:
        """Whether quantity times list price less ``discount_percent`` comes to ``amount``, to the cent.

        Only then may a target get the list price with the percentage in place of the unit price.
        """
        return round_cents(take_discount(self.quantity, self.list_price, self.discount_percent)) == self.amount


@dataclass(frozen=True, slots=True)
class RateTotal:
    """What the lines of one VAT rate come to, in cents; ``rate`` in percent."""

    rate: Decimal
    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class PricedOrder:
    """All lines, and their sums. ``includes_vat`` says whether unit prices and amounts hold VAT.

    ``net``, ``vat`` and ``gross`` are None where a line lacks the rate to tell. ``gross`` is what the target's total
    will be. ``notes`` tell a person what was decided.
    """

    lines: tuple[PricedLine, ...]
    includes_vat: bool
    amount: Decimal
    net: Decimal | None = None
    vat: Decimal | None = None
    gross: Decimal | None = None
    notes: tuple[Told, ...] = ()
    currency: str = "EUR"

    @property
    def by_rate(self) -> tuple[RateTotal, ...]:
        """The lines summed by VAT rate, the highest first; lines without a rate are left out."""
        sums: dict[Decimal, RateTotal] = {}
        with localcontext(EXACT):
            for line in self.lines:
                if line.vat_rate is None or line.net is None or line.vat is None or line.gross is None:
                    continue
                so_far = sums.get(line.vat_rate, RateTotal(line.vat_rate, Decimal(0), Decimal(0), Decimal(0)))
                sums[line.vat_rate] = RateTotal(
                    so_far.rate, so_far.net + line.net, so_far.vat + line.vat, so_far.gross + line.gross
                )
        return tuple(sums[rate] for rate in sorted(sums, reverse=True))
