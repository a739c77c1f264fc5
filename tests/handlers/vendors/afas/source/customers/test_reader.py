"""What is read of customers is whole, or nothing is taken from it: columns that vanish, rows that are not one each."""

from typing import Any

import pytest

from handlers.sandboxes.afas import Profit
from relay.errors import Barred, Scope
from tests.handlers.vendors.afas.examples import delivery_contact
from tests.handlers.vendors.afas.source.customers.environment import Reading, a_buyer, a_company, a_profit, reading
from tests.handlers.vendors.afas.support import Clock

APP = "Debiteuren_App"


def own_columns(profit: Profit, *without: str, **others: Any) -> dict[str, Any]:
    """The columns of the usual connector but for some, and others beside them."""
    columns = profit.tables["relay_debtors"].columns
    return {**{column.id: column.id for column in columns if column.id not in without}, **others}


async def stopped(r: Reading) -> Barred:
    with pytest.raises(Barred) as error:
        await r.pages()
    assert error.value.scope is Scope.FLOW
    return error.value


async def test_a_column_that_was_there_and_is_gone_stops_the_flow_and_reads_as_nothing() -> None:
    clock = Clock()
    profit = a_profit(clock)
    profit.offer(APP, "Relay_Debtors", own_columns(profit))
    a_company(profit)
    async with reading(profit, clock, {"connector": APP}) as r:
        await r.pages()
        profit.offer(APP, "Relay_Debtors", own_columns(profit, "TelNr", "IBAN"))
        assert "column IBAN, TelNr was there" in str(await stopped(r))
        profit.offer(APP, "Relay_Debtors", own_columns(profit))
        assert await r.pages()


async def test_a_column_that_was_never_there_is_not_missed() -> None:
    clock = Clock()
    profit = a_profit(clock)
    profit.offer(APP, "Relay_Debtors", own_columns(profit, "TelNr"))
    number = a_company(profit)["DbId"]
    async with reading(profit, clock, {"connector": APP}) as r:
        assert "phone" not in (await r.record(number)).customer.model_fields_set


async def test_a_column_that_the_settings_name_must_be_there_from_the_first_row_on() -> None:
    clock = Clock()
    profit = a_profit(clock)
    profit.offer(APP, "Relay_Debtors", own_columns(profit, "TelNr"))
    a_company(profit)
    async with reading(profit, clock, {"connector": APP, "columns": {"phone": "TelNr"}}) as r:
        assert "TelNr" in str(await stopped(r))


async def test_a_column_whose_field_was_taken_away_is_gone_though_it_holds_a_text() -> None:
    clock = Clock()
    profit = a_profit(clock)
    profit.offer(APP, "Relay_Debtors", own_columns(profit, TelNr=lambda _: "(replaced)"))
    a_company(profit)
    async with reading(profit, clock, {"connector": APP}) as r:
        assert "TelNr" in str(await stopped(r))


@pytest.mark.parametrize(
    ("part", "of", "column"),
    [
        ("addresses", "Profit_Address", "Recidence"),
        ("delivery_addresses", "Profit_Deliveryaddress", "A_Woonplaats"),
        ("contacts", "Profit_Contacts", "OrgNumber"),
    ],
)
async def test_each_connector_must_show_what_its_rows_are_known_by(part: str, of: str, column: str) -> None:
    clock = Clock()
    profit = a_profit(clock)
    shown = {one.id: one.id for one in profit.tables[of.lower()].columns if one.id != column}
    profit.offer("Anders_App", of, shown)
    a_company(profit, a_buyer(), delivery_contact())
    async with reading(profit, clock, {part: {"connector": "Anders_App"}}) as r:
        with pytest.raises(Barred, match=column):
            await r.pages(part)


async def test_a_sales_relation_with_several_rows_that_differ_is_left_out_and_told() -> None:
    clock = Clock()
    profit = a_profit(clock)
    numbers = [a_company(profit)["DbId"] for _ in range(3)]
    table = profit.offer(APP, "Relay_Debtors", own_columns(profit))
    async with reading(profit, clock, {"connector": APP}) as r:
        rows = profit.read(APP)
        assert rows is table
        twice = {**table.rows[1], "TelNr": "another"}
        table.complete = lambda page: [*page, *([twice] if len(page) > 1 else [])]
        [page, *_] = await r.pages()
    read = [r.source.identify(document).reference for document in page.documents]
    assert read == [numbers[0], numbers[2]]
    [told] = page.left_out
    assert str(told).startswith(f"{APP}: customer {numbers[1]} is left out, since the connector gives several rows")


async def test_two_rows_of_one_customer_that_say_the_same_are_one() -> None:
    clock = Clock()
    profit = a_profit(clock)
    number = a_company(profit)["DbId"]
    table = profit.offer(APP, "Relay_Debtors", own_columns(profit))
    table.complete = lambda page: [*page, *page]
    async with reading(profit, clock, {"connector": APP}) as r:
        assert await r.numbers("debtors", r.source.cursor_at(None)) == [number]


async def test_what_a_connector_shows_besides_is_not_kept_such_as_remarks() -> None:
    clock = Clock()
    profit = a_profit(clock)
    profit.offer(APP, "Relay_Debtors", own_columns(profit, Remark=lambda _: "bijzonder"))
    number = a_company(profit, a_buyer(Re="belt nooit terug"), delivery_contact())["DbId"]
    async with reading(profit, clock, {"connector": APP}) as r:
        document = await r.source.fetch(number)
    assert document is not None
    assert len(document["contacts"]) == 2
    assert not {"bijzonder", "belt nooit terug"} & {value for row in rows_in(document) for value in row.values()}


def rows_in(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [document["debtor"], document["address"], *document["delivery_addresses"], *document["contacts"]]
