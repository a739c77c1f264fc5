"""A document of AccountView made of its parts, and what understands it."""

from typing import Any

from handlers.vendors.accountview.places import orders_read
from handlers.vendors.accountview.source.documents import Documents
from tests.handlers.vendors.accountview.office import some_settings

DEBTOR: dict[str, Any] = {
    "SUB_NR": "10001",
    "ACCT_NAME": "Bakkerij Voorbeeld B.V.",
    "MAIN_CONT": "Eva van den Berg",
    "ADDRESS1": "Voorbeeldstraat 12-A",
    "ST_STREET": "Voorbeeldstraat",
    "ST_NR": "12",
    "ST_EXTRA": "A",
    "POST_CODE": "3511 AB",
    "CITY": "Utrecht",
    "CNT_CODE": "NL",
    "MAIL_BUS": "inkoop@bakkerij.example.com",
    "VAT_NR": "NL001234567B01",
}

RATES = {"1": 9, "2": 21, "E": 0}


def documents(**settings: Any) -> Documents:
    connection = some_settings(**settings)
    return Documents(connection, orders_read(connection))


def a_document(
    *, order: dict[str, Any] | None = None, debtor: dict[str, Any] | None = None, **parts: Any
) -> dict[str, Any]:
    header = {"ORD_NR": "202600001", "ORD_DATE": "2026-11-24T00:00:00", "RPL_INV": "10001", "CNG_DATE": ""}
    line = {"ART_CODE": "KFM-100", "ORD_QTY": 3, "ART_PX": "8.26", "CNG_DATE": "2026-11-24T10:00:00"}
    return {
        "order": header | (order or {}),
        "lines": [line],
        "debtor": DEBTOR | (debtor or {}),
        "delivery_debtor": {},
        "delivery_address": {},
        "articles": {"KFM-100": {"ART_CODE": "KFM-100", "ART_DESC1": "Koffiemok wit", "VAT_CODE": "2"}},
        "vat_rates": RATES,
    } | parts
