"""Orders go to the fiscal year that the settings choose, and are looked for in each that may have them."""

from datetime import date
from decimal import Decimal

import pytest

from relay.errors import Hold, Parked
from tests.handlers.vendors.accountview.office import TODAY, Office, office
from tests.handlers.vendors.accountview.orders import a_draft, an_order


async def test_an_order_of_last_year_is_looked_for_in_both_administrations(o: Office) -> None:
    target = o.target()
    for year in ("2025", "2026"):
        header = {"RPL_INV": "1", "ORD_DATE": f"{year}-12-30", "COMMENT1": "W-7"}
        o.books.put_order(header, [{"ART_CODE": "KFM-100", "ORD_QTY": Decimal(1), "ART_PX": Decimal(1)}])
    assert len(await target.find_orders("W-7", date(2025, 12, 30))) == 2
    assert o.books.calls["GET", "SO1"] == 2
    assert len(await target.find_orders("W-7", date(2026, 3, 1))) == 1


async def test_a_year_without_administration_is_told_and_never_taken_for_no_order(o: Office) -> None:
    with pytest.raises(Hold, match="fiscal year 2019"):
        await o.target().find_orders("W-7", date(2019, 5, 1))


async def test_orders_go_to_the_year_of_their_date_where_the_setting_says_so() -> None:
    async with office(book_orders_in="order_date") as o:
        for _ in range(2):
            o.books.put("CONTACT", {"SUB_NR": "10001", "ACCT_NAME": "A"})
        target = o.target()
        draft = a_draft(an_order(ordered_on="2025-12-30"), debtor="10001")
        await target.create_order(target.order_fields(draft))
        assert o.books.tables("2025")["SO_HDR"]
        assert o.books.tables("2026")["SO_HDR"] == []


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
