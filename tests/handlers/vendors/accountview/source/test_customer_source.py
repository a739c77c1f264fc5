"""AccountView as a source of customers: two parts with a cursor each, whose documents are whole, from the sandbox."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.contracts.customers import CustomerSource
from handlers.sandboxes.accountview import Behaviour, Books
from handlers.sandboxes.demonstration.accountview_books import demo_books
from handlers.vendors.accountview.source.customer_source import ADDRESSES, DEBTORS, AccountViewCustomers
from mapping.parsing import dump_json, parse_json
from relay.errors import Barred, Scope, StartError, Transient
from relay.roles import PolledSource, ReadInSlices, TellsTime
from tests.handlers.vendors.accountview.office import Office, a_flow, office
from tests.handlers.vendors.accountview.source.polls import OVERLAP, Clock


@asynccontextmanager
async def reading(
    clock: Clock,
    *,
    books: Books | None = None,
    wanted: dict[str, tuple[str, ...]] | None = None,
    behaviour: Behaviour | None = None,
    **settings: Any,
) -> AsyncIterator[tuple[AccountViewCustomers, Office, Books]]:
    """The demo's three debtors, and a source of customers whose clock is set by hand."""
    books = books or demo_books(today=clock.today, now=clock, zone=ZoneInfo("Europe/Amsterdam"))
    async with office(books, behaviour=behaviour, today=clock.today, **settings) as o:
        flow = a_flow(name="customers", entity="customer", source="books", target="shop", filter=wanted or {})
        source = o.connection.source(flow)
        source._clock = clock
        yield source, o, books


async def polled(source: AccountViewCustomers, cursors: dict[str, str]) -> dict[str, list[Any]]:
    """The documents that one poll of all parts brings, by part; the cursors are moved."""
    found: dict[str, list[Any]] = {part: [] for part in source.parts}
    for part in source.parts:
        async for page in source.changed_since(cursors[part], OVERLAP, part=part):
            found[part] += page.documents
            assert page.cursor >= cursors[part]
            cursors[part] = page.cursor
    return found


async def settled(source: AccountViewCustomers, clock: Clock) -> dict[str, str]:
    """The cursors after a first poll and two quiet hours."""
    cursors = dict.fromkeys(source.parts, source.cursor_at(None))
    await polled(source, cursors)
    clock.move(hours=2)
    await polled(source, cursors)
    clock.move(hours=2)
    return cursors


def numbers(documents: list[Any]) -> list[str]:
    return [document["debtor"]["SUB_NR"] for document in documents]


async def test_it_fills_all_its_roles() -> None:
    async with reading(Clock()) as (source, _, _):
        roles: tuple[PolledSource, ReadInSlices, TellsTime] = (source, source, source)
        read_by: CustomerSource = source
        assert all(isinstance(source, role) for role in (PolledSource, ReadInSlices, TellsTime))
        assert callable(read_by.read)
        assert len(roles) == 3
        assert tuple(source.parts) == (DEBTORS, ADDRESSES)


async def test_every_debtor_of_the_demo_is_read_whole_also_after_a_journey_as_json() -> None:
    async with reading(Clock()) as (source, _, books):
        books.change_debtor("10001", BLK_SP=True, IBAN_NR="NL91ABNA0417164300", CRED_LIM=2500)
        books.add_address("10001", DEL_NAME="Filiaal Oost", ADDRESS1="Laan 3", POST_CODE="3511 AC", CITY="Utrecht")
        found = await polled(source, dict.fromkeys(source.parts, source.cursor_at(None)))
        assert [source.check(parse_json(dump_json(document))) for document in found[DEBTORS]] == [()] * 3
        bakery, gmbh, cafe = (source.read(document) for document in found[DEBTORS])
        assert (bakery.number, bakery.customer.name, bakery.blocked) == ("10001", "Bakkerij Van Dam B.V.", "delivery")
        assert (bakery.iban, str(bakery.credit_limit), bakery.payment_condition) == ("NL91ABNA0417164300", "2500", "30")
        [oost] = bakery.delivery_addresses
        assert (oost.address.name, oost.address.street, oost.address.number) == ("Filiaal Oost", "Laan", "3")
        assert (gmbh.customer.company, gmbh.billing_address.country) == ("Müller & Söhne GmbH", "DE")
        assert (cafe.blocked, cafe.delivery_addresses, cafe.currency) == ("no", (), "EUR")
        assert numbers(found[ADDRESSES]) == ["10001"]


async def test_a_change_of_an_address_alone_is_found_by_its_own_part_and_brings_the_customer_whole() -> None:
    clock = Clock()
    async with reading(clock) as (source, _, books):
        address = books.add_address("10002", DEL_NAME="Werk", ADDRESS1="Ring 1", POST_CODE="40212", CITY="Köln")
        books.add_address("10002", DEL_NAME="Lager", ADDRESS1="Ring 9", POST_CODE="40212", CITY="Köln")
        cursors = await settled(source, clock)
        before = source.identify(await source.fetch("10002"))
        books.change_address(address, ADDRESS1="Ring 2")
        found = await polled(source, cursors)
        assert found[DEBTORS] == []
        [document] = found[ADDRESSES]
        assert [place.address.number for place in source.read(document).delivery_addresses] == ["2", "9"]
        after = source.identify(document)
        assert (before.reference, before.version != after.version) == (after.reference, True)
        assert await polled(source, cursors) == found
        clock.move(hours=2)
        await polled(source, cursors)
        clock.move(hours=2)
        assert await polled(source, cursors) == {DEBTORS: [], ADDRESSES: []}


