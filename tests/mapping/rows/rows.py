"""Small mappers for tests, made of rows written out, and an order to map."""

from typing import Any

from mapping.documents.order import Order
from mapping.rows.mapper import Mapper, compile_rows
from mapping.rows.presets import read_rows


def mapper_of(*entries: dict[str, Any], shown: Any = ()) -> Mapper:
    return compile_rows(read_rows(entries), shown=shown)


def applied(context: dict[str, Any], *entries: dict[str, Any]) -> dict[str, Any]:
    fields, problems = mapper_of(*entries).apply(context)
    assert problems == []
    return fields


def order() -> Order:
    return Order.model_validate(
        {
            "number": "SO-1",
            "ordered_on": "2026-11-24",
            "customer": {"first_name": "Fenna", "infix": "van der", "last_name": "Meulen", "email": "f@example.com"},
            "billing_address": {"street": "Kerkstraat", "number": "12", "addition": "A"}
            | {"postcode": "1017GN", "city": "Amsterdam", "country": "NL"},
            "lines": [
                {"sku": "BR-1", "quantity": "2", "unit_price": "0.1234567890123456789"},
                {"sku": "BR-2", "quantity": "1.5", "unit_price": "3"},
            ],
        }
    )
