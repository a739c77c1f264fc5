"""Which rows are read of customers: no column that is gone, few calls, and this year's administration alone."""

from datetime import UTC, datetime

import pytest

from handlers.sandboxes.accountview import Behaviour
from handlers.sandboxes.demonstration.accountview_books import demo_books
from handlers.vendors.accountview.source.customers.source import ADDRESSES, DEBTORS
from relay.errors import Barred, Scope, Transient
from tests.handlers.vendors.accountview.office import a_while_later
from tests.handlers.vendors.accountview.source.customers.customer_polls import numbers, polled, reading, settled
from tests.handlers.vendors.accountview.source.polls import Clock


async def test_a_column_that_is_gone_stops_the_flow_and_reads_as_nothing() -> None:
    clock = Clock()
    async with reading(clock) as (source, o, books):
        books.missing_columns["CONTACT"] = frozenset({"TEL_BUS"})
        with pytest.raises(Barred, match=r"no column TEL_BUS.*reading\.customers\.leave_out") as told:
            await polled(source, dict.fromkeys(source.parts, source.cursor_at(None)))
        assert told.value.scope is Scope.FLOW
        assert o.books.calls["GET", "AR1"] == 0
        books.missing_columns.clear()
        a_while_later(source._reader.shown)
        found = await polled(source, dict.fromkeys(source.parts, source.cursor_at(None)))
        assert len(found[DEBTORS]) == 3


@pytest.mark.parametrize("shown", [True, False])
async def test_a_column_that_answers_withhold_stops_the_flow_too(shown: bool) -> None:  # noqa: FBT001 - a case
    unreadable = frozenset() if shown else frozenset({"FLD"})
    behaviour = Behaviour(withheld=frozenset({"CONTACT.TEL_BUS"}), unreadable=unreadable)
    async with reading(Clock(), behaviour=behaviour) as (source, _, _):
        with pytest.raises(Barred, match="CONTACT in AccountView has no column TEL_BUS"):
            await polled(source, dict.fromkeys(source.parts, source.cursor_at(None)))


async def test_a_column_that_is_left_out_says_nothing_and_an_empty_one_says_that_it_is_empty() -> None:
    clock, left_out = Clock(), ["TEL_BUS", "IBAN_NR", "BLK_SP", "CITY", "DEL_ADDR.CITY"]
    books = demo_books(today=clock.today, now=clock)
    books.missing_columns = {"CONTACT": frozenset({"TEL_BUS"}), "DEL_ADDR": frozenset({"CITY"})}
    async with reading(clock, books=books, reading={"customers": {"leave_out": left_out}}) as (source, _, _):
        books.add_address("10003", DEL_NAME="Terras", ADDRESS1="Plein 1")
        record = source.read(await source.fetch("10003"))
        assert not {"iban", "blocked"} & record.model_fields_set
        assert {"mobile", "bic", "contacts"} <= record.model_fields_set
        assert (record.mobile, record.bic, record.contacts) == (None, None, ())
        assert "phone" not in record.customer.model_fields_set
        assert "vat_number" in record.customer.model_fields_set
        assert "city" not in record.billing_address.model_fields_set
        assert "addition" in record.billing_address.model_fields_set
        [terras] = record.delivery_addresses
        assert "city" not in terras.address.model_fields_set
        assert "postcode" in terras.address.model_fields_set


async def test_many_customers_and_their_addresses_are_read_in_a_few_calls() -> None:
    async with reading(Clock(), page_size=50, most_filters=25, longest_query=16_000) as (source, o, books):
        for number in range(120):
            books.put("CONTACT", {"SUB_NR": f"2{number:04d}", "ACCT_NAME": "A"})
            books.add_address(f"2{number:04d}", DEL_NAME="B", ADDRESS1="Laan 1")
        found = await polled(source, dict.fromkeys(source.parts, source.cursor_at(None)))
        assert len(set(numbers(found[DEBTORS]))) == 123
        assert len(numbers(found[ADDRESSES])) == 120
        calls = {name: count for (method, name), count in o.books.calls.items() if method == "GET"}
        # Three pages of debtors, and five look-ups of their addresses; three pages of addresses, and five look-ups of
        # their debtors and of all addresses of these. Two pages of each table tell that it is not to be read whole.
        assert calls == {"COMPANIES": 1, "FLD": 2, "AR1": 3 + 5 + 2, "ADDR": 5 + 3 + 5 + 2}


async def test_a_few_addresses_of_many_customers_are_read_whole_rather_than_looked_up() -> None:
    async with reading(Clock(), page_size=50) as (source, o, books):
        for number in range(120):
            books.put("CONTACT", {"SUB_NR": f"2{number:04d}", "ACCT_NAME": "A"})
        for number in range(49):
            books.add_address(f"2{number:04d}", DEL_NAME="B", ADDRESS1="Laan 1")
        found = await polled(source, dict.fromkeys(source.parts, source.cursor_at(None)))
        places = {document["debtor"]["SUB_NR"]: len(document["addresses"]) for document in found[DEBTORS]}
        assert places == {f"2{number:04d}": int(number < 49) for number in range(120)} | dict.fromkeys(
            ("10001", "10002", "10003"), 0
        )
        assert o.books.calls["GET", "ADDR"] == 3 + 1 + 1


async def test_addresses_can_be_left_unread_and_unpolled() -> None:
    async with reading(Clock(), reading={"customers": {"addresses": False}}) as (source, o, _):
        assert tuple(source.parts) == (DEBTORS,)
        record = source.read(await source.fetch("10001"))
        assert "delivery_addresses" not in record.model_fields_set
        assert o.books.calls["GET", "ADDR"] == 0
    async with reading(Clock(), reading={"customers": {"address_modified": None}}) as (source, _, books):
        books.add_address("10001", DEL_NAME="Oost", ADDRESS1="Laan 3")
        assert tuple(source.parts) == (DEBTORS,)
        assert len(source.read(await source.fetch("10001")).delivery_addresses) == 1


async def test_master_data_is_read_from_this_years_administration_only() -> None:
    clock = Clock(datetime(2026, 12, 30, 9, tzinfo=UTC))
    async with reading(clock) as (source, _, books):
        cursors = await settled(source, clock)
        books.open_next_year()
        clock.at = datetime(2027, 1, 3, 9, tzinfo=UTC)
        await polled(source, cursors)
        clock.move(hours=3)
        await polled(source, cursors)
        clock.move(hours=3)
        [old] = [row for row in books.tables("2026-12-31")["CONTACT"] if row["SUB_NR"] == "10001"]
        old.update(books.stamp_row({**old, "TEL_BUS": "020-OLD"}))
        assert (await polled(source, cursors))[DEBTORS] == []
        assert source.read(await source.fetch("10001")).customer.phone is None
        books.change_debtor("10001", TEL_BUS="020-NEW")
        assert numbers((await polled(source, cursors))[DEBTORS]) == ["10001"]


async def test_a_year_without_administration_is_waited_for() -> None:
    clock = Clock(datetime(2026, 12, 30, 9, tzinfo=UTC))
    async with reading(clock) as (source, _, _):
        cursors = dict.fromkeys(source.parts, source.cursor_at(None))
        clock.at = datetime(2027, 1, 3, 9, tzinfo=UTC)
        reads = (polled(source, cursors), source.fetch("10001"), source.count(None))
        for read in reads:
            with pytest.raises(Transient, match="2027") as told:
                await read
            assert told.value.burns_try is False
