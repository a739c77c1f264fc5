"""What is worked out of a shop's order before its rows read it: current quantities, prices, rates and addresses.

A shop states what was ordered first, and beside it what was taken off, paid back or taxed otherwise since. Rows read
fields one by one; what takes several fields together is worked out here and stands beside them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from handlers.vendors.webhook.source.taxed_parts import Part
from mapping.functions import WrongValueError, is_empty
from mapping.functions.values import at, number_of
from mapping.money import EXACT

WORKED = "worked"
"""The field of an entry of ``lines`` under which rows find what was worked out: ``item.worked.quantity``."""

SHOP = "shop"
"""What rows name for what was worked out of the order as a whole: ``shop.bill.street``."""

Entry = Mapping[str, Any]
"""One entry of a list of lines, as it was posted."""

_PLACES = Decimal("1e-10")


@dataclass(frozen=True, slots=True)
class ShopReading:
    """One order worked out. ``names`` stand under :data:`SHOP`, ``told`` says what of the order they are.

    ``work_out(list, entry)`` gives the lines that an entry of a list makes: none where nothing of it is left, several
    where it is taxed at several rates. It raises WrongAmountError for an amount that is no number. ``more`` are lines
    that stand in no list, each with the name of its kind.
    """

    names: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    work_out: Callable[[str, Entry], Sequence[Mapping[str, Any]]] = lambda _, __: [{}]
    more: Sequence[tuple[str, Entry]] = ()


class WrongAmountError(WrongValueError):
    """An amount that is no number; ``path`` is its field in the document."""

    def __init__(self, path: str, wrong: WrongValueError) -> None:
        super().__init__(wrong.wrong, wrong.mend)
        self.path = path


def amount_at(value: Any, path: str) -> Decimal | None:
    """The number at a path, None where nothing stands there. Raises WrongAmountError."""
    found = at(value, path)
    try:
        return None if is_empty(found) else number_of(found)
    except WrongValueError as wrong:
        raise WrongAmountError(path, wrong) from None


def add_up(values: Any, path: str) -> Decimal:
    """The numbers at a path of each object of a list; what is empty counts as zero. Raises WrongAmountError."""
    entries = values if isinstance(values, list) else []
    return sum((amount_at(entry, path) or Decimal(0) for entry in entries), Decimal(0))


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list, and nothing of what is no list."""
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []


def line(
    quantity: Decimal, before: Decimal, part: Part, *, whole: bool, vat_class: str | None = None
) -> dict[str, Any]:
    """What rows read of a line: its price of one piece before discount, the discount, and its VAT.

    ``before`` is what the entry came to before discounts, and ``whole`` whether the part is all of it. Where more is
    charged than that, or something below zero, the price is what is charged, and there is no discount. The amount of
    VAT is told where there is no rate, or where it contradicts the rate: VAT of nothing on what costs something.
    """
    price, discount = part.amount, Decimal(0)
    if whole and before and 0 <= part.amount / before <= 1:
        price = before
        discount = (Decimal(100) - EXACT.divide(part.amount * 100, before)).quantize(_PLACES)
    return {
        "quantity": quantity,
        "unit_price": short(EXACT.divide(price, quantity)) if quantity else price,
        "discount_percent": short(discount),
        "vat_rate": part.rate,
        "vat_amount": part.vat if part.rate is None or (part.amount and not part.vat) else None,
        "vat_class": vat_class,
    }


def short(number: Decimal) -> Decimal:
    """A number of at most ten decimals, without zeros at its end."""
    rounded = number.quantize(_PLACES, context=EXACT).normalize(EXACT)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


def first_address(candidates: Sequence[tuple[str, Any]], street: Sequence[str], city: str) -> tuple[str, Any]:
    """The first address that says where it is, else the first that says anything, with its path; None where none is."""
    given = [(path, place) for path, place in candidates if isinstance(place, Mapping) and any(place.values())]
    whole = [(path, place) for path, place in given if _has_street(place, street) and not is_empty(place.get(city))]
    return (*whole, *given, (candidates[0][0], None))[0]


def _has_street(place: Mapping[str, Any], street: Sequence[str]) -> bool:
    return any(not is_empty(place.get(name)) for name in street)
