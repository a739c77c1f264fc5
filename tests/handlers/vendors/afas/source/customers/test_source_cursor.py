"""The cursors of AFAS's customers: nothing is lost, whatever stamps say, and each change is another version."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from handlers.vendors.afas.protocol.moments import AMSTERDAM
from tests.handlers.vendors.afas.examples import body
from tests.handlers.vendors.afas.source.customers.environment import (
    OVERLAP,
    a_company,
    a_profit,
    change_debtor,
    move,
    reading,
)
from tests.handlers.vendors.afas.support import Clock

BANK = body("KnBankAccount", {"CoId": "NL", "Iban": "NL91ABNA0417164300"})


async def test_each_connector_has_a_cursor_of_its_own_so_that_the_slower_one_is_not_skipped() -> None:
    clock = Clock()
    profit = a_profit(clock)
    company = a_company(profit)
    clock.move(hours=2)
    async with reading(profit, clock) as r:
        cursors = dict.fromkeys(r.source.parts, r.source.cursor_at(clock()))
        clock.move(hours=1)
        move(profit, company)
        clock.move(hours=3)
        _, cursors["debtors"] = await r.poll("debtors", cursors["debtors"])
        assert cursors["debtors"] > cursors["addresses"]
        assert await r.numbers("addresses", cursors["addresses"]) == [company["DbId"]]


async def test_a_row_dated_in_the_future_is_carried_and_moves_no_cursor() -> None:
    clock = Clock()
    profit = a_profit(clock)
    number = a_company(profit)["DbId"]
    profit.relations.debtors[number]["modified"] = (clock() + timedelta(days=400)).replace(tzinfo=None)
    async with reading(profit, clock) as r:
        records, cursor = await r.poll("debtors", r.source.cursor_at(clock()))
        assert [record.number for record in records] == [number]
        assert cursor <= r.source.cursor_at(clock())


async def test_a_row_whose_stamp_cannot_be_read_is_one_bad_row() -> None:
    clock = Clock()
    profit = a_profit(clock)
    numbers = [a_company(profit)["DbId"] for _ in range(4)]
    columns = {"columns": {"modified": "Gewijzigd"}, "connector": "Debiteuren_App"}
    async with reading(profit, clock, columns) as r:
        own = {column.id: column.id for column in profit.tables["relay_debtors"].columns}
        shown = lambda row: "gisteren" if row["DebtorId"] == numbers[1] else "2026-11-24T10:00:00Z"  # noqa: E731 - short
        profit.offer("Debiteuren_App", "Relay_Debtors", {**own, "Gewijzigd": shown})
        [page, *_] = await r.pages(cursor=r.source.cursor_at(clock() - timedelta(hours=3)))
        read = [r.source.identify(document).reference for document in page.documents]
    assert read == [numbers[0], *numbers[2:]]
    assert [dict(told.values)["number"] for told in page.left_out] == [numbers[1]]


async def test_a_change_that_appears_late_under_an_old_stamp_is_still_read() -> None:
    clock = Clock()
    profit = a_profit(clock)
    async with reading(profit, clock) as r:
        _, cursor = await r.poll("debtors", r.source.cursor_at(clock()))
        late = clock()
        clock.move(minutes=15)
        _, cursor = await r.poll("debtors", cursor)
        number = a_company(profit)["DbId"]
        profit.relations.debtors[number]["modified"] = late.astimezone(AMSTERDAM).replace(tzinfo=None)
        for party in profit.relations.parties.by_number.values():
            party["modified"] = profit.relations.debtors[number]["modified"]
        assert await r.numbers("debtors", cursor) == [number]


async def test_two_changes_within_one_second_are_two_versions() -> None:
    clock = Clock()
    profit = a_profit(clock)
    company = a_company(profit)
    async with reading(profit, clock) as r:
        before = r.source.identify(await r.source.fetch(company["DbId"]))
        assert r.source.identify(await r.source.fetch(company["DbId"])) == before
        change_debtor(profit, company, PaCd="30")
        first = r.source.identify(await r.source.fetch(company["DbId"]))
        change_debtor(profit, company, PaCd="14")
        second = r.source.identify(await r.source.fetch(company["DbId"]))
    assert first.version != before.version
    assert second.version != first.version


async def test_all_debtors_at_one_address_are_read_though_they_are_more_than_a_page() -> None:
    clock = Clock()
    profit = a_profit(clock)
    numbers = {a_company(profit)["DbId"] for _ in range(1003)}
    clock.move(hours=2)
    async with reading(profit, clock) as r:
        cursor = r.source.cursor_at(clock())
        profit.relations.addresses.by_number[1001]["created"] = clock().astimezone(AMSTERDAM).replace(tzinfo=None)
        pages = await r.pages("addresses", cursor)
    assert {r.source.identify(document).reference for page in pages for document in page.documents} == numbers


async def test_nothing_is_lost_while_customers_move_between_two_pages() -> None:
    clock = Clock()
    profit = a_profit(clock)
    companies = []
    for _ in range(60):
        clock.move(seconds=2)
        companies.append(a_company(profit))
    clock.move(hours=1)
    read: dict[str, Any] = {}
    async with reading(profit, clock, page_size=10) as r:
        turn = 0
        async for page in r.source.changed_since(r.source.cursor_at(None), OVERLAP):
            for document in page.documents:
                record = r.source.read(document)
                read[record.number] = record.credit_limit
            clock.move(seconds=1)
            if turn < 5:
                for index in (turn, 10 * turn + 11, 59 - turn):
                    change_debtor(profit, companies[index], Krli=1000 + turn)
            turn += 1
    limits = {number: debtor["Krli"] for number, debtor in profit.relations.debtors.items()}
    assert read == {number: Decimal(str(limit)) for number, limit in limits.items()}
