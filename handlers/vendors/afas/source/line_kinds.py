"""Tells what each line of an AFAS document is: goods, a service, text, or what shipping or the way of paying costs."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, TypeGuard

from pydantic import ValidationError

from handlers.vendors.afas.source.settings import AfasDocuments
from mapping.documents.order import OrderLine
from mapping.money import EXACT, exact_amount

_SUBTOTALS = frozenset({"4", "sub"})
"""A subtotal says what the lines above it say already."""

_PRICE = ("quantity", "unit_price", "discount_percent", "discount_amount", "vat_rate")

Words = dict[str, Any]


class LineKinds:
    """Reads lines, in the words of ``columns``, as the settings say. Codes match in any case."""

    def __init__(self, settings: AfasDocuments) -> None:
        self._texts = _fold(settings.text_item_types)
        self._kept_texts = self._texts - _SUBTOTALS if settings.text_lines == "keep" else frozenset()
        self._services = _fold(settings.service_item_types)
        self._costs = {"shipping": _fold(settings.shipping_items), "payment": _fold(settings.payment_cost_items)}

    def sort(self, lines: Iterable[Words]) -> tuple[list[Words], Words]:
        """The lines that stay lines, and the words of the document that the others become.

        A line that is a cost becomes ``shipping_cost``, ``shipping_vat_rate`` and ``shipping_description``, or the
        three words that begin with ``payment``. Costs under a second VAT rate, a cost that cannot be read, and costs of
        which a document wholly consists, stay lines.
        """
        everything = list(self._tell_kinds(lines))
        costs: Words = {}
        kept = [line for line in everything if not self._is_cost(line, costs)]
        return (kept, costs) if any(_code(line.get("sku")) for line in kept) else (everything, {})

    def _tell_kinds(self, lines: Iterable[Words]) -> Iterator[Words]:
        """The lines without the texts that are left out."""
        for line in lines:
            kind = _code(line.get("item_type"))
            if kind in self._texts:
                if kind in self._kept_texts and _code(line.get("description")):
                    yield _free_text(line)
                continue
            line["kind"] = "service" if kind in self._services else "goods"
            turn_discount(line, [line.get("quantity")])
            yield line

    def _is_cost(self, line: Words, costs: Words) -> bool:
        """Whether the line is a cost; it is added to ``costs`` then."""
        role = next((role for role, items in self._costs.items() if _code(line.get("sku")) in items), None)
        return role is not None and _add_cost(costs, role, line)


def turn_discount(words: Words, quantities: Sequence[Any]) -> None:
    """Write a discount below zero as the amount above zero that a canonical order has, where all quantities go back."""
    discount = words.get("discount_amount")
    if _is_below_zero(discount) and quantities and all(map(_is_below_zero, quantities)):
        words["discount_amount"] = Decimal(discount).copy_negate()


def _add_cost(costs: Words, role: str, line: Words) -> bool:
    """Add a line to the costs of its role. False where it cannot be one of them."""
    price = {word: line[word] for word in _PRICE if line.get(word) is not None}
    try:
        read = OrderLine.model_validate({"sku": line["sku"], **price})
    except ValidationError:
        return False
    amount = f"{role}_cost"
    if amount in costs and costs[f"{role}_vat_rate"] != read.vat_rate:
        return False
    costs.setdefault(f"{role}_vat_rate", read.vat_rate)
    costs.setdefault(f"{role}_description", line.get("description"))
    costs[amount] = EXACT.add(costs.get(amount, Decimal(0)), exact_amount(read))
    return True


def _free_text(line: Words) -> Words:
    """A line that says something and costs nothing."""
    return {"description": line.get("description"), "quantity": Decimal(1), "unit_price": Decimal(0)}


def _is_below_zero(value: Any) -> TypeGuard[Decimal | int]:
    return isinstance(value, Decimal | int) and not isinstance(value, bool) and value < 0


def _fold(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(_code(code) for code in codes)


def _code(value: Any) -> str:
    return "" if value is None else str(value).strip().casefold()
