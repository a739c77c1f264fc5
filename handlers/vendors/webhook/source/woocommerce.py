"""Works out a WooCommerce order: at which rates each entry is taxed, what it costs, and what was paid back.

Source: "Orders" in the WooCommerce REST API, version 3: ``tax_lines`` names each rate once, with its percentage, and
``taxes`` of an entry says by the rate's id how much of it falls under each.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any

from handlers.vendors.webhook.source.shop_reading import (
    Entry,
    ShopReading,
    WrongAmountError,
    add_up,
    amount_at,
    first_address,
    line,
    objects,
)
from handlers.vendors.webhook.source.taxed_parts import Part, Tax, split_by_rate
from mapping.functions import is_empty
from mapping.pricing.fitting_rates import Explained, fitting_rate
from mapping.pricing.usual_rates import usual_rates

_STREET = ("address_1", "address_2")
_NOTHING = Decimal(0)
_LISTS = ("line_items", "shipping_lines", "fee_lines")
STANDARD = "standard"
"""The class that WooCommerce writes as an empty text."""


def woocommerce_order(order: Mapping[str, Any]) -> ShopReading:
    """What WooCommerce's order says only between the lines: addresses, refunds, and the VAT rate of each entry.

    Raises WrongAmountError for an amount that is no number.
    """
    billing, shipping = order.get("billing"), order.get("shipping")
    bill_path, bill = first_address([("billing", billing), ("shipping", shipping)], _STREET, "city")
    goes = isinstance(shipping, Mapping) and any(not is_empty(shipping.get(name)) for name in _STREET)
    names = {
        "bill": bill,
        "ship": shipping if goes else None,
        "refunded": -add_up(order.get("refunds"), "total") or None,
    }
    rates = _rates(order)

    def work_out(_: str, entry: Entry) -> Sequence[Mapping[str, Any]]:
        return _work_out(entry, rates)

    return ShopReading(names, {"bill": bill_path, "ship": "shipping", "refunded": "refunds"}, work_out)


def _work_out(entry: Entry, rates: Mapping[str, Decimal]) -> list[dict[str, Any]]:
    quantity = amount_at(entry, "quantity")
    quantity = Decimal(1) if quantity is None else quantity
    total = amount_at(entry, "total") or _NOTHING
    if not quantity and not total:
        return []  # put on the order by hand, and nothing of it: neither a piece nor an amount
    before = amount_at(entry, "subtotal")
    parts = _parts(entry, total, rates)
    whole = len(parts) == 1
    return [
        line(quantity, total if before is None else before, part, whole=whole, vat_class=_class(entry))
        for part in parts
    ]


def _parts(entry: Entry, total: Decimal, rates: Mapping[str, Decimal]) -> list[Part]:
    """The parts of an entry by rate. A tax without an amount, not even zero, is another entry's."""
    taxes = _taxes(entry, rates)
    if taxes:
        parts = split_by_rate(total, taxes, includes_vat=False)
        return parts if total else [Part(total, parts[0].rate, None)]
    vat = amount_at(entry, "total_tax")
    if total and vat == 0:
        return [Part(total, _NOTHING, _NOTHING)]  # it costs something, and the shop says that it bears no VAT
    if not total or vat is None:
        return [Part(total, None, None)]
    found = {rate for rate in rates.values() if split_by_rate(total, [Tax(rate, vat)], includes_vat=False)[0].rate}
    return [Part(total, found.pop() if len(found) == 1 else None, vat)]


def _taxes(entry: Entry, rates: Mapping[str, Decimal]) -> list[Tax]:
    found = []
    for tax in objects(entry.get("taxes")):
        vat = amount_at(tax, "total")
        if vat is not None:
            found.append(Tax(rates.get(str(tax.get("id"))), vat))
    return found


def _rates(order: Mapping[str, Any]) -> dict[str, Decimal]:
    """The rates in percent by their ids: as the order states them, else as entries under one rate alone show them."""
    stated = {
        str(tax.get("rate_id")): rate
        for tax in objects(order.get("tax_lines"))
        if (rate := amount_at(tax, "rate_percent")) is not None
    }
    billing = order.get("billing")
    country = billing.get("country") if isinstance(billing, Mapping) else None
    usual = usual_rates(country if isinstance(country, str) else "")
    for entry in (entry for name in _LISTS for entry in objects(order.get(name))):
        with suppress(WrongAmountError):  # told where the line itself is read
            charged = [tax for tax in objects(entry.get("taxes")) if amount_at(tax, "total")]
            total = amount_at(entry, "total")
            if len(charged) != 1 or not total or str(charged[0].get("id")) in stated:
                continue
            told = Explained(_NOTHING, total, amount_at(charged[0], "total") or _NOTHING)
            if (rate := fitting_rate(told, (), usual)) is not None:
                stated[str(charged[0].get("id"))] = rate
    return stated


def _class(entry: Entry) -> str | None:
    """The tax class of an entry; ``""`` is the standard one, and ``0`` and ``inherit`` name none."""
    found = entry.get("tax_class")
    if not isinstance(found, str) or found in {"0", "inherit"}:
        return None
    return found or STANDARD
