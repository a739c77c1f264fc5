"""The demo's orders that are sold in AccountView, to be carried the other way; people and companies are invented."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.accountview.tables import Row
from handlers.sandboxes.demonstration.accountview_books import CREDITORS_ACCOUNT, RECEIVABLES_ACCOUNT, demo_books

ROASTERY_EMAIL = "inkoop@koffiebranderijdemolen.example.com"
"""A company with a VAT number and a contact person, whose goods go to another address of its own."""
PERSON_EMAIL = "fatima.elamrani@example.com"
"""A private customer, whose order has its own delivery address."""
CAFE_EMAIL = "info@eetcafehetsluisje.example.com"
"""A company that gets a discount on its order, sends goods back, and has an order that is not to be carried."""


_SUPPLIER = {
    "SUB_NR": "20001",
    "ACCT_NAME": "Pottenbakkerij De Draaischijf",
    "SRC_CODE": "DRAAISCHIJ",
    "CITY": "Gouda",
    "CNT_CODE": "NL",
    "MAIL_BUS": "verkoop@dedraaischijf.example.com",
}


def sales_books(*, today: Callable[[], date] | None = None, **settings: Any) -> Books:
    """The demo's books with the orders of ``sell_demo_orders``, a creditor and a project.

    ``settings`` are those of Books.
    """
    books = demo_books(today=today, **settings)
    sell_demo_orders(books)
    creditor = {"ACCT_NR": CREDITORS_ACCOUNT, "ACCT_LINK": books.names.creditor_link, **_SUPPLIER}
    books.put("CONTACT", creditor)
    books.put("PROJECTS", {"PROJ_CODE": "BEURS", "PROJ_DESC": "Stand op de vakbeurs"})
    return books


def sell_demo_orders(books: Books) -> list[Row]:
    """Enter five orders for three new debtors, dated today, and return them.

    In turn: two VAT rates and a delivery address; a private customer; a discount on the whole order; a credit, whose
    quantity is negative; and one that is delivered already, which a filter on open orders leaves out.
    """
    roastery, person, cafe = (_debtor(books, debtor) for debtor in (_ROASTERY, _PERSON, _CAFE))
    warehouse = books.put("DEL_ADDR", {"SUB_NR": roastery, **_WAREHOUSE})["REC_ID"]
    orders = [
        books.sell(
            roastery,
            _line("KFM-100", 48),
            _line("BRD-002", 12, price="10.95"),
            _line("VRZ-001", 1),
            COMMENT1="Order balie 2201",
            COMMENT3="PO-7781",
            DEL_CODE=warehouse,
            TO_EMAIL=ROASTERY_EMAIL,
        ),
        books.sell(
            person,
            _line("THG-101", 6),
            _line("KRS-200", 1),
            _line("VRZ-001", 1),
            COMMENT1="Telefonisch 2202",
            TO_EMAIL=PERSON_EMAIL,
            **_OFFICE_ADDRESS,
        ),
        books.sell(
            cafe,
            _line("DNS-900", "2.5"),
            _line("BRD-001", 30),
            COMMENT1="Order balie 2203",
            PD_AMT=Decimal("5.00"),
        ),
    ]
    credited = orders[0][books.names.order_number]
    orders.append(
        books.sell(roastery, _line("KFM-100", -2), COMMENT1="Retour 2204", COMMENT2=f"Breuk bij order {credited}")
    )
    delivered = books.sell(cafe, _line("ZUP-310", 500), COMMENT1="Order balie 2205")
    books.deliver(delivered)
    return [*orders, delivered]


def _debtor(books: Books, fields: Mapping[str, Any]) -> str:
    return str(books.put("CONTACT", {"ACCT_NR": RECEIVABLES_ACCOUNT, "CNT_CODE": "NL", **fields})["SUB_NR"])


def _line(article: str, quantity: int | str, *, price: str | None = None) -> dict[str, Any]:
    """A line at the article's own price, unless another was agreed."""
    line: dict[str, Any] = {"ART_CODE": article, "ORD_QTY": Decimal(quantity)}
    return line if price is None else {**line, "ART_PX": Decimal(price)}


_ROASTERY: Mapping[str, Any] = {
    "ACCT_NAME": "Koffiebranderij De Molen B.V.",
    "SRC_CODE": "KOFFIEBRAN",
    "ADDRESS1": "Molenstraat 14",
    "ST_STREET": "Molenstraat",
    "ST_NR": "14",
    "POST_CODE": "5061 KC",
    "CITY": "Oisterwijk",
    "MAIL_BUS": ROASTERY_EMAIL,
    "TEL_BUS": "013-5550144",
    "MAIN_CONT": "Joris van der Heijden",
    "VAT_NR": "NL001234567B01",
    "DISC_CODE": "30",
    "CUR_CODE": "EUR",
}
_WAREHOUSE: Mapping[str, Any] = {
    "DEL_NAME": "De Molen, magazijn",
    "ADDRESS1": "Havenkade 3-B",
    "POST_CODE": "5015 BR",
    "CITY": "Tilburg",
    "CNT_CODE": "NL",
}
_PERSON: Mapping[str, Any] = {
    "ACCT_NAME": "Fatima El Amrani",
    "SRC_CODE": "ELAMRANI",
    "ADDRESS1": "Langeloërduinen 3 46",
    "ST_STREET": "Langeloërduinen",
    "ST_NR": "3",
    "ST_EXTRA": "46",
    "POST_CODE": "9331 WK",
    "CITY": "Norg",
    "MAIL_BUS": PERSON_EMAIL,
    "TEL_MOB": "06-55501277",
    "DISC_CODE": "14",
}
_OFFICE_ADDRESS: Mapping[str, Any] = {
    "ADDRESS1": "Plein 1944 12",
    "POST_CODE": "6511 JE",
    "CITY": "Nijmegen",
    "CNT_CODE": "NL",
}
_CAFE: Mapping[str, Any] = {
    "ACCT_NAME": "Eetcafé Het Sluisje",
    "SRC_CODE": "HETSLUISJE",
    "ADDRESS1": "Sluiskade 7",
    "POST_CODE": "3401 AA",
    "CITY": "IJsselstein",
    "MAIL_BUS": CAFE_EMAIL,
    "DISC_CODE": "14",
}
