"""The demo's books fit the demo's orders: known articles, a debtor to fill in, and an order to skip."""

from datetime import date
from decimal import Decimal

from handlers.sandboxes.demonstration.accountview_books import (
    CARRIED_NUMBER,
    KNOWN_EMAIL,
    demo_articles,
    demo_books,
)
from tests.handlers.vendors.accountview.office import TODAY, marks, office


def test_every_article_of_the_demo_is_there_and_the_new_one_is_not() -> None:
    codes = {row["ART_CODE"] for row in demo_articles()}
    assert codes == {"BRD-001", "BRD-002", "KFM-100", "THG-101", "KRS-200", "ZUP-310", "VRZ-001", "DNS-900"}


async def test_the_carried_order_is_found_under_its_prefixed_reference() -> None:
    async with office(demo_books(reference_prefix="A-", today=lambda: TODAY)) as o:
        [found] = await o.target().find_orders(f"A-{CARRIED_NUMBER}", date(2026, 11, 23))
        assert (found.reference, found.debtor, found.total) == (f"A-{CARRIED_NUMBER}", "10002", Decimal("192.95"))


async def test_the_known_debtor_has_fields_to_fill_in() -> None:
    async with office(demo_books(today=lambda: TODAY)) as o:
        [debtor] = await o.target().find_debtors(marks(KNOWN_EMAIL))
        assert debtor.fields["ACCT_NAME"] == "Bakkerij Van Dam B.V."
        assert debtor.fields["TEL_BUS"] == debtor.fields["MAIN_CONT"] == ""


async def test_a_new_debtor_gets_a_number_that_no_debtor_has() -> None:
    async with office(demo_books(today=lambda: TODAY)) as o:
        number = await o.target().create_debtor({"ACCT_NAME": "A", "SRC_CODE": "A", "ACCT_NR": "1300"})
        assert number not in {"10001", "10002", "10003"}


def test_the_carried_order_stands_in_the_year_of_its_date() -> None:
    books = demo_books(today=lambda: date(2028, 2, 1))
    assert [order["COMMENT1"] for order in books.tables("2026")["SO_HDR"]] == [CARRIED_NUMBER]
    assert books.tables()["SO_HDR"] == []
