"""Over HTTP: invoices and journal pages are written once, into their own year, and found again by their reference."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.drafts import Draft, SendAs
from handlers.contracts.orders import FoundOrder
from handlers.pipelines.orders.settings import OrderSettings
from handlers.sandboxes.accountview import Behaviour, Fault
from handlers.vendors.accountview.target.target import AccountViewOrderTarget
from relay.errors import Hold, Parked, Unconfirmed
from tests.handlers.vendors.accountview.office import (
    TODAY,
    Office,
    a_booked_order,
    a_draft,
    an_order,
    office,
    written,
)

ACCOUNTS = ({"ACCT_NR": "8010", "ACCT_NAME": "Omzet laag"},)


def target_of(o: Office, send_as: SendAs) -> AccountViewOrderTarget:
    for account in ACCOUNTS:
        o.books.put("LEDGER", account)
    return o.target(settings=OrderSettings(send_as=send_as))


def a_page(**changes: Any) -> Draft:
    codes = {"receivables_account": "1300", "payment_condition": "30", "journal": "700"}
    return a_draft(codes=codes, priced=a_booked_order(), send_as="financial_mutation", **changes)


async def test_an_invoice_is_an_order_that_is_marked_as_none_at_once(o: Office) -> None:
    target = target_of(o, "invoice")
    draft, number = await written(target, a_draft(send_as="invoice"))
    [order] = o.books.orders
    assert (order["AIS_SOC"], order["INV_DATE"][:10], order["ORD_NR"]) == (False, "2026-11-24", number)
    [found] = await target.find_orders("W-100245", TODAY)
    assert (found.number, found.total) == (number, target.total_of(draft))


async def test_a_direct_invoice_is_found_among_the_invoices_where_it_is_no_order_any_more() -> None:
    invoices = {"object": "SI1", "table": "SI_HDR", "line_table": "SI_LINE"}
    async with office(reading={"invoices": invoices}) as o:
        target = target_of(o, "direct_invoice")
        draft, number = await written(target, a_draft(send_as="direct_invoice"))
        assert o.books.orders == []
        [found] = await target.find_orders("W-100245", TODAY)
        [invoice] = o.books.invoices
        assert (found.number, found.total) == (invoice["INV_NR"], target.total_of(draft))
        assert await target.stored_total(draft, number) == found.total


async def test_a_financial_mutation_books_what_the_debtor_owes_to_the_cent(o: Office) -> None:
    target = target_of(o, "financial_mutation")
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
        target = target_of(o, "financial_mutation")
        await written(target, a_page())
        assert o.books.pages[0]["PAGE_AMT"] == Decimal("49.30")
        [found] = await target.find_orders("W-100245", TODAY)
        assert found.total == Decimal("49.30")


async def test_a_reference_in_small_letters_is_found_though_accountview_keeps_capitals(o: Office) -> None:
    target = target_of(o, "financial_mutation")
    draft = replace(a_page(), reference="web-7a")
    await written(target, draft)
    assert o.books.pages[0]["INV_NR"] == "WEB-7A"
    assert [found.reference for found in await target.find_orders("web-7a", TODAY)] == ["web-7a"]


async def test_a_page_that_is_stored_and_never_answered_is_unconfirmed_and_found() -> None:
    async with office(total_timeout="600ms") as o:
        target = target_of(o, "financial_mutation")
        debtor = await target.create_debtor(target.debtor_fields(a_page().party))
        o.sandbox.faults.next(Fault.STORE_THEN_HANG, business_object="DJ2")
        with pytest.raises(Unconfirmed):
            await target.create_order(target.order_fields(a_page(debtor=debtor)))
        assert len(await target.find_orders("W-100245", TODAY)) == 1


async def test_a_page_goes_to_the_year_of_its_date_and_is_found_there(o: Office) -> None:
    o.books.put("CONTACT", {"SUB_NR": "10001", "ACCT_NAME": "A", "ACCT_NR": "1300"})
    target = target_of(o, "financial_mutation")
    draft = a_page(order=an_order(ordered_on="2025-12-30"), debtor="10001")
    await target.create_order(target.order_fields(draft))
    assert [page["TRN_DATE"][:10] for page in o.books.tables("2025")["DJ_PAGE"]] == ["2025-12-30"]
    assert o.books.tables("2026")["DJ_PAGE"] == []
    assert len(await target.find_orders("W-100245", date(2025, 12, 30))) == 1


async def test_a_page_needs_no_article(o: Office) -> None:
    assert await target_of(o, "financial_mutation").missing_articles(["NIEUW-001"]) == []
    assert o.books.calls["GET", "AK1"] == 0


async def test_orders_may_go_to_the_year_of_their_delivery() -> None:
    async with office(book_orders_in="delivery_date") as o:
        o.books.put("CONTACT", {"SUB_NR": "10001", "ACCT_NAME": "A"})
        o.books.open_next_year()
        target = o.target()
        order = an_order(ordered_on="2026-11-24", delivery_on="2027-01-12")
        await target.create_order(target.order_fields(a_draft(order, debtor="10001")))
        assert len(o.books.tables("2027")["SO_HDR"]) == 1
        # Found again, or a lost answer would make a second one.
        assert len(await target.find_orders("W-100245", TODAY, delivery_on=date(2027, 1, 12))) == 1


@pytest.mark.parametrize(("policy", "ending"), [("hold", Hold), ("wait", Parked)])
async def test_an_order_for_a_year_that_is_not_open_is_held_or_waits_and_goes_once_it_is(
    policy: str, ending: type[Exception]
) -> None:
    async with office(book_orders_in="delivery_date", missing_year=policy) as o:
        o.books.put("CONTACT", {"SUB_NR": "10001", "ACCT_NAME": "A"})
        target = o.target()
        fields = target.order_fields(a_draft(an_order(delivery_on="2027-01-12"), debtor="10001"))
        with pytest.raises(ending, match="fiscal year 2027"):
            await target.create_order(fields)
        assert o.books.orders == []
        o.books.open_next_year()
        assert (await target.create_order(fields)).number


async def test_an_order_of_today_that_was_sent_before_new_year_is_found_after_it() -> None:
    async with office(book_orders_in="order_date") as o:
        o.books.put("CONTACT", {"SUB_NR": "10001", "ACCT_NAME": "A"})
        target = o.target()
        order = an_order(ordered_on="2025-12-31")
        await target.create_order(target.order_fields(a_draft(order, debtor="10001")))
        found = await target.find_orders("W-100245", TODAY, sent_on=date(2025, 12, 31))
        assert [each.ordered_on for each in found] == [date(2025, 12, 31)]


async def test_an_order_of_a_year_not_yet_open_is_told_when_it_is_looked_up() -> None:
    async with office(book_orders_in="order_date", missing_year="wait") as o:
        with pytest.raises(Parked, match="fiscal year 2027"):
            await o.target().find_orders("W-7", date(2027, 1, 4))
