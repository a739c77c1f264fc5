"""Works out a Shopify order as it stands now: what was removed or refunded is off, and tips and duties are lines.

Source: Order, LineItem and Refund in Shopify's REST Admin API (shopify.dev/docs/api/admin-rest/latest/resources).
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from handlers.vendors.webhook.source.shop_reading import (
    Entry,
    ShopReading,
    add_up,
    amount_at,
    first_address,
    line,
    objects,
)
from handlers.vendors.webhook.source.taxed_parts import Part, Tax, split_by_rate

_STREET = ("address1", "address2")
_NOTHING = Decimal(0)
_CENT = Decimal("0.01")


def shopify_order(order: Mapping[str, Any]) -> ShopReading:
    """What is worked out of one order. Raises WrongAmountError for an amount that is no number."""
    bill_path, bill = first_address(
        [
            ("billing_address", order.get("billing_address")),
            ("shipping_address", order.get("shipping_address")),
            ("customer.default_address", _default_address(order)),
        ],
        _STREET,
        "city",
    )
    ship = first_address([("shipping_address", order.get("shipping_address"))], _STREET, "city")[1]
    reading = _Reading(order)
    names = {
        "bill": bill,
        "ship": ship if ship and any(ship.get(name) for name in _STREET) else None,
        "total": reading.total,
        "vat": reading.vat,
        "refunded": reading.paid_back_besides or None,
    }
    told = {"bill": bill_path, "ship": "shipping_address", "total": "current_total_price", "vat": "current_total_tax"}
    return ShopReading(names, {**told, "refunded": "refunds"}, reading.work_out, reading.more())


class _Reading:
    """The amounts of one order."""

    def __init__(self, order: Mapping[str, Any]) -> None:
        self._order = order
        self._includes_vat = order.get("taxes_included") is True
        self._refunds = objects(order.get("refunds"))
        self._off = _count_taken_off(self._refunds)
        self._shipping_off = self._shipping_refunded()

    @property
    def total(self) -> Decimal | None:
        """What the buyer owes now."""
        now = amount_at(self._order, "current_total_price")
        first = amount_at(self._order, "total_price")
        if now is not None or first is None:
            return now if now is not None else first
        return first - self._refunded_lines(with_vat=True) - sum(self._shipping_adjustments(), _NOTHING)

    @property
    def vat(self) -> Decimal | None:
        """The VAT in it."""
        now = amount_at(self._order, "current_total_tax")
        first = amount_at(self._order, "total_tax")
        if now is not None or first is None:
            return now if now is not None else first
        taxes = [add_up(refund.get("refund_line_items"), "total_tax") for refund in self._refunds]
        adjusted = [add_up(refund.get("order_adjustments"), "tax_amount") for refund in self._refunds]
        return first - sum(taxes, _NOTHING) + sum(adjusted, _NOTHING)

    @property
    def paid_back_besides(self) -> Decimal:
        """The amount that was paid back without goods being taken off, so that the order's total does not show it."""
        if not self._refunds:
            return _NOTHING
        paid = sum((_read_paid_back(refund, includes_vat=self._includes_vat) for refund in self._refunds), _NOTHING)
        first, total = amount_at(self._order, "total_price"), self.total
        off = first - total if first is not None and total is not None else _NOTHING
        return max(paid - off, _NOTHING)

    def work_out(self, kind: str, entry: Entry) -> Sequence[Mapping[str, Any]]:
        """The lines of an entry: none where all of it was taken off."""
        if entry.get("is_removed") is True:
            return []
        ordered = _or_one(amount_at(entry, "quantity"))
        left = self._read_left(entry, ordered)
        price = amount_at(entry, "price") or _NOTHING
        if not left:
            return []
        discount = add_up(entry.get("discount_allocations"), "amount")
        if "discount_allocations" not in entry:
            discount = amount_at(entry, "total_discount") or _NOTHING
        before, taxes = price * ordered, self._taxes(entry)
        parts = split_by_rate(before - discount, taxes, includes_vat=self._includes_vat)
        if not taxes and entry.get("taxable") is False:
            parts = [Part(before - discount, _NOTHING, None)]
        if kind == "shipping_lines" and self._shipping_off:
            parts = self._less_refunded(parts)
        share = left / ordered
        scaled = [
            Part(part.amount * share, part.rate, None if part.vat is None else part.vat * share) for part in parts
        ]
        return [line(left, before * share, part, whole=len(parts) == 1) for part in scaled]

    def more(self) -> Sequence[tuple[str, Entry]]:
        """Lines that stand in no list: a tip where it is no line yet, duties, and fees."""
        found: list[tuple[str, Entry]] = []
        for kind, name in (("duties", "Import duties"), ("additional_fees", "Additional fees")):
            now = amount_at(self._order, f"current_total_{kind}_set.shop_money.amount")
            amount = now if now is not None else amount_at(self._order, f"original_total_{kind}_set.shop_money.amount")
            if amount and not (kind == "duties" and self._order.get("duties_included") is True):
                found.append((kind, {"name": name, "price": amount}))
        tip = amount_at(self._order, "total_tip_received")
        if tip and self._lacks(tip, found):
            found.append(("tip", {"name": "Tip", "price": tip, "taxable": False}))
        return found

    def _read_left(self, entry: Entry, ordered: Decimal) -> Decimal:
        """How much of a line is still ordered: as Shopify says, else less what its refunds say."""
        now = amount_at(entry, "current_quantity")
        return now if now is not None else ordered - self._off.get(str(entry.get("id")), _NOTHING)

    def _taxes(self, entry: Entry) -> list[Tax]:
        return [
            Tax(rate * 100, amount_at(tax, "price") or _NOTHING)
            for tax in objects(entry.get("tax_lines"))
            if (rate := amount_at(tax, "rate")) is not None
        ]

    def _less_refunded(self, parts: Sequence[Part]) -> list[Part]:
        """The parts of shipping less what was paid back of it, which comes off the first."""
        kept = []
        for part in parts:
            off = min(self._shipping_off, part.amount)
            self._shipping_off -= off
            if left := part.amount - off:
                vat = None if part.vat is None else part.vat * left / part.amount
                kept.append(Part(left, part.rate, vat))
        return kept

    def _shipping_adjustments(self) -> list[Decimal]:
        """What was paid back of shipping, with VAT."""
        return [
            -(amount_at(one, "amount") or _NOTHING) - (amount_at(one, "tax_amount") or _NOTHING)
            for refund in self._refunds
            for one in objects(refund.get("order_adjustments"))
            if one.get("kind") == "shipping_refund"
        ]

    def _shipping_refunded(self) -> Decimal:
        """What comes off shipping, as prices are: told apart by what is left of the total where both may be meant."""
        gross = sum(self._shipping_adjustments(), _NOTHING)
        if not gross:
            return _NOTHING
        taxes = [
            amount_at(one, "tax_amount") or _NOTHING
            for refund in self._refunds
            for one in objects(refund.get("order_adjustments"))
            if one.get("kind") == "shipping_refund"
        ]
        net = gross + sum(taxes, _NOTHING)
        first, now = amount_at(self._order, "total_price"), amount_at(self._order, "current_total_price")
        if not self._includes_vat:
            return net
        off = first - now - self._refunded_lines(with_vat=True) if first is not None and now is not None else gross
        return net if abs(off - net) < abs(off - gross) else gross

    def _refunded_lines(self, *, with_vat: bool) -> Decimal:
        found = _NOTHING
        for refund in self._refunds:
            found += add_up(refund.get("refund_line_items"), "subtotal")
            if with_vat and not self._includes_vat:
                found += add_up(refund.get("refund_line_items"), "total_tax")
        return found

    def _lacks(self, tip: Decimal, more: Sequence[tuple[str, Entry]]) -> bool:
        """Whether the parts of the order come to its first total only with the tip."""
        total = amount_at(self._order, "total_price")
        if total is None:
            return False
        parts = sum((amount_at(entry, "price") or _NOTHING for _, entry in more), _NOTHING)
        for kind in ("line_items", "shipping_lines"):
            for entry in objects(self._order.get(kind)):
                parts += (amount_at(entry, "price") or _NOTHING) * _or_one(amount_at(entry, "quantity"))
                parts -= add_up(entry.get("discount_allocations"), "amount")
        if not self._includes_vat:
            parts += amount_at(self._order, "total_tax") or _NOTHING
        return abs(total - parts - tip) <= _CENT


