"""An order with its prices worked out: what a target's mapping reads, line by line."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Role = Literal["goods", "text", "shipping", "payment", "discount", "rounding"]
"""What a line is for. ``goods`` holds services too: whatever is sold under an article's code."""


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line as the target gets it; amounts are in the order's currency.

    ``sku`` is the article's code in the target, of costs and discounts the one that the settings name; None for text.
    ``unit_price`` is after all discounts, and with or without VAT as the target wants its prices; ``list_price`` is the
    same before discounts. ``amount`` is quantity times unit price in cents. ``net``, ``vat`` and ``gross`` are the line
    without VAT, its VAT, and both together, in cents; None where the source gives no rate. ``position`` is the line of
    the source that it comes from. ``vat_code`` and ``revenue_account`` are the target's codes, where settings chose
    them.
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


@dataclass(frozen=True, slots=True)
class PricedOrder:
    """All lines, and their sums. ``includes_vat`` says whether unit prices and amounts hold VAT.

    ``net``, ``vat`` and ``gross`` are None where a line has no rate. ``notes`` tell a person what was decided.
    """

    lines: tuple[PricedLine, ...]
    includes_vat: bool
    amount: Decimal
    net: Decimal | None = None
    vat: Decimal | None = None
    gross: Decimal | None = None
    notes: tuple[str, ...] = ()
