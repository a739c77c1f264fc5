"""The books of the demo: what AccountView already holds before the first order comes, invented throughout."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.accountview.tables import Row

RECEIVABLES_ACCOUNT = "1300"
CREDITORS_ACCOUNT = "1600"
REVENUE_ACCOUNT = "8000"
ROUNDING_ACCOUNT = "4990"
SALES_JOURNAL = "700"
"""Numbers its own invoices where none is sent, and checks the balance that is sent."""
GENERAL_JOURNAL = "900"
COST_CENTRE = "WEB"
PAYMENT_CONDITIONS = {"14": "Binnen 14 dagen", "30": "Binnen 30 dagen"}

KNOWN_EMAIL = "inkoop@bakkerijvandam.example.com"
"""A debtor of the demo whose telephone number and contact stand empty, so that an order fills them in."""

CARRIED_NUMBER = "60005406"
"""The source's number of an order that stands in the books already, so that it is skipped."""


def demo_articles() -> list[Row]:
    """The articles: code, description, selling price excluding VAT, VAT code."""
    rows = (
        ("BRD-001", "Volkorenbrood heel", "2.15", "1"),
        ("BRD-002", "Crème-gebak, doos van 4", "11.50", "1"),
        ("KFM-100", "Koffiemok wit", "8.26", "2"),
        ("THG-101", "Theeglas dubbelwandig 250 ml", "4.00", "2"),
        ("KRS-200", "Kruidenset biologisch", "12.40", "1"),
        ("ZUP-310", "Suikersticks, per stuk", "0.02", "1"),
        ("VRZ-001", "Verzendkosten", "6.95", "2"),
        ("DNS-900", "Baristatraining, per uur", "60.00", "2"),
    )
    names = ("ART_CODE", "ART_DESC1", "PX_SELL", "VAT_CODE")
    return [
        {**dict(zip(names, row, strict=True)), "PX_SELL": Decimal(row[2]), "QTY_AVAIL": Decimal(100)} for row in rows
    ]


def bare_books(*, today: Callable[[], date] | None = None, **settings: Any) -> Books:
    """Ledger accounts, VAT codes, journals, payment conditions and articles; no debtor and no order.

    ``settings`` are those of Books.
    """
    books = Books(today=today, **settings) if today else Books(**settings)
    for number, name in (
        (RECEIVABLES_ACCOUNT, "Debiteuren"),
        ("1510", "Af te dragen btw laag"),
        ("1520", "Af te dragen btw hoog"),
        (CREDITORS_ACCOUNT, "Crediteuren"),
        (ROUNDING_ACCOUNT, "Afrondingsverschillen"),
        (REVENUE_ACCOUNT, "Omzet handelsgoederen"),
    ):
        books.put("LEDGER", {"ACCT_NR": number, "ACCT_NAME": name})
    for code, name, percent, account in (
        ("0", "Geen btw", "0", ""),
        ("1", "Btw laag", "9", "1510"),
        ("2", "Btw hoog", "21", "1520"),
    ):
        books.put("VAT", {"VAT_CODE": code, "VAT_NAME": name, "VAT_PCT": Decimal(percent), "VAT_ACCT": account})
    for code, name, numbers in ((SALES_JOURNAL, "Verkoopboek", True), (GENERAL_JOURNAL, "Memoriaal", False)):
        books.put("DAILY", {"DJ_CODE": code, "DJ_NAME": name, "NUM_AUTO": numbers, "CHK_BAL": True, "CUR_CODE": "EUR"})
    books.put("COST", {"COST_CODE": COST_CENTRE, "COST_DESC": "Webwinkel"})
    for code, name in PAYMENT_CONDITIONS.items():
        books.put("PAY_COND", {"DISC_CODE": code, "DISC_DESC": name, "CRED_DAYS": Decimal(code)})
    for article in demo_articles():
        books.put("ARTICLE", article)
    return books


def demo_books(*, reference_prefix: str = "", today: Callable[[], date] | None = None, **settings: Any) -> Books:
    """The whole of it: three debtors, and one order that was carried before under its prefixed reference."""
    books = bare_books(today=today, **settings)
    for debtor in _debtors():
        books.put("CONTACT", {"ACCT_NR": RECEIVABLES_ACCOUNT, "DISC_CODE": "30", **debtor})
    books.put_order(
        {
            "RPL_INV": "10002",
            "RPL_DEL": "10002",
            "ORD_DATE": "2026-11-23T00:00:00",
            "DEL_DATE": "2026-11-23T00:00:00",
            "COMMENT1": f"{reference_prefix}{CARRIED_NUMBER}",
        },
        [
            {"ART_CODE": "KRS-200", "ORD_QTY": Decimal(15), "ART_PX": Decimal("12.40")},
            {"ART_CODE": "VRZ-001", "ORD_QTY": Decimal(1), "ART_PX": Decimal("6.95")},
        ],
    )
    return books


def _debtors() -> list[Mapping[str, Any]]:
    return [
        {
            "SUB_NR": "10001",
            "ACCT_NAME": "Bakkerij Van Dam B.V.",
            "SRC_CODE": "BAKKERIJVA",
            "ADDRESS1": "Voorbeeldstraat 12-A",
            "POST_CODE": "1234 AB",
            "CITY": "Utrecht",
            "CNT_CODE": "NL",
            "MAIL_BUS": KNOWN_EMAIL,
            "COC_CODE": "90000010",
        },
        {
            "SUB_NR": "10002",
            "ACCT_NAME": "Müller & Söhne GmbH",
            "SRC_CODE": "MUELLER",
            "ADDRESS1": "Königsallee 21",
            "POST_CODE": "40212",
            "CITY": "Düsseldorf",
            "CNT_CODE": "DE",
            "MAIL_BUS": "einkauf@mueller-soehne.example.com",
            "VAT_NR": "DE123456788",
        },
        {
            "SUB_NR": "10003",
            "ACCT_NAME": "Eetcafé De Brug",
            "SRC_CODE": "EETCAFEDEB",
            "ADDRESS1": "Brugstraat 2",
            "POST_CODE": "9711 AA",
            "CITY": "Groningen",
            "CNT_CODE": "NL",
            "MAIL_BUS": "info@eetcafe-debrug.example.com",
            "COC_CODE": "90000037",
        },
    ]