async def test_an_address_of_a_relation_that_is_no_debtor_brings_nobody() -> None:
    async with reading(Clock()) as (source, _, books):
        books.put("CONTACT", {"SUB_NR": "20001", "ACCT_NAME": "Meelfabriek", "ACCT_LINK": 2})
        books.add_address("20001", DEL_NAME="Loods", ADDRESS1="Kade 1")
        found = await polled(source, dict.fromkeys(source.parts, source.cursor_at(None)))
        assert found[ADDRESSES] == []
        assert await source.fetch("20001") is None


async def test_two_changes_within_one_second_are_two_versions_and_a_value_that_came_back_is_another() -> None:
    clock = Clock()
    async with reading(clock) as (source, _, books):
        versions = []
        for phone in ("020-1", "020-2", "020-1"):
            books.change_debtor("10001", TEL_BUS=phone)
            versions.append(source.identify(await source.fetch("10001")).version)
            clock.move(seconds=0.3)
        assert versions[0] != versions[1]
        clock.move(seconds=2)
        books.change_debtor("10001", TEL_BUS="020-1")
        assert source.identify(await source.fetch("10001")).version not in versions


async def test_a_column_that_is_gone_stops_the_flow_and_reads_as_nothing() -> None:
    clock = Clock()
    async with reading(clock) as (source, o, books):
        books.missing_columns["CONTACT"] = frozenset({"TEL_BUS"})
        with pytest.raises(Barred, match=r"no column TEL_BUS.*reading\.customers\.leave_out") as told:
            await polled(source, dict.fromkeys(source.parts, source.cursor_at(None)))
        assert told.value.scope is Scope.FLOW
        assert o.books.calls["GET", "AR1"] == 0
        books.missing_columns.clear()
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
        # their debtors and of all addresses of these.
        assert calls == {"COMPANIES": 1, "FLD": 2, "AR1": 3 + 5, "ADDR": 5 + 3 + 5}


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


async def test_a_flow_takes_only_whom_it_wants_by_columns_of_the_debtor() -> None:
    async with reading(Clock(), wanted={"cnt_code": ("nl",), "RPL_GRP": ("WEB",)}) as (source, _, books):
        books.change_debtor("10001", RPL_GRP="WEB")
        books.change_debtor("10002", RPL_GRP="WEB")
        found = await polled(source, dict.fromkeys(source.parts, source.cursor_at(None)))
        assert numbers(found[DEBTORS]) == ["10001"]
        assert source.read(await source.fetch("10003")).number == "10003"


def test_a_filter_on_no_column_of_a_debtor_stops_the_start(o: Office) -> None:
    o.connection.source(a_flow(entity="customer", source="books", filter={"X11_SHOP": ("1",)}))
    with pytest.raises(StartError, match="RPL_GRP"):
        o.connection.source(a_flow(entity="customer", source="books", filter={"RPL_GRPP": ("1",)}))


async def test_all_are_read_in_slices_that_go_on_where_they_stopped() -> None:
    async with reading(Clock(), page_size=2) as (source, _, books):
        books.add_address("10003", DEL_NAME="Terras", ADDRESS1="Plein 1")
        slices = [one async for one in source.slices(DEBTORS, None, None)]
        read = [(numbers(list(one.documents)), one.position) for one in slices]
        assert read == [(["10001", "10002"], "10002"), (["10003"], "10003")]
        rest = [one async for one in source.slices(DEBTORS, "10002", None)]
        assert [source.read(document).number for one in rest for document in one.documents] == ["10003"]
        assert [one async for one in source.slices(ADDRESSES, None, None)] == []
        assert await source.count(None) == 3


async def test_slices_since_a_cursor_hold_what_changed_then_by_either_part() -> None:
    clock = Clock()
    async with reading(clock) as (source, _, books):
        address = books.add_address("10003", DEL_NAME="Terras", ADDRESS1="Plein 1")
        clock.move(hours=5)
        since = source.cursor_at(clock() - timedelta(hours=1))
        books.change_debtor("10001", TEL_BUS="020-5550101")
        books.change_address(address, ADDRESS1="Plein 2")
        found = {
            part: [numbers(list(one.documents)) async for one in source.slices(part, None, since)]
            for part in source.parts
        }
        assert found == {DEBTORS: [["10001"]], ADDRESSES: [["10003"]]}
        assert await source.count(since) == 1


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


async def test_a_debtor_dated_in_the_future_is_read_and_moves_no_cursor() -> None:
    clock = Clock()
    async with reading(clock) as (source, _, books):
        cursors = await settled(source, clock)
        [debtor] = [row for row in books.debtors if row["SUB_NR"] == "10001"]
        debtor["CNG_DATE"] = "2099-01-01T00:00:00"
        assert numbers((await polled(source, cursors))[DEBTORS]) == ["10001"]
        assert cursors[DEBTORS] <= source.cursor_at(clock())


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(padded=True),
        Behaviour(whole_days=True),
        Behaviour(nothing_is_404=True),
        Behaviour(lone_row_bare=True),
        Behaviour(loose_equal=True),
    ],
)
async def test_the_line_works_however_the_open_questions_turn_out(behaviour: Behaviour) -> None:
    clock = Clock()
    settings: dict[str, Any] = {"empty_is_404": behaviour.nothing_is_404}
    async with reading(clock, behaviour=behaviour, **settings) as (source, _, books):
        address = books.add_address("10003", DEL_NAME="Terras", ADDRESS1="Plein 1")
        cursors = await settled(source, clock)
        books.change_debtor("10001", TEL_BUS="020-5550101")
        books.change_address(address, ADDRESS1="Plein 2")
        found = await polled(source, cursors)
        assert (numbers(found[DEBTORS]), numbers(found[ADDRESSES])) == (["10001"], ["10003"])
        assert await source.fetch("1000") is None
