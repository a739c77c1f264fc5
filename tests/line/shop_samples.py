"""Orders as Shopify and WooCommerce post them, with the fields that tests change; all people are invented."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

HOME = {"first_name": "Noor", "last_name": "Hendriks", "city": "Apeldoorn"}
EMAIL = "noor.hendriks@example.com"


def shopify_address(**changes: Any) -> dict[str, Any]:
    """An address of Shopify."""
    place = {"address1": "Lindelaan 5", "address2": None, "zip": "7311 XS", "country": "Netherlands"}
    return {**HOME, **place, "company": None, "country_code": "NL", "name": "Noor Hendriks", **changes}


def shopify_line(sku: str | None, price: str, rate: str | None = "0.21", **changes: Any) -> dict[str, Any]:
    """One piece of an article at a price with VAT; without a rate no tax is stated."""
    entry: dict[str, Any] = {
        "id": 41,
        "sku": sku,
        "name": f"Article {sku}",
        "price": price,
        "quantity": 1,
        "current_quantity": 1,
        "taxable": True,
        "discount_allocations": [],
        "tax_lines": [],
        **changes,
    }
    if rate is not None and not entry["tax_lines"]:
        gross, percent = Decimal(price) * entry["quantity"], Decimal(rate)
        vat = gross - gross / (1 + percent)
        entry["tax_lines"] = [{"rate": float(percent), "price": f"{vat:.2f}", "title": "BTW"}]
    return entry


def shopify_order(number: int, lines: Sequence[Mapping[str, Any]], total: str, vat: str, **changes: Any) -> Any:
    """A paid order with VAT in its prices, billed and shipped to one address."""
    return {
        "id": 6200000000000 + number,
        "name": f"#{number}",
        "order_number": number,
        "created_at": "2026-11-20T10:10:15+01:00",
        "updated_at": "2026-11-20T10:10:16+01:00",
        "cancelled_at": None,
        "currency": "EUR",
        "financial_status": "paid",
        "taxes_included": True,
        "test": False,
        "email": EMAIL,
        "total_price": total,
        "current_total_price": total,
        "total_tax": vat,
        "current_total_tax": vat,
        "total_tip_received": "0.00",
        "tax_lines": [],
        "customer": {"id": 8658316394796, "email": EMAIL, "first_name": "Noor", "last_name": "Hendriks"},
        "billing_address": shopify_address(),
        "shipping_address": shopify_address(),
        "line_items": list(lines),
        "shipping_lines": [],
        "refunds": [],
        "payment_gateway_names": ["shopify_payments"],
        **changes,
    }


def woo_entry(net: str, vat: str, rate_id: int | None = 1, **changes: Any) -> dict[str, Any]:
    """One entry of a list with its amounts without VAT; without an id no tax is stated."""
    taxes = [] if rate_id is None else [{"id": rate_id, "total": vat, "subtotal": vat}]
    return {"total": net, "total_tax": vat, "taxes": taxes, **changes}


def woo_line(sku: str, net: str, vat: str, rate_id: int | None = 1, **changes: Any) -> dict[str, Any]:
    """One piece of an article at a price without VAT."""
    line = woo_entry(net, vat, rate_id, sku=sku, name=f"Article {sku}", quantity=1, tax_class="", subtotal=net)
    return {**line, "subtotal_tax": vat, **changes}


def woo_rate(rate_id: int, percent: Any) -> dict[str, Any]:
    """A rate of the order, by its id."""
    return {"rate_id": rate_id, "rate_code": f"RATE-{rate_id}", "rate_percent": percent, "compound": False}


def woo_order(number: str, lines: Sequence[Mapping[str, Any]], total: str, vat: str, **changes: Any) -> Any:
    """An order that is paid for, with one rate of 21 percent, billed and shipped to one address."""
    billing = {**HOME, "company": "", "address_1": "Lindelaan 5", "address_2": "", "state": "", "postcode": "7311 XS"}
    return {
        "id": 2000,
        "number": number,
        "status": "processing",
        "currency": "EUR",
        "date_created": "2026-11-20T10:10:15",
        "date_modified_gmt": "2026-11-20T09:10:16",
        "total": total,
        "total_tax": vat,
        "customer_id": 0,
        "customer_note": "",
        "billing": {**billing, "country": "NL", "email": EMAIL, "phone": "0555550100"},
        "shipping": {"address_1": "", "address_2": "", "city": "", "postcode": "", "country": ""},
        "line_items": list(lines),
        "tax_lines": [woo_rate(1, 21)],
        "shipping_lines": [],
        "fee_lines": [],
        "refunds": [],
        "payment_method": "ideal",
        **changes,
    }
