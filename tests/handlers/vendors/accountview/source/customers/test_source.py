"""AccountView as a source of customers: two parts with a cursor each, whose documents are whole, from the sandbox."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.contracts.customers import CustomerSource
from handlers.sandboxes.accountview import Behaviour
from handlers.vendors.accountview.source.customers.source import ADDRESSES, DEBTORS
from mapping.parsing import dump_json, parse_json
from relay.errors import StartError
from relay.roles import PolledSource, ReadInSlices, TellsTime
from tests.handlers.vendors.accountview.office import Office, a_flow
from tests.handlers.vendors.accountview.source.customers.customer_polls import numbers, polled, reading, settled
from tests.handlers.vendors.accountview.source.polls import Clock


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