def _count_taken_off(refunds: Sequence[Mapping[str, Any]]) -> dict[str, Decimal]:
    """How many pieces were taken off each line, by its id."""
    off: dict[str, Decimal] = {}
    for refund in refunds:
        for one in objects(refund.get("refund_line_items")):
            name = str(one.get("line_item_id"))
            off[name] = off.get(name, _NOTHING) + (amount_at(one, "quantity") or _NOTHING)
    return off


def _read_paid_back(refund: Mapping[str, Any], *, includes_vat: bool) -> Decimal:
    """What the buyer got back, with VAT: as the payments say, else as the lines do."""
    payments = [
        amount_at(one, "amount") or _NOTHING
        for one in objects(refund.get("transactions"))
        if one.get("kind") == "refund" and one.get("status") in {"success", None}
    ]
    if payments:
        return sum(payments, _NOTHING)
    goods = add_up(refund.get("refund_line_items"), "subtotal")
    taxes = _NOTHING if includes_vat else add_up(refund.get("refund_line_items"), "total_tax")
    adjusted = add_up(refund.get("order_adjustments"), "amount") + add_up(refund.get("order_adjustments"), "tax_amount")
    return goods + taxes - adjusted


def _default_address(order: Mapping[str, Any]) -> Any:
    customer = order.get("customer")
    return customer.get("default_address") if isinstance(customer, Mapping) else None


def _or_one(quantity: Decimal | None) -> Decimal:
    return quantity or Decimal(1)
