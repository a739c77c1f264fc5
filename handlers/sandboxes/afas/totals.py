"""What a document comes to: without VAT, the VAT, and with it, as Profit shows an order's totals.

Amounts are rounded to cents, halves away from zero: each line after its discount, and VAT once for each rate, or for
each line where the sandbox is told so.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from handlers.sandboxes.afas.layouts import Layout, Row
from handlers.sandboxes.afas.masters import SUBTOTAL, TEXT
from handlers.sandboxes.afas.tables import Stored

_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Totals:
    """Amounts in the document's currency, in cents; ``quantity`` is that of all its goods."""

    excluding_vat: Decimal
    vat: Decimal
    gross: Decimal
    quantity: Decimal

    @property
    def including_vat(self) -> Decimal:
        """The whole that is to be paid."""
        return self.excluding_vat + self.vat


_TEXTS = frozenset({TEXT, SUBTOTAL, "Txt", "Sub"})


def is_priced(layout: Layout, lines: Sequence[Row]) -> bool:
    """Whether every line that is no text says under which VAT rate it falls."""
    return all(layout.word(row, "vat_rate") is not None or layout.word(row, "item_type") in _TEXTS for row in lines)


def line_amount(layout: Layout, row: Row) -> Decimal:
    """Quantity times price less discount, in cents, as the document's prices are; nothing for a text line."""
    if layout.word(row, "item_type") in _TEXTS:
        return Decimal("0.00")
    full = _number(layout.word(row, "quantity")) * _number(layout.word(row, "unit_price"))
    kept = full * (_HUNDRED - _number(layout.word(row, "discount_percent"))) / _HUNDRED
    return _cents(kept - _number(layout.word(row, "discount_amount")))


def totals_of(
    layout: Layout, lines: Sequence[Row], *, includes_vat: bool, discount: Stored = None, per_line: bool = False
) -> Totals:
    """The totals of a document's lines; ``discount`` is that on the whole, in percent."""
    kept = (_HUNDRED - _number(discount)) / _HUNDRED
    parts: defaultdict[tuple[Decimal, int], Decimal] = defaultdict(Decimal)
    for position, row in enumerate(lines):
        key = (_number(layout.word(row, "vat_rate")), position if per_line else 0)
        parts[key] += line_amount(layout, row) * kept
    net = vat = Decimal("0.00")
    for (rate, _), amount in parts.items():
        rounded = _cents(amount)
        share = rounded * rate / (_HUNDRED + rate if includes_vat else _HUNDRED)
        vat += _cents(share)
        net += rounded - _cents(share) if includes_vat else rounded
    quantity = sum((_number(layout.word(row, "quantity")) for row in lines), Decimal(0))
    return Totals(net, vat, sum((line_amount(layout, row) for row in lines), Decimal("0.00")), quantity)


def _number(value: Stored) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)
