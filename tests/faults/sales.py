"""The orders of a fault run: of companies and persons, some sent elsewhere; several for each customer."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from tests.chaos.ledgers import rate_of, with_vat

PREFIX: Final = "W-"
_SKUS: Final = ("KFM-100", "THG-101", "KRS-200", "BRD-001")
_PRICE: Final = Decimal("8.26")
_CUSTOMERS_SHARE: Final = 2
"""Orders for each customer, so that one customer's orders meet."""


def order(number: int, of: int) -> dict[str, Any]:
    """The order of this number out of so many; every second customer is a company, every third has goods sent away."""
    customer = number % max(of // _CUSTOMERS_SHARE, 1)
    address = {
        "street": "Lindelaan", "number": f"{customer + 1}", "postcode": "7311 XS", "city": "Apeldoorn", "country": "NL",
    }  # fmt: skip
    who: dict[str, str] = {"last_name": f"Klant {customer}", "email": f"klant{customer}@example.com"}
    who |= {"company": f"Winkel {customer} B.V."} if customer % 2 else {"first_name": "Noor"}
    document: dict[str, Any] = {
        "number": str(number),
        "updated_at": "2026-11-23T14:05:00+01:00",
        "ordered_on": datetime.now(UTC).date().isoformat(),
        "customer": who,
        "billing_address": address,
        "lines": [{"sku": _sku(customer), "quantity": 1, "unit_price": str(_PRICE), "vat_rate": int(_rate(customer))}],
    }
    if customer % 3 == 0:
        document["shipping_address"] = {**address, "street": "Havenweg"}
    return document


def total_of(document: Mapping[str, Any]) -> Decimal:
    """What an order comes to, with VAT."""
    [line] = document["lines"]
    return with_vat([(Decimal(line["quantity"]), Decimal(line["unit_price"]), Decimal(line["vat_rate"]))])


def addresses_of(documents: list[dict[str, Any]]) -> int:
    """How many delivery addresses these orders need."""
    return len({one["customer"]["email"] for one in documents if "shipping_address" in one})


def debtors_of(documents: list[dict[str, Any]]) -> int:
    """How many debtors these orders need."""
    return len({one["customer"]["email"] for one in documents})


def _sku(customer: int) -> str:
    return _SKUS[customer % len(_SKUS)]


def _rate(customer: int) -> Decimal:
    return rate_of(_sku(customer))
