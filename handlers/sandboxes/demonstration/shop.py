"""The orders that the demo's webshop posts, in the relay's own webhook format; every person and address is invented."""

from typing import Any, Final

ZOE: Final[dict[str, Any]] = {
    "customer": {"first_name": "Zoë", "last_name": "Lindström", "email": "zoe.lindstrom@example.com"},
    "billing_address": {
        "street": "Prinsengracht",
        "number": "14",
        "addition": "hs",
        "postcode": "1015 DV",
        "city": "Amsterdam",
        "country": "NL",
    },
}

STUDIO: Final[dict[str, Any]] = {
    "customer": {
        "company": "Studio Façade VOF",
        "first_name": "Ilse",
        "infix": "van der",
        "last_name": "Meulen",
        "email": "boekhouding@studio-facade.example.com",
        "phone": "010-5550188",
    },
    "billing_address": {
        "street": "Witte de Withstraat",
        "number": "88",
        "postcode": "3012 BT",
        "city": "Rotterdam",
        "country": "NL",
    },
    "shipping_address": {
        "name": "Studio Façade, magazijn",
        "street": "Keileweg",
        "number": "26",
        "addition": "B",
        "postcode": "3029 BS",
        "city": "Rotterdam",
        "country": "NL",
    },
}


def order(number: str, buyer: dict[str, Any], *lines: tuple[str, int, str, int]) -> dict[str, Any]:
    """A webshop order with prices including VAT; a line is article, quantity, price and VAT rate."""
    return {
        "number": number,
        "updated_at": "2026-11-23T14:05:00+01:00",
        "ordered_on": "2026-11-23",
        "currency": "EUR",
        "prices_include_vat": True,
        **buyer,
        "lines": [
            {"sku": sku, "quantity": quantity, "unit_price": price, "vat_rate": rate}
            for sku, quantity, price, rate in lines
        ],
    }


def good_orders() -> list[dict[str, Any]]:
    """Orders that are to be written: two of one new customer, and a company that ships elsewhere than it bills."""
    return [
        order("1001", ZOE, ("KFM-100", 2, "9.99", 21), ("VRZ-001", 1, "6.95", 21)),
        order("1002", STUDIO, ("KRS-200", 4, "13.52", 9), ("KFM-100", 10, "9.99", 21)),
        order("1003", ZOE, ("THG-101", 6, "4.84", 21)),
    ]


def wrong_order() -> dict[str, Any]:
    """An order with mistakes that only its sender can mend: a country that is no code, and a quantity of zero."""
    wrong = order("1004", {**ZOE, "billing_address": {**ZOE["billing_address"], "country": "Holland"}})
    return {**wrong, "lines": [{"sku": "KFM-100", "quantity": 0, "unit_price": "9.99", "vat_rate": 21}]}
