"""Good documents for the tests of this folder, to be changed at will; the people in them are invented."""

from decimal import Decimal
from typing import Any

import pytest

Plain = dict[str, Any]


@pytest.fixture
def address() -> Plain:
    """A Dutch address."""
    where = {"postcode": "1017gn", "city": "Amsterdam", "country": "nl"}
    return {"street": "Kerkstraat", "number": "12", "addition": "A", **where}


@pytest.fixture
def order(address: Plain) -> Plain:
    """An order of two lines."""
    return {
        "number": "10042",
        "updated_at": "2026-11-24T09:30:00+01:00",
        "ordered_on": "2026-11-24",
        "customer": {"company": "Bakkerij Van Dam B.V.", "last_name": "Meulen", "email": "inkoop@bakkerij.example"},
        "billing_address": address,
        "lines": [
            {"sku": "BR-100", "quantity": 3, "unit_price": Decimal("9.99"), "vat_rate": 21},
            {"sku": "BR-200", "quantity": "1.5", "unit_price": Decimal("0.1234567890123456789")},
        ],
    }
