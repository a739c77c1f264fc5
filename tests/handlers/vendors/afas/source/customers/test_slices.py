"""All of AFAS's customers are read in the order of their number, from any of them on, whatever changes meanwhile."""

from collections.abc import Iterable

import pytest

from relay.roles import Slice
from tests.handlers.vendors.afas.source.customers.environment import (
    Reading,
    a_buyer,
    a_company,
    a_profit,
    change_contact,
    change_debtor,
    move,
    reading,
)
from tests.handlers.vendors.afas.support import Clock


async def read(r: Reading, part: str = "debtors", position: str | None = None, since: str | None = None) -> list[Slice]:
    return [one async for one in r.source.slices(part, position, since)]


def numbers(r: Reading, slices: Iterable[Slice]) -> list[str]:
    return [r.source.identify(document).reference for one in slices for document in one.documents]


async def test_every_customer_comes_once_and_whole_though_rows_move_between_two_slices() -> None:
    clock = Clock()
    profit = a_profit(clock)
    companies = [a_company(profit, a_buyer()) for _ in range(25)]
    async with reading(profit, clock, page_size=4) as r:
        found: list[str] = []
        async for one in r.source.slices("debtors", None, None):
            found += numbers(r, [one])
            assert all(len(document["contacts"]) == 1 for document in one.documents)
            clock.move(seconds=1)
            for index in (0, 12, 23):
                change_debtor(profit, companies[index], Krli=len(found))
        assert found == [company["DbId"] for company in companies]
        assert await r.source.count(None) == 25


@pytest.mark.parametrize("part", ["addresses", "delivery_addresses", "contacts"])
async def test_all_there_are_the_sales_relations_show_and_no_other_part(part: str) -> None:
    clock = Clock()
    profit = a_profit(clock)
    a_company(profit, a_buyer())
    async with reading(profit, clock) as r:
        assert await read(r, part) == []


async def test_from_each_position_the_rest_is_read() -> None:
    clock = Clock()
    profit = a_profit(clock)
    for _ in range(10):
        a_company(profit)
    async with reading(profit, clock, page_size=3) as r:
        slices = await read(r)
        for done, one in enumerate(slices, start=1):
            assert numbers(r, await read(r, position=one.position)) == numbers(r, slices[done:])


async def test_with_a_cursor_each_part_brings_what_changed_since_in_it() -> None:
    clock = Clock()
    profit = a_profit(clock)
    companies = [a_company(profit, a_buyer()) for _ in range(8)]
    clock.move(hours=1)
    async with reading(profit, clock, page_size=2) as r:
        since = r.source.cursor_at(clock())
        clock.move(hours=1)
        change_debtor(profit, companies[1], PaCd="30")
        move(profit, companies[1])
        move(profit, companies[2], HmNr=78)
        for index in (4, 6, 7):
            change_contact(profit, 501 + index, MbNr="0687654321")
        expected = {"debtors": [1], "addresses": [2], "delivery_addresses": [], "contacts": [4, 6, 7]}
        for part, changed in expected.items():
            slices = await read(r, part, since=since)
            assert numbers(r, slices) == [companies[index]["DbId"] for index in changed]
            for done, one in enumerate(slices, start=1):
                assert numbers(r, await read(r, part, one.position, since)) == numbers(r, slices[done:])
        assert await r.source.count(since) == 1


async def test_a_full_reading_finds_a_move_to_an_address_that_was_there_before() -> None:
    """No stamp shows it: the address is as old as its first user."""
    clock = Clock()
    profit = a_profit(clock)
    first, second = a_company(profit), a_company(profit)
    move(profit, first)
    clock.move(hours=5)
    async with reading(profit, clock) as r:
        cursor = r.source.cursor_at(clock())
        before = r.source.identify(await r.source.fetch(second["DbId"]))
        clock.move(hours=1)
        move(profit, second)
        for part in r.source.parts:
            assert await r.numbers(part, cursor) == []
        [one] = await read(r)
        found = {r.source.identify(document).reference: document for document in one.documents}
        assert r.source.identify(found[second["DbId"]]).version != before.version
        assert r.source.read(found[second["DbId"]]).billing_address.house == "77"
