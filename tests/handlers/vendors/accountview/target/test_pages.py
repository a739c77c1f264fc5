"""Journal pages are written into their own year with what the debtor owes, and found again by their reference."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.drafts import Draft
from handlers.contracts.orders import FoundOrder
from handlers.pipelines.orders.settings import OrderSettings
from handlers.sandboxes.accountview import Behaviour, Fault
from handlers.vendors.accountview.protocol.answers import tables_of
from handlers.vendors.accountview.target.opening import AccountViewOrderTarget
from handlers.vendors.accountview.target.pages import read_pages
from relay.errors import Unconfirmed
from tests.handlers.vendors.accountview.office import TODAY, Office, office, some_settings, written
from tests.handlers.vendors.accountview.orders import a_booked_order, a_draft, an_order

ACCOUNTS = ({"ACCT_NR": "8010", "ACCT_NAME": "Omzet laag"},)


def target_of(o: Office) -> AccountViewOrderTarget:
    for account in ACCOUNTS:
        o.books.put("LEDGER", account)
    return o.target(settings=OrderSettings(send_as="financial_mutation"))


def a_page(**changes: Any) -> Draft:
    codes = {"receivables_account": "1300", "payment_condition": "30", "journal": "700"}
    return a_draft(codes=codes, priced=a_booked_order(), send_as="financial_mutation", **changes)


def test_a_page_is_read_with_what_the_debtor_owes_whichever_sign_revenue_has() -> None:
    page = {"PAGE_NR": "7", "INV_NR": "W-1", "SUB_NR": "10023", "TRN_DATE": "2026-04-01T00:00:00"}
    for turn, revenue in ((1, "positive"), (-1, "negative")):
        lines = [{"AMOUNT": turn * Decimal("37.50"), "VAT_AMT": turn * Decimal("3.38")}, {"AMOUNT": turn * Decimal(5)}]
        answer = tables_of({"DJ_PAGE": [page], "DJ_LINE": lines})
        [found] = read_pages(answer, some_settings(page_revenue=revenue), "w-1")
        assert found == FoundOrder("7", "w-1", "10023", date(2026, 4, 1), Decimal("45.88"))


def test_a_page_with_a_line_without_amount_has_no_total() -> None:
    answer = tables_of({"DJ_PAGE": [{"INV_NR": "W-1"}], "DJ_LINE": [{"VAT_AMT": 1}]})
    assert read_pages(answer, some_settings(), "W-1")[0].total is None


async def test_a_financial_mutation_books_what_the_debtor_owes_to_the_cent(o: Office) -> None:
    target = target_of(o)
    draft, number = await written(target, a_page())
    [page] = o.books.pages
    assert (page["PAGE_NR"], page["INV_NR"], page["PAGE_AMT"]) == (number, "W-100245", Decimal("49.30"))
    entries = o.books.tables()["TRANSACT"]
    assert sum(entry["AMOUNT"] for entry in entries if entry["ACCT_NR"] == "1300") == Decimal("49.30")
    assert target.total_of(draft) == Decimal("49.30")
    found = FoundOrder(number, "W-100245", str(draft.debtor), TODAY, Decimal("49.30"))
    assert await target.find_orders("W-100245", TODAY) == [found]
    assert await target.stored_total(draft, number) == found.total


async def test_revenue_below_zero_books_the_same_where_accountview_wants_it_so() -> None:
    async with office(behaviour=Behaviour(amount_sign="ledger"), page_revenue="negative") as o:
        target = target_of(o)
        await written(target, a_page())
        assert o.books.pages[0]["PAGE_AMT"] == Decimal("49.30")
        [found] = await target.find_orders("W-100245", TODAY)
        assert found.total == Decimal("49.30")


async def test_a_reference_in_small_letters_is_found_though_accountview_keeps_capitals(o: Office) -> None:
    target = target_of(o)
    draft = replace(a_page(), reference="web-7a")
    await written(target, draft)
    assert o.books.pages[0]["INV_NR"] == "WEB-7A"
    assert [found.reference for found in await target.find_orders("web-7a", TODAY)] == ["web-7a"]


async def test_a_page_that_is_stored_and_never_answered_is_unconfirmed_and_found() -> None:
    async with office(total_timeout="600ms") as o:
        target = target_of(o)
        debtor = await target.create_debtor(target.debtor_fields(a_page().party))
        o.sandbox.faults.next(Fault.STORE_THEN_HANG, business_object="DJ2")
        with pytest.raises(Unconfirmed):
            await target.create_order(target.order_fields(a_page(debtor=debtor)))
        assert len(await target.find_orders("W-100245", TODAY)) == 1


async def test_a_page_goes_to_the_year_of_its_date_and_is_found_there(o: Office) -> None:
    o.books.put("CONTACT", {"SUB_NR": "10001", "ACCT_NAME": "A", "ACCT_NR": "1300"})
    target = target_of(o)
    draft = a_page(order=an_order(ordered_on="2025-12-30"), debtor="10001")
    await target.create_order(target.order_fields(draft))
    assert [page["TRN_DATE"][:10] for page in o.books.tables("2025")["DJ_PAGE"]] == ["2025-12-30"]
    assert o.books.tables("2026")["DJ_PAGE"] == []
    assert len(await target.find_orders("W-100245", date(2025, 12, 30))) == 1


async def test_a_page_needs_no_article(o: Office) -> None:
    assert await target_of(o).missing_articles(["NIEUW-001"]) == []
    assert o.books.calls["GET", "AK1"] == 0
